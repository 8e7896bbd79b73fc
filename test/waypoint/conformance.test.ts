import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { chartOn } from './helpers';
import { Platform, Waypoint } from '../../src';

/** The objects that Istio's own test suite has for a plain waypoint, and those that a preview shows for ours. */
const ROOT = process.env.CDK8S_ISTIO_CONFORMANCE ?? join(__dirname, '../../../shared/conformance');
const SUITES = existsSync(ROOT) ? readdirSync(ROOT).filter((name) => existsSync(join(ROOT, name, 'waypoint.yaml'))).sort() : [];

/** The suite leaves the values of the installation empty; Go prints that as `<no value>` and `<nil>`. */
const SUITE_VALUES = {
  pilot: { env: { PILOT_ENABLE_AMBIENT: 'true' } },
  global: {
    hub: 'test',
    tag: 'test',
    network: 'network-1',
    istioNamespace: '<no value>',
    pilotCertProvider: '<no value>',
    proxy: { clusterDomain: '<no value>', logLevel: '<nil>', componentLogLevel: '<nil>', resources: null },
    logging: { level: '<nil>' },
    sds: { token: { aud: '<no value>' } },
    waypoint: { resources: null },
  },
  revision: '<no value>',
};

const found: (suite: string) => Record<string, any> = (suite) => Object.fromEntries(parseAllDocuments(readFileSync(join(ROOT, suite, 'waypoint.yaml'), 'utf8'))
  .map((document) => document.toJS() as { kind?: string } | null).filter((object) => object?.kind !== undefined && object.kind !== 'Gateway')
  .map((object) => [object!.kind, comparable(object)]));

/** Without what differs by cluster: the uid of the owner, the image, and what is nothing. */
function comparable(value: unknown, key = ''): unknown {
  if (value === null || key === 'uid') { return undefined; }
  if (key === 'image') { return '(image)'; }
  if (Array.isArray(value)) { return value.map((item) => comparable(item)); }
  if (typeof value !== 'object') { return value; }
  const entries = Object.entries(value as object).map(([name, inner]) => [name, comparable(inner, name)] as const);
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
}

if (SUITES.length === 0) { test.skip(`a waypoint as Istio makes it: no case at ${ROOT}`, () => undefined); }

// a loop: jest takes no `each` of nothing
for (const suite of SUITES) { describe(`a waypoint as Istio makes it: ${suite}`, () => { asIstioMakesIt(suite); }); }

function asIstioMakesIt(suite: string): void {
  const minor = /(\d+\.\d+)\.\d+$/.exec(suite)![1];
  const platform = Platform.istio({ version: minor, kubernetesVersion: '1.28', revision: 'default' });
  const preview = new Waypoint(chartOn(platform, { injectionValues: SUITE_VALUES, meshConfig: {} }, 'default'), 'namespace').preview();
  const golden = found(suite);

  test('Deployment', () => expect(comparable(preview.deployment)).toEqual(golden.Deployment));
  test('ServiceAccount', () => expect(comparable(preview.serviceAccount)).toEqual(golden.ServiceAccount));
  test('Service, but for the protocol, which the suite has from before HBONE had its name', () => {
    const { ports, ...spec } = golden.Service.spec;
    const [status, mesh] = ports;
    expect(comparable(preview.service)).toEqual({ ...golden.Service, spec: { ...spec, ports: [status, { ...mesh, appProtocol: 'hbone' }] } });
  });
  test('and no autoscaler and no budget', () => {
    expect(preview.horizontalPodAutoscaler).toBeUndefined();
    expect(preview.podDisruptionBudget).toBeUndefined();
  });
}
