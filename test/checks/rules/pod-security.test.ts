import { MeshFacts, type MeshFactsProps } from '../../../src/platform';
import { gatewayYaml, USUAL } from '../../model/injected/helpers';
import { appYaml, ASM, ISTIO } from '../../model/sidecar/helpers';
import { findingsIn, reportOf } from '../../support/findings';

const enforced = (name: string, level: string): string => (
  `---\napiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}, labels: {istio-injection: enabled, pod-security.kubernetes.io/enforce: ${level}}}\n`);
const sidecar = (level: string, parts: Parameters<typeof appYaml>[0] = {}, injectionValues: MeshFactsProps['injectionValues'] = {}) => (
  findingsIn(appYaml(parts) + enforced('shop', level), new MeshFacts({ ...ISTIO, injectionValues })).filter(({ ruleId }) => ruleId === 'SEC023').map(({ message }) => message));
const gateway = (level: string, container = '', pod = '') => (
  findingsIn(gatewayYaml({ container, pod }) + enforced('ingress', level), new MeshFacts(USUAL)).filter(({ ruleId }) => ruleId === 'SEC023').map(({ message }) => message));

const CNI = { pilot: { cni: { enabled: true } } };
const PROFILE = { global: { proxy: { seccompProfile: { type: 'RuntimeDefault' } } } };
const IN_ORDER = 'securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}';

describe('SEC023: what the mesh adds, and the level of the namespace', () => {
  test.each(['privileged', 'audit', ''])('level %j refuses nothing', (level) => {
    expect(sidecar(level)).toEqual([]);
    expect(gateway(level)).toEqual([]);
  });

  test('istio-init needs what baseline forbids, the CNI plugin nothing', () => {
    expect(sidecar('baseline')).toEqual(['namespace shop enforces Pod Security baseline, and istio-init adds NET_ADMIN and NET_RAW: the pods are refused']);
    expect(sidecar('baseline', {}, CNI)).toEqual([]);
    expect(sidecar('baseline', { annotations: 'sidecar.istio.io/interceptionMode: NONE' })).toEqual([]);
    expect(sidecar('baseline', { annotations: 'sidecar.istio.io/interceptionMode: TPROXY' }, CNI)).toEqual(['namespace shop enforces Pod Security baseline, and istio-proxy adds NET_ADMIN: the pods are refused']);
  });

  test('restricted asks for a seccomp profile as well, of the container or the pod', () => {
    expect(sidecar('restricted', {}, CNI)).toEqual(['namespace shop enforces Pod Security restricted, and istio-validation lacks a seccompProfile, istio-proxy lacks a seccompProfile: the pods are refused']);
    expect(sidecar('restricted', {}, { ...CNI, ...PROFILE })).toEqual([]);
    expect(sidecar('restricted', { pod: 'securityContext: {seccompProfile: {type: RuntimeDefault}}' }, CNI)).toEqual([]);
    expect(sidecar('restricted', { pod: 'securityContext: {seccompProfile: {type: Unconfined}}' }, CNI)).toHaveLength(1);
  });

  test('gateways: baseline takes them, restricted asks their author for four fields', () => {
    expect(gateway('baseline')).toEqual([]);
    expect(gateway('restricted')).toEqual(['namespace ingress enforces Pod Security restricted, and istio-proxy lacks allowPrivilegeEscalation: false, istio-proxy lacks capabilities.drop: [ALL], istio-proxy lacks runAsNonRoot: true, istio-proxy lacks a seccompProfile: the pods are refused']);
    expect(gateway('restricted', IN_ORDER)).toEqual([]);
    expect(gateway('restricted', IN_ORDER.replace('{allow', '{runAsUser: 0, allow'))).toHaveLength(1);
    expect(gateway('baseline', 'securityContext: {privileged: true}')).toEqual(['namespace ingress enforces Pod Security baseline, and istio-proxy is privileged: the pods are refused']);
  });

  test('without the values of the installation, or ASM\'s template, nobody knows', () => {
    const open = (facts: MeshFactsProps) => reportOf(appYaml({}) + enforced('shop', 'baseline'), new MeshFacts(facts));
    for (const facts of [{ ...ISTIO, injectionValues: undefined }, ASM]) {
      const { findings, notEvaluated } = open(facts);
      expect(findings.filter(({ ruleId }) => ruleId === 'SEC023')).toEqual([]);
      expect(notEvaluated.filter(({ ruleId }) => ruleId === 'SEC023')).toHaveLength(1);
    }
  });
});
