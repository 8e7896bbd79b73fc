import fc from 'fast-check';
import { optionsYaml } from './helpers';
import { managedGateways } from '../../../src/model/managed';
import { ManifestIndex, manifestOf, readManifests } from '../../../src/model/manifest';
import { MeshFacts, Platform } from '../../../src/platform';

const PLATFORMS = [Platform.istio({ version: '1.27' }), Platform.istio({ version: '1.30', kubernetesVersion: '1.33' }), Platform.asm({ version: '1.26' })];

/** Labels and annotations that steer istiod. */
const KEYS = ['gateway.istio.io/name-override', 'gateway.istio.io/controller-version', 'istio.io/rev', 'istio.io/waypoint-for', 'topology.istio.io/network',
  'networking.istio.io/service-type', 'sidecar.istio.io/proxyImage', 'ambient.istio.io/waypoint-inbound-binding', 'proxy.istio.io/config', '__proto__'];

/** JSON with names that the model looks for, in places where they do not belong. */
const json = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, fc.constantFrom(null, true, 0, -1, 1e300, '', 'x', '__proto__', 'istio', 'istio-proxy'), fc.string(),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('name', 'labels', 'annotations', 'namespaces', 'from', 'selector', 'port', 'protocol', 'spec', 'containers', '__proto__', 'a/b~c'),
      tie('value'), { maxKeys: 4 })),
})).value;

describe('anything may stand anywhere', () => {
  test('in a Gateway, without an error', () => {
    const metadata = fc.dictionary(fc.constantFrom(...KEYS), json);
    const classes = fc.constantFrom('istio', 'istio-waypoint', 'istio-east-west');
    fc.assert(fc.property(metadata, json, json, json, classes, (labels, infrastructure, listeners, addresses, gatewayClassName) => {
      const gateway = manifestOf({
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'Gateway',
        metadata: { name: 'gw', namespace: 'infra', labels, annotations: labels },
        spec: { gatewayClassName, infrastructure, listeners, addresses, allowedListeners: infrastructure },
      });
      const service = manifestOf({ apiVersion: 'v1', kind: 'Service', metadata: { name: 's', namespace: 'infra', labels: { 'istio.io/use-waypoint': 'gw' } } });
      for (const platform of PLATFORMS) { read({ platform }, [gateway, service]); }
    }), { seed: 7, numRuns: 300 });
  });

  test('in options, without an error', () => {
    const gateway = manifestOf({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: 'gw', namespace: 'infra' },
      spec: { gatewayClassName: 'istio', infrastructure: { parametersRef: { group: '', kind: 'ConfigMap', name: 'options' } } },
    });
    fc.assert(fc.property(json, json, json, (data, overlay, spec) => {
      const texts = {
        deployment: JSON.stringify(overlay), service: JSON.stringify({ spec }), horizontalPodAutoscaler: JSON.stringify({ spec, metadata: overlay }),
      };
      for (const content of [data, texts]) {
        const options = manifestOf({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'options', namespace: 'infra' }, data: content });
        for (const platform of PLATFORMS) { read({ platform }, [gateway, options]); }
      }
    }), { seed: 8, numRuns: 300 });
  });

  test('in the values of the installation, without an error', () => {
    const [gateway] = readManifests(`apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: gw, namespace: infra}
spec: {gatewayClassName: istio-waypoint}
${optionsYaml({})}`);
    fc.assert(fc.property(json, (value) => {
      const plain = JSON.parse(JSON.stringify({ global: value, pilot: value, gateways: value, gatewayClasses: { 'istio-waypoint': value } }, (key, inner: unknown) =>
        key === '__proto__' ? undefined : inner)) as Record<string, unknown>;
      read({ platform: PLATFORMS[1], injectionValues: plain, meshConfig: { defaultConfig: plain.global } }, [gateway]);
    }), { seed: 9, numRuns: 300 });
  });

  test('prototypes stay as they are', () => {
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

function read(facts: ConstructorParameters<typeof MeshFacts>[0], manifests: Parameters<typeof ManifestIndex.of>[0]): void {
  const context = { index: ManifestIndex.of(manifests), facts: new MeshFacts(facts) };
  for (const proxy of managedGateways(context)) {
    JSON.stringify(proxy.workload.object);
    for (const pointer of ['/spec', '/spec/template/spec/containers/0/env/3', '/metadata/labels']) { proxy.workload.origin(pointer); }
    for (const companion of proxy.companions) { companion.origin('/spec'); }
    proxy.proxyConfig.agent('drainDuration');
    void proxy.attachments;
  }
}
