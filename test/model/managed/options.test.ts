import { codes, contextOf, explained, gatewayYaml, istio, optionsYaml, PARAMETERS, rendered, withOptions } from './helpers';
import { CONSEQUENCES, renderManaged } from '../../../src/model/managed';
import { Platform } from '../../../src/platform';

const GRACE = '/spec/template/spec/terminationGracePeriodSeconds';
const grace = (seconds: number): string => `spec:\n  template:\n    spec:\n      terminationGracePeriodSeconds: ${seconds}`;

describe('an overlay', () => {
  test('is merged over the template, and says where each value stands', () => {
    const { deployment, state, container } = rendered(withOptions({
      deployment: `
spec:
  template:
    spec:
      terminationGracePeriodSeconds: 120
      containers:
      - name: istio-proxy
        resources:
          requests:
            cpu: 1000m
`,
    }));
    expect(state).toBe('runs');
    expect(explained(deployment, GRACE)).toEqual([120,
      'set in ConfigMap infra/options at /data/deployment/spec/template/spec/terminationGracePeriodSeconds (mesh.yaml:20)']);
    expect(explained(deployment, `${container}/resources/requests/cpu`)).toEqual(['1000m',
      'set in ConfigMap infra/options at /data/deployment/spec/template/spec/containers/0/resources/requests/cpu (mesh.yaml:20)']);
    expect(explained(deployment, `${container}/resources/requests/memory`)).toEqual(['128Mi', 'default of Istio']);
    expect(explained(deployment, '/spec/replicas')).toEqual([undefined, 'default of Kubernetes']);
  });

  test('that takes a value away is where the value went', () => {
    const { deployment, container } = rendered(withOptions({
      deployment: 'spec:\n  template:\n    spec:\n      containers:\n      - name: istio-proxy\n        resources: null',
    }));
    const [value, origin] = explained(deployment, `${container}/resources`);
    expect(value).toBeUndefined();
    expect(origin).toContain('set in ConfigMap infra/options at /data/deployment');
  });

  test('moves the proxy: its pointer follows', () => {
    const { deployment, container } = rendered(withOptions({
      deployment: 'spec:\n  template:\n    spec:\n      containers:\n      - name: helper\n        image: helper:1',
    }));
    const containers = deployment.at<{ name: string }[]>('/spec/template/spec/containers').value!;
    expect(containers.map(({ name }) => name).sort()).toEqual(['helper', 'istio-proxy']);
    expect(containers[Number(container!.split('/').pop())].name).toBe('istio-proxy');
  });

  test('can take the proxy out of the pod', () => {
    const { container } = rendered(withOptions({
      deployment: 'spec:\n  template:\n    spec:\n      containers:\n      - name: istio-proxy\n        $patch: delete',
    }));
    expect(container).toBeUndefined();
  });

  test('never changes the label by which istiod knows its objects', () => {
    const { deployment } = rendered(withOptions({ deployment: 'metadata:\n  labels:\n    gateway.istio.io/managed: somebody\n    team: a' }));
    expect(explained(deployment, '/metadata/labels/gateway.istio.io~1managed')).toEqual(['istio.io-gateway-controller', 'default of Istio']);
    expect(explained(deployment, '/metadata/labels/team')[1]).toContain('ConfigMap infra/options');
  });

  test.each([
    ['without the keys', {}, false, false],
    ['with the keys', { horizontalPodAutoscaler: 'spec:\n  maxReplicas: 3', podDisruptionBudget: 'spec:\n  minAvailable: 1' }, true, true],
    ['with empty values', { horizontalPodAutoscaler: '# nothing yet', podDisruptionBudget: '# nothing yet' }, true, true],
  ])('autoscaler and budget %s', (_what, data, autoscaler, budget) => {
    const { horizontalPodAutoscaler, podDisruptionBudget, state } = rendered(withOptions(data));
    expect([horizontalPodAutoscaler !== undefined, podDisruptionBudget !== undefined, state]).toEqual([autoscaler, budget, 'runs']);
  });

  test('for the autoscaler starts from one replica at most and no metrics', () => {
    const { horizontalPodAutoscaler } = rendered(withOptions({ horizontalPodAutoscaler: '{}' }));
    expect(horizontalPodAutoscaler!.object.spec).toEqual({ maxReplicas: 1, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'gw-istio' } });
  });
});

