import { placeOf } from './effective';
import { contextOf } from '../../../model/context-of';
import { podTemplateOf } from '../../../model/injected';
import { asmItem } from '../../../model/injected/asm-levels';
import { type Effective, isSet } from '../../../model/origin';
import { ClusterKind, Feature, Flavor, Support } from '../../../platform';
import { RuleClass, Severity } from '../../finding';
import { proxyRule } from '../proxy-rule';

const VARIABLE = 'ISTIO_META_DNS_CAPTURE';
const ECI_LABEL = 'alibabacloud.com/eci';

/** CAP012 */
export const dnsOnVirtualNodes = proxyRule({
  id: 'CAP012',
  title: 'DNS capture on virtual nodes',
  what: 'On ASM, a sidecar is told to capture DNS (`istioDNSProxyEnabled`, or the proxy metadata ISTIO_META_DNS_CAPTURE), and its pods run on ACK Serverless or are '
    + 'ECI pods by their label alibabacloud.com/eci.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'The DNS proxy of sidecars is not supported on ACK Serverless and for ECI pods, so that names may not be resolved at all.',
  source: 'ASM, Configure sidecar proxies (DNS proxy: not for ACK Serverless clusters or pods on ECI)',
  makes: ['sidecar'],
}, (proxy, scene) => {
  if (proxy.platform.flavor !== Flavor.ASM) { return []; }
  const pods = podTemplateOf(proxy.declaredBy);
  if (!pods) { return []; }
  const item: Effective<unknown> = asmItem({ context: contextOf(scene, proxy.cluster), pods }, 'istioDNSProxyEnabled') ?? proxy.proxyConfig.env(VARIABLE);
  const variable = proxy.proxyConfig.env(VARIABLE);
  const chosen = isSet(variable) ? variable : item;
  if (!chosen.known || !isSet(chosen) || (chosen.value !== true && chosen.value !== 'true')) { return []; }
  const isEci = pods.labels[ECI_LABEL] === 'true';
  const support = proxy.platform.clusterKind === ClusterKind.ACK_SERVERLESS || isEci ? Support.NO : proxy.platform.supports(Feature.DNS_CAPTURE);
  if (support === Support.YES) { return []; }
  if (support === Support.UNKNOWN) { return { undecided: 'the kind of cluster is not given' }; }
  return [{
    message: `DNS capture is on, and ${isEci ? 'ECI pods do not support it' : 'ACK Serverless does not support it'}`,
    fix: 'turn DNS capture off for these pods: istioDNSProxyEnabled: false, or ISTIO_META_DNS_CAPTURE: "false" in the proxyMetadata of their annotation',
    ...placeOf(chosen),
    part: proxy.name,
    values: [{ name: chosen === variable ? VARIABLE : 'istioDNSProxyEnabled', value: chosen }],
  }];
});
