import { isOf } from './known-fields';
import { AlibabaLoadBalancerOptions, AddressType, ClassicLoadBalancerOptions, LoadBalancerBackend, NetworkLoadBalancerOptions, type ZoneMapping } from './load-balancer-props';
import { wholeSecondsOf } from './seconds';
import { checkSwitches } from './switches';
import { nameProblem } from '../kube/names';
import { isPlainMap } from '../platform/json';
import { Problems, shown } from '../platform/problems';

export * from './load-balancer-props';

/** Source: cloud-provider-alibaba-cloud pkg/controller/service/reconcile/annotation/annotations.go; the older prefix is `…/alicloud-`. */
const PREFIX = 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-';
const BACKEND_TYPE = 'service.beta.kubernetes.io/backend-type';
const NLB_CLASS = 'alibabacloud.com/nlb';

/**
 * A load balancer of Alibaba Cloud before a gateway, as annotations of its Service. For those of other clouds use `serviceAnnotations` and
 * `loadBalancerClass`.
 *
 * @example
 *
 * LoadBalancer.alibabaNetwork({
 *   addressType: AddressType.INTRANET,
 *   zones: [{ zone: 'cn-hangzhou-j', vSwitch: 'vsw-1' }, { zone: 'cn-hangzhou-k', vSwitch: 'vsw-2' }],
 *   connectionDrain: Duration.seconds(30),
 * });
 */
export class LoadBalancer {
  /** A classic load balancer (CLB): what a Service without a class gets. */
  public static alibabaClassic(options: ClassicLoadBalancerOptions): LoadBalancer {
    const problems = new Problems('LoadBalancer.alibabaClassic');
    if (!isOf(options, [...COMMON, 'spec', 'masterZone', 'slaveZone', 'vSwitch'], '', problems)) { problems.throwIfAny(); }
    const annotations = {
      ...common(options, problems),
      ...keyed('spec', options.spec, problems),
      ...keyed('master-zoneid', options.masterZone, problems),
      ...keyed('slave-zoneid', options.slaveZone, problems),
      ...keyed('vswitch-id', options.vSwitch, problems),
    };
    if (options.vSwitch !== undefined && options.addressType === AddressType.INTERNET) {
      problems.add(`'vSwitch' is for an address in the VPC, got ${shown(options.vSwitch)} with addressType internet; leave it out`);
    }
    return made(problems, annotations, options.more);
  }

  /** A network load balancer (NLB). */
  public static alibabaNetwork(options: NetworkLoadBalancerOptions): LoadBalancer {
    const problems = new Problems('LoadBalancer.alibabaNetwork');
    if (!isOf(options, [...COMMON, 'zones', 'securityGroups'], '', problems)) { problems.throwIfAny(); }
    const zones = zonesOf(options.zones, problems);
    if (new Set(zones.map(({ zone }) => zone)).size < 2) {
      problems.add(`'zones' must name two zones or more, got ${zones.length === 0 ? 'none' : zones.map(({ zone }) => shown(zone)).join(', ')}`);
    }
    for (const { zone, vSwitch } of zones) {
      const bad = [zone, vSwitch].find((part) => typeof part !== 'string' || part === '' || /[\s,:]/.test(part));
      if (bad !== undefined) { problems.add(`'zones' must be pairs of a zone and the id of a vSwitch, got ${shown(bad)}`); }
    }
    const annotations = {
      ...common(options, problems),
      [`${PREFIX}zone-maps`]: zones.map(({ zone, vSwitch }) => `${zone}:${vSwitch}`).join(','),
      ...keyed('security-group-ids', groupsOf(options.securityGroups, problems), problems),
    };
    return made(problems, annotations, options.more, NLB_CLASS);
  }

  /** @internal */
  public static _of(annotations: Readonly<Record<string, string>>, loadBalancerClass?: string): LoadBalancer {
    return new LoadBalancer(annotations, loadBalancerClass);
  }

  /** @internal */
  public readonly _annotations: Readonly<Record<string, string>>;

  /** @internal */
  public readonly _class?: string;

  private constructor(annotations: Readonly<Record<string, string>>, loadBalancerClass?: string) {
    this._annotations = Object.freeze(annotations);
    this._class = loadBalancerClass;
  }
}

/** Those that are pairs; the others are problems. */
function zonesOf(given: unknown, problems: Problems): readonly ZoneMapping[] {
  if (given !== undefined && !Array.isArray(given)) { problems.add(`'zones' must be a list of pairs of a zone and a vSwitch, got ${shown(given)}`); }
  return (Array.isArray(given) ? given : []).filter((one: unknown, at): one is ZoneMapping => isOf(one, ['zone', 'vSwitch'], `zones[${at}]`, problems));
}