describe('class defaults', () => {
  const ofClass = (name: string, seconds: number, more = ''): string => optionsYaml({ deployment: grace(seconds) },
    `name: ${name}\n  namespace: istio-system\n  labels:\n    gateway.istio.io/defaults-for-class: istio${more}`);

  test('come before the options of the Gateway', () => {
    const both = rendered(withOptions({ deployment: grace(90) }) + ofClass('all', 60));
    expect(explained(both.deployment, GRACE)).toEqual([90, expect.stringContaining('ConfigMap infra/options')]);
    const only = rendered(gatewayYaml() + ofClass('all', 60));
    expect(explained(only.deployment, GRACE)).toEqual([60, expect.stringContaining('ConfigMap istio-system/all')]);
  });

  test('of another class, or outside the root namespace, say nothing', () => {
    const { deployment } = rendered(gatewayYaml({ class: 'istio-waypoint' }) + ofClass('all', 60));
    expect(explained(deployment, GRACE)[0]).toBeUndefined();
    const elsewhere = rendered(gatewayYaml() + ofClass('all', 60), { rootNamespace: 'mesh-root' });
    expect(explained(elsewhere.deployment, GRACE)[0]).toBeUndefined();
  });

  test('several that differ: nobody can tell which is the oldest, and what the Gateway sets itself is still known', () => {
    const rendering = rendered(withOptions({ deployment: 'spec:\n  replicas: 3' }) + ofClass('a', 60) + ofClass('b', 90));
    expect([rendering.state, codes(rendering)]).toEqual(['unknown', ['several-class-defaults']]);
    expect(explained(rendering.deployment, GRACE)).toEqual([undefined, expect.stringContaining('a, b all hold defaults for class istio')]);
    expect(explained(rendering.deployment, '/spec/replicas')[0]).toBe(3);
    expect(explained(rendering.deployment, '/metadata/name')[0]).toBe('gw-istio');
  });

  test('several that agree, or that tell their age: known', () => {
    expect(rendered(gatewayYaml() + ofClass('a', 60) + ofClass('b', 60)).state).toBe('runs');
    const aged = rendered(gatewayYaml() + ofClass('a', 60, '\n  creationTimestamp: "2026-02-01T00:00:00Z"')
      + ofClass('b', 90, '\n  creationTimestamp: "2026-01-01T00:00:00Z"'));
    expect([aged.state, explained(aged.deployment, GRACE)[0]]).toEqual(['runs', 90]);
  });

  test('can stand in the values of the installation', () => {
    const { deployment } = rendered(gatewayYaml(), {
      injectionValues: { gatewayClasses: { istio: { deployment: { spec: { template: { spec: { terminationGracePeriodSeconds: 77 } } } } } } },
    });
    expect(explained(deployment, GRACE)).toEqual([77, "set by istiod's value gatewayClasses.istio.deployment (global level)"]);
  });
});

