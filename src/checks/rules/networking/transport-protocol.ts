import { known } from '../../../model/origin';
import { joinPointer } from '../../../model/pointer';
import { listAt, stringAt } from '../../../model/read';
import { RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule } from '../../rule';
import type { Described } from '../described';
import { short } from '../proxy-rule';

const TRANSPORT = ['TCP', 'UDP', 'SCTP'];
/** What ASM's page writes in the place of TCP. */
const APPLICATION = ['HTTP', 'HTTPS'];

/** NET023: the transport of a port, where people write what runs over it. */
export const transportProtocol: Described<ManifestRule> = {
  id: 'NET023',
  title: 'protocol of a port that is no transport protocol',
  what: 'The `protocol` of a port of a Service is not TCP, UDP or SCTP, in capital letters: the API server rejects it. In an IstioGateway HTTP and HTTPS are a '
    + 'note, since ASM\'s own example has them, and any other word is an error.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'A port of a Service has a transport protocol: TCP, UDP or SCTP. What runs over it, HTTP for one, Istio reads from the name of the port or from appProtocol.',
  source: 'kubernetes pkg/apis/core/validation ValidateService (supportedPortProtocols); ASM, CRD fields for an ASM gateway (ports: the field table has TCP and '
    + 'UDP, the egress example HTTP and HTTPS); github.com/aliyun/alibabacloud-servicemesh-api istiogateway_types.go (ports are corev1.ServicePort)',
  on: 'manifest',
  kinds: ['/Service', 'istio.alibabacloud.com/IstioGateway'],
  check: (manifest) => {
    const isService = manifest.key.kind === 'Service';
    return (listAt(manifest.object, '/spec/ports') ?? []).flatMap((port, at): Found[] => {
      const protocol = stringAt(port, '/protocol');
      if (protocol === undefined || protocol === '' || TRANSPORT.includes(protocol)) { return []; }
      const pointer = joinPointer('/spec/ports', at, 'protocol');
      const name = stringAt(port, '/name') ?? String(at);
      const isCommon = !isService && APPLICATION.includes(protocol);
      const upper = protocol.slice(0, 10).toUpperCase();
      return [{
        ...isCommon && { severity: Severity.NOTE },
        ...!isService && { ruleClass: RuleClass.MESH },
        message: `port ${short(name)} has protocol ${short(protocol)}, ${isCommon
          ? 'which says what runs over it: a Service has TCP there'
          : `expected ${TRANSPORT.join(', ')}${isService ? '' : ': the API server rejects the Service of the gateway'}`}`,
        fix: TRANSPORT.includes(upper)
          ? `write protocol: ${upper}`
          : 'leave it out, which is TCP, and let the name say what runs over it, such as http2-web or https-web',
        pointer,
        part: String(at),
        values: [{ name: 'protocol', value: known(protocol, { kind: 'set', manifest, pointer }), show: short }],
      }];
    });
  },
};
