import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { judgeManifests } from '../../src/checks/check-manifests';
import { Severity } from '../../src/checks/finding';
import { readManifests } from '../../src/model/manifest';
import { ClusterKind, MeshFacts, Platform } from '../../src/platform';
import { synthExample } from '../support/examples';

const ISTIO = Platform.istio({ version: '1.30', kubernetesVersion: '1.33', gatewayApiVersion: '1.5' });
const ASM = Platform.asm({ version: '1.26', kubernetesVersion: '1.33', gatewayApiVersion: '1.3', clusterKind: ClusterKind.ACK });
const SERVERLESS = Platform.asm({ version: '1.26', kubernetesVersion: '1.33', clusterKind: ClusterKind.ACK_SERVERLESS });

interface Release {
  /** Which of the files are released together; all of them when absent. */
  readonly files?: RegExp;
  readonly platform: Platform;
  /** A folder is a cluster. */
  readonly fleet?: boolean;
  /** What the example shows on purpose: `rule severity`, and why it stands there. */
  readonly onPurpose?: Readonly<Record<string, string>>;
}

const ONE_EGRESS = { 'SCL023 warning': 'an egress gateway of one pod' };
const AS_THE_PAGES_HAVE_THEM = {
  ...ONE_EGRESS,
  'SEC001 warning': 'the page runs the egress gateway as root',
  'SCL020 warning': 'the pages know no budget',
  'AVL014 warning': 'one of the three spreads over zones only',
};

/** What an example releases, and for which mesh. Alternatives of one another are judged one by one. */
const EXAMPLES: Readonly<Record<string, readonly Release[]>> = {
  'autoscale-average-latency': [{ platform: ISTIO }],
  'autoscale-document-literal': [{
    platform: ISTIO,
    onPurpose: {
      'TEL006 error': '0.005 of a value in milliseconds',
      'TEL007 error': 'averageValue of a latency',
      'TEL010 warning': 'no reporter',
      'TEL011 warning': 'the whole namespace',
      'TEL012 warning': 'no number without traffic',
    },
  }],
  'autoscale-load-test': [{ platform: ISTIO }],
  'autoscale-percentile-latency': [{ platform: ISTIO }],
  'autoscale-request-rate': [{ platform: ISTIO }],
  // its clusters are of several kinds
  'fleet-asm': [{ platform: Platform.asm({ version: '1.26', kubernetesVersion: '1.33' }), fleet: true }],
  'fleet-istio': [{ platform: ISTIO, fleet: true }],
  'gateway-documents-istio': [
    { files: /^injected/, platform: ISTIO, onPurpose: AS_THE_PAGES_HAVE_THEM },
    { files: /^managed/, platform: ISTIO, onPurpose: AS_THE_PAGES_HAVE_THEM },
  ],
  'gateway-egress-asm': [{ platform: ASM, onPurpose: { ...ONE_EGRESS, 'SEC001 warning': 'the page runs the gateway as root' } }],
  'gateway-high-availability-asm': [
    { files: /^nodes/, platform: ASM },
    { files: /^zones/, platform: ASM, onPurpose: { 'AVL014 warning': 'two pods of one zone may share a node' } },
    { files: /^serverless/, platform: SERVERLESS },
  ],
  'gateway-ingress-asm': [{ platform: ASM, onPurpose: { 'SCL023 warning': 'one pod is enough in the smaller of the two clusters' } }],
  'gateway-renderings': [
    { files: /^asm/, platform: ASM, onPurpose: ONE_EGRESS },
    { files: /^injected/, platform: ISTIO, onPurpose: ONE_EGRESS },
    { files: /^managed/, platform: ISTIO, onPurpose: ONE_EGRESS },
  ],
  'platform': [{ platform: ISTIO }],
  'release': [{ platform: ASM }],
  'sidecar-asm': [{ platform: Platform.asm({ version: '1.22', kubernetesVersion: '1.28' }) }],
  'sidecar-istio': [{ platform: ISTIO }],
  'waypoint-asm': [{ platform: ASM }],
  'waypoint-istio': [{ platform: ISTIO }],
};

function said(files: { readonly [file: string]: readonly unknown[] }, { files: wanted, platform, fleet }: Release): string[] {
  const manifests = Object.entries(files).filter(([file]) => !file.endsWith('kustomization.yaml') && (wanted?.test(file) ?? true)).flatMap(([file, objects]) => (
    readManifests(objects.map((object) => JSON.stringify(object)).join('\n---\n'), { file, ...fleet && { cluster: file.slice(0, file.indexOf('/')) } })
  ));
  const { report } = judgeManifests(manifests, new MeshFacts({ platform, meshConfig: {}, injectionValues: {} }));
  return report.findings.filter(({ severity }) => severity !== Severity.NOTE)
    .map(({ ruleId, severity, object, message }) => `${ruleId} ${severity} ${object.kind} ${object.name}: ${message}`);
}

const folder = join(__dirname, '../../examples');
const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();

test('every example is judged', () => expect(Object.keys(EXAMPLES).sort()).toEqual(names));

describe.each(Object.entries(EXAMPLES))('examples/%s', (name, releases) => {
  const quiet = jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
  const log = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const files = synthExample(name);
  quiet.mockRestore();
  log.mockRestore();

  test.each(releases)('release %#: no error and no warning but what is shown on purpose', (release) => {
    const findings = said(files, release);
    const isOnPurpose = (finding: string) => Object.keys(release.onPurpose ?? {}).some((purpose) => finding.startsWith(`${purpose} `));
    expect(findings.filter((finding) => !isOnPurpose(finding))).toEqual([]);
  });

  test('what is shown on purpose is found', () => {
    const findings = releases.flatMap((release) => said(files, release));
    const purposes = new Set(releases.flatMap(({ onPurpose }) => Object.keys(onPurpose ?? {})));
    expect([...purposes].filter((purpose) => !findings.some((finding) => finding.startsWith(`${purpose} `)))).toEqual([]);
  });
});
