import type { ApiServer, Verdict } from './programs/api-server';
import { checkManifests } from '../src/checks/check-manifests';
import { type Finding, RuleClass } from '../src/checks/finding';
import { effectiveMesh, type KubeObject, type Manifest, ManifestIndex, type ProxyState } from '../src/model';
import { Flavor, type MeshFacts } from '../src/platform';

/** One object, what our rules say that the API server would say, and what it says. */
export interface Judged {
  readonly object: KubeObject;
  readonly ours: readonly Finding[];
  readonly server: Verdict;
}

export const nameOf = ({ kind, metadata }: KubeObject): string => `${kind} ${metadata.namespace ?? 'default'}/${metadata.name ?? metadata.generateName ?? ''}`;

const isApi = ({ ruleClass }: Finding): boolean => ruleClass === RuleClass.API;

/** The findings of the class `api` among all findings on the manifests. */
export function apiFindings(manifests: readonly Manifest[], facts: MeshFacts): Finding[] {
  return checkManifests(manifests, facts).findings.filter(isApi);
}

const isAbout = ({ object: { kind, name, namespace, apiVersion } }: Finding, { key, object }: Manifest): boolean => (
  kind === object.kind && apiVersion === object.apiVersion && name === key.name && (namespace === undefined || namespace === key.namespace));

/** Asks the server about each object, first by server-side apply and, where that is content, by create: only one of the two checks defaults. */
export async function judge(server: ApiServer, manifests: readonly Manifest[], facts: MeshFacts): Promise<Judged[]> {
  const findings = apiFindings(manifests, facts);
  return Promise.all(manifests.map(async (manifest) => {
    const applied = await server.apply(manifest.object);
    return {
      object: manifest.object,
      ours: findings.filter((finding) => isAbout(finding, manifest)),
      server: applied.accepted ? await server.create(manifest.object) : applied,
    };
  }));
}

/** What istiod or the injector sends to the server for these manifests; nothing on ASM, whose own templates are not public. */
export function deployedObjects(manifests: readonly Manifest[], facts: MeshFacts, states: readonly ProxyState[] = ['runs']): KubeObject[] {
  if (facts.platform.flavor === Flavor.ASM) { return []; }
  const objects = effectiveMesh(ManifestIndex.of(manifests), facts).proxies
    .filter(({ state }) => states.includes(state))
    .flatMap(({ workload, companions, services, scaling, budgets }) => (
      [workload, ...companions, ...services, ...[...scaling.autoscalers, ...budgets].map(({ object }) => object)]))
    .map(({ object }) => sendable(object));
  return [...new Map(objects.map((object) => [nameOf(object), object])).values()];
}

export interface Refused { readonly by: 'dry run' | 'create' | 'deployed' | 'nobody'; readonly message: string }

/** Who of those that objects pass on their way refuses one: the dry run, the giving out of ports and addresses, or what is made of them. */
export async function refusal(
  server: ApiServer, { object, server: verdict }: Judged, manifests: readonly Manifest[], facts: MeshFacts,
): Promise<Refused> {
  if (!verdict.accepted) { return { by: 'dry run', message: verdict.message }; }
  const really = await server.really(object);
  if (!really.accepted) { return { by: 'create', message: really.message }; }
  for (const made of deployedObjects(manifests, facts, ['runs', 'refused', 'unknown'])) {
    const { accepted, message } = await server.apply(made);
    if (!accepted) { return { by: 'deployed', message: `${nameOf(made)}: ${message}` }; }
  }
  return { by: 'nobody', message: 'accepted' };
}

/** Owners are named by istiod, with an id of the cluster. */
function sendable(object: unknown): KubeObject {
  const { metadata: { ownerReferences: _, ...metadata }, ...rest } = JSON.parse(JSON.stringify(object)) as KubeObject;
  return { ...rest, metadata } as KubeObject;
}
