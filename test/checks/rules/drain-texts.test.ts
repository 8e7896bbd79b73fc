import { EVERY_GATEWAY, type Make, SETTABLE, SIDECAR, type Wanted } from './manifests';
import { DRAIN_RULES } from '../../../src/checks/rules/drain';
import { Flavor, MeshFacts, Platform } from '../../../src/platform';
import { type FindingsOptions, reportOf } from '../../support/findings';
import { fixtureIds, ruleFixture } from '../../support/rule-fixtures';

// What people read of these rules, word for word: a finding that says the wrong number or sends its reader to the wrong place is as bad as none.

const IDS = DRAIN_RULES.map(({ id }) => id);

/** Everything that the rules of the group say, as a reader sees it. */
function said(yaml: string, facts: MeshFacts, options: FindingsOptions = {}): string[] {
  const { findings, notEvaluated } = reportOf(yaml, facts, options);
  const found = findings.filter(({ ruleId }) => IDS.includes(ruleId)).map((finding) => [
    `${finding.ruleId} ${finding.severity} ${finding.ruleClass} ${finding.object.kind} ${finding.pointer}${finding.part === undefined ? '' : ` (${finding.part})`}`,
    `  ${finding.message}`,
    `  fix: ${finding.fix}`,
    ...finding.values.map(({ name, value, origin }) => `  ${name} = ${value}, ${origin}`),
    ...(finding.patch ?? []).map((step) => `  patch ${JSON.stringify(step)}`),
  ].join('\n'));
  return [...found, ...notEvaluated.filter(({ ruleId }) => IDS.includes(ruleId)).map(({ ruleId, why }) => `${ruleId} not judged: ${why}`)];
}

test.each(fixtureIds().filter((id) => IDS.includes(id)))('%s: the manifest of its page', (id) => {
  for (const what of ['fails', 'holds'] as const) {
    const { text, facts, ...options } = ruleFixture(id, what);
    expect(said(text, facts, options)).toMatchSnapshot(what);
  }
});

const script = (command: string): object => ({ preStop: { exec: { command: ['/bin/sh', '-c', command] } } });

