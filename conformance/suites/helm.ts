import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GatewayNaming, GatewayRendering, IstioGateway, type IstioGatewayProps } from '../../src/gateway';
import { Quantity } from '../../src/kube';
import type { KubeObject } from '../../src/model';
import { Platform } from '../../src/platform';
import { DisruptionBudget } from '../../src/presets';
import { made, NAMESPACE } from '../generate/made';
import { placesOf } from '../places';
import { goProgram, moduleFolder } from '../programs/go';
import { isThere, run as runProgram } from '../programs/run';
import { type Difference, Missing, type Outcome, type Row, type Suite } from '../suite';
import versions from '../versions.json';
import { readYamlDocuments } from '../yaml';

const NAME = 'edge';
const PORTS = [{ name: 'status-port', port: 15021, targetPort: 15021 }, { name: 'http2', port: 80, targetPort: 80 }, { name: 'https', port: 443, targetPort: 443 }];
const SCALED: IstioGatewayProps = { minReplicas: 1, maxReplicas: 5, cpu: { targetAverageUtilization: 80 } };
const RESOURCES = { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '2000m', memory: '1024Mi' } };

/** The same gateway in the words of the chart and in ours. */
const CASES: readonly (readonly [what: string, values: object, props: IstioGatewayProps])[] = [
  ['the values of the chart', {}, SCALED],
  ['without an autoscaler', { autoscaling: { enabled: false }, replicaCount: 3 }, { replicaCount: 3 }],
  ['autoscaled on memory as well', { autoscaling: { targetMemoryUtilizationPercentage: 70 } }, { ...SCALED, memory: { targetAverageUtilization: 70 } }],
  // for one pod the chart writes no budget
  [
    'with a budget',
    { podDisruptionBudget: { minAvailable: 1 }, autoscaling: { minReplicas: 2 } },
    { ...SCALED, minReplicas: 2, budget: DisruptionBudget.minAvailable(1) },
  ],
  ['with a Service of the type ClusterIP', { service: { type: 'ClusterIP' } }, { ...SCALED, serviceType: 'ClusterIP' as IstioGatewayProps['serviceType'] }],
  ['with annotations and variables', { podAnnotations: { a: 'b' }, env: { A: '1' } }, { ...SCALED, podAnnotations: { a: 'b' }, env: [{ name: 'A', value: '1' }] }],
  ['on chosen nodes', { nodeSelector: { pool: 'edge' }, tolerations: [{ operator: 'Exists' }] }, { ...SCALED, nodeSelector: { pool: 'edge' }, tolerations: [{ operator: 'Exists' }] }],
  ['without rights of its own', { rbac: { enabled: false } }, { ...SCALED, rbac: false }],
];

/** Differences that are meant, by object and place. */
const MEANT: readonly (readonly [RegExp, string])[] = [
  [/labels\/(?:app\.kubernetes\.io|helm\.sh)\//, 'labels that say that Helm made it: nothing reads them'],
  [/^\/[^/]+\/metadata\/labels\/istio\.io\/dataplane-mode$/, 'ambient reads this label on pods and namespaces, not on these objects'],
  [/annotations\/prometheus\.io\//, "the injector's template writes these annotations itself"],
  [/annotations\/sidecar\.istio\.io\/inject$/, 'the label of the same name, which both write, takes the place of the annotation'],
  [/\/spec\/terminationGracePeriodSeconds$/, 'the default of Kubernetes'],
  [/\/spec\/securityContext/, "the injector's template writes it itself"],
  [/\/containers\/istio-proxy\/securityContext/, 'no security context is written that nobody asked for: the prop securityContext takes the chart\'s'],
];

/** Without what no cluster tells apart: quantities in another form, empty maps, the order of containers and variables. */
function plain(value: unknown, key = ''): unknown {
  if (Array.isArray(value) && ['containers', 'env'].includes(key)) {
    return plain(Object.fromEntries((value as { name: string }[]).map((item) => [item.name, item])));
  }
  if (Array.isArray(value)) { return value.map((item) => plain(item)); }
  if (typeof value !== 'object' || value === null) { return ['cpu', 'memory'].includes(key) ? Quantity.parse(value).toString() : value; }
  const entries = Object.entries(value).map(([name, inner]) => [name, plain(inner, name)] as const)
    .filter(([, inner]) => inner !== null && inner !== undefined && !(typeof inner === 'object' && Object.keys(inner).length === 0));
  return Object.fromEntries(entries);
}

const byName = (objects: readonly KubeObject[]): Record<string, unknown> => Object.fromEntries(objects.map((object) => [`${object.kind} ${object.metadata.name}`, plain(object)]));

function templated(helm: string, chart: string, folder: string, values: object): KubeObject[] {
  const file = join(folder, 'values.yaml');
  writeFileSync(file, JSON.stringify(values));
  const { ok, out, err } = runProgram(helm, ['template', NAME, chart, '--namespace', NAMESPACE, '--values', file], { env: { KUBECONFIG: '/dev/null' }, minutes: 1 });
  if (!ok) { throw new Error(`helm template failed: ${err}`); }
  return readYamlDocuments(out) as KubeObject[];
}

function written(props: IstioGatewayProps): KubeObject[] {
  const platform = Platform.istio({ version: versions.istioctl.istio, kubernetesVersion: '1.33' });
  const { objects, refused } = made('helm', { platform }, (scope) => {
    const rendering = GatewayRendering.INJECTED;
    new IstioGateway(scope, NAME, { name: NAME, ports: PORTS, resources: RESOURCES, ...props, rendering, naming: GatewayNaming.HELM });
  });
  if (refused !== undefined) { throw new Error(refused); }
  return [...objects];
}

function compared(helm: string, chart: string): Row {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-helm-'));
  try {
    const differences = CASES.flatMap(([what, values, props]): Difference[] => (
      placesOf(byName(written(props)), byName(templated(helm, chart, folder, values))).map(({ at, ours, theirs }) => ({
        where: `${what}: ${at}`,
        ours: JSON.stringify(ours) ?? 'absent',
        theirs: JSON.stringify(theirs) ?? 'absent',
        explained: MEANT.find(([place]) => place.test(at))?.[1],
      }))));
    return { what: 'gateways in the words of the chart and in ours; a case is one place', cases: differences.length + CASES.length, differences };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(): Promise<Outcome> {
  const chart = process.env.CDK8S_ISTIO_GATEWAY_CHART ?? join(moduleFolder(versions.istioctl.module, versions.istioctl.version), 'manifests', 'charts', 'gateway');
  if (!existsSync(join(chart, 'Chart.yaml'))) { throw new Missing(`the chart istio/gateway at ${chart}`); }
  const helm = isThere('helm') ? 'helm' : goProgram('helm');
  const version = runProgram(helm, ['version', '--short']).out.trim();
  return { program: `helm ${version}`, rows: [compared(helm, chart)] };
}

export const suite: Suite = { name: 'helm', about: 'our gateways are those of the chart istio/gateway, but for what is meant to differ', run };
