import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contextOf } from './helpers';
import { renderManaged } from '../../../src/model/managed';
import { readManifests, readYamlValue } from '../../../src/model/manifest';
import { Platform } from '../../../src/platform';

/**
 * The objects of Istio's own test suite. Its cases are described by fixtures of the same name; a case that is put into the folder is
 * compared without further ado.
 */
const ROOT = process.env.CDK8S_ISTIO_CONFORMANCE ?? join(__dirname, '../../../../shared/conformance');
const FIXTURES = join(__dirname, '../../fixtures/managed-gateways');
const SUITES = existsSync(ROOT) ? readdirSync(ROOT).filter((name) => /^istio-managed-gateway-\d+\.\d+\.\d+$/.test(name)).sort() : [];

/** The suite leaves the values of the installation empty; Go prints that as `<no value>` and `<nil>`. */
const SUITE_VALUES = {
  revision: '<no value>',
  pilot: { env: { PILOT_ENABLE_AMBIENT: 'true', AMBIENT_ENABLE_MULTI_NETWORK: 'true' } },
  global: {
    hub: 'test',
    tag: 'test',
    istioNamespace: '<no value>',
    pilotCertProvider: '<no value>',
    proxy: { clusterDomain: '<no value>', logLevel: '<nil>', componentLogLevel: '<nil>', resources: null },
    logging: { level: '<nil>' },
    sds: { token: { aud: '<no value>' } },
    waypoint: { resources: null },
  },
};

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

function mergeValues(base: unknown, over: unknown): unknown {
  if (typeof base !== 'object' || base === null || typeof over !== 'object' || over === null) { return over ?? base; }
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) { merged[key] = key in merged ? mergeValues(merged[key], value) : value; }
  return merged;
}

/** What differs by installation and not by behaviour: the image, and the uid of the owner. Nulls are nothing to the API server. */
function comparable(value: Json, key = ''): Json | undefined {
  if (value === null || key === 'uid') { return undefined; }
  if (key === 'image' && typeof value === 'string') { return '(image)'; }
  if (Array.isArray(value)) { return value.map((item) => comparable(item) ?? null); }
  if (typeof value !== 'object') { return value; }
  const entries = Object.entries(value).map(([name, inner]) => [name, comparable(inner, name)] as const);
  return Object.fromEntries(entries.filter((entry) => entry[1] !== undefined)) as Json;
}

function modelled(name: string, version: string): Record<string, Json | undefined> {
  const minor = version.replace(/\.\d+$/, '');
  const values = join(FIXTURES, `${name}.values.yaml`);
  const context = contextOf(readFileSync(join(FIXTURES, `${name}.yaml`), 'utf8'), {
    // the suite's API server is 1.28; its istiod has the default revision, whatever the values say
    platform: Platform.istio({ version: minor, kubernetesVersion: '1.28', revision: 'default' }),
    injectionValues: mergeValues(SUITE_VALUES, existsSync(values) ? readYamlValue(readFileSync(values, 'utf8')) : {}) as Record<string, unknown>,
    meshConfig: {},
  });
  const gateway = context.index.list('gateway.networking.k8s.io', 'Gateway')[0];
  const { deployment, service, serviceAccount, horizontalPodAutoscaler, podDisruptionBudget, state } = renderManaged(gateway, context)!;
  if (state === 'refused') { return {}; }
  const objects = [deployment, service, serviceAccount, horizontalPodAutoscaler, podDisruptionBudget].flatMap((object) => object ?? []);
  return Object.fromEntries(objects.map(({ object }) => [object.kind, comparable(object as unknown as Json)]));
}

function golden(file: string): Record<string, Json | undefined> {
  const objects = readFileSync(file, 'utf8').split(/^---$/m).map((text) => readYamlValue(text) as { kind?: string } | null);
  return Object.fromEntries(objects.filter((object) => object?.kind !== undefined && object.kind !== 'Gateway')
    .map((object) => [object!.kind, comparable(object as Json)]));
}

if (SUITES.length === 0) { test.skip(`managed gateways as Istio renders them: no cases at ${ROOT}`, () => undefined); }

// loops: jest takes no `each` of nothing
for (const suite of SUITES) {
  describe(suite, () => {
    const version = suite.replace('istio-managed-gateway-', '');
    const cases = readdirSync(join(ROOT, suite)).filter((file) => file.endsWith('.yaml')).map((file) => file.slice(0, -'.yaml'.length)).sort();
    for (const name of cases) {
      if (existsSync(join(FIXTURES, `${name}.yaml`))) {
        test(name, () => { expect(modelled(name, version)).toEqual(golden(join(ROOT, suite, `${name}.yaml`))); });
      } else {
        test.skip(`${name}: nobody has described what was put in`, () => undefined);
      }
    }
  });
}

describe('fixtures', () => {
  test('every fixture of a case is read, and describes a Gateway of one of the classes', () => {
    for (const file of readdirSync(FIXTURES).filter((name) => name.endsWith('.yaml') && !name.endsWith('.values.yaml'))) {
      const kinds = readManifests(readFileSync(join(FIXTURES, file), 'utf8'), { file }).map(({ key }) => key.kind);
      expect([file, kinds[0]]).toEqual([file, 'Gateway']);
      expect(() => modelled(file.slice(0, -'.yaml'.length), '1.29.0')).not.toThrow();
    }
  });

  test('an overlay that changes the name leaves nothing to deploy', () => {
    expect(modelled('illegal_customizations', '1.29.0')).toEqual({});
  });
});
