import { Chart, Testing } from 'cdk8s';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { CompressionLevel, CompressionStrategy, IstioGateway } from '../../../src/gateway';
import { ASM, findingsIn, ISTIO, verdicts } from '../../support/findings';

const TYPES = 'type.googleapis.com/envoy.extensions';

function gateway(compression: unknown, more: object = {}): string {
  return stringify({
    apiVersion: 'istio.alibabacloud.com/v1beta1',
    kind: 'IstioGateway',
    metadata: { name: 'edge', namespace: 'istio-system' },
    spec: { clusterIds: ['c1'], replicaCount: 1, compression, ...more },
  });
}

function filter(gzip: object, common: object = {}, names: 'snake' | 'camel' = 'snake'): string {
  const [typed, response, shared, library] = names === 'snake'
    ? ['typed_config', 'response_direction_config', 'common_config', 'compressor_library']
    : ['typedConfig', 'responseDirectionConfig', 'commonConfig', 'compressorLibrary'];
  const value = {
    name: 'envoy.filters.http.compressor',
    [typed]: {
      '@type': `${TYPES}.filters.http.compressor.v3.Compressor`,
      [response]: { [shared]: common },
      [library]: { name: 'gzip', [typed]: { '@type': `${TYPES}.compression.gzip.compressor.v3.Gzip`, ...gzip } },
    },
  };
  return stringify({
    apiVersion: 'networking.istio.io/v1alpha3',
    kind: 'EnvoyFilter',
    metadata: { name: 'gzip', namespace: 'istio-system' },
    spec: { configPatches: [{ applyTo: 'HTTP_FILTER', match: { context: 'GATEWAY' }, patch: { operation: 'INSERT_BEFORE', value } }] },
  });
}

const cmp = (yaml: string): string[] => verdicts(yaml, yaml.includes('IstioGateway') ? ASM : ISTIO).filter((one) => one.startsWith('CMP'));

/** The same settings wherever they are written. */
const FORMS: readonly (readonly [string, (gzip: object, common?: object) => string])[] = [
  ['an IstioGateway', (gzip, common) => gateway({ enabled: true, gzip, ...common })],
  ['an override of an IstioGateway', (gzip, common) => gateway(undefined, { overrides: { c1: { compression: { enabled: true, gzip, ...common } } } })],
  ['an EnvoyFilter', (gzip, common) => filter(gzip, common)],
];

describe.each(FORMS)('the settings of %s', (_form, write) => {
  test.each<[object, string[]]>([
    [{ memory_level: 0 }, ['CMP001 error']], [{ memory_level: 1 }, []], [{ memory_level: 9 }, []], [{ memory_level: 10 }, ['CMP001 error']],
    [{ memory_level: 5.5 }, ['CMP001 error']], [{ memory_level: 'high' }, ['CMP001 error']], [{ memory_level: '5' }, []],
    [{ window_bits: 8 }, ['CMP002 error']], [{ window_bits: 9 }, []], [{ window_bits: 15 }, []], [{ window_bits: 16 }, ['CMP002 error']],
    [{ chunk_size: 4095 }, ['CMP003 error']], [{ chunk_size: 4096 }, []], [{ chunk_size: 65536 }, []], [{ chunk_size: 65537 }, ['CMP003 error']],
    [{ compression_level: 'LEVEL_9' }, ['CMP004 error']], [{ compression_level: 'best_speed' }, ['CMP004 error']], [{ compression_level: 10 }, ['CMP004 error']],
    [{ compression_strategy: 'DEFAULT' }, ['CMP004 error']], [{ compression_level: null }, []],
    [{ memory_level: 0, window_bits: 16 }, ['CMP001 error', 'CMP002 error']],
    ...Object.values(CompressionLevel).map((level): [object, string[]] => [{ compression_level: level }, []]),
    ...Object.values(CompressionStrategy).map((strategy): [object, string[]] => [{ compression_strategy: strategy }, []]),
  ])('%j: %j', (gzip, expected) => expect(cmp(write(gzip))).toEqual(expected));

  test.each<[unknown, string[]]>([
    [-1, ['CMP007 error']], ['many', ['CMP007 error']], [4_294_967_296, ['CMP007 error']], [4_294_967_295, []],
    [0, ['CMP007 note']], [29, ['CMP007 note']], [30, []], [31, []],
  ])('min_content_length %j: %j', (length, expected) => expect(cmp(write({}, { min_content_length: length }))).toEqual(expected));

  test.each<[string, number]>([
    ['application/json', 0], ['text/html', 0], ['image/svg+xml', 0], ['application/vnd.api+json', 0], ['font/ttf', 0],
    ['image/png', 1], ['video/mp4', 1], ['application/zip', 1], ['font/woff2', 1], ['image/*', 1], ['json', 1], ['text/html; charset=utf-8', 1], ['', 1],
  ])('content_type %j: %d findings', (type, count) => expect(cmp(write({}, { content_type: [type] }))).toHaveLength(count));
});

