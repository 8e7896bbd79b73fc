import { nameProblem } from '../../../kube';
import { madeName } from '../../../model/asm/names';
import { known, type Origin } from '../../../model/origin';
import { RuleClass, Severity } from '../../finding';
import type { ProxyRule } from '../../rule';
import type { Described } from '../described';
import { short } from '../proxy-rule';

/** NET018: a name that is fine for the resource, and too long for what is made of it. */
export const generatedName: Described<ProxyRule> = {
  id: 'NET018',
  title: 'name too long for what is made of it',
  what: 'The Service that ASM makes of an IstioGateway (istio-<name>) or istiod of a Gateway (<name>-<class>, for a waypoint <name>) cannot have its '
    + 'name: more than 63 characters, or no DNS-1035 label.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.API,
  why: 'Names of Services, and values of labels, have at most 63 characters. The resource itself is accepted; the API server rejects the Service that is '
    + 'made of it, and no gateway comes up.',
  source: 'apimachinery pkg/util/validation IsDNS1035Label, IsValidLabelValue; ASM, Modify an ingress gateway service (istio-<name>); Istio 1.30.3 '
    + 'pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go',
  on: 'proxy',
  makes: ['asm', 'managed'],
  check: ({ make, declaredBy, refusals }) => {
    const { name } = declaredBy.key;
    const origin: Origin = { kind: 'set', manifest: declaredBy, pointer: '/metadata/name' };
    const fix = (room: number) => `use a name of at most ${room} small letters, digits and dashes`;
    if (make === 'asm') {
      const problem = nameProblem('dns1035Label', madeName(name));
      return problem === undefined ? [] : [{
        message: `ASM makes a Deployment and a Service ${short(madeName(name))}: a Service's name ${problem}`,
        fix: fix(63 - madeName('').length),
        at: origin,
        values: [{ name: 'name', value: known(name, origin), show: short }],
      }];
    }
    // the model has made the names of a Gateway's objects already
    return refusals.filter(({ code }) => code === 'invalid-name').slice(0, 1).map((refusal) => ({
      message: refusal.message,
      fix: fix(Math.max(1, 63 - (declaredBy.object.spec === undefined ? 0 : classLength(declaredBy.object.spec)))),
      at: refusal.origin,
      values: [{ name: 'name', value: known(name, origin), show: short }],
    }));
  },
};

/** The class and the dash before it. Waypoints go without, and have room for more than they are told here. */
function classLength(spec: unknown): number {
  const name = typeof spec === 'object' && spec !== null ? (spec as { gatewayClassName?: unknown }).gatewayClassName : undefined;
  return typeof name === 'string' && name !== 'istio-waypoint' ? name.length + 1 : 0;
}
