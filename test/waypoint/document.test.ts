import { App } from 'cdk8s';
import { parse } from 'yaml';
import { ASM, SHUTDOWN, waypoint, written } from './helpers';
import { Waypoint, WaypointChart, type WaypointProps } from '../../src';
import { sourceManifest } from '../support/source-docs';

/** Source document 000: 1000m, two pods, 120 > 60 > 30 seconds. */
const DOCUMENT: WaypointProps = {
  namespace: 'default',
  optionsName: 'gw-options',
  resources: { requests: { cpu: '1000m' } },
  autoscaling: { minReplicas: 2, maxReplicas: 2 },
  shutdown: SHUTDOWN,
};

const parsed = (data: Readonly<Record<string, string>>): unknown => Object.fromEntries(Object.entries(data).map(([key, text]) => [key, parse(text)]));

describe('source document 000 on ASM', () => {
  const made = (): Waypoint => waypoint(DOCUMENT, ASM);

  test('the Gateway is the document\'s', () => expect(written(made().gateway)).toEqual(sourceManifest('000-gateway')));

  test('the options mean what the document\'s mean', () => {
    const document = sourceManifest('000-options') as unknown as { data: Record<string, string>; metadata: { name: string } };
    const ours = written(made().options);
    expect(ours.metadata).toEqual({ name: document.metadata.name, namespace: 'default' });
    expect(parsed(ours.data)).toEqual(parsed(document.data));
  });

  test('the options are these bytes', () => expect(written(made().options).data).toEqual({
    deployment: 'spec:\n  template:\n    spec:\n      containers:\n        - name: istio-proxy\n          resources:\n            requests:\n'
      + '              cpu: 1000m\n      terminationGracePeriodSeconds: 120\n',
    horizontalPodAutoscaler: 'spec:\n  minReplicas: 2\n  maxReplicas: 2\n',
    proxyConfig: 'drainDuration: 30s\nterminationDrainDuration: 60s\n',
  }));

  test('twice the same props, twice the same bytes, in whatever order they are given', () => {
    const backwards = Object.fromEntries(Object.entries(DOCUMENT).reverse()) as WaypointProps;
    expect(JSON.stringify(written(waypoint(backwards, ASM).options))).toBe(JSON.stringify(written(made().options)));
  });

  test('what the document has users look up by kubectl is known before', () => {
    const preview = made().preview();
    expect(preview.deployment.spec.template.spec.containers[0].resources.requests.cpu).toBe('1000m');
    expect(preview.deployment.spec.template.spec.terminationGracePeriodSeconds).toBe(120);
    expect(preview.horizontalPodAutoscaler!.spec).toMatchObject({ minReplicas: 2, maxReplicas: 2 });
    expect(preview.state).toBe('runs');
  });

  test('each of these values says that the options set it, and what ASM does not publish is unknown', () => {
    const preview = made().preview();
    const at = (pointer: string): unknown => preview.values.find((one) => one.kind === 'Deployment' && one.pointer === pointer);
    expect(at('/spec/template/spec/terminationGracePeriodSeconds')).toEqual({
      kind: 'Deployment',
      pointer: '/spec/template/spec/terminationGracePeriodSeconds',
      value: 120,
      origin: 'set in ConfigMap default/gw-options at /data/deployment/spec/template/spec/terminationGracePeriodSeconds',
    });
    expect(preview.settings.filter(({ name }) => ['drain', 'termination drain', 'memory request'].includes(name))).toEqual([
      { name: 'memory request', origin: expect.stringMatching(/^unknown: ASM does not publish/) },
      { name: 'drain', value: 30, origin: 'set in ConfigMap default/gw-options at /data/proxyConfig/drainDuration' },
      { name: 'termination drain', value: 60, origin: 'set in ConfigMap default/gw-options at /data/proxyConfig/terminationDrainDuration' },
    ]);
    expect(preview.unknown).toHaveLength(4);
  });

  test('the example passes the checks that every waypoint enforces on itself', () => {
    const app = new App();
    ASM.applyTo(app);
    new WaypointChart(app, 'waypoint', DOCUMENT);
    expect(() => app.synthYaml()).not.toThrow();
  });
});

describe('a waypoint of which nothing is asked', () => {
  test.each([['Istio', undefined], ['ASM', ASM]])('has no options on %s', (_, platform) => {
    const bare = waypoint({}, platform);
    expect(bare.options).toBeUndefined();
    expect(written(bare.gateway)).toEqual({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: 'waypoint', namespace: 'shop' },
      spec: {
        gatewayClassName: 'istio-waypoint',
        listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE', allowedRoutes: { namespaces: { from: 'Same' } } }],
      },
    });
  });
});
