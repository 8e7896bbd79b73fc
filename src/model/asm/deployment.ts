import { Assembly, type Path } from './assembly';
import { scaleInto } from './autoscaler';
import type { ClusterSpec, SpecField } from './cluster-spec';
import { DRAIN_ANNOTATION, madeName, SOURCES } from './names';
import { Feature, Support, type Platform } from '../../platform';
import { valueFor } from '../../platform/values';
import { KUBERNETES_DEFAULTS } from '../kubernetes-defaults';
import { PROXY_CONTAINER } from '../names';
import type { Origin } from '../origin';
import { joinPointer } from '../pointer';
import { isMap, member, stringAt } from '../read';
import type { TracedObject } from '../traced';

const POD: Path = ['spec', 'template', 'spec'];
const METADATA: Path = ['spec', 'template', 'metadata'];
const CONTAINER: Path = [...POD, 'containers', 0];

/** A field of the resource, and where the Deployment holds it. */
interface Placed {
  readonly field: string;
  readonly to: Path;
  /** Documented to have no default: not there unless it is given. Otherwise what ASM uses is unknown. */
  readonly noDefault?: true;
  /** ASM's own entries stand beside the given ones. */
  readonly addsTo?: true;
  readonly write?: (value: unknown) => unknown;
}

/** ASM, CRD fields for an ASM gateway, and the defaults of Modify an ingress gateway service; types from istiogateway_types.go. */
const PLACES: readonly Placed[] = [
  { field: 'resources', to: [...CONTAINER, 'resources'] },
  { field: 'env', to: [...CONTAINER, 'env'], addsTo: true },
  { field: 'lifecycle', to: [...CONTAINER, 'lifecycle'] },
  { field: 'rollingMaxSurge', to: ['spec', 'strategy', 'rollingUpdate', 'maxSurge'], write: amount },
  { field: 'rollingMaxUnavailable', to: ['spec', 'strategy', 'rollingUpdate', 'maxUnavailable'], write: amount },
  { field: 'podAnnotations', to: [...METADATA, 'annotations'], addsTo: true },
  { field: 'nodeSelector', to: [...POD, 'nodeSelector'], noDefault: true },
  { field: 'affinity', to: [...POD, 'affinity'], noDefault: true },
  { field: 'tolerations', to: [...POD, 'tolerations'], noDefault: true },
  { field: 'hostNetwork', to: [...POD, 'hostNetwork'] },
  { field: 'dnsPolicy', to: [...POD, 'dnsPolicy'] },
];

/** `rollingMaxSurge` is text in the resource, `"1"` included; Kubernetes wants the number. */
function amount(value: unknown): unknown {
  return typeof value === 'string' && /^[0-9]{1,9}$/.test(value) ? Number(value) : value;
}

const byAsm = (source: string): Origin => ({ kind: 'default', of: 'ASM', source });
const NOT_PUBLIC: Origin = { kind: 'unknown', why: SOURCES.unpublished };

/** What ASM deploys for one gateway in one cluster, as far as it is known. */
export interface MadeDeployment {
  readonly workload: TracedObject;
  readonly template: string;
  readonly container: string;
  /** ASM's own autoscaler, where one is made. */
  readonly autoscaler?: TracedObject;
}

