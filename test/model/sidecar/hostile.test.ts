import fc from 'fast-check';
import { appYaml, ASM, ISTIO, ISTIO_CLASSIC } from './helpers';
import { complete } from '../../../src/model/complete';
import { type KubeObject, ManifestIndex, readManifests } from '../../../src/model/manifest';
import { sidecars } from '../../../src/model/sidecar';
import { MeshFacts, type MeshFactsProps } from '../../../src/platform';

const CNI: MeshFactsProps = { ...ISTIO, injectionValues: { pilot: { cni: { enabled: true, provider: 'multus' } } } };

/** Anything that YAML can hold, and the words that mean something here. */
const anything = fc.oneof(
  fc.constantFrom('istio-proxy', 'istio-init', 'auto', '', '*', '0', '1,2', '10.0.0.0/8', 'TPROXY', 'NONE', '__proto__', '{"a":{}}', '[]', 'concurrency: 0'),
  fc.jsonValue({ maxDepth: 3 }),
);

const annotations = fc.dictionary(fc.constantFrom(
  'proxy.istio.io/config', 'proxy.istio.io/overrides', 'sidecar.istio.io/status', 'sidecar.istio.io/userVolume', 'sidecar.istio.io/userVolumeMount',
  'sidecar.istio.io/interceptionMode', 'sidecar.istio.io/nativeSidecar', 'sidecar.istio.io/proxyCPU', 'status.sidecar.istio.io/port',
  'readiness.status.sidecar.istio.io/periodSeconds', 'traffic.sidecar.istio.io/excludeInboundPorts', 'k8s.v1.cni.cncf.io/networks', 'prometheus.io/port',
  'sidecar.istio.io/rewriteAppHTTPProbers', 'inject.istio.io/templates',
), anything);

const container = fc.record({
  name: fc.oneof(fc.constantFrom('web', 'istio-proxy', 'istio-init'), anything),
  image: anything,
  args: anything,
  env: anything,
  ports: anything,
  resources: anything,
  lifecycle: anything,
  securityContext: anything,
  readinessProbe: fc.oneof(fc.record({ httpGet: anything, tcpSocket: anything, grpc: anything }), anything),
  volumeMounts: anything,
}, { requiredKeys: ['name'] });

const list = fc.oneof({ weight: 4, arbitrary: fc.array(container, { maxLength: 4 }) }, { weight: 1, arbitrary: anything });

const workload = fc.record({
  labels: fc.oneof(fc.dictionary(fc.constantFrom('app', 'istio.io/rev', 'koordinator.sh/qosClass', 'service.istio.io/canonical-name'), anything), anything),
  annotations: fc.oneof(annotations, anything),
  containers: list,
  initContainers: list,
  volumes: anything,
  owners: anything,
}, { requiredKeys: ['containers'] });

const asmSpec = fc.dictionary(fc.constantFrom(
  'sidecarProxyResource', 'scaledSidecarResource', 'sidecarProxyAckSloResource', 'sidecarProxyInitResource', 'concurrency', 'includeOutboundIPRanges',
  'excludeInboundPorts', 'includeOutboundPorts', 'logLevel', 'lifecycle', 'interceptionMode', 'proxyMetadata', 'terminationDrainDuration', 'istioDNSProxyEnabled',
  'holdApplicationUntilProxyStarts', 'selector',
), anything);

/** Walks everything that a rule or a preview may read. */
function readAll(value: unknown, depth = 0): void {
  if (typeof value !== 'object' || value === null || depth > 6) { return; }
  for (const key of Object.keys(value)) { readAll((value as Record<string, unknown>)[key], depth + 1); }
}

test.each<[string, MeshFactsProps]>([['native', ISTIO], ['classic', ISTIO_CLASSIC], ['CNI', CNI], ['ASM', ASM]])('whatever stands in a manifest, nothing throws: %s', (_, props) => {
  const facts = new MeshFacts(props);
  const states = new Set<string>();
  fc.assert(fc.property(workload, asmSpec, (app, spec) => {
    const objects = [
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web', namespace: 'shop', ownerReferences: app.owners },
        spec: {
          template: {
            metadata: { labels: app.labels, annotations: app.annotations },
            spec: { containers: app.containers, initContainers: app.initContainers, volumes: app.volumes },
          },
        },
      },
      { apiVersion: 'istio.alibabacloud.com/v1', kind: 'ASMProxyConfig', metadata: { name: 'a', namespace: 'shop' }, spec },
    ] as unknown as KubeObject[];
    const context = { index: ManifestIndex.of(readManifests(objects.map((object) => JSON.stringify(object)).join('\n---\n'))), facts };
    for (const draft of sidecars(context)) {
      const proxy = complete(draft, context);
      states.add(proxy.state);
      readAll([proxy.refusals, proxy.container, proxy.lost, proxy.shutdown, proxy.scaling, proxy.rollout, proxy.resources, proxy.spread]);
      const walk = (value: unknown, pointer: string, depth: number): void => {
        proxy.workload.origin(pointer);
        if (typeof value !== 'object' || value === null || depth > 8) { return; }
        for (const [key, child] of Object.entries(value)) { walk(child, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, depth + 1); }
      };
      walk(proxy.workload.object, '', 0);
      for (const field of ['args', 'env', 'lifecycle', 'resources']) { proxy.workload.at(`${proxy.container ?? ''}/${field}`); }
    }
  }), { numRuns: 80, seed: 7 });
  expect([...states]).toEqual(expect.arrayContaining(['runs', 'refused']));
});

test('whatever stands in the values of the installation, nothing throws', () => {
  const part = fc.dictionary(fc.constantFrom(
    'proxy', 'proxy_init', 'sts', 'logging', 'network', 'meshID', 'caName', 'imagePullSecrets', 'resources', 'lifecycle', 'statusPort', 'startupProbe', 'cni',
    'includeIPRanges', 'excludeInboundPorts', 'holdApplicationUntilProxyStarts', 'seccompProfile', 'readinessPeriodSeconds', 'enabled', 'image', 'injectedAnnotations',
  ), anything);
  const values = fc.dictionary(fc.constantFrom('global', 'pilot', 'sidecarInjectorWebhook', 'revision'), fc.oneof(part, fc.record({ proxy: part, cni: part }), anything));
  const app = readManifests(appYaml());
  let rendered = 0;
  fc.assert(fc.property(values, values, (injectionValues, meshConfig) => {
    const context = { index: ManifestIndex.of(app), facts: new MeshFacts({ ...ISTIO, injectionValues, meshConfig }) };
    for (const draft of sidecars(context)) {
      readAll([draft.state, draft.refusals, draft.workload.object]);
      rendered += draft.container === undefined ? 0 : 1;
    }
  }), { numRuns: 150, seed: 7 });
  expect(rendered).toBeGreaterThan(100);
});
