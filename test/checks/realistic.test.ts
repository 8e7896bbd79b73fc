import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MeshFacts } from '../../src/platform';
import { platformOf } from '../../src/platform/platform-text';
import { reportOf } from '../support/findings';

const FOLDER = join(__dirname, '../fixtures/apps');

/** What an owner of the app would thank us for; nothing else above a note may be said. */
const WARNINGS: Readonly<Record<string, readonly string[]>> = {
  'grpc-payments.yaml': ['DRN001 warning Deployment pay: terminationDrainDuration 30s is not above drainDuration 45s: the agent stops Envoy while it drains'],
  'serverless-and-delivery.yaml': ['DRN011 warning Rollout api: terminationDrainDuration has no effect: the sidecar is a native one'],
  'shop-on-asm.yaml': [
    'DRN011 warning CloneSet cart: EXIT_ON_ZERO_ACTIVE_CONNECTIONS has no effect: the sidecar is a native one',
    'DRN011 warning Deployment web: EXIT_ON_ZERO_ACTIVE_CONNECTIONS has no effect: the sidecar is a native one',
  ],
  'workers.yaml': ['DRN011 warning Deployment consumer: holdApplicationUntilProxyStarts has no effect: the sidecar is a native one'],
};

const declared = (text: string, name: string): string | undefined => new RegExp(`^# ${name}: (.+)$`, 'm').exec(text)?.[1];

describe('applications that nobody made for us', () => {
  const files = readdirSync(FOLDER).sort();

  test('there are twenty-four of them', () => {
    expect(files.length).toBeGreaterThanOrEqual(24);
  });

  test.each(files)('%s: no error, and only the warnings that are listed', (file) => {
    const text = readFileSync(join(FOLDER, file), 'utf8');
    const facts = new MeshFacts({
      platform: platformOf(declared(text, 'platform') ?? 'istio@1.30.3', { kubernetesVersion: declared(text, 'kubernetes') }), meshConfig: {}, injectionValues: {},
    });
    const { findings } = reportOf(text, facts, { file });
    const said = findings.filter(({ severity }) => severity !== 'note')
      .map(({ ruleId, severity, object, message }) => `${ruleId} ${severity} ${object.kind} ${object.name}: ${message}`);
    expect(said).toEqual(WARNINGS[file] ?? []);
  });

  test.each(files)('%s: nothing is found without facts that is not found with them', (file) => {
    const text = readFileSync(join(FOLDER, file), 'utf8');
    expect(reportOf(text, new MeshFacts(), { file }).findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});
