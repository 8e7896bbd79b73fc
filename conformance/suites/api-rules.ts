import { withMeshServer } from './mesh-server';
import { type Finding, RuleClass } from '../../src/checks/finding';
import { ALL_RULES } from '../../src/checks/rules';
import { manifestOf, readManifests } from '../../src/model';
import { MeshFacts, Platform } from '../../src/platform';
import { fixtureIds, ruleFixture } from '../../test/support/rule-fixtures';
import { BASES } from '../generate/bases';
import { changes } from '../generate/changes';
import { judge, nameOf, refusal } from '../judged';
import type { ApiServer } from '../programs/api-server';
import type { Difference, Outcome, Row, Suite } from '../suite';

/** Who refuses it, where it is not the server that is asked. */
const OTHER_REFUSER: Readonly<Record<string, string>> = {
  CAP022: "istiod's validation webhook refuses it, which no server has that istiod is not installed in",
  VER006: 'the rule is about Kubernetes 1.29, the server asked is 1.34',
  NET018: 'the Service that ASM makes of it is refused, and ASM does not run here',
};

const shortened = (text: string): string => text.length > 240 ? `${text.slice(0, 240)}…` : text;
const said = (findings: readonly Finding[]): string => findings.map(({ ruleId, severity, message }) => `${ruleId} ${severity}: ${message}`).join('; ');

interface Line { readonly rule: string; readonly ours: string; readonly theirs: string }

/** The manifests that break a rule of the class `api`. */
async function fixtures(server: ApiServer): Promise<{ row: Row; lines: Line[] }> {
  const api = new Set(ALL_RULES.filter(({ ruleClass }) => ruleClass === RuleClass.API).map(({ id }) => id));
  const differences: Difference[] = [];
  const lines: Line[] = [];
  let cases = 0;
  for (const id of fixtureIds().filter((one) => api.has(one))) {
    const { text, file, facts } = ruleFixture(id, 'fails');
    const manifests = readManifests(text, { file });
    for (const one of await judge(server, manifests, facts)) {
      const ours = one.ours.filter(({ ruleId }) => ruleId === id);
      if (ours.length === 0) { continue; }
      cases += 1;
      const { by, message } = await refusal(server, one, manifests, facts);
      const theirs = by === 'nobody' ? 'accepted' : message;
      if (by === 'nobody') { differences.push({ where: `${file} ${nameOf(one.object)}`, ours: said(ours), theirs, explained: OTHER_REFUSER[id] }); }
      lines.push({ rule: id, ours: ours[0].message, theirs: by === 'nobody' ? `accepted: ${OTHER_REFUSER[id] ?? 'not explained'}` : theirs });
    }
  }
  return { row: { what: 'objects that break a rule of the class api (the fixtures of the rules)', cases, differences }, lines };
}

/** Manifests that keep a rule. */
async function holding(server: ApiServer): Promise<Row> {
  const differences: Difference[] = [];
  let cases = 0;
  for (const id of fixtureIds()) {
    const { text, file, facts } = ruleFixture(id, 'holds');
    for (const { object, ours, server: { accepted, message } } of await judge(server, readManifests(text, { file }), facts)) {
      if (!await server.serves(object)) { continue; }
      cases += 1;
      if (accepted !== (ours.length === 0)) { differences.push({ where: `${file} ${nameOf(object)}`, ours: said(ours) || 'nothing', theirs: accepted ? 'accepted' : message }); }
    }
  }
  return { what: 'objects that keep a rule (the fixtures of all rules)', cases, differences };
}

/** What no rule is about: the server says it as clearly itself, at the first apply. */
const NO_RULE: readonly (readonly [RegExp, string])[] = [
  [/expected (?:numeric|string)|cannot convert float64/, 'a value of another type than the schema has: left to the server'],
  [/Unsupported value/, 'a word that a list of words does not have: left to the server'],
  [/Required value/, 'a field that must be there and is not: left to the server'],
  [/must be greater than or equal to 0/, 'a count below 0: left to the server'],
  [/duplicate entries for key/, 'only server-side apply refuses doubled variables; a create takes the last one'],
];

/** Objects with one change each, right and wrong ones. */
async function changed(server: ApiServer): Promise<Row[]> {
  const facts = new MeshFacts({ platform: Platform.istio({ version: '1.30.3', kubernetesVersion: '1.34', gatewayApiVersion: '1.5' }), meshConfig: {}, injectionValues: {} });
  const [strict, open]: Difference[][] = [[], []];
  let [wrong, right] = [0, 0];
  for (const { what, object } of [...BASES.map((base) => ({ what: `${base.kind} unchanged`, object: base })), ...changes()]) {
    const manifests = [manifestOf(object)];
    const [one] = await judge(server, manifests, facts);
    if (one.ours.length > 0) {
      wrong += 1;
      const { by, message } = await refusal(server, one, manifests, facts);
      if (by === 'nobody') { strict.push({ where: what, ours: said(one.ours), theirs: message }); }
    } else {
      right += 1;
      const { accepted, message } = one.server;
      if (!accepted) { open.push({ where: what, ours: 'nothing', theirs: shortened(message), explained: NO_RULE.find(([pattern]) => pattern.test(message))?.[1] }); }
    }
  }
  return [
    { what: 'objects with one change that a rule of the class api refuses', cases: wrong, differences: strict },
    { what: 'objects with one change that no rule of the class api refuses', cases: right, differences: open },
  ];
}

async function run(): Promise<Outcome> {
  return withMeshServer(async (server, skipped) => {
    const { row, lines } = await fixtures(server);
    return {
      program: `kube-apiserver ${await server.version()}`,
      skipped,
      rows: [row, await holding(server), ...await changed(server)],
      tables: [{
        title: 'What the rules of the class api say, and what the server says of the same object',
        head: ['rule', 'our message', "the server's"],
        lines: lines.map(({ rule, ours, theirs }) => [rule, shortened(ours), shortened(theirs)]),
      }],
    };
  });
}

export const suite: Suite = { name: 'api-rules', about: 'what the rules of the class api refuse is what the Kubernetes API server refuses', run };
