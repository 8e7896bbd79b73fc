import { withMeshServer } from './mesh-server';
import { GatewayRendering } from '../../src/gateway';
import { type KubeObject, type Manifest, manifestOf } from '../../src/model';
import { Flavor, MeshFacts, Platform } from '../../src/platform';
import { exampleFiles } from '../examples';
import { autoscalers } from '../generate/autoscalers';
import { gateways } from '../generate/gateways';
import type { Made } from '../generate/made';
import { ASM, policies } from '../generate/policies';
import { waypoints } from '../generate/waypoints';
import { deployedObjects, judge, nameOf, refusal } from '../judged';
import type { ApiServer } from '../programs/api-server';
import type { Difference, Outcome, Row, Suite } from '../suite';

const RUNS = 120;

/** What people run: an example is judged on the platform that it names. */
const factsOf = (flavor: Flavor): MeshFacts => new MeshFacts({
  platform: flavor === Flavor.ASM
    ? Platform.asm({ version: '1.26', kubernetesVersion: '1.33', gatewayApiVersion: '1.3' })
    : Platform.istio({ version: '1.30.3', kubernetesVersion: '1.33', gatewayApiVersion: '1.5' }),
  meshConfig: {},
  injectionValues: {},
});

/** Where the server and our rules of the class `api` do not agree; whether the rules object to anything. */
async function compared(
  server: ApiServer, where: string, manifests: readonly Manifest[], facts: MeshFacts,
): Promise<{ differences: Difference[]; objected: boolean }> {
  const differences: Difference[] = [];
  const judged = await judge(server, manifests, facts);
  for (const one of judged) {
    const ours = one.ours.map(({ ruleId, message }) => `${ruleId} ${message}`).join('; ') || 'nothing';
    const theirs = one.ours.length > 0 ? await refusal(server, one, manifests, facts) : undefined;
    if (theirs === undefined ? !one.server.accepted : theirs.by === 'nobody') {
      differences.push({ where: `${where}: ${nameOf(one.object)}`, ours, theirs: one.server.accepted ? 'accepted' : one.server.message });
    }
  }
  return { differences, objected: judged.some(({ ours }) => ours.length > 0) };
}

async function examples(server: ApiServer): Promise<Row> {
  const files = exampleFiles();
  const differences: Difference[] = [];
  for (const { example, file, manifests } of files) {
    const flavor = /asm/.test(`${example}/${file}`) ? Flavor.ASM : Flavor.ISTIO;
    differences.push(...(await compared(server, `${example}/${file}`, manifests, factsOf(flavor))).differences);
  }
  return { what: 'objects of every example', cases: files.flatMap(({ manifests }) => manifests).length, differences };
}

async function generated(server: ApiServer, what: string, all: readonly Made[]): Promise<Row[]> {
  const made = all.filter(({ refused }) => refused === undefined);
  const [emitted, deployed]: Difference[][] = [[], []];
  let [objects, further, refused] = [0, 0, 0];
  for (const { what: where, objects: own, facts } of made) {
    const manifests = own.map((object) => manifestOf(object));
    const { differences, objected } = await compared(server, where, manifests, facts);
    emitted.push(...differences);
    objects += manifests.length;
    // what the rules refuse is never deployed
    if (objected) { refused += 1; continue; }
    const running = deployedObjects(manifests, facts);
    further += running.length;
    for (const object of running) { deployed.push(...await deployedDifference(server, where, object)); }
  }
  const remark = `${all.length} sets of props, of which the constructors refuse ${all.length - made.length} and the rules ${refused}`;
  return [
    { what: `${what}, as written`, cases: objects, differences: emitted, remark },
    ...(further > 0 ? [{ what: `${what}, as the mesh deploys them`, cases: further, differences: deployed }] : []),
  ];
}

async function deployedDifference(server: ApiServer, where: string, object: KubeObject): Promise<Difference[]> {
  const { accepted: isAccepted, message } = await server.apply(object);
  return isAccepted ? [] : [{ where: `${where}: ${nameOf(object)} as it will run`, ours: 'runs', theirs: message }];
}

async function run(): Promise<Outcome> {
  return withMeshServer(async (server, skipped) => ({
    program: `kube-apiserver ${await server.version()}`,
    skipped,
    rows: [
      await examples(server),
      ...await generated(server, 'gateways, rendering INJECTED', gateways(GatewayRendering.INJECTED, RUNS)),
      ...await generated(server, 'gateways, rendering MANAGED', gateways(GatewayRendering.MANAGED, RUNS)),
      ...await generated(server, 'gateways, rendering ASM', gateways(GatewayRendering.ASM, RUNS)),
      ...await generated(server, 'waypoints on Istio', waypoints(Flavor.ISTIO, RUNS)),
      ...await generated(server, 'waypoints on ASM', waypoints(Flavor.ASM, RUNS)),
      ...await generated(server, 'autoscalers of the four adapters', autoscalers(RUNS)),
      ...await generated(server, 'workloads and sidecar policies on Istio', policies(RUNS)),
      ...await generated(server, 'workloads and sidecar policies on ASM', policies(RUNS, { platform: ASM })),
    ],
  }));
}

export const suite: Suite = { name: 'api-server', about: 'what we emit is what the Kubernetes API server takes', run };
