import { annotationRow, findContainer, podTemplateOf } from '../../../model/injected';
import { podTemplatePointer } from '../../../model/manifest';
import { WORKLOAD_KINDS } from '../../../model/manifest/workloads';
import { PROXY_CONTAINER } from '../../../model/names';
import { isSet, known } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { listAt, member } from '../../../model/read';
import { Feature, Flavor, Support } from '../../../platform';
import { featureAnswer } from '../../../platform/features';
import { RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule } from '../../rule';
import type { Described } from '../described';
import { proxyRule, short, writtenAt } from '../proxy-rule';

const WORKLOADS = WORKLOAD_KINDS.map(({ group, kind }) => `${group}/${kind}`);
const INJECT = 'sidecar.istio.io/inject';

/** DEP004: IST0135. */
export const oldAnnotations: Described<ManifestRule> = {
  id: 'DEP004',
  title: 'deprecated Istio annotation',
  what: 'A pod template has an annotation that Istio deprecated: statsInclusion*, statsCompression, extraStatTags, discoveryAddress, kubevirtInterfaces; or, as a note, '
    + 'sidecar.istio.io/inject as an annotation without the label of that name.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.PRACTICE,
  why: 'A deprecated annotation is still read and will not always be. Those for statistics replace the proxyStatsMatcher of the mesh instead of adding to it.',
  source: 'istio/api annotation/annotations.yaml (deprecated); Istio 1.30.3 analyzers/annotations (IST0135)',
  on: 'manifest',
  kinds: WORKLOADS,
  check: (manifest) => {
    const pods = podTemplateOf(manifest);
    if (!pods) { return []; }
    return Object.entries(pods.annotations).flatMap(([key, value]): Found[] => {
      const instead = annotationRow(key)?.deprecated;
      if (instead === undefined || (key === INJECT && pods.labels[INJECT] !== undefined)) { return []; }
      const pointer = joinPointer(podTemplatePointer(manifest.key) ?? '', 'metadata', 'annotations', key);
      return [{
        ...key === INJECT && { severity: Severity.NOTE },
        message: `annotation ${key} is deprecated`,
        fix: `use ${instead}`,
        pointer,
        part: key,
        values: [{ name: key, value: known(value, { kind: 'set', manifest, pointer }), show: short }],
      }];
    });
  },
};

const AUTO_ALLOCATE = 'ISTIO_META_DNS_AUTO_ALLOCATE';

/** DEP005: ASM still writes it. */
export const dnsAutoAllocate = proxyRule({
  id: 'DEP005',
  title: 'ISTIO_META_DNS_AUTO_ALLOCATE has no effect',
  what: 'On Istio 1.25 and later, the proxy metadata ISTIO_META_DNS_AUTO_ALLOCATE is set.',
  severity: Severity.NOTE,
  ruleClass: RuleClass.PRACTICE,
  why: 'Since 1.25 istiod allocates the addresses of ServiceEntries itself, so that the proxy is not asked any more.',
  source: 'istio pilot/pkg/features/pilot.go (PILOT_ENABLE_IP_AUTOALLOCATE); pkg/config/validation/agent (warning)',
}, ({ platform, proxyConfig }) => {
  if (platform.flavor !== Flavor.ISTIO) { return []; }
  const value = proxyConfig.env(AUTO_ALLOCATE);
  if (!isSet(value) || value.value === undefined) { return []; }
  const support = platform.supports(Feature.DNS_AUTO_ALLOCATE_METADATA);
  if (support === Support.YES) { return []; }
  if (support === Support.UNKNOWN) { return { undecided: platform.explain(Feature.DNS_AUTO_ALLOCATE_METADATA) }; }
  return [{
    message: `${AUTO_ALLOCATE} is ${short(value.value)}, and Istio ${platform.istioVersion} does not read it: istiod allocates addresses by itself`,
    fix: `remove ${AUTO_ALLOCATE}`,
    at: writtenAt(value),
    values: [{ name: AUTO_ALLOCATE, value, show: short }],
  }];
});

const RUNTIME_LIMIT = 'overload.global_downstream_max_connections';

/** DEP006 */
export const limitByRuntimeKey = proxyRule({
  id: 'DEP006',
  title: 'connection limit by runtime key',
  what: 'On Istio 1.28, where it does nothing (a warning), or 1.29 and later (a note), `runtimeValues` has overload.global_downstream_max_connections.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'Istio 1.28 hard-codes the monitor of the limit, so that the key does nothing there; from 1.29 on the limit has its own proxy metadata.',
  source: 'istio tools/packaging/common/envoy_bootstrap.json, compared tag by tag; istio issue 58594',
}, ({ platform, proxyConfig }) => {
  if (platform.flavor !== Flavor.ISTIO) { return []; }
  const values = proxyConfig.agent('runtimeValues');
  const limit = values.known && isSet(values) ? member(values.value, RUNTIME_LIMIT) : undefined;
  if (limit === undefined) { return []; }
  const { support, instead } = featureAnswer(platform._target, Feature.CONNECTION_LIMIT_RUNTIME_KEY);
  if (support === Support.UNKNOWN) { return { undecided: platform.explain(Feature.CONNECTION_LIMIT_RUNTIME_KEY) }; }
  if (support === Support.YES && instead === undefined) { return []; }
  return [{
    ...support === Support.YES && { severity: Severity.NOTE },
    message: `the connection limit ${short(limit)} is written as runtime key${support === Support.NO ? `, which does nothing in Istio ${platform.istioVersion}` : ', which is deprecated'}`,
    fix: support === Support.NO
      ? `upgrade to Istio 1.29 and write proxy metadata ISTIO_META_GLOBAL_DOWNSTREAM_MAX_CONNECTIONS: "${short(limit)}"`
      : `use ${instead}: "${short(limit)}"`,
    at: writtenAt(values),
    part: RUNTIME_LIMIT,
    values: [{ name: RUNTIME_LIMIT, value: known(limit, values.origin), show: short }],
  }];
});

/** DEP008 */
export const concurrencyArgument: Described<ManifestRule> = {
  id: 'DEP008',
  title: 'number of threads as an argument',
  what: 'The arguments of a container istio-proxy have `--concurrency`.',
  severity: Severity.NOTE,
  ruleClass: RuleClass.PRACTICE,
  why: 'The agent takes the argument and logs that it is legacy; the setting belongs to `concurrency` of the ProxyConfig, where previews and policies see it.',
  source: 'Istio 1.30.3 pilot/cmd/pilot-agent/config/config.go (concurrency); istio commit 97baf44e71d took the argument out of the templates',
  on: 'manifest',
  kinds: WORKLOADS,
  check: (manifest) => {
    const pods = podTemplateOf(manifest);
    if (!pods) { return []; }
    return (['containers', 'initContainers'] as const).flatMap((list): Found[] => {
      const proxy = findContainer(pods, list, PROXY_CONTAINER);
      const args = listAt(proxy?.container, '/args') ?? [];
      const at = args.findIndex((arg) => typeof arg === 'string' && (arg === '--concurrency' || arg.startsWith('--concurrency=')));
      if (!proxy || at < 0) { return []; }
      const pointer = joinPointer(proxy.pointer, 'args', at);
      const given = args[at] === '--concurrency' ? `${short(args[at])} ${short(args[at + 1])}` : short(args[at]);
      return [{
        message: `istio-proxy has the legacy argument ${given}`,
        fix: 'remove it, and set concurrency in the annotation proxy.istio.io/config',
        pointer,
        values: [{ name: 'args', value: known(given, { kind: 'set', manifest, pointer }) }],
      }];
    });
  },
};
