import { type Captured, capturedBy, isWritten, listValue, placeOf, removal } from './effective';
import { ASM_PROXY_CONFIG, IPTABLES, originOf, valueOf, WORKLOADS, writtenList, CAPTURE_LISTS } from './settings';
import { type CidrList, cidrList, type PortList, portList, problemOf } from '../../../kube';
import type { EffectiveProxy } from '../../../model/effective-proxy';
import { known } from '../../../model/origin';
import { Flavor } from '../../../platform';
import { valueFor } from '../../../platform/values';
import { RuleClass, Severity } from '../../finding';
import { type Found, type ManifestRule, type Scene, undecided, type Verdict } from '../../rule';
import type { Described } from '../described';
import { proxyRule, short } from '../proxy-rule';

type ProxyText = Pick<Parameters<typeof proxyRule>[0], 'id' | 'title' | 'what' | 'why' | 'source' | 'severity'>;

/** A rule on what sidecars capture. */
function captureRule(text: ProxyText, judge: (captured: Captured, proxy: EffectiveProxy) => Verdict): ReturnType<typeof proxyRule> {
  return proxyRule({ ...text, ruleClass: RuleClass.MESH, makes: ['sidecar'] }, (proxy, scene: Scene) => {
    const captured = capturedBy(proxy, scene);
    // without rules no list counts, and modeNone says so
    return captured && captured.capture.mode.value !== 'NONE' ? judge(captured, proxy) : [];
  });
}

/** Lists that cannot be read are said by other rules. */
function ranges(text: string): CidrList | undefined {
  let list: CidrList | undefined;
  problemOf(() => { list = cidrList(text, 'ranges', { wildcard: true }); });
  return list;
}

function ports(text: string): PortList | undefined {
  let list: PortList | undefined;
  problemOf(() => { list = portList(text, 'ports', { wildcard: true }); });
  return list;
}

/** CAP006 */
export const includeIsDead = captureRule({
  id: 'CAP006',
  title: 'everything included is excluded as well',
  what: 'Every range of `includeOutboundIPRanges` is covered by `excludeOutboundIPRanges`, or every port of `includeOutboundPorts` is in '
    + '`excludeOutboundPorts`. A list of `*` is not judged.',
  severity: Severity.WARNING,
  why: 'The rules of exclusions stand before those of inclusions, so that nothing of what is included goes through the sidecar.',
  source: `${IPTABLES} (order of the rules); ASM, Configure sidecar proxies: excluded ranges and ports win`,
}, ({ capture }) => {
  const { includeOutboundRanges: into, excludeOutboundRanges: outOf, includeOutboundPorts: intoPorts, excludeOutboundPorts: outOfPorts } = capture;
  const found: Found[] = [];
  if (into.known && outOf.known && isWritten(into) && outOf.value !== '') {
    const [included, excluded] = [ranges(into.value), ranges(outOf.value)];
    if (included && excluded && !included.wildcard && !included.isEmpty() && excluded.covers(included)) {
      found.push({
        message: `excludeOutboundIPRanges ${short(outOf.value)} covers all of includeOutboundIPRanges ${short(into.value)}, and exclusion wins: nothing is captured`,
        fix: 'remove one of them, or narrow the exclusion',
        ...placeOf(into),
        part: 'ranges',
        values: [listValue('includeOutboundIPRanges', into), listValue('excludeOutboundIPRanges', outOf)],
      });
    }
  }
  if (intoPorts.known && outOfPorts.known && isWritten(intoPorts) && (intoPorts.value ?? '') !== '' && outOfPorts.value !== undefined) {
    const [included, excluded] = [ports(intoPorts.value!), ports(outOfPorts.value)];
    if (included && excluded && !included.wildcard && included.ports.every((port) => excluded.contains(port))) {
      found.push({
        message: `excludeOutboundPorts ${short(outOfPorts.value)} has every port of includeOutboundPorts ${short(intoPorts.value)}, and exclusion wins`,
        fix: 'remove one of them, or narrow the exclusion',
        ...placeOf(intoPorts),
        part: 'ports',
        values: [listValue('includeOutboundPorts', intoPorts), listValue('excludeOutboundPorts', outOfPorts)],
      });
    }
  }
  return found;
});

/** CAP007 */
export const excludeIgnored = captureRule({
  id: 'CAP007',
  title: 'excludeInboundPorts has no effect',
  what: '`excludeInboundPorts` is set, and `includeInboundPorts` is not `*`.',
  severity: Severity.WARNING,
  why: 'Exclusions count only where all inbound ports are captured: beside a list of ports only that list decides, and the excluded ports are captured '
    + 'if it names them.',
  source: `${IPTABLES} handleInboundPortsInclude; ASM, Configure sidecar proxies`,
}, ({ capture: { includeInboundPorts: include, excludeInboundPorts: exclude } }, proxy) => {
  if (!isWritten(exclude) || exclude.value === '') { return []; }
  if (!include.known) { return undecided(include); }
  if (include.value === '*') { return []; }
  const both = ports(exclude.value ?? '')?.ports.filter((port) => ports(include.value)?.contains(port)) ?? [];
  return [{
    message: `excludeInboundPorts ${short(exclude.value)} has no effect, because includeInboundPorts is ${include.value === '' ? 'empty' : short(include.value)} and not *`,
    fix: both.length > 0
      ? `remove ${both.slice(0, 3).join(', ')} from includeInboundPorts, and excludeInboundPorts`
      : 'remove excludeInboundPorts, or set includeInboundPorts to *',
    ...placeOf(exclude),
    ...(both.length > 0 ? {} : removal(exclude, proxy)),
    values: [listValue('includeInboundPorts', include), listValue('excludeInboundPorts', exclude)],
  }];
});

