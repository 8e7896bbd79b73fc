import { allServices, typeOf } from './service-rule';
import { known } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { listAt, stringAt, stringsAt } from '../../../model/read';
import { Feature, Support } from '../../../platform';
import { RuleClass, Severity } from '../../finding';
import type { Found } from '../../rule';
import { proxyRule, short } from '../proxy-rule';

const CRD_PAGE = 'ASM, CRD fields for an ASM gateway';

/** What is no transport protocol is NET023's. */
const LATER = ['UDP', 'SCTP'];

/** NET019: older ASM knows TCP only. */
export const protocolOnOldAsm = proxyRule({
  id: 'NET019',
  title: 'port protocol that this ASM does not know',
  what: 'A port of an IstioGateway has the `protocol` UDP or SCTP, and ASM is older than 1.9.7.107.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'ASM reads the protocol of a gateway\'s port since 1.9.7.107; before, the Service is made with TCP.',
  source: `${CRD_PAGE} (ports.protocol)`,
  makes: ['asm'],
}, ({ declaredBy, platform }) => {
  const other = (listAt(declaredBy.object, '/spec/ports') ?? []).flatMap((port, at) => {
    const protocol = stringAt(port, '/protocol');
    return protocol === undefined || !LATER.includes(protocol) ? [] : [{ protocol, pointer: joinPointer('/spec/ports', at, 'protocol') }];
  });
  if (other.length === 0) { return []; }
  const support = platform.supports(Feature.PORT_PROTOCOLS);
  if (support === Support.UNKNOWN) { return { undecided: platform.explain(Feature.PORT_PROTOCOLS) }; }
  return support === Support.YES ? [] : other.map(({ protocol, pointer }): Found => {
    const origin = { kind: 'set', manifest: declaredBy, pointer } as const;
    return {
      message: `protocol ${short(protocol)} has no effect, and the Service gets TCP: ${platform.toString()} knows no other`,
      fix: 'leave protocol out, which is TCP, or upgrade ASM to 1.9.7.107 or later',
      at: origin,
      values: [{ name: 'protocol', value: known(protocol, origin), show: short }],
    };
  });
});

/** Both prefixes that cloud-provider-alibaba-cloud reads; what follows is for load balancers. */
const LOAD_BALANCER = /^service\.beta\.kubernetes\.io\/(?:alibaba-cloud|alicloud)-/;

/** NET021: nobody reads them. */
export const annotationsWithoutEffect = proxyRule({
  id: 'NET021',
  title: 'load balancer annotations without a load balancer',
  what: 'An IstioGateway has serviceAnnotations for Alibaba Cloud\'s load balancers, and a serviceType other than LoadBalancer.',
  severity: Severity.NOTE,
  ruleClass: RuleClass.MESH,
  why: 'The cloud controller reads these annotations of Services of type LoadBalancer only: what they ask for does not happen.',
  source: `${CRD_PAGE} (serviceAnnotations); github.com/kubernetes/cloud-provider-alibaba-cloud docs (annotations)`,
  makes: ['asm'],
}, (proxy) => allServices(proxy).filter((service) => proxy.companions.includes(service)).flatMap((service): Found[] => {
  const keys = Object.keys(stringsAt(service.object, '/metadata/annotations')).filter((key) => LOAD_BALANCER.test(key.slice(0, 320)));
  const type = typeOf(service);
  if (keys.length === 0 || !type.known || type.value === 'LoadBalancer') { return []; }
  const place = joinPointer('/metadata/annotations', keys[0]);
  return [{
    message: `${short(keys[0])}${keys.length > 1 ? ` and ${keys.length - 1} more` : ''} ${keys.length > 1 ? 'have' : 'has'} no effect on a Service of type ${short(type.value)}`,
    fix: 'remove the annotations, or set serviceType: LoadBalancer',
    at: service.origin(place),
    values: [{ name: short(keys[0]), value: service.at<unknown>(place), show: short }, { name: 'serviceType', value: type }],
  }];
}));