/** The annotation is a list with commas. */
function groupsOf(given: unknown, problems: Problems): string | undefined {
  if (given === undefined) { return undefined; }
  const isList = Array.isArray(given) && given.length > 0 && given.every((one) => typeof one === 'string' && /^[^\s,]+$/.test(one));
  if (!isList) { problems.add(`'securityGroups' must be a list of the ids of security groups, got ${Array.isArray(given) ? JSON.stringify(given) : shown(given)}`); }
  return isList ? given.join(',') : undefined;
}

/** The options that both kinds have. */
const COMMON = ['addressType', 'displayName', 'loadBalancerId', 'overrideListeners', 'connectionDrain', 'backend', 'removeUnscheduledNodes', 'gracefulShutdown', 'more'];

function common(options: AlibabaLoadBalancerOptions, problems: Problems): Record<string, string> {
  const { addressType, connectionDrain, backend, overrideListeners, removeUnscheduledNodes, gracefulShutdown } = options;
  if (!Object.values(AddressType).includes(addressType)) {
    problems.add(`'addressType' must be one of ${Object.values(AddressType).join(', ')}, got ${shown(addressType)}; without it the gateway is public`);
  }
  checkSwitches(options, ['overrideListeners', 'removeUnscheduledNodes', 'gracefulShutdown'], '', problems);
  if (backend !== undefined && !Object.values(LoadBalancerBackend).includes(backend)) {
    problems.add(`'backend' must be one of ${Object.values(LoadBalancerBackend).join(', ')}, got ${shown(backend)}`);
  }
  if (overrideListeners !== undefined && options.loadBalancerId === undefined) {
    problems.add(`'overrideListeners' is for an existing load balancer, got ${overrideListeners} without loadBalancerId; leave it out`);
  }
  if (gracefulShutdown === true && backend !== LoadBalancerBackend.PODS) {
    problems.add(`'gracefulShutdown' needs backend LoadBalancerBackend.PODS, got ${backend === undefined ? 'none' : shown(backend)}`);
  }
  const drain = connectionDrain === undefined ? undefined : wholeSecondsOf(connectionDrain, 'connectionDrain', problems, 10, 900);
  return {
    [`${PREFIX}address-type`]: addressType,
    ...keyed('name', options.displayName, problems),
    ...keyed('id', options.loadBalancerId, problems),
    ...(overrideListeners !== undefined && { [`${PREFIX}force-override-listeners`]: String(overrideListeners) }),
    ...(drain !== undefined && { [`${PREFIX}connection-drain`]: 'on', [`${PREFIX}connection-drain-timeout`]: String(drain) }),
    ...(backend !== undefined && { [BACKEND_TYPE]: backend }),
    ...(removeUnscheduledNodes !== undefined && { [`${PREFIX}remove-unscheduled-backend`]: removeUnscheduledNodes ? 'on' : 'off' }),
    ...(gracefulShutdown !== undefined && { [`${PREFIX}graceful-shutdown`]: String(gracefulShutdown) }),
  };
}

function keyed(key: string, value: string | undefined, problems: Problems): Record<string, string> {
  if (value === undefined) { return {}; }
  if (typeof value !== 'string' || value.trim() === '') { problems.add(`the value of ${key} must be a text, got ${shown(value)}; leave it out for the default`); }
  return { [PREFIX + key]: value };
}

function made(
  problems: Problems, annotations: Record<string, string>, more: { [key: string]: string } = {}, loadBalancerClass?: string,
): LoadBalancer {
  const all = { ...annotations };
  if (!isPlainMap(more)) { problems.add(`'more' must be a map of texts, got ${shown(more)}`); }
  for (const [key, value] of Object.entries(isPlainMap(more) ? more : {})) {
    const name = PREFIX + key;
    const problem = key.includes('/') ? 'must be the end of a key, without its prefix' : nameProblem('annotationKey', name);
    if (problem !== undefined) { problems.add(`a key in 'more' ${problem}, got ${shown(key)}`); }
    if (typeof value !== 'string') { problems.add(`'more.${key}' must be a text, got ${shown(value)}; quote it`); }
    if (name in all) { problems.add(`'more.${key}' is set by an option already, got ${shown(value)}; keep one of the two`); }
    all[name] = value;
  }
  problems.throwIfAny();
  return LoadBalancer._of(all, loadBalancerClass);
}