/** CAP008 */
export const includeRedundant = captureRule({
  id: 'CAP008',
  title: 'included ports are captured anyway',
  what: '`includeOutboundPorts` is set, and `includeOutboundIPRanges` is `*`.',
  severity: Severity.NOTE,
  why: 'Where all ranges are captured every port already is, and excluded ranges and ports go before the list, so that it changes nothing.',
  source: `${IPTABLES} (order of the rules)`,
}, ({ capture: { includeOutboundRanges: all, includeOutboundPorts: list } }, proxy) => {
  if (!isWritten(list) || (list.value ?? '') === '') { return []; }
  if (!all.known) { return undecided(all); }
  if (all.value !== '*') { return []; }
  return [{
    message: `includeOutboundPorts ${short(list.value)} adds nothing, because includeOutboundIPRanges is * and captures every port`,
    fix: 'remove includeOutboundPorts, or name the ranges in includeOutboundIPRanges',
    ...placeOf(list),
    ...removal(list, proxy),
    values: [listValue('includeOutboundIPRanges', all), listValue('includeOutboundPorts', list)],
  }];
});

const INBOUND = CAPTURE_LISTS.filter(({ item }) => item.endsWith('InboundPorts'));

/** CAP009 */
export const ownPorts: Described<ManifestRule> = {
  id: 'CAP009',
  title: 'own ports of the sidecar in a list',
  what: '`includeInboundPorts` names a port of the sidecar itself (an error), or `excludeInboundPorts` one that is left alone anyway (a note). '
    + 'On Istio these are 15090, 15021 and 15020, on ASM also 15081 and 9191.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'The exclusions that the injector always adds count only while all inbound ports are captured: a list with the sidecar\'s own port sends its probes '
    + 'and scrapes into the sidecar\'s listener for applications.',
  source: `${IPTABLES} handleInboundPortsInclude; istio files/injection-template.yaml (-d); ASM, Configure sidecar proxies`,
  on: 'manifest',
  kinds: [...WORKLOADS, ASM_PROXY_CONFIG],
  check: (manifest, scene) => {
    const lists = INBOUND.flatMap((list) => { const setting = writtenList(manifest, list); return setting && setting.text !== '*' ? [{ list, setting }] : []; });
    if (lists.length === 0) { return []; }
    const own = valueFor(scene.facts.platform, 'uncapturedInboundPorts');
    if (!own.known) { return { undecided: own.why }; }
    return lists.flatMap(({ list: { item }, setting }): Found[] => {
      const named = ports(setting.text)?.ports.map(String).filter((port) => own.value.includes(port)) ?? [];
      if (named.length === 0) { return []; }
      const includes = item === 'includeInboundPorts';
      const rest = setting.text.split(',').filter((port) => !named.includes(port)).join(',');
      return [{
        ...!includes && { severity: Severity.NOTE },
        message: includes
          ? `${setting.name} names ${named.join(', ')}, which the sidecar itself listens on: its probes and scrapes are sent to the wrong listener`
          : `${setting.name} names ${named.join(', ')}, which the sidecar leaves alone anyway`,
        fix: rest === '' ? `remove ${named.join(', ')}` : `write ${short(rest)} instead`,
        ...(rest === '' ? {} : { patch: [{ op: 'replace', path: setting.pointer, value: rest }] }),
        at: originOf(setting),
        part: setting.name,
        values: [valueOf(setting), { name: 'own ports', value: known(own.value.join(','), { kind: 'default', of: scene.facts.platform.flavor === Flavor.ASM ? 'ASM' : 'Istio', source: own.source }) }],
      }];
    });
  },
};

/** CAP010 */
export const modeNone = proxyRule({
  id: 'CAP010',
  title: 'capture settings without interception',
  what: 'The interception mode is NONE, and the pods or a policy of theirs set lists of what to capture.',
  severity: Severity.WARNING,
  why: 'With mode NONE no iptables rules are made at all, so that the lists change nothing and no traffic reaches the sidecar by itself.',
  source: 'istio files/injection-template.yaml (no istio-init with interceptionMode NONE)',
  ruleClass: RuleClass.MESH,
  makes: ['sidecar'],
}, (proxy, scene) => {
  const capture = capturedBy(proxy, scene)?.capture;
  if (capture?.mode.value !== 'NONE') { return []; }
  const lists = [
    ['includeOutboundIPRanges', capture.includeOutboundRanges], ['excludeOutboundIPRanges', capture.excludeOutboundRanges],
    ['includeInboundPorts', capture.includeInboundPorts], ['excludeInboundPorts', capture.excludeInboundPorts],
    ['includeOutboundPorts', capture.includeOutboundPorts], ['excludeOutboundPorts', capture.excludeOutboundPorts],
  ] as const;
  const written = lists.filter(([, value]) => isWritten(value));
  if (written.length === 0) { return []; }
  return [{
    message: `interceptionMode is NONE, so ${written.map(([name]) => name).join(', ')} ${written.length === 1 ? 'has' : 'have'} no effect`,
    fix: 'set interceptionMode to REDIRECT, or remove the lists',
    ...placeOf(written[0][1]),
    ...(written.length === 1 ? removal(written[0][1], proxy) : {}),
    values: [listValue('interceptionMode', capture.mode), ...written.map(([name, value]) => listValue(name, value))],
  }];
});
