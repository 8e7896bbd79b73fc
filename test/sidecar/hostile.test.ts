import { ApiObject, Chart, JsonPatch, Testing } from 'cdk8s';
import fc from 'fast-check';
import { parse } from 'yaml';
import { annotationRow } from '../../src/model/injected/annotations';
import { Platform } from '../../src/platform';
import { SidecarLevel, SidecarPolicy, type SidecarSettings } from '../../src/sidecar';

type Json = Record<string, any>;

const RUNS = Number(process.env.FUZZ_RUNS ?? 50);
const ISTIO = Platform.istio({ version: '1.30', kubernetesVersion: '1.33', nativeSidecars: false });

/** Texts that people type, and texts that break templates, YAML and terminals. */
const text = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('"', 'a"b', "'", '\n', 'a\r\nb', '{{ .Values.global }}', '}}', '\\', '#', ': ', '- a', '*', '&a', '!!js', '~', 'null', 'true', '0x10', '1e3', '\u2028', '\u202e', '\ud800', '', ' ', '10.0.0.0/8', '80,443', '$(A)', '`id`'),
  fc.array(fc.constantFrom('{', '}', '"', '\\', '\n', ' ', ',', '/', '0', '9', '.', ':', '*', 'a'), { maxLength: 12 }).map((parts) => parts.join('')),
);

const settings: fc.Arbitrary<SidecarSettings> = fc.record({
  environment: fc.dictionary(fc.oneof(fc.constantFrom('A', 'B_1'), text), text, { maxKeys: 2 }),
  runtimeValues: fc.dictionary(text, text, { maxKeys: 2 }),
  includeOutboundIpRanges: text,
  excludeInboundPorts: text,
  extraStatTags: fc.array(text, { maxLength: 2 }),
  statsMatcher: fc.record({ regexps: fc.array(text, { maxLength: 2 }) }),
  logLevel: fc.oneof(fc.constantFrom('warn', 'DEBUG'), text),
  tracing: fc.record({ zipkinAddress: fc.oneof(fc.constant('zipkin:9411'), text) }),
}, { requiredKeys: [] });

/** Policies that are taken. */
const RIGHT: readonly SidecarSettings[] = [{ environment: { A: 'b' } }, { includeOutboundIpRanges: '10.0.0.0/8', logLevel: 'warn' }];

function stamped(policy: SidecarSettings): { refused: string } | { annotations: Json } {
  const chart = new Chart(Testing.app(), 'chart', { namespace: 'shop' });
  ISTIO.applyTo(chart);
  try {
    new SidecarPolicy(chart, 'policy', { level: SidecarLevel.workload('shop', { app: 'web' }), settings: policy });
  } catch (error) {
    return { refused: (error as Error).message };
  }
  const web = new ApiObject(chart, 'web', { apiVersion: 'v1', kind: 'Pod', metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'app' }] } } as any);
  return { annotations: web.toJson().metadata.annotations ?? {} };
}

/** The injector's template pastes every text of the configuration between double quotes, or into a line. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') { return [value]; }
  return typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, inner]) => [key, ...textsIn(inner)]) : [];
}

test('whatever a policy says, it is refused with its place, or the injector takes it and its template stays whole', () => {
  let taken = 0;
  fc.assert(fc.property(settings, (policy) => {
    const result = stamped(policy);
    if ('refused' in result) {
      expect(result.refused).toMatch(/^\[chart\/policy\]/);
      return;
    }
    taken += 1;
    for (const [name, value] of Object.entries(result.annotations)) {
      expect([name, annotationRow(name)?.check?.(value)]).toEqual([name, undefined]);
      const config: unknown = name === 'proxy.istio.io/config' ? parse(value) : value;
      for (const one of textsIn(config)) { expect(/["\n\r]|\{\{/.test(one)).toBe(false); }
    }
  }), { numRuns: RUNS * 10, examples: RIGHT.map((policy) => [policy]) });
  // the guard above would hold for a policy that refuses everything; by chance alone all may be refused
  expect(taken).toBeGreaterThanOrEqual(RIGHT.length);
});

describe('pod templates that nobody checked', () => {
  const odd: readonly [string, unknown][] = [
    ['no template', undefined],
    ['a text', 'template'],
    ['a list', []],
    ['no spec', { metadata: { labels: { app: 'web' } } }],
    ['containers that are no list', { spec: { containers: 'app' } }],
    ['containers that are no maps', { spec: { containers: ['app', 7, null] } }],
    ['labels that are no texts', { metadata: { labels: { app: 7 } }, spec: { containers: [] } }],
    ['annotations that are a list', { metadata: { annotations: ['a'] }, spec: { containers: [] } }],
    ['resources that cannot be read', { spec: { containers: [{ name: 'app', resources: { requests: { cpu: 'much' }, limits: 'all' } }] } }],
    ['names of the prototype', { metadata: { labels: { toString: 'a', hasOwnProperty: 'b' } }, spec: { containers: [{ name: 'constructor' }] } }],
  ];
  test.each(odd)('%s', (_, template) => {
    const chart = new Chart(Testing.app(), 'chart', { namespace: 'shop' });
    ISTIO.applyTo(chart);
    new SidecarPolicy(chart, 'policy', {
      level: SidecarLevel.namespace('shop'), settings: { logLevel: 'debug', scaledResources: { percentage: 50 }, initResources: { requests: { cpu: '1m' } } },
    });
    new ApiObject(chart, 'web', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { template } } as any);
    const [web] = Testing.synth(chart);
    if (typeof template === 'object' && !Array.isArray(template)) {
      expect(web.spec.template.metadata.annotations['sidecar.istio.io/logLevel']).toBe('debug');
    } else {
      expect(web.spec?.template).toEqual(template);
    }
  });

  test('a patch that takes a stamp away is the last word', () => {
    const chart = new Chart(Testing.app(), 'chart', { namespace: 'shop' });
    ISTIO.applyTo(chart);
    new SidecarPolicy(chart, 'policy', { level: SidecarLevel.namespace('shop'), settings: { logLevel: 'debug' } });
    const web = new ApiObject(chart, 'web', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { containers: [] } } as any);
    web.addJsonPatch(JsonPatch.remove('/metadata/annotations'));
    expect(Testing.synth(chart)[0].metadata).not.toHaveProperty('annotations');
  });
});
