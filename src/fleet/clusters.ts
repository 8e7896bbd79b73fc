import { App } from 'cdk8s';
import type { MeshFleetProps } from './props';
import { nameProblem } from '../kube/names';
import { nearest } from '../kube/nearest';
import { Flavor, MeshFacts, type MeshFactsProps, type Platform } from '../platform';
import type { MeshRecord } from '../platform/facts-read';
import { isPlainMap } from '../platform/json';
import { addUnknownKeys, Problems, refuseNoMap, shown } from '../platform/problems';
import { TreeStore } from '../platform/tree-store';

/** How the fleet calls itself in errors; it is no construct and has no path. */
export const FLEET = 'MeshFleet';

/** The folder of ASM's control plane. */
export const MESH_FOLDER = 'mesh';

/** Names that Windows keeps for devices, whatever the extension (Microsoft, "Naming Files, Paths, and Namespaces"). */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/;

/** The facts of all clusters, as `MeshFacts` leave them on the scope that they are applied to. */
const APPLIED = new TreeStore<MeshRecord>('cdk8s-istio.MeshFacts');

/** The ids of the clusters and the facts of the fleet, or everything that is wrong with them. */
export function readClusters(props: MeshFleetProps): { readonly ids: readonly string[]; readonly facts: MeshFacts } {
  refuseNoMap(props, FLEET, 'the props of a fleet must be a map with platform and clusters');
  const { platform, facts, clusters, outdir } = props;
  const problems = new Problems(FLEET);
  addUnknownKeys(props, ['platform', 'clusters', 'facts', 'outdir'], '', problems);
  const isPlatform = typeof (platform as Platform | undefined)?._inCluster === 'function';
  if (!isPlatform) { problems.add(`'platform' must be Platform.istio({ … }) or Platform.asm({ … }), got ${shown(platform)}`); }
  const ids = isPlainMap(clusters) ? Object.keys(clusters) : [];
  if (!isPlainMap(clusters)) { problems.add(`'clusters' must be a map by cluster id, got ${shown(clusters)}`); }
  if (isPlainMap(clusters) && ids.length === 0) { problems.add("'clusters' must name a cluster, got none"); }
  for (const id of ids) {
    const problem = folderProblem(id, platform);
    if (problem !== undefined) { problems.add(`a cluster id ${problem}, got ${shown(id)}`); }
  }
  const place: unknown = outdir;
  if (place !== undefined && (typeof place !== 'string' || place === '')) { problems.add(`'outdir' must be the path of a folder, got ${shown(place)}`); }
  const isFacts = typeof (facts as MeshFacts | null | undefined)?.applyTo === 'function';
  if (facts !== undefined && !isFacts) { problems.add(`'facts' must be MeshFacts such as new MeshFacts({ … }), got ${shown(facts)}`); }
  const other = isFacts ? facts!.platform : undefined;
  if (other !== undefined && !other.assumed && isPlatform && other.toString() !== platform.toString()) {
    problems.add(`'facts' must be of the platform of the fleet, got ${other} with ${platform}; give the same, or facts without a platform`);
  }
  problems.throwIfAny();
  return { ids, facts: combined({ platform, facts, clusters }) };
}

/** Some cluster that a word was meant to be, as the end of a sentence. */
export function clusterMeant(word: unknown, ids: readonly string[]): string {
  const near = typeof word === 'string' ? nearest(word, ids) : undefined;
  if (near !== undefined) { return `; did you mean "${near}"?`; }
  return `, expected ${ids.slice(0, 10).map((id) => shown(id)).join(', ')}${ids.length > 10 ? ` or ${ids.length - 10} more` : ''}`;
}

function folderProblem(id: string, platform: Platform): string | undefined {
  const problem = nameProblem('dns1123Subdomain', id);
  if (problem !== undefined) { return `names a folder and ${problem}`; }
  if (DEVICE.test(id)) { return 'names a folder and must not be the name of a device on Windows'; }
  if (id === MESH_FOLDER && platform?.flavor === Flavor.ASM) { return `must not be ${MESH_FOLDER} on ASM, which is the folder of the control plane`; }
  return undefined;
}

/** One set of facts: what is said of a cluster in the fleet before what the facts say of it, and that before what they say of all. */
function combined({ platform, facts, clusters }: MeshFleetProps): MeshFacts {
  const scope = new App();
  facts?.applyTo(scope);
  const { clusters: known = {}, ...shared }: Partial<MeshRecord> = APPLIED.own(scope) ?? {};
  const own = Object.entries(clusters).map(([id, one]) => [id, isPlainMap(one) ? { ...known[id], ...one } : one]);
  return new MeshFacts({ ...shared, platform, clusters: { ...known, ...Object.fromEntries(own) } } as MeshFactsProps);
}
