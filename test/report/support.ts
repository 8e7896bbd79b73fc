import { checkManifests } from '../../src/checks/check-manifests';
import { inert } from '../../src/kube/visible';
import { effectiveMesh } from '../../src/model';
import { ManifestIndex, readManifests } from '../../src/model/manifest';
import { MeshFacts, Platform } from '../../src/platform';
import type { CheckResult } from '../../src/report';

export const FACTS = new MeshFacts({
  platform: Platform.istio({ version: '1.30.3', kubernetesVersion: '1.33', nativeSidecars: false }),
  meshConfig: { defaultConfig: { terminationDrainDuration: '20s', holdApplicationUntilProxyStarts: true } },
  injectionValues: { global: { proxy: { excludeIPRanges: '10.96.0.0/12' } } },
  namespaces: { shop: { labels: { 'istio-injection': 'enabled' } }, edge: { labels: { 'istio-injection': 'enabled' } } },
  zones: ['a', 'b', 'c'],
});

/** What `check` hands to the writers. */
export function resultOf(yaml: string, facts: MeshFacts = FACTS, file = 'mesh/all.yaml'): CheckResult {
  const manifests = readManifests(yaml, { file });
  const index = ManifestIndex.of(manifests);
  return {
    report: checkManifests(manifests, facts), proxies: effectiveMesh(index, facts).proxies, platform: facts.platform, files: [file], mesh: { index, facts }, toolVersion: '0.0.0',
  };
}

/** JSON that a YAML reader takes: no control character stands in it as such. */
const json = (value: unknown): string => inert(JSON.stringify(value));

interface Pods {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly grace?: number;
}

/** An application whose pods get a sidecar. */
export function application(name: string, { annotations = {}, labels = {}, grace }: Pods = {}, replicas = 2): string {
  return json({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'shop' },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name, ...labels }, annotations },
        spec: { ...grace !== undefined && { terminationGracePeriodSeconds: grace }, containers: [{ name: 'app', image: 'shop/app:1' }] },
      },
    },
  });
}

/** A gateway that the injector fills in. */
export function gateway(name: string, { annotations = {}, labels = {}, grace }: Pods = {}, spec: object = {}): string {
  return json({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'edge' },
    spec: {
      selector: { matchLabels: { istio: name } },
      template: {
        metadata: { labels: { 'istio': name, 'sidecar.istio.io/inject': 'true', ...labels }, annotations: { 'inject.istio.io/templates': 'gateway', ...annotations } },
        spec: { ...grace !== undefined && { terminationGracePeriodSeconds: grace }, containers: [{ name: 'istio-proxy', image: 'auto' }], ...spec },
      },
    },
  });
}

const config = (text: string): Readonly<Record<string, string>> => ({ 'proxy.istio.io/config': text });

const spreadOver = (topologyKey: string, app: string, whenUnsatisfiable: string): object => (
  { maxSkew: 1, topologyKey, whenUnsatisfiable, labelSelector: { matchLabels: { istio: app } } });

/** A mesh that shows a bit of everything: a shutdown in order, one that is cut, one that only connections bound, one that is not known. */
export const MESH = [
  gateway('ingress', { grace: 90, annotations: config('drainDuration: 45s\nterminationDrainDuration: 60s') }, {
    topologySpreadConstraints: [spreadOver('topology.kubernetes.io/zone', 'ingress', 'DoNotSchedule'), spreadOver('kubernetes.io/hostname', 'ingress', 'ScheduleAnyway')],
  }),
  gateway('egress', { grace: 30, annotations: config('drainDuration: 30s\nterminationDrainDuration: 40s') }),
  gateway('patient', { grace: 120, annotations: config('proxyMetadata:\n  EXIT_ON_ZERO_ACTIVE_CONNECTIONS: "true"\n  MINIMUM_DRAIN_DURATION: 10s') }),
  JSON.stringify({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'ingress', namespace: 'edge' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'ingress' },
      minReplicas: 3,
      maxReplicas: 12,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } }],
    },
  }),
  JSON.stringify({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'ingress', namespace: 'edge' },
    spec: { minAvailable: 2, selector: { matchLabels: { istio: 'ingress' } } },
  }),
  application('web', { grace: 45, annotations: { ...config('terminationDrainDuration: 30s'), 'traffic.sidecar.istio.io/excludeOutboundPorts': '3306,6379' } }),
  application('cart', { labels: { tier: 'slow' } }),
  application('stock', { labels: { tier: 'slow' } }),
  JSON.stringify({
    apiVersion: 'networking.istio.io/v1beta1',
    kind: 'ProxyConfig',
    metadata: { name: 'slow', namespace: 'shop' },
    spec: { selector: { matchLabels: { tier: 'slow' } }, concurrency: 4, environmentVariables: { MINIMUM_DRAIN_DURATION: '8s' } },
  }),
  JSON.stringify({ apiVersion: 'networking.istio.io/v1beta1', kind: 'ProxyConfig', metadata: { name: 'all', namespace: 'shop' }, spec: { concurrency: 2 } }),
].join('\n---\n');

/** Texts that mean something somewhere. */
export const HOSTILE: readonly (readonly [what: string, text: string])[] = [
  ['markup', '<script>alert(1)</script><img src=x onerror=alert(2)>'],
  ['an end of a style sheet', '</style><style>*{display:none}</style>'],
  ['an attribute', '" onload="x" \'y\''],
  ['an end of CDATA', 'a]]>b<![CDATA[c'],
  ['a colour', '\u001b[31mred\u001b[0m'],
  ['a link of a terminal', '\u001b]8;;http://x.invalid\u0007text\u001b]8;;\u0007'],
  ['controls', 'a\u0000b\u0008c\u007fd\u009be'],
  ['lines', 'a\r\nb\u2028c\u0085d'],
  ['a table', 'a | b || c'],
  ['backticks', '`a` ``b`` ```c'],
  ['an argument', '{0} {1}'],
  ['a link', '[click](http://x.invalid) ![i](http://x.invalid/i.png)'],
  ['half a character', 'a\ud800b\udc00c'],
  ['turned text', 'a\u202eb\u2066c\u200fd'],
  ['no character', 'a\ufffeb\uffffc'],
  ['a person and an issue', '@everyone #1 https://x.invalid www.x.invalid'],
  ['a long word', 'x'.repeat(3000)],
  ['prototype', '__proto__'],
];
