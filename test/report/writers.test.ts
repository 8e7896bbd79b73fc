import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import type { Log } from 'sarif';
import { FACTS, HOSTILE, MESH, resultOf } from './support';
import { type Finding, RuleClass, Severity } from '../../src/checks/finding';
import type { ManifestRule } from '../../src/checks/rule';
import { runRules } from '../../src/checks/runner';
import { ManifestIndex, manifestOf } from '../../src/model/manifest';
import { known } from '../../src/model/origin';
import { type CheckResult, REPORT_FORMATS, type ReportFormat, writeReport } from '../../src/report';
import { JSON_REPORT_SCHEMA } from '../../src/report/json-schema';
import { bestTime } from '../support/cpu-time';

const finding = (more: Partial<Finding> = {}): Finding => ({
  ruleId: 'DRN001',
  title: 'drain order broken',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  message: 'the drain does not end',
  fix: 'set drainDuration to 30s',
  object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'edge', name: 'ingress' },
  pointer: '/spec',
  values: [{ name: 'drainDuration', value: '60s', origin: 'default of Istio' }],
  file: 'mesh/a.yaml',
  line: 3,
  column: 5,
  fingerprint: '0'.repeat(32),
  ...more,
});

const resultWith = (findings: readonly Finding[], more: Partial<CheckResult['report']> = {}): CheckResult => ({
  report: { findings: [...findings], rules: ['AVL001', 'DRN001', 'SEC010'], notEvaluated: [], ...more },
  proxies: [],
  platform: FACTS.platform,
  files: ['mesh/a.yaml', 'mesh/b.yaml'],
  toolVersion: '1.2.3',
});

const ALL = resultOf(MESH);
const SCENE = {
  index: ManifestIndex.of([manifestOf({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } })]), facts: FACTS, proxies: [], partial: false, owns: () => true,
};
const sarif = (result: CheckResult): Log['runs'][number] => (JSON.parse(writeReport('sarif', result)) as Log).runs[0];

describe.each(REPORT_FORMATS)('%s', (format: ReportFormat) => {
  test('the same result gives the same bytes, and each ends its last line', () => {
    const first = writeReport(format, ALL);
    expect(writeReport(format, resultOf(MESH))).toBe(first);
    expect(first).toMatch(/[^\n]\n$/);
  });

  test('an empty result is a report as well', () => {
    expect(writeReport(format, { ...resultWith([], { rules: [] }), files: [] }).length).toBeGreaterThan(20);
  });

  test.each(HOSTILE)('%s moves nothing and shows nothing that is hidden', (_, text) => {
    const hostile = finding({
      message: text,
      fix: text,
      title: text,
      pointer: `/${text}`,
      construct: text,
      cluster: text,
      part: text,
      file: text,
      object: { apiVersion: 'v1', kind: text, namespace: text, name: text },
      values: [{ name: text, value: text, origin: text }],
    });
    const report = writeReport(format, {
      ...resultWith([hostile, { ...hostile, acknowledged: { reason: text, at: text } }], { notEvaluated: [{ ruleId: 'AVL001', why: text, count: 1 }] }), files: [text],
    });
    // eslint-disable-next-line no-control-regex
    expect(report).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\u200f\ufffe\uffff]/);
    expect(Buffer.from(report, 'utf8').toString('utf8')).toBe(report);
  });

  test.each([
    ['a private key', `-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7bq\n${'Ab3'.repeat(40)}\n-----END RSA PRIVATE KEY-----`, 'MIIEpAIBAAKCAQEA7bq'],
    ['a private key cut off', 'key: -----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG', 'MIIEvQIBADANBgkqhkiG'],
    ['an access key', 'accessKeyId LTAI5tABCDEFGHIJKLMNOPQR', 'LTAI5tABCDEFGHIJKLMNOPQR'],
    ['a long key', 'Authorization: Bearer q8Zr4TfW1xLm9KdPv3YbNs7HcJg2EaUo', 'q8Zr4TfW1xLm9KdPv3YbNs7HcJg2EaUo'],
    ['a token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl', 'eyJzdWIiOiIxMjM0In0'],
  ])('%s is shortened to length and hash', (_, text, secret) => {
    const quoting: ManifestRule = {
      on: 'manifest',
      id: 'TST001',
      kinds: 'all',
      title: 'a title',
      severity: Severity.ERROR,
      ruleClass: RuleClass.MESH,
      why: 'why',
      source: 'source',
      check: () => [{ message: text, fix: text, values: [{ name: 'a', value: known(text, { kind: 'default', of: 'Istio', source: 'here' }) }], patch: [{ op: 'add', path: '/a', value: { a: [text] } }] }],
    };
    const judged = runRules({ scenes: [SCENE], rulesFor: () => [quoting], acknowledgements: [], known: new Map() });
    const report = writeReport(format, { ...ALL, proxies: [], report: judged });
    expect(report).toContain('TST001');
    expect(report).not.toContain(secret);
    expect(report.replace(/\s+/g, ' ')).toMatch(/\d+ characters, sha256 [0-9a-f]{8}/);
  });

  test('10,000 findings are written in seconds', () => {
    const many = resultWith(Array.from({ length: 10_000 }, (_, at) => finding({ message: `finding ${at} of web-${at}`, fingerprint: String(at).padStart(32, '0') })));
    expect(bestTime(3000, () => writeReport(format, many))).toBeLessThan(3000);
  });
});

