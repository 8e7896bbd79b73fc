import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { type JsonObject, MergeError, strategicMerge } from '../../src/model/merge';
import { kubectlMinor, kubectlPatch, OLDEST_JUDGE } from '../../test/model/merge/kubectl';
import { type Batch, batches, canonical } from '../../test/model/merge/shapes';
import { AUTOSCALER, BUDGET, DEPLOYMENT, SERVICE } from '../generate/bases';
import { SEED } from '../generate/made';
import { run as runProgram } from '../programs/run';
import { type Difference, Missing, type Outcome, type Row, type Suite } from '../suite';
import { readYamlDocuments } from '../yaml';

const PATCHES = 150;
const BASES = 20;

function merged(base: JsonObject, patch: JsonObject, kind: Pick<Batch, 'apiVersion' | 'kind'>): JsonObject | undefined {
  try {
    return strategicMerge(base, patch, kind).object;
  } catch (error) {
    if (error instanceof MergeError) { return undefined; }
    throw error;
  }
}

async function patches(): Promise<Row> {
  const differences: Difference[] = [];
  for (const batch of fc.sample(batches(BASES), { seed: SEED, numRuns: PATCHES })) {
    const { objects, errors } = await kubectlPatch(batch.bases, batch.patch);
    batch.bases.forEach((base, at) => {
      const [ours, theirs] = [canonical(merged(base, batch.patch, batch)), canonical(objects[at])];
      if (ours !== theirs) { differences.push({ where: `${JSON.stringify(batch.patch)} on ${JSON.stringify(base)}`, ours: String(ours), theirs: String(theirs ?? errors) }); }
    });
  }
  return { what: 'generated strategic merges, kubectl patch --local', cases: PATCHES * BASES, differences };
}

const pod = (spec: JsonObject): JsonObject => ({ spec: { template: { spec } } });
const proxy = (fields: JsonObject): JsonObject => pod({ containers: [{ name: 'istio-proxy', ...fields }] });

/** What overlays do in practice; kustomize has a strategic merge of its own. */
const OVERLAYS: readonly (readonly [what: string, base: JsonObject, patch: JsonObject])[] = [
  ['resources of a container', DEPLOYMENT, proxy({ resources: { requests: { cpu: '1' } } })],
  ['a variable more', DEPLOYMENT, proxy({ env: [{ name: 'C', value: '3' }] })],
  ['a variable with another value', DEPLOYMENT, proxy({ env: [{ name: 'A', value: '9' }] })],
  ['a variable less', DEPLOYMENT, proxy({ env: [{ $patch: 'delete', name: 'A' }] })],
  ['a port more', DEPLOYMENT, proxy({ ports: [{ containerPort: 9090, protocol: 'TCP' }] })],
  ['a container more', DEPLOYMENT, pod({ containers: [{ name: 'logs', image: 'logs:1' }] })],
  ['a mount more', DEPLOYMENT, proxy({ volumeMounts: [{ name: 'tmp', mountPath: '/y' }] })],
  ['a volume of another source', DEPLOYMENT, pod({ volumes: [{ name: 'tmp', emptyDir: { medium: 'Memory' } }] })],
  ['another command in a hook', DEPLOYMENT, proxy({ lifecycle: { preStop: { exec: { command: ['sleep', '9'] } } } })],
  ['a hook less', DEPLOYMENT, proxy({ lifecycle: null })],
  ['other tolerations', DEPLOYMENT, pod({ tolerations: [{ operator: 'Exists' }] })],
  ['a rule of spreading more', DEPLOYMENT, pod({ topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'DoNotSchedule' }] })],
  ['a label and an annotation of the pod', DEPLOYMENT, { spec: { template: { metadata: { labels: { tier: 'edge' }, annotations: { a: 'b' } } } } }],
  ['the strategy replaced', DEPLOYMENT, { spec: { strategy: { $patch: 'replace', type: 'Recreate' } } }],
  ['the number of pods left to an autoscaler', DEPLOYMENT, { spec: { replicas: null } }],
  ['a port of a Service changed', SERVICE, { spec: { ports: [{ port: 80, targetPort: 9090, protocol: 'TCP', name: 'http' }] } }],
  ['a port of a Service more', SERVICE, { spec: { ports: [{ port: 9443, name: 'tls', protocol: 'TCP' }] } }],
  ['other source ranges', SERVICE, { spec: { loadBalancerSourceRanges: ['192.168.0.0/16'] } }],
  ['other metrics of an autoscaler', AUTOSCALER, { spec: { metrics: [{ type: 'Resource', resource: { name: 'memory', target: { type: 'Utilization', averageUtilization: 80 } } }] } }],
  ['another budget', BUDGET, { spec: { maxUnavailable: null, minAvailable: 1 } }],
] as readonly (readonly [string, JsonObject, JsonObject])[];

/** A JSON text with the items of every list sorted. */
function inAnyOrder(text: unknown): string {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) { return value.map(sorted).map((item) => JSON.stringify(item)).sort(); }
    return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, sorted(inner)])) : value;
  };
  return JSON.stringify(sorted(JSON.parse(String(text))));
}

function overlays(): Row {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-kustomize-'));
  try {
    const differences = OVERLAYS.flatMap(([what, base, patch]): Difference[] => {
      const { apiVersion, kind, metadata } = base as { apiVersion: string; kind: string; metadata: { name: string; namespace: string } };
      const whole = { apiVersion, kind, metadata: { name: metadata.name, namespace: metadata.namespace }, ...patch };
      writeFileSync(join(folder, 'base.yaml'), JSON.stringify(base));
      writeFileSync(join(folder, 'patch.yaml'), JSON.stringify(whole));
      writeFileSync(join(folder, 'kustomization.yaml'), JSON.stringify({ resources: ['base.yaml'], patches: [{ path: 'patch.yaml' }] }));
      const { ok, out, err } = runProgram('kubectl', ['kustomize', folder]);
      const ours = canonical(merged(base, whole as JsonObject, { apiVersion, kind }));
      const theirs = ok ? canonical(readYamlDocuments(out)[0] as JsonObject) : err;
      if (ours === theirs) { return []; }
      const explained = ok && inAnyOrder(ours) === inAnyOrder(theirs) ? 'kustomize puts what the patch names first into a list; kubectl and the API server keep the order' : undefined;
      return [{ where: what, ours: String(ours), theirs: String(theirs), explained }];
    });
    return { what: 'overlays as people write them, kubectl kustomize', cases: OVERLAYS.length, differences };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(): Promise<Outcome> {
  const minor = kubectlMinor();
  if (minor === undefined || minor < OLDEST_JUDGE) { throw new Missing(`kubectl 1.${OLDEST_JUDGE} or later`); }
  return { program: `kubectl 1.${minor}`, rows: [await patches(), overlays()] };
}

export const suite: Suite = { name: 'kubectl', about: 'our strategic merge is that of kubectl and kustomize', run };