test('the fix of a level names the one that was meant', () => {
  const fixes = (compression_level: unknown) => findingsIn(filter({ compression_level })).filter(({ ruleId }) => ruleId === 'CMP004').map(({ fix }) => fix);
  expect(fixes('LEVEL_9')).toEqual(['write COMPRESSION_LEVEL_9']);
  expect(fixes('best_speed')).toEqual(['write BEST_SPEED']);
  expect(fixes('zzz')).toEqual(['write DEFAULT_COMPRESSION, or leave it out']);
});

test('fields of an EnvoyFilter in camel case are the same fields', () => {
  expect(cmp(filter({ memoryLevel: 10, windowBits: 8 }, { minContentLength: -1 }, 'camel'))).toEqual(['CMP001 error', 'CMP002 error', 'CMP007 error']);
});

test('other filters, and other ways to compress, are not judged', () => {
  expect(cmp(filter({ '@type': `${TYPES}.compression.brotli.compressor.v3.Brotli`, 'chunk_size': 1, 'window_bits': 24 }))).toEqual([]);
  expect(cmp(filter({ memory_level: 99 }).replace('v3.Compressor', 'v3.Decompressor'))).toEqual([]);
});

describe('what an IstioGateway has besides', () => {
  test.each<[string, unknown, string[]]>([
    ['enabled without gzip', { enabled: true }, ['CMP005 error']],
    ['enabled with every default', { enabled: true, gzip: {} }, []],
    ['enabled with an empty gzip, which YAML reads as null', { enabled: true, gzip: null }, ['CMP005 error']],
    ['not enabled', { enabled: false }, []],
    ['not enabled, with values that would be refused', { enabled: false, gzip: { memory_level: 99 } }, []],
    ['nothing said', {}, []],
  ])('%s', (_what, compression, expected) => expect(cmp(gateway(compression))).toEqual(expected));

  test.each([['egress', true, ['CMP006 warning']], ['egress', false, []], ['ingress', true, []], [undefined, true, []]])(
    'gatewayType %s, enabled %s', (gatewayType, enabled, expected) => expect(cmp(gateway({ enabled, gzip: {} }, { gatewayType }))).toEqual(expected));
});

test('what a gateway of ours compresses with has nothing to be found', () => {
  const chart = new Chart(Testing.app(), 'app', { namespace: 'istio-ingress' });
  new IstioGateway(chart, 'edge', {
    compression: { enabled: true, contentType: ['application/json'], minContentLength: 512, gzip: { memoryLevel: 9, windowBits: 15, compressionLevel: CompressionLevel.LEVEL_9 } },
  });
  const objects = Testing.synth(chart);
  expect(objects.some(({ kind }) => kind === 'EnvoyFilter')).toBe(true);
  expect(cmp(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }))).toEqual([]);
});

test('no compression makes a rule fail', () => {
  const hostile = fc.oneof(fc.constantFrom<unknown>(null, true, '', '__proto__', -1, 0.5, 1e300, [], {}, [[]], [null], 'x'.repeat(70_000)), fc.string({ maxLength: 12 }));
  const settings = ['memory_level', 'compression_level', 'compression_strategy', 'window_bits', 'chunk_size'];
  const gzip = fc.oneof(hostile, fc.record(Object.fromEntries(settings.map((name) => [name, hostile]))));
  fc.assert(fc.property(gzip, hostile, (given, common) => {
    for (const yaml of [
      gateway({ enabled: true, gzip: given, min_content_length: common, content_type: [common] }, { overrides: common }),
      filter(Object(given) as object, { content_type: common, min_content_length: common }),
    ]) {
      expect(findingsIn(yaml, ASM).filter(({ ruleId }) => ruleId === 'ENGINE001').map(({ message }) => message)).toEqual([]);
    }
  }), { numRuns: Number(process.env.FUZZ_RUNS ?? 30) });
});
