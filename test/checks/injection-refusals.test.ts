import { MeshFacts, Platform } from '../../src/platform';
import { findingsIn, proxiesIn } from '../support/findings';

const facts = (labels: Readonly<Record<string, string>> = {}): MeshFacts => new MeshFacts({
  platform: Platform.istio({ version: '1.30.3', kubernetesVersion: '1.33' }),
  meshConfig: {},
  injectionValues: {},
  namespaces: { 'shop': { labels }, 'kube-system': { labels: {} } },
});
const INJECTED = { 'istio-injection': 'enabled' };

interface Pods {
  readonly namespace?: string;
  readonly labels?: string;
  readonly annotations?: string;
  readonly spec?: string;
  readonly container?: string;
}

/** An application with a container for the injector to fill in, unless `container` is another one. */
function deployment({ namespace = 'shop', labels = '', annotations = '', spec = '', container = '{name: istio-proxy, image: auto}' }: Pods): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: ${namespace}}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata:
      labels: {app: web, ${labels}}
      annotations: {${annotations}}
    spec: {containers: [{name: web, image: web}, ${container}], ${spec}}
`;
}

describe('what keeps the injector away, or makes it refuse pods, is a finding', () => {
  const CODES: Readonly<Record<string, readonly [rule: string, yaml: string, facts: MeshFacts]>> = {
    'host-network': ['CAP028', deployment({ spec: 'hostNetwork: true' }), facts(INJECTED)],
    'system-namespace': ['CAP028', deployment({ namespace: 'kube-system', labels: 'sidecar.istio.io/inject: "true"' }), facts()],
    'pod-label-false': ['CAP028', deployment({ labels: 'sidecar.istio.io/inject: "false"' }), facts(INJECTED)],
    'pod-annotation-false': ['CAP028', deployment({ annotations: 'sidecar.istio.io/inject: "false"' }), facts(INJECTED)],
    'namespace-disabled': ['CAP028', deployment({ labels: 'sidecar.istio.io/inject: "true"' }), facts({ 'istio-injection': 'disabled' })],
    'not-enabled': ['CAP028', deployment({}), facts()],
    'unknown-template': ['CAP028', deployment({ annotations: 'inject.istio.io/templates: "sidecar,nothing"' }), facts(INJECTED)],
    'annotation-rejected': ['CAP003', deployment({ annotations: 'traffic.sidecar.istio.io/excludeInboundPorts: "*"' }), facts(INJECTED)],
    'merge-failed': ['CAP028', deployment({ container: '{name: istio-proxy, image: auto, env: [{value: "1"}]}' }), facts(INJECTED)],
    'clash-with-template': [
      'CAP028',
      deployment({ container: '{name: istio-proxy, image: auto, startupProbe: {exec: {command: [ls]}}}' }),
      facts(INJECTED),
    ],
  };

  test.each(Object.entries(CODES))('%s', (code, [rule, yaml, mesh]) => {
    expect(proxiesIn(yaml, mesh).flatMap(({ refusals }) => refusals.map((refusal) => refusal.code))).toContain(code);
    const found = findingsIn(yaml, mesh).filter(({ ruleId }) => ruleId === rule);
    expect(found.map(({ severity }) => severity)).toEqual(['error']);
    expect(found[0].line).toBeGreaterThan(0);
  });

  test('a volume annotation that is no JSON', () => {
    const yaml = deployment({ annotations: 'sidecar.istio.io/userVolume: "no json"' });
    expect(findingsIn(yaml, facts(INJECTED)).filter(({ severity }) => severity === 'error').map(({ ruleId }) => ruleId)).toEqual(['CAP028']);
  });

  test('a proxy config that cannot be read', () => {
    const yaml = deployment({ annotations: 'proxy.istio.io/config: "drainDuration: [30s"' });
    expect(findingsIn(yaml, facts(INJECTED)).filter(({ severity }) => severity === 'error').map(({ ruleId }) => ruleId)).toEqual(['CAP027']);
  });
});