export function deploymentOf(spec: ClusterSpec, platform: Platform): MadeDeployment {
  const { key } = spec.manifest;
  const name = madeName(key.name);
  const named = byAsm(SOURCES.names);
  const made = new Assembly(named, NOT_PUBLIC);
  made.put(['apiVersion'], 'apps/v1', named);
  made.put(['kind'], 'Deployment', named);
  made.put(['metadata', 'name'], name, named);
  if (key.namespace !== undefined) { made.put(['metadata', 'namespace'], key.namespace, named); }
  made.put([...CONTAINER, 'name'], PROXY_CONTAINER, byAsm(SOURCES.fields));
  for (const place of PLACES) { putField(made, spec.field(place.field), place); }
  putDefaultResources(made, spec, platform);
  putLabels(made, spec, name);
  // The strategy's type is Kubernetes' own unless ASM's template says otherwise; its fields make no sense with Recreate.
  if (spec.field('rollingMaxSurge') || spec.field('rollingMaxUnavailable')) {
    made.put(['spec', 'strategy', 'type'], KUBERNETES_DEFAULTS.deploymentStrategy.value, byAsm(SOURCES.fields));
  }
  putGracePeriod(made, spec, platform);
  const autoscaler = scaleInto(made, spec, platform);
  return {
    workload: made.traced(),
    template: joinPointer('', 'spec', 'template'),
    container: joinPointer('', ...CONTAINER),
    ...(autoscaler && { autoscaler }),
  };
}

function putField(made: Assembly, field: SpecField | undefined, { to, noDefault, addsTo, write }: Placed): void {
  if (field === undefined) {
    if (noDefault) { made.leaveOut(to, byAsm(SOURCES.fields)); }
    return;
  }
  if (field.value !== undefined) { made.put(to, write ? write(field.value) : field.value, field.origin); }
  if (addsTo) { made.leaveOut(to, NOT_PUBLIC); }
  for (const { path, why } of field.doubts) { made.leaveOut([...to, ...path], { kind: 'unknown', why }); }
}

function putDefaultResources(made: Assembly, spec: ClusterSpec, platform: Platform): void {
  const defaults = valueFor(platform, 'gatewayResources');
  if (spec.field('resources') === undefined && defaults.known) {
    made.put([...CONTAINER, 'resources'], defaults.value, byAsm(defaults.source));
  }
}

function putLabels(made: Assembly, spec: ClusterSpec, name: string): void {
  const labels: Path = [...METADATA, 'labels'];
  made.put([...labels, 'app'], name, byAsm(SOURCES.appLabel));
  made.put([...labels, 'istio'], spec.manifest.key.name, byAsm(SOURCES.istioLabel));
  const own = spec.field('podLabels');
  if (own?.origin.kind === 'unknown') { made.leaveOut(labels, own.origin); }
  if (own?.origin.kind !== 'set' || !isMap(own.value)) { return; }
  for (const [key, value] of Object.entries(own.value)) {
    made.put([...labels, key], value, { ...own.origin, pointer: joinPointer(own.origin.pointer, key) });
  }
}

function putGracePeriod(made: Assembly, spec: ClusterSpec, platform: Platform): void {
  const to: Path = [...POD, 'terminationGracePeriodSeconds'];
  const why = drainDoubt(spec, platform);
  if (why !== undefined) {
    made.leaveOut(to, { kind: 'unknown', why });
    return;
  }
  made.put(to, KUBERNETES_DEFAULTS.gracePeriodSeconds.value, byAsm(SOURCES.gracePeriod));
}

/** Set where ASM changes the shutdown of the pod in a way that it does not publish. */
export function drainDoubt({ manifest }: ClusterSpec, platform: Platform): string | undefined {
  const seconds = stringAt(manifest.object, joinPointer('/metadata/annotations', DRAIN_ANNOTATION));
  if (seconds === undefined || platform.supports(Feature.GATEWAY_DRAIN_ANNOTATION) === Support.NO) { return undefined; }
  return `${DRAIN_ANNOTATION} changes how the pod stops, and ASM does not say how`;
}

/** The text of a pod annotation, with its place; undefined where the resource gives none. */
export function podAnnotation(spec: ClusterSpec, name: string): { readonly value: unknown; readonly origin: Origin } | undefined {
  const annotations = spec.field('podAnnotations');
  const value = member(annotations?.value, name);
  if (!annotations || value === undefined || annotations.origin.kind !== 'set') { return undefined; }
  return { value, origin: { ...annotations.origin, pointer: joinPointer(annotations.origin.pointer, name) } };
}
