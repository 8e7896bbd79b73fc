import { withMeshServer } from './mesh-server';
import { type Finding, RuleClass } from '../../src/checks/finding';
import { ALL_RULES } from '../../src/checks/rules';
import { type KubeObject, manifestOf, readManifests } from '../../src/model';
import { MeshFacts, Platform } from '../../src/platform';
import { fixtureIds, ruleFixture } from '../../test/support/rule-fixtures';
import { BASES } from '../generate/bases';
import { type Change, changes, changesEverywhere, changesTogether } from '../generate/changes';
import { RICH } from '../generate/rich';
import { judge, nameOf, refusal } from '../judged';
import type { ApiServer } from '../programs/api-server';
import type { Difference, Outcome, Row, Suite } from '../suite';

const WEBHOOK = "istiod's validation webhook refuses it, which no server has that istiod is not installed in";

/** Who refuses it, where it is not the server that is asked. */
const OTHER_REFUSER: Readonly<Record<string, string>> = {
  CAP022: WEBHOOK,
  NET028: WEBHOOK,
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

/** Where both are right: what only this server, or only one of the two ways to write an object, refuses. */
const EXPLAINED: readonly (readonly [RegExp, string])[] = [
  [/duplicate entries for key/, 'only server-side apply refuses two items of one key; a create takes both'],
  [/scaleTargetRef\.apiVersion: /, 'asked for since Kubernetes 1.34; earlier servers take it, and the autoscaler finds no target'],
  [/must be less than or equal to (?:cpu|memory) limit of 0/, 'null in the place of an amount: the server reads zero, the rules an amount that is not there'],
  [/spec\.volumeClaimTemplates\[|spec\.template\.spec\.volumes\[0\]\.(?:name|persistentVolumeClaim)/, 'claims of a StatefulSet are judged since Kubernetes 1.34 (kubernetes/kubernetes#132212); earlier servers take them'],
  [/spec\.serviceName: /, 'judged since Kubernetes 1.33 (kubernetes/kubernetes#130233); earlier servers take every text'],
  [/spec\.schedule: |unknown time zone|not a directory|error parsing succeededIndexes|indexes in the specified succeededIndexes/,
    'schedules, names of time zones and lists of indexes are texts with grammars of their own, which no rule reads'],
  [/is not in the valid range/, 'the addresses of Services are those of the cluster, which nobody names to the library'],
  [/procMount: Invalid value: "Unmasked"/, 'refused where the feature gate ProcMountType is on; elsewhere the server drops the field'],
];

/** So many objects are asked about at a time. */
const AT_ONCE = 8;

/** Objects with a change each, right and wrong ones. */
async function changed(server: ApiServer, what: string, all: readonly Change[]): Promise<Row[]> {
  const facts = new MeshFacts({ platform: Platform.istio({ version: '1.30.3', kubernetesVersion: '1.34', gatewayApiVersion: '1.5' }), meshConfig: {}, injectionValues: {} });
  const [strict, open]: Difference[][] = [[], []];
  let [wrong, right] = [0, 0];
  const ask = async ({ what: where, object }: Change): Promise<void> => {
    const manifests = [manifestOf(object)];
    const [one] = await judge(server, manifests, facts);
    if (one.ours.length > 0) {
      wrong += 1;
      const { by, message } = await refusal(server, one, manifests, facts);
      if (by === 'nobody') { strict.push({ where, ours: said(one.ours), theirs: message }); }
    } else {
      right += 1;
      const { accepted, message } = one.server;
      if (!accepted) { open.push({ where, ours: 'nothing', theirs: shortened(message), explained: EXPLAINED.find(([pattern]) => pattern.test(message))?.[1] }); }
    }
  };
  for (let at = 0; at < all.length; at += AT_ONCE) { await Promise.all(all.slice(at, at + AT_ONCE).map(ask)); }
  const sorted = (differences: Difference[]): Difference[] => differences.sort((a, b) => (a.where < b.where ? -1 : 1));
  return [
    { what: `${what} that a rule of the class api refuses`, cases: wrong, differences: sorted(strict) },
    { what: `${what} that no rule of the class api refuses`, cases: right, differences: sorted(open) },
  ];
}

const unchanged = (objects: readonly KubeObject[]): Change[] => objects.map((object) => ({ what: `${object.kind} unchanged`, object }));

async function run(): Promise<Outcome> {
  return withMeshServer(async (server, skipped) => {
    const { row, lines } = await fixtures(server);
    return {
      program: `kube-apiserver ${await server.version()}`,
      skipped,
      rows: [
        row,
        await holding(server),
        ...await changed(server, 'objects with one change', [...unchanged(BASES), ...changes()]),
        ...await changed(server, 'objects with about every field, and one change at any place', [...unchanged(RICH), ...changesEverywhere()]),
        ...await changed(server, 'objects with fields that may not stand together', changesTogether()),
      ],
      tables: [{
        title: 'What the rules of the class api say, and what the server says of the same object',
        head: ['rule', 'our message', "the server's"],
        lines: lines.map(({ rule, ours, theirs }) => [rule, shortened(ours), shortened(theirs)]),
      }],
    };
  });
}

export const suite: Suite = { name: 'api-rules', about: 'what the rules of the class api refuse is what the Kubernetes API server refuses', run };
