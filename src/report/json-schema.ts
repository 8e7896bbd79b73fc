import { JSON_REPORT_VERSION } from './json';

const text = (description: string): object => ({ type: 'string', description });
const counter = (description: string): object => ({ type: 'integer', minimum: 0, description });

/** Readers must take what they do not know: fields may be added. */
const record = (required: Readonly<Record<string, object>>, optional: Readonly<Record<string, object>> = {}): object => ({
  type: 'object',
  required: Object.keys(required),
  properties: { ...required, ...optional },
});

const list = (items: object): object => ({ type: 'array', items });

const FINDING = record({
  ruleId: { type: 'string', pattern: '^[A-Z]{3,6}[0-9]{3}$', description: 'the rule; ids are never reused' },
  title: text('the rule in a few words'),
  severity: { enum: ['error', 'warning', 'note'] },
  class: { enum: ['api', 'mesh', 'practice'], description: 'who objects: the API server, the mesh, or experience' },
  message: text('what is wrong, with the values'),
  fix: text('what to do'),
  object: record({ apiVersion: { type: 'string' }, kind: { type: 'string' }, name: { type: 'string' } }, { namespace: { type: 'string' } }),
  pointer: text('the place in the object, an RFC 6901 JSON pointer'),
  values: list(record({ name: { type: 'string' }, value: { type: 'string' }, origin: text('where the value came from') })),
  fingerprint: { type: 'string', pattern: '^[0-9a-f]{32}$', description: 'the same for the same finding in the next run' },
}, {
  patch: list(record({ op: { enum: ['add', 'replace', 'remove'] }, path: { type: 'string' } }, { value: {} })),
  part: text('which of several findings of one rule'),
  construct: text('the path of the construct that makes the object'),
  file: { type: 'string' },
  line: { type: 'integer', minimum: 1 },
  column: { type: 'integer', minimum: 1 },
  cluster: { type: 'string' },
  acknowledged: record({ reason: { type: 'string' }, at: { type: 'string' } }, { expires: { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' } }),
});

/** What `check --format json` writes; docs/report.schema.json is a copy of it. */
export const JSON_REPORT_SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'cdk8s-istio check report',
  ...record({
    schemaVersion: { const: JSON_REPORT_VERSION },
    tool: record({ name: { const: 'cdk8s-istio' }, version: { type: 'string' } }),
    platform: text('which mesh the manifests were judged for'),
    files: list({ type: 'string' }),
    summary: record({
      errors: counter('findings that are not acknowledged'),
      warnings: counter('findings that are not acknowledged'),
      notes: counter('findings that are not acknowledged'),
      acknowledged: counter('findings of any severity that somebody took note of'),
      rulesRun: counter('rules that had something to judge'),
      rulesNotEvaluated: counter('rules that could not be judged somewhere'),
    }),
    findings: list(FINDING),
    notEvaluated: list(record({ ruleId: { type: 'string' }, why: text('what was missing'), count: counter('for how many objects') })),
    rules: list({ type: 'string' }),
  }),
};
