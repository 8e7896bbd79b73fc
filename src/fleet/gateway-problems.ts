import { clusterMeant } from './clusters';
import { FleetGateway } from './gateway';
import type { Declared } from '../gateway/declare';
import { GatewayNaming } from '../gateway/props';
import { fieldProblems } from '../gateway/render/asm-limits';
import { rendererOf } from '../gateway/render/choose';
import type { RenderingName } from '../gateway/spec';
import { problemsOf, type ValidationOptions } from '../gateway/validate';
import { checkClusters } from '../gateway/validate/clusters';
import { isNaming, namingProblems, unheldOf } from '../gateway/verdict';
import type { MeshFacts, Platform } from '../platform';
import { shown } from '../platform/problems';

/** A gateway as it was asked for. */
export interface GatewayRequest {
  readonly id: string;
  readonly declared: Declared;
  readonly rendering: RenderingName;
  /** Not checked yet. */
  readonly naming: GatewayNaming | undefined;
  readonly undocumentedOverrides?: boolean;
}

/** The clusters in which a gateway differs, each standing for those that are like it. */
interface View {
  readonly cluster: string;
  readonly alike: string[];
  readonly platform: Platform;
}

/** Everything that is wrong with a gateway in any cluster of the fleet, as sentences without its path. */
export function gatewayProblems(request: GatewayRequest, ids: readonly string[], facts: MeshFacts): readonly string[] {
  const { declared, rendering } = request;
  const { declaration } = declared;
  const naming = isNaming(request.naming) ? request.naming : GatewayNaming.ASM;
  const problems = [...clusterProblems(declaration.clusterIds ?? [], ids), ...namingProblems(request.naming, rendering)];
  const add = (problem: string): void => { if (!problems.includes(problem)) { problems.push(problem); } };
  const undocumentedOverrides = request.undocumentedOverrides ?? declaration.from === 'yaml';
  const shared = { rendering, naming, rootNamespace: facts.rootNamespace, undocumentedOverrides };
  const gateway = new FleetGateway(request.id, declaration, rendering, naming, facts);
  checkClusters(declaration, { ...shared, platform: facts.platform, cluster: declaration.clusterIds?.[0] }, add);
  const views = viewsOf(gateway);
  const byProblem = new Map<string, View[]>();
  for (const view of views) {
    for (const problem of problemsIn(view, gateway, declared, { ...shared, platform: view.platform })) {
      byProblem.set(problem, [...byProblem.get(problem) ?? [], view]);
    }
  }
  // without a cluster nothing is judged there, and what was declared is wrong all the same
  if (views.length === 0) { declared.problems.forEach(add); }
  for (const [problem, where] of byProblem) {
    const isPlaced = where.length === views.length || problem.startsWith('in cluster ') || problems.includes(problem);
    add(isPlaced ? problem : `${placesOf(where)}: ${problem}`);
  }
  if (rendering === 'ASM' && problems.length === 0 && request.undocumentedOverrides !== true) { mixedKindProblems(gateway).forEach(add); }
  return problems;
}

function clusterProblems(named: readonly string[], ids: readonly string[]): string[] {
  if (named.length === 0) { return ["'clusterIds' must name a cluster of the fleet, got none; leave the gateway out, or name one"]; }
  const known = new Set(ids);
  return named.filter((id) => !known.has(id)).map((id) => `'clusterIds' must name clusters of the fleet, got ${shown(id)}${clusterMeant(id, ids)}`);
}

/** One for each cluster with overrides, and one for each platform among the others. */
function viewsOf(gateway: FleetGateway): readonly View[] {
  const views = new Map<string, View>();
  for (const cluster of gateway.clusters) {
    const platform = gateway.platformIn(cluster);
    const hasOwn = Object.hasOwn(gateway.declaration.overrides ?? {}, cluster);
    const key = hasOwn ? `cluster ${cluster}` : `platform ${platform}`;
    const view = views.get(key);
    if (view) { view.alike.push(cluster); } else { views.set(key, { cluster, alike: [cluster], platform }); }
  }
  return [...views.values()];
}

function problemsIn({ cluster, platform }: View, gateway: FleetGateway, declared: Declared, options: ValidationOptions): readonly string[] {
  const { overrides, ...rest } = declared.declaration;
  const own = overrides?.[cluster];
  const declaration = { ...rest, ...(own && { overrides: { [cluster]: own } }) };
  const isAsm = options.rendering === 'ASM';
  const verdict = problemsOf({ ...declared, declaration }, { ...options, ...(!isAsm && { cluster }) });
  if (!verdict.readable) { return verdict.problems; }
  // what is beside the resource has a place of its own in a fleet
  const { problems } = isAsm ? { problems: fieldProblems } : rendererOf(options.rendering);
  return [...verdict.problems, ...unheldOf(() => problems(gateway.specIn(cluster), platform), verdict.problems.length > 0)];
}

/** One IstioGateway has one affinity, and ASM documents no override of it. */
function mixedKindProblems(gateway: FleetGateway): string[] {
  const serverless = gateway.serverlessAmongOthers();
  if (serverless.length === 0) { return []; }
  return [`'spread' asks for anti-affinity, which ACK Serverless does not have, got ACK Serverless ${namesOf(serverless)} beside others, and one `
    + 'IstioGateway with one affinity for all; add a gateway for each kind of cluster, or allow an override of the affinity with undocumentedOverrides'];
}

const placesOf = (views: readonly View[]): string => `in ${namesOf(views.flatMap(({ alike }) => alike))}`;

function namesOf(clusters: readonly string[]): string {
  const rest = clusters.length - 3;
  return `cluster${clusters.length === 1 ? '' : 's'} ${clusters.slice(0, 3).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
