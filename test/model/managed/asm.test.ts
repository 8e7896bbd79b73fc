import { ASM, codes, explained, gatewayYaml, optionsYaml, PARAMETERS, proxiesIn, rendered, withOptions } from './helpers';
import { Platform } from '../../../src/platform';

const facts = { platform: ASM };
const waypoint = (data: Readonly<Record<string, string>>): string => withOptions(data, { name: 'waypoint', class: 'istio-waypoint' });
const GRACE = '/spec/template/spec/terminationGracePeriodSeconds';
const DEPLOYMENT = `
spec:
  template:
    spec:
      containers:
      - name: istio-proxy
        resources:
          requests:
            cpu: 1000m
      terminationGracePeriodSeconds: 120
`;

describe('a waypoint on ASM', () => {
  const yaml = waypoint({
    horizontalPodAutoscaler: 'spec:\n  minReplicas: 2\n  maxReplicas: 2',
    deployment: DEPLOYMENT,
    proxyConfig: 'drainDuration: 30s\nterminationDrainDuration: 60s',
  });

  test('what the options set is known, the rest is not published', () => {
    const { deployment, container, state, refusals } = rendered(yaml, facts);
    expect([state, refusals]).toEqual(['runs', []]);
    expect(explained(deployment, GRACE)).toEqual([120,
      'set in ConfigMap infra/options at /data/deployment/spec/template/spec/terminationGracePeriodSeconds (mesh.yaml:24)']);
    expect(deployment.at(`${container}/resources/requests/cpu`).value).toBe('1000m');
    for (const pointer of ['/spec/replicas', '/spec/strategy', `${container}/resources/limits/cpu`, `${container}/image`, '/spec/template/metadata/labels/x']) {
      expect(explained(deployment, pointer)).toEqual([undefined, expect.stringMatching(/^unknown: ASM does not publish/)]);
    }
  });

  test('names are known, and the autoscaler is there because the options ask for it', () => {
    const { deployment, service, horizontalPodAutoscaler } = rendered(yaml, facts);
    expect([deployment, service, horizontalPodAutoscaler!].map((object) => object.at('/metadata/name').value)).toEqual(['waypoint', 'waypoint', 'waypoint']);
    expect([horizontalPodAutoscaler!.at('/spec/minReplicas').value, horizontalPodAutoscaler!.at('/spec/maxReplicas').value]).toEqual([2, 2]);
    expect(horizontalPodAutoscaler!.at('/spec/scaleTargetRef/name').value).toBe('waypoint');
    expect(rendered(waypoint({}), facts).horizontalPodAutoscaler).toBeUndefined();
  });

  test('drain times come from the key proxyConfig', () => {
    const { proxyConfig } = rendered(yaml, facts);
    expect([proxyConfig.agent('drainDuration').value, proxyConfig.agent('terminationDrainDuration').value]).toEqual(['30s', '60s']);
    expect(proxyConfig.agent('drainDuration').origin).toMatchObject({ kind: 'set', pointer: '/data/proxyConfig', within: '/drainDuration' });
    expect(proxyConfig.env('EXIT_ON_ZERO_ACTIVE_CONNECTIONS').value).toBe('true');
  });

  test('without the key they are ASM\'s defaults', () => {
    const { proxyConfig } = rendered(waypoint({}), facts);
    expect(proxyConfig.agent('terminationDrainDuration')).toMatchObject({ known: true, value: '5s', origin: { kind: 'default', of: 'ASM' } });
  });

  test('an annotation on the Gateway may or may not reach the pods', () => {
    const annotated = gatewayYaml({ class: 'istio-waypoint', metadata: 'annotations:\n  proxy.istio.io/config: "drainDuration: 10s"' });
    expect(rendered(annotated, facts).proxyConfig.agent('drainDuration').known).toBe(false);
  });

  test.each([
    ['podDisruptionBudget', 'spec:\n  minAvailable: 1'],
    ['service', 'spec:\n  type: LoadBalancer'],
    ['nonsense', '{}'],
  ])('the key %s is not documented', (key, text) => {
    const rendering = rendered(waypoint({ [key]: text }), facts);
    expect([codes(rendering), rendering.state]).toEqual([['overlay-key-not-documented'], 'unknown']);
  });

  test('what istiod refuses is not known of ASM, what Kubernetes refuses is', () => {
    expect(rendered(waypoint({ deployment: 'metadata:\n  name: other' }), facts).state).toBe('unknown');
    expect(rendered(waypoint({ horizontalPodAutoscaler: 'spec:\n  minReplicas: 3\n  maxReplicas: 2' }), facts).state).toBe('refused');
    expect(rendered(waypoint({ horizontalPodAutoscaler: 'spec:\n  minReplicas: 3' }), facts).state).toBe('runs');
  });

  test('options need the Gateway API component 1.2.1', () => {
    const on = (gatewayApiVersion?: string): unknown => {
      const rendering = rendered(waypoint({ deployment: DEPLOYMENT }), { platform: Platform.asm({ version: '1.26', gatewayApiVersion }) });
      return [codes(rendering), rendering.deployment.at(GRACE).value];
    };
    expect([on('1.2.0'), on('1.2.1'), on('1.3.0'), on()]).toEqual([[['parameters-not-supported'], undefined], [[], 120], [[], 120], [[], 120]]);
  });

  test('missing options: nothing but names is known', () => {
    const { state, deployment } = rendered(gatewayYaml({ class: 'istio-waypoint', spec: PARAMETERS }), facts);
    expect([state, deployment.at('/metadata/name').value]).toEqual(['unknown', 'gw']);
  });
});

describe('assuming Istio\'s base', () => {
  test('values say that they are assumed', () => {
    const { deployment, container, podDisruptionBudget } = rendered(waypoint({ deployment: DEPLOYMENT }), { ...facts, assumeIstioBase: true });
    expect(deployment.at(`${container}/readinessProbe/periodSeconds`)).toMatchObject({
      value: 15, origin: { kind: 'default', of: 'ASM', source: expect.stringMatching(/^assumed from Istio: /) },
    });
    expect(explained(deployment, GRACE)[0]).toBe(120);
    expect(podDisruptionBudget).toBeUndefined();
  });

  test('on Istio it changes nothing', () => {
    const yaml = gatewayYaml() + optionsYaml({});
    expect(rendered(yaml, { assumeIstioBase: true }).deployment.object).toEqual(rendered(yaml).deployment.object);
    expect(proxiesIn(yaml, { assumeIstioBase: true })[0].lost).toEqual([]);
  });
});
