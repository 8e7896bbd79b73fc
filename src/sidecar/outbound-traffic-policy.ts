import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { OutboundTrafficMode } from './setting-parts';
import { enforceErrors } from '../checks/enforce';
import { emit } from '../kube/emit';
import { nameProblem } from '../kube/names';
import { hostNameProblem } from '../model/hosts';
import { Feature, Platform, Support } from '../platform';
import { isPlainMap } from '../platform/json';
import { addUnknownKeys, Problems, shown } from '../platform/problems';
import { pathOf } from '../platform/tree-store';

/** What an outbound traffic policy is made of. */
export interface OutboundTrafficPolicyProps {
  /** What happens to traffic for hosts that the mesh does not know: ALLOW_ANY or REGISTRY_ONLY. */
  readonly mode: OutboundTrafficMode;

  /**
   * The namespace. In the root namespace (`istio-system`) and without labels it is for every namespace that has none of its own.
   *
   * @default - that of the chart
   */
  readonly namespace?: string;

  /**
   * Labels of the pods that it is for. Their Sidecar resource takes the place of the namespace's as a whole.
   *
   * @default - all pods of the namespace
   */
  readonly labels?: { [key: string]: string };

  /**
   * The hosts that the sidecars know of, as `namespace/host`: `./*`, `istio-system/*`. One Sidecar resource counts for a pod, so hosts that
   * another one lists must be here. From Istio 1.31 a `~` in front leaves out: `~shop/*`.
   *
   * @default - all
   */
  readonly hosts?: string[];

  /**
   * The name of the Sidecar resource.
   *
   * @default - its id
   */
  readonly name?: string;
}

/** A namespace, its own, any or none, or what is left out of them. */
const NAMESPACE = /^(?:~|~?(?:\*|\.|[a-z0-9](?:[-a-z0-9]*[a-z0-9])?))$/;

/** `namespace/dnsName` (istio pkg/config/validation ValidateNamespaceSlashWildcardHostname). */
function isHost(host: unknown): host is string {
  if (typeof host !== 'string' || host.length > 317) { return false; }
  const slash = host.indexOf('/');
  return slash > 0 && NAMESPACE.test(host.slice(0, slash)) && hostNameProblem(host.slice(slash + 1)) === undefined;
}

/**
 * What the sidecars of a namespace, or of some of its pods, do with traffic for hosts that the mesh does not know: an Istio Sidecar resource, on
 * Istio and on ASM. It needs no restart. With REGISTRY_ONLY, HTTP is answered with 502 and a TCP connection is reset; that is no boundary of
 * security.
 *
 * The mode is always written: an empty block means REGISTRY_ONLY, whatever the mesh says.
 */
export class OutboundTrafficPolicy extends Construct {
  /** The Sidecar resource. */
  public readonly resource: ApiObject;

  public constructor(scope: Construct, id: string, props: OutboundTrafficPolicyProps) {
    super(scope, id);
    let read: ReadProps;
    try {
      read = readProps(props, this, id);
    } catch (error) {
      scope.node.tryRemoveChild(id);
      throw error;
    }
    const { mode, labels, hosts, namespace, name } = read;
    this.resource = emit(this, 'sidecar', {
      apiVersion: 'networking.istio.io/v1',
      kind: 'Sidecar',
      metadata: { name, namespace },
      spec: {
        ...(labels && { workloadSelector: { labels: { ...labels } } }),
        ...(hosts && { egress: [{ hosts: [...hosts] }] }),
        outboundTrafficPolicy: { mode },
      },
    });
    enforceErrors(this);
  }
}

type ReadProps = Omit<OutboundTrafficPolicyProps, 'name'> & { readonly name: string };

/** The props, or everything that is wrong with them: without a compiler they may be anything. */
function readProps(props: OutboundTrafficPolicyProps, policy: OutboundTrafficPolicy, id: string): ReadProps {
  const problems = new Problems(pathOf(policy));
  const given: Partial<OutboundTrafficPolicyProps> = isPlainMap(props) ? props : {};
  if (isPlainMap(props)) { addUnknownKeys(props, PROPS, '', problems); } else { problems.add(`the props must be a map with mode, got ${shown(props)}`); }
  const { mode, labels, hosts } = given;
  const namespace = given.namespace ?? Chart.of(policy).namespace;
  const name = given.name ?? id;
  if (mode !== OutboundTrafficMode.ALLOW_ANY && mode !== OutboundTrafficMode.REGISTRY_ONLY) {
    problems.add(`'mode' must be ALLOW_ANY or REGISTRY_ONLY, got ${shown(mode)}; a Sidecar resource knows no other`);
  }
  const nameIs = nameProblem('dns1123Subdomain', name);
  if (nameIs !== undefined) { problems.add(`'name' ${nameIs}, got ${shown(name)}`); }
  const namespaceIs = namespace === undefined ? 'must be given, here or for the chart' : nameProblem('dns1123Label', namespace);
  if (namespaceIs !== undefined) { problems.add(`'namespace' ${namespaceIs}, got ${shown(namespace)}`); }
  if (labels !== undefined) { checkLabels(labels, problems); }
  if (hosts !== undefined) { checkHosts(hosts, Platform.of(policy), problems); }
  problems.throwIfAny();
  return { mode: mode!, labels, hosts, namespace, name };
}

const PROPS = ['mode', 'namespace', 'labels', 'hosts', 'name'];

function checkLabels(labels: unknown, problems: Problems): void {
  if (!isPlainMap(labels)) { problems.add(`'labels' must be a map of texts, got ${shown(labels)}`); return; }
  if (Object.keys(labels).length === 0) { problems.add("'labels' must name a label, got none; leave them out for the namespace"); }
  for (const [key, value] of Object.entries(labels)) {
    const problem = nameProblem('labelKey', key) ?? nameProblem('labelValue', value);
    if (problem !== undefined) { problems.add(`'labels' has ${shown(key)}: ${shown(value)}, which ${problem}`); }
  }
}

function checkHosts(hosts: unknown, platform: Platform, problems: Problems): void {
  if (!Array.isArray(hosts)) { problems.add(`'hosts' must be a list, got ${shown(hosts)}`); return; }
  if (hosts.length === 0) { problems.add("'hosts' must have a host, got none; leave them out for all"); }
  for (const host of hosts as readonly unknown[]) {
    if (!isHost(host)) {
      problems.add(`'hosts' must be namespace/host such as ./* or */web.shop.svc.cluster.local, got ${shown(host)}`);
    } else if (/^~[^/]/.test(host) && platform.supports(Feature.SIDECAR_HOST_EXCLUSIONS) === Support.NO) {
      problems.add(`'hosts' leaves out ${shown(host)}, which is not possible here: ${platform.explain(Feature.SIDECAR_HOST_EXCLUSIONS)}`);
    }
  }
}
