import type { PortField, ResourceFields } from './fields';
import type { GatewaySpec } from './spec';
import { portOf } from './spec-of';
import { member } from '../model/read';
import type { Platform } from '../platform';
import { shown } from '../platform/problems';
import { valueFor } from '../platform/values';

/** What was written in another form than it was given, or not at all because nothing is to be written for it; each with its reason. */
export function notesOf(spec: GatewaySpec, fields: ResourceFields, platform: Platform): readonly string[] {
  const verbatim = spec.rendering === 'ASM' && spec.declared.from === 'yaml';
  const notes = verbatim ? [] : [...fields.ports ?? [], ...fields.meshExpansionPorts ?? []].flatMap(portNotes);
  if (spec.rendering === 'ASM') {
    if ((spec.declared.clusterIds ?? []).length === 0) { notes.push("'clusterIds' names no cluster: ASM deploys the gateway nowhere until one is named"); }
    return notes;
  }
  if (fields.sds !== undefined) { notes.push("'sds' is not written: current proxies fetch their certificates themselves"); }
  if (fields.replicaCount !== undefined && spec.autoscaler !== undefined) {
    notes.push(`'replicaCount' ${fields.replicaCount} is not written: the autoscaler has the number of pods`);
  }
  if (fields.compression !== undefined && spec.compression === undefined) {
    notes.push("'compression' is not written: it is not enabled, or has no gzip");
  }
  const image = unusedKernelImage(spec);
  if (image !== undefined) { notes.push(image); }
  const secrets = unreadSecrets(spec);
  if (secrets !== undefined) { notes.push(secrets); }
  const taken = takenResources(spec, platform);
  if (taken !== undefined) { notes.push(taken); }
  if (fields.kernel?.parameters !== undefined && spec.kernel === undefined) { notes.push("'kernel' is not written: it is not enabled, or has no parameters"); }
  return notes;
}

/** The image is for the init container that sets kernel parameters where a pod cannot have them as its own. */
function unusedKernelImage({ declared, kernel, rendering }: GatewaySpec): string | undefined {
  const { kernelInitImage } = declared.additions;
  if (kernelInitImage === undefined || (kernel !== undefined && rendering === 'INJECTED')) { return undefined; }
  const why = kernel === undefined ? 'there are no kernel parameters to set' : 'a managed gateway has kernel parameters as sysctls of its pods';
  return `'kernelInitImage' ${shown(kernelInitImage)} is not written: ${why}`;
}

/** A spec means the same in each rendering: in MANAGED, what istiod would add to given resources is taken away. */
function takenResources({ rendering, container: { resources } }: GatewaySpec, platform: Platform): string | undefined {
  const defaults = valueFor(platform, 'proxyResources');
  if (rendering !== 'MANAGED' || resources === undefined || !defaults.known) { return undefined; }
  const taken = (['requests', 'limits'] as const).flatMap((part) => Object.entries(defaults.value[part])
    .filter(([name]) => member(member(resources, part), name) === undefined).map(([name, value]) => ({ name: `${part}.${name}`, value })));
  if (taken.length === 0) { return undefined; }
  return `'resources' names no ${taken.map(({ name }) => name).join(', ')}: what istiod's values give there is taken away, as the spec means the same in each `
    + `rendering; to keep it, name it too, by default ${taken.map(({ name, value }) => `${name} ${value}`).join(', ')}`;
}

/** istiod sends Secrets to those who may list them in the namespace, and to nobody else: Istio pilot/pkg/credentials/kube/secrets.go, Authorize. */
function unreadSecrets({ rendering, account, certificates }: GatewaySpec): string | undefined {
  const secrets = [...new Set(Object.values(certificates))].map((secret) => shown(secret));
  if (rendering !== 'INJECTED' || account.rbac || secrets.length === 0) { return undefined; }
  return `'rbac' is false, and istiod sends ${secrets.join(', ')} only to an account that may list the Secrets of the namespace; `
    + `bind a Role with that to the ServiceAccount ${account.name}, or leave 'rbac' out`;
}

function portNotes(field: PortField): string[] {
  const notes: string[] = [];
  const written = portOf(field);
  const name = field.name === undefined ? String(field.port) : shown(field.name);
  if (field.targetPort === 0) { notes.push(`port ${name}: target port 0 is written as ${written.targetPort}, as Kubernetes reads it`); }
  if (field.protocol !== undefined && field.protocol !== written.protocol) {
    const word = written.appProtocol !== undefined && field.appProtocol === undefined ? ` with appProtocol ${written.appProtocol}` : '';
    notes.push(`port ${name}: protocol ${field.protocol} is written as ${written.protocol}${word}, because a Service takes no other`);
  }
  return notes;
}