test('a run loads the writer of its format and no other', () => {
  jest.isolateModules(() => {
    jest.doMock('../../src/report/html', () => { throw new Error('loaded'); });
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- a copy of its own
    const { writeReport: write } = require('../../src/report') as typeof import('../../src/report');
    expect(write('json', resultWith([]))).toContain('"findings": []');
    expect(() => write('html', resultWith([]))).toThrow('loaded');
  });
  jest.dontMock('../../src/report/html');
});

describe('what is no secret stays', () => {
  test.each([
    'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 'c9f3e7b2a1d04c5f8e6b7a90d1c2e3f45',
    '/spec/template/metadata/annotations/traffic.sidecar.istio.io~1excludeOutboundIPRanges', 'kubernetes.io/hostname',
    '-----BEGIN CERTIFICATE-----', 'autoscaling.knative.dev/terminationGracePeriodSeconds2',
  ])('%s', (text) => {
    expect(writeReport('json', resultWith([finding({ message: text })]))).toContain(text);
  });
});

describe('text', () => {
  test('the summary says what was found, what ran, and what was not evaluated for which reason', () => {
    const report = writeReport('text', resultWith([finding(), finding({ severity: Severity.WARNING }), finding({ acknowledged: { reason: 'known for long', at: 'app' } })], {
      notEvaluated: [{ ruleId: 'AVL001', why: 'no nodes were given', count: 2 }, { ruleId: 'SEC010', why: 'no nodes were given', count: 1 }],
    }));
    expect(report).toContain('\n1 error, 1 warning; 3 rules run, 2 not evaluated everywhere; 1 acknowledged\n  not evaluated (AVL001, SEC010): no nodes were given\n');
  });

  test('colours only where they are asked for', () => {
    // eslint-disable-next-line no-control-regex
    const codes = /\u001b\[\d+m/g;
    expect(writeReport('text', ALL)).not.toMatch(codes);
    expect(writeReport('text', ALL, { color: true })).toMatch(codes);
    expect(writeReport('text', ALL, { color: true }).replace(codes, '')).toBe(writeReport('text', ALL));
  });
});

describe('json', () => {
  const validate = new Ajv({ allErrors: true, strict: true }).compile(JSON_REPORT_SCHEMA);

  test.each([
    ['a mesh', ALL],
    ['an acknowledged finding with a patch', resultWith([finding({ acknowledged: { reason: 'known for long', at: 'app', expires: '2027-01-31' }, patch: [{ op: 'remove', path: '/a' }], part: 'a', cluster: 'c' })])],
    ['nothing', resultWith([])],
  ])('%s is as the schema says', (_, result) => {
    validate(JSON.parse(writeReport('json', result)));
    expect(validate.errors).toBeNull();
  });

  test.each(['summary', 'findings', 'notEvaluated'])('the schema asks for %s', (key) => {
    const { [key]: _, ...rest } = JSON.parse(writeReport('json', ALL)) as Record<string, unknown>;
    expect(validate(rest)).toBe(false);
  });

  test('docs/report.schema.json is the schema', () => {
    expect(JSON.parse(readFileSync(join(__dirname, '..', '..', 'docs', 'report.schema.json'), 'utf8'))).toEqual(JSON_REPORT_SCHEMA);
  });

  test('says class, as the library does elsewhere, and keeps the text as it was', () => {
    const [found] = (JSON.parse(writeReport('json', resultWith([finding({ message: 'a\u202eb\u001b[1m' })]))) as { findings: Record<string, unknown>[] }).findings;
    expect(found).toMatchObject({ class: 'mesh', message: 'a\u202eb\u001b[1m' });
    expect(found).not.toHaveProperty('ruleClass');
  });
});

describe('sarif', () => {
  test('each result has what code scanning asks for', () => {
    const { results = [], tool } = sarif(ALL);
    expect(results).toHaveLength(ALL.report.findings.length);
    const rules = tool.driver.rules!;
    for (const result of results) {
      expect(rules[result.ruleIndex!].id).toBe(result.ruleId);
      expect(result.locations).toHaveLength(1);
      const { artifactLocation, region } = result.locations![0].physicalLocation!;
      expect(artifactLocation!.uri).toBe('mesh/all.yaml');
      expect(region!.startLine).toBeGreaterThanOrEqual(1);
      expect(result.partialFingerprints!['meshFinding/v1']).toMatch(/^[0-9a-f]{32}$/);
    }
    for (const { id, help, helpUri, shortDescription, fullDescription, properties, defaultConfiguration, name } of rules) {
      const texts = [help?.text, help?.markdown, shortDescription?.text, fullDescription?.text];
      expect({ id, said: texts.every((text) => text !== undefined && text.length > 3) }).toEqual({ id, said: true });
      expect(helpUri).toMatch(new RegExp(`^https://.*/docs/rules/${id}\\.md$`));
      expect(name).toMatch(/^[A-Za-z0-9]+$/);
      expect(['error', 'warning', 'note']).toContain(defaultConfiguration!.level);
      expect(properties!.tags!.length).toBeLessThanOrEqual(10);
      expect('security-severity' in properties!).toBe(id.startsWith('SEC'));
    }
  });

  test.each([
    [Severity.ERROR, 'error'], [Severity.WARNING, 'warning'], [Severity.NOTE, 'note'],
  ])('%s is level %s', (severity, level) => {
    expect(sarif(resultWith([finding({ severity })])).results![0].level).toBe(level);
  });

  test.each([
    ['mesh/a b#c%.yaml', 'mesh/a%20b%23c%25.yaml'], ['/home/x/a.yaml', 'home/x/a.yaml'], ['../a.yaml', 'a.yaml'], ['C:\\mesh\\a.yaml', 'mesh/a.yaml'], ['./a.yaml', 'a.yaml'],
    ['file://h/a.yaml', 'file%3A/h/a.yaml'],
  ])('the file %s is at %s', (file, uri) => {
    expect(sarif(resultWith([finding({ file })])).results![0].locations![0].physicalLocation!.artifactLocation!.uri).toBe(uri);
  });

  test('what names no file stands at the first one', () => {
    const { physicalLocation } = sarif(resultWith([finding({ file: undefined, line: undefined, column: undefined })])).results![0].locations![0];
    expect(physicalLocation).toEqual({ artifactLocation: { uri: 'mesh/a.yaml' }, region: { startLine: 1 } });
  });

  test.each([['{0}', '{{0}}'], ['[a](b)', '\\[a\\](b)'], ['a\\b', 'a\\\\b']])('in a message %s is no argument and no link', (message, text) => {
    expect(sarif(resultWith([finding({ message })])).results![0].message.text).toContain(`: ${text}. `);
  });

  test.each([
    ['an annotation', { at: 'annotation ack.cdk8s-istio.io/DRN001' }, undefined, 'inSource'],
    ['the code of a construct', { at: 'app/prod' }, 'app/prod/ingress', 'inSource'],
    ['a baseline', { at: 'known.json' }, undefined, 'external'],
    ['a configuration file', { at: '.cdk8s-istio.yaml acknowledgements[0]' }, undefined, 'external'],
  ])('what %s acknowledges', (_, { at }, construct, kind) => {
    const [result] = sarif(resultWith([finding({ construct, acknowledged: { reason: 'known for long', at } })])).results!;
    expect(result.suppressions).toEqual([{ kind, status: 'accepted', justification: 'known for long' }]);
  });

  test('what is acknowledged is suppressed, what was not evaluated is told', () => {
    const run = sarif(resultWith([finding({ construct: 'app/x', acknowledged: { reason: 'known for long', at: 'app' } }), finding()], { notEvaluated: [{ ruleId: 'AVL001', why: 'no nodes', count: 2 }] }));
    expect(run.results!.map(({ suppressions }) => suppressions)).toEqual([[{ kind: 'inSource', status: 'accepted', justification: 'known for long' }], undefined]);
    expect(run.invocations![0].toolConfigurationNotifications).toEqual([
      { level: 'note', associatedRule: { id: 'AVL001' }, message: { text: 'AVL001 was not evaluated for 2 of the objects: no nodes' } },
    ]);
  });

  test.each([[24_999, 0], [25_000, 0], [25_001, 1]])('of %d results %d are left out, and that is told', (length, leftOut) => {
    const run = sarif(resultWith(Array.from({ length }, () => finding({ values: [] }))));
    expect(run.results).toHaveLength(length - leftOut);
    expect(run.invocations![0].toolConfigurationNotifications).toHaveLength(leftOut);
  });
});

/** The public schema: SARIF_SCHEMA names a copy; else the one that Microsoft's test matchers for SARIF carry. */
const SARIF_SCHEMA = process.env.SARIF_SCHEMA ?? join(__dirname, '..', '..', 'node_modules', '@microsoft', 'jest-sarif', 'lib', 'schemas', 'sarif-2.1.0-rtm.5.json');

(existsSync(SARIF_SCHEMA) ? describe : describe.skip)('sarif against the public schema (needs SARIF_SCHEMA or @microsoft/jest-sarif)', () => {
  const compiled = (): ReturnType<Ajv['compile']> => {
    // draft 04, of which it uses nothing but what later drafts have as well
    const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(SARIF_SCHEMA, 'utf8')) as Record<string, unknown>;
    return new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false, allErrors: true }).compile(schema);
  };
  const hostile = HOSTILE.map(([, text]) => finding({ file: text, message: text, construct: text, acknowledged: { reason: text, at: text } }));

  test.each([['a mesh', ALL], ['hostile texts', resultWith(hostile, { notEvaluated: [{ ruleId: 'AVL001', why: 'no nodes', count: 2 }] })]])('%s', (_, result) => {
    const validate = compiled();
    void validate(JSON.parse(writeReport('sarif', result)));
    expect(validate.errors).toBeNull();
  });
});