/** Times and hooks that break the order in every way there is. */
const WANTED: readonly (readonly [string, Wanted])[] = [
  ['nothing said', {}],
  ['in order', { grace: 90, terminationDrain: '60s', drain: '30s' }],
  ['all equal', { grace: 60, terminationDrain: '60s', drain: '60s' }],
  ['grace too short', { grace: 20, terminationDrain: '60s', drain: '30s' }],
  ['wait too short', { grace: 90, terminationDrain: '20s', drain: '30s' }],
  ['only the drain', { drain: '90s' }],
  ['fractions', { grace: 60, terminationDrain: '45.5s', drain: '30500ms' }],
  ['texts that are no times', { grace: 60, terminationDrain: 'soon', drain: '-5s' }],
  ['a sleep', { grace: 60, preStop: 30, terminationDrain: '45s', drain: '30s' }],
  ['a sleep as long as the grace period', { grace: 30, preStop: 30 }],
  ['a script that sleeps', { grace: 60, preStop: script('sleep 20'), terminationDrain: '30s', drain: '20s' }],
  ['a script that nobody can read', { grace: 60, preStop: script('/wait.sh'), terminationDrain: '30s', drain: '20s' }],
  ['exit on zero', { grace: 60, terminationDrain: '60s', drain: '45s', metadata: { EXIT_ON_ZERO_ACTIVE_CONNECTIONS: 'true' } }],
  ['exit on zero, a word', { grace: 60, metadata: { EXIT_ON_ZERO_ACTIVE_CONNECTIONS: 'yes', MINIMUM_DRAIN_DURATION: '3s' } }],
  ['a minimum', { grace: 60, metadata: { MINIMUM_DRAIN_DURATION: '70s' } }],
  ['no time at all', { grace: 0, terminationDrain: '0s', drain: '0s' }],
  ['hours', { grace: 90_000, terminationDrain: '24h', drain: '10m' }],
  ['a wait of twice the margin', { terminationDrain: '30s', grace: 20 }],
  ['a short wait', { terminationDrain: '4s', grace: 4 }],
  ['four seconds to share after a sleep', { grace: 34, preStop: 30 }],
  ['a negative wait', { terminationDrain: '-5s' }],
  ['no drain', { drain: 'later' }],
  ['a negative sleep', { preStop: -1 }],
  ['no sleep', { preStop: 0 }],
  ['a negative grace period', { grace: -1, preStop: 5 }],
  ['a hook without a handler', { preStop: { preStop: {} } }],
  ['a hook with two handlers', { preStop: { preStop: { sleep: { seconds: 1 }, exec: { command: ['sleep', '1'] } } } }],
  ['a hook after the start', { preStop: { postStart: { exec: { command: ['/bin/sh', '-c', 'true'] } } } }],
  ['a wait before the application', { preStop: { postStart: { exec: { command: ['/usr/local/bin/pilot-agent', 'wait'] } } } }],
  ['a wait of another program', { preStop: { postStart: { exec: { command: ['/bin/program', 'wait'] } } } }],
  ['the variable of ASM', { grace: 60, terminationDrain: '40s', drain: '30s', metadata: { TERMINATION_DRAIN_DURATION_SECONDS: '20' } }],
  ['the variable of ASM, the same', { grace: 60, terminationDrain: '40s', drain: '30s', metadata: { TERMINATION_DRAIN_DURATION_SECONDS: '40' } }],
  ['the variable of ASM, no number', { grace: 60, terminationDrain: '40s', metadata: { TERMINATION_DRAIN_DURATION_SECONDS: '40s' } }],
  ['the variable of ASM alone', { grace: 60, metadata: { TERMINATION_DRAIN_DURATION_SECONDS: '40' } }],
  ['the variable of ASM beside no time', { terminationDrain: 'soon', metadata: { TERMINATION_DRAIN_DURATION_SECONDS: '40' } }],
  ['exit on zero, off', { grace: 60, terminationDrain: '60s', drain: '45s', metadata: { EXIT_ON_ZERO_ACTIVE_CONNECTIONS: 'false', MINIMUM_DRAIN_DURATION: '50s' } }],
  ['exit on zero, with a minimum', { grace: 30, drain: '20s', metadata: { EXIT_ON_ZERO_ACTIVE_CONNECTIONS: 'true', MINIMUM_DRAIN_DURATION: '40s' } }],
  ['variables that refer to others', { grace: 60, terminationDrain: '60s', drain: '45s', metadata: { EXIT_ON_ZERO_ACTIVE_CONNECTIONS: '$(A)', TERMINATION_DRAIN_DURATION_SECONDS: '$(B)', MINIMUM_DRAIN_DURATION: '$(C)' } }],
];

/** The same mesh, of which nothing but the version is told. */
const UNTOLD: ReadonlyMap<Flavor, MeshFacts> = new Map([
  [Flavor.ISTIO, new MeshFacts({ platform: Platform.istio({ version: '1.30.3' }) })], [Flavor.ASM, new MeshFacts({ platform: Platform.asm({ version: '1.26.0.45' }) })],
]);

describe.each([...EVERY_GATEWAY, SIDECAR].map((make): readonly [string, Make] => [make.name, make]))('%s', (_, make) => {
  test.each(WANTED)('%s', (__, wanted) => {
    expect(said(make.yaml(wanted), make.facts)).toMatchSnapshot();
    if (make === SIDECAR) { expect(said(make.yaml(wanted), make.facts, { native: false })).toMatchSnapshot('classic'); }
  });

  test.each(WANTED.filter(([what]) => /exit on zero|variable|all equal|wait|script|sleep/.test(what)))('%s, in a mesh of which nothing is told', (__, wanted) => {
    expect(said(make.yaml(wanted), UNTOLD.get(make.facts.platform.flavor)!)).toMatchSnapshot();
  });
});

test('gateways with room between their times get no error', () => {
  for (const make of SETTABLE) {
    expect(said(make.yaml({ grace: 90, terminationDrain: '60s', drain: '30s', preStop: 10 }), make.facts).filter((text) => /^DRN\d+ error/.test(text))).toEqual([]);
  }
});