describe('refusals', () => {
  test('every code says what follows from it, who refuses, and where that is written', () => {
    expect(Object.keys(CONSEQUENCES).sort()).toMatchInlineSnapshot(`
[
  "autoscaler-bounds",
  "class-switched-off",
  "companion-taken",
  "duplicate-port",
  "duplicate-port-name",
  "identity-change",
  "invalid-name",
  "invalid-port-name",
  "kind-change",
  "kind-change-unguarded",
  "metadata-unreadable",
  "missing-parameters",
  "newer-controller",
  "object-taken",
  "other-revision",
  "overlay-key-not-documented",
  "overlay-key-twice",
  "overlay-merge",
  "overlay-not-a-mapping",
  "overlay-not-text",
  "overlay-unparsable",
  "parameters-not-supported",
  "selector-mismatch",
  "several-class-defaults",
  "unknown-overlay-key",
  "wrong-parameters-kind",
]
`);
    for (const { source } of Object.values(CONSEQUENCES)) { expect(source).not.toBe(''); }
  });

  test.each([
    ['unknown-overlay-key', withOptions({ proxyConfig: 'drainDuration: 30s' }), 'refused', /"proxyConfig".*expected deployment, service/],
    ['unknown-overlay-key', gatewayYaml() + optionsYaml({ hpa: '{}' }, 'name: d\n  namespace: istio-system\n  labels:\n    gateway.istio.io/defaults-for-class: istio'),
      'refused', /"hpa"/],
    ['overlay-unparsable', withOptions({ deployment: 'spec: [' }), 'refused', /option deployment cannot be read as YAML/],
    ['overlay-key-twice', withOptions({ deployment: 'spec:\n  replicas: 2\n  replicas: 3' }), 'runs', /3:3: key "replicas" stands twice in one mapping, first at line 2; the last one counts/],
    ['overlay-not-a-mapping', withOptions({ deployment: '- spec' }), 'refused', /must be a partial object/],
    ['overlay-merge', withOptions({ deployment: 'spec:\n  template:\n    spec:\n      containers:\n      - image: x' }), 'refused', /cannot be merged/],
    ['identity-change', withOptions({ deployment: 'metadata:\n  name: other' }), 'refused', /metadata.name/],
    ['identity-change', withOptions({ service: 'metadata:\n  namespace: other' }), 'refused', /metadata.namespace/],
    ['identity-change', withOptions({ serviceAccount: 'metadata:\n  finalizers: [a.example/b]' }), 'refused', /metadata.finalizers/],
    ['identity-change', withOptions({ deployment: 'metadata:\n  uid: 1234' }), 'refused', /metadata.uid/],
    ['identity-change', withOptions({ podDisruptionBudget: 'metadata:\n  ownerReferences: null' }), 'refused', /metadata.ownerReferences/],
    ['metadata-unreadable', withOptions({ deployment: 'metadata:\n  labels:\n    public: true' }), 'refused', /got true for "public".*quotes/],
    ['kind-change', withOptions({ deployment: 'kind: StatefulSet' }), 'refused', /apps\/v1 StatefulSet, expected apps\/v1 Deployment/],
    ['missing-parameters', gatewayYaml({ spec: PARAMETERS }), 'unknown', /ConfigMap infra\/options.*not among the manifests/],
    ['wrong-parameters-kind', gatewayYaml({ spec: PARAMETERS.replace('ConfigMap', 'Secret') }), 'refused', /kind "Secret"/],
    ['wrong-parameters-kind', gatewayYaml({ spec: PARAMETERS.replace('group: ""', 'group: apps') }), 'refused', /group "apps"/],
    ['wrong-parameters-kind', gatewayYaml({ spec: PARAMETERS.replace('    group: ""\n', '') }), 'refused', /group none/],
    ['autoscaler-bounds', withOptions({ horizontalPodAutoscaler: 'spec:\n  minReplicas: 2' }), 'refused', /maxReplicas 1 below minReplicas 2/],
    ['autoscaler-bounds', withOptions({ horizontalPodAutoscaler: 'spec:\n  maxReplicas: null' }), 'refused', /no maxReplicas/],
    ['selector-mismatch', withOptions({ deployment: 'spec:\n  template:\n    metadata:\n      labels:\n        gateway.networking.k8s.io/gateway-name: x' }),
      'refused', /got "x" on the pods/],
  ])('%s', (code, yaml, state, message) => {
    const rendering = rendered(yaml);
    expect([codes(rendering), rendering.state]).toEqual([[code], state]);
    expect(rendering.refusals[0].message).toMatch(message);
    expect(rendering.refusals[0].origin.kind).toBe('set');
  });

  test('an overlay that is no text', () => {
    const rendering = rendered(`${withOptions({})}`.replace('data: {}', 'data:\n  deployment:\n    spec: {}'));
    expect([codes(rendering), rendering.state]).toEqual([['overlay-not-text'], 'refused']);
  });

  test.each([
    ['2 of 1', 'minReplicas: 2\n  maxReplicas: 1', ['autoscaler-bounds']],
    ['2 of 2', 'minReplicas: 2\n  maxReplicas: 2', []],
    ['2 of 3', 'minReplicas: 2\n  maxReplicas: 3', []],
  ])('autoscaler bounds, %s', (_what, spec, expected) => {
    expect(codes(rendered(withOptions({ horizontalPodAutoscaler: `spec:\n  ${spec}` })))).toEqual(expected);
  });

  test('with the options missing, only who the objects are is known', () => {
    const { deployment, proxyConfig, horizontalPodAutoscaler } = rendered(gatewayYaml({ spec: PARAMETERS }));
    expect(deployment.at('/metadata/name').value).toBe('gw-istio');
    expect(explained(deployment, GRACE)[1]).toMatch(/^unknown: ConfigMap infra\/options.*may set it$/);
    expect(proxyConfig.agent('drainDuration').known).toBe(false);
    expect(horizontalPodAutoscaler).toBeUndefined();
  });

  test('a kind change is judged by version: a DaemonSet is fine from 1.30, other kinds are stopped from 1.29', () => {
    const daemonSet = withOptions({ deployment: 'kind: DaemonSet' });
    const other = withOptions({ service: 'kind: ConfigMap' });
    expect(['1.28', '1.29', '1.30'].map((version) => codes(rendered(daemonSet, istio(version))))).toEqual([['kind-change-unguarded'], ['kind-change'], []]);
    expect(['1.28', '1.29', '1.30'].map((version) => codes(rendered(other, istio(version))))).toEqual([['kind-change-unguarded'], ['kind-change'], ['kind-change']]);
    expect(rendered(daemonSet, istio('1.30')).deployment.object.kind).toBe('DaemonSet');
  });

  test('before 1.26 nobody reads the options', () => {
    const { refusals, state, horizontalPodAutoscaler } = rendered(withOptions({ horizontalPodAutoscaler: '{}' }), { platform: Platform.istio({ version: '1.25' }) });
    expect([refusals.map(({ code }) => code), state, horizontalPodAutoscaler]).toEqual([['parameters-not-supported'], 'runs', undefined]);
  });

  test.each([
    ['spec: {}\nspec: {}', 'overlay-key-twice'], ['spec: {}\n---\nspec: {}', 'overlay-unparsable'], ['\tspec: {}', 'overlay-unparsable'],
  ])('%j is a mistake, and nothing is thrown', (text, code) => {
    expect(codes(rendered(withOptions({ deployment: 'X' }).replace('    X\n', text.split('\n').map((line) => `    ${line}\n`).join(''))))).toEqual([code]);
  });

  test('a ConfigMap that two Gateways share is judged for both', () => {
    const context = contextOf(`${withOptions({ nonsense: '{}' })}---\n${gatewayYaml({ name: 'second', spec: PARAMETERS })}`);
    const states = context.index.list('gateway.networking.k8s.io', 'Gateway').map((gateway) => renderManaged(gateway, context)!.state);
    expect(states).toEqual(['refused', 'refused']);
  });
});