describe('junit', () => {
  const report = (failOn?: string): string => writeReport('junit', resultWith([
    finding(), finding({ severity: Severity.WARNING, ruleId: 'DRN005' }), finding({ ruleId: 'AVL010', acknowledged: { reason: 'known for long', at: 'app' } }),
  ], { notEvaluated: [{ ruleId: 'SEC010', why: 'no "namespaces"', count: 1 }] }), { failOn });

  test.each([['error', 1], ['warning', 2], ['note', 2], ['never', 0]])('with failOn %s, %d fail', (failOn, failures) => {
    expect(report(failOn)).toContain(`<testsuites name="cdk8s-istio" tests="5" failures="${failures}" skipped="2" errors="0">`);
    expect(report(failOn).match(/<failure /g) ?? []).toHaveLength(failures);
  });

  test('a rule that found nothing passes, one that could not be judged is skipped', () => {
    expect(report()).toMatch(/<testcase classname="rules" name="AVL001 [^"]*"\/>/);
    expect(report()).toMatch(/<testcase classname="rules" name="SEC010[^"]*"><skipped message="not evaluated: no &quot;namespaces&quot;"\/>/);
    expect(report()).not.toMatch(/classname="rules" name="DRN001/);
  });
});

describe('markdown', () => {
  test.each([10, 400, 5000])('%d findings fit into a comment, and what has no room is counted', (length) => {
    const report = writeReport('markdown', resultWith(Array.from({ length }, (_, at) => finding({ severity: at % 2 ? Severity.ERROR : Severity.WARNING }))));
    expect(report.length).toBeLessThanOrEqual(65_000);
    expect((report.match(/<details/g) ?? []).length).toBe((report.match(/<\/details>/g) ?? []).length);
    const shown = report.match(/^- \[\*\*/gm)!.length;
    const more = [...report.matchAll(/… and (\d+) more finding/g)].reduce((sum, [, number]) => sum + Number(number), 0);
    const noRoom = [...report.matchAll(/\((\d+)\): no room/g)].reduce((sum, [, number]) => sum + Number(number), 0);
    expect(shown + more + noRoom).toBe(length);
  });

  test.each([
    ['<b>', '&lt;b&gt;'], ['[a](http://x)', '\\[a\\](http:<!-- -->//x)'], ['@all', '@<!-- -->all'], ['#12', '\\#<!-- -->12'], ['**a**', '\\*\\*a\\*\\*'], ['1. a', '1\\. a'], ['- a', '\\- a'],
  ])('%s in a message is text', (message, text) => {
    expect(writeReport('markdown', resultWith([finding({ message })]))).toContain(`\n\n  ${text}\n`);
  });

  test.each([['a`b', '``a`b``'], ['`a', '`` `a ``'], [' a ', '`  a  `'], ['``', '``` `` ```'], ['a|b', '`a|b`'], [' ', '``` ```']])('%j in a value is code', (value, text) => {
    expect(writeReport('markdown', resultWith([finding({ values: [{ name: 'n', value, origin: 'o' }] })]))).toContain(`  - \`n\` ${text}, o\n`);
  });
});
