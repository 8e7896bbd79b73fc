import { inert } from '../../kube/visible';
import { effectiveMesh } from '../../model';
import type { EffectiveProxy } from '../../model/effective-proxy';
import { ManifestIndex, shownName } from '../../model/manifest';
import { whyUndecided } from '../../model/mesh';
import { shown } from '../../platform/problems';
import { sourceOf } from '../../preview/source';
import { oneLine, previewText } from '../../preview/text';
import { UsageError } from '../errors';
import { readSources } from '../files';
import type { Io } from '../io';
import { manifestsOf } from '../manifests';
import { writeOutput } from '../output';
import { readSettings, type SettingFlags } from '../settings';

export interface PreviewFlags extends SettingFlags {
  readonly clusterFolders?: boolean;
  readonly name?: string;
  readonly format?: string;
  readonly origins?: boolean;
  readonly output?: string;
}

/** The objects as they will run: gateways and waypoints as the mesh makes them, workloads with their sidecar. */
export function runPreview(paths: readonly string[], flags: PreviewFlags, io: Io): number {
  const { format = 'yaml' } = flags;
  if (!['yaml', 'json'].includes(format)) { throw new UsageError(`--format must be yaml or json, got ${shown(format)}`); }
  const { facts, defaultNamespace } = readSettings(flags, io);
  const { manifests } = manifestsOf(readSources(paths, io, flags.clusterFolders), defaultNamespace);
  const index = ManifestIndex.of(manifests, { defaultNamespace });
  const mesh = effectiveMesh(index, facts);
  const all = mesh.proxies.filter(({ state }) => state !== 'not-injected');
  const proxies = flags.name === undefined ? all : all.filter((proxy) => nameOf(proxy) === flags.name || proxy.name === flags.name);
  if (flags.name !== undefined && proxies.length === 0) {
    throw new UsageError(`nothing runs as ${shown(flags.name)}; there ${all.length === 1 ? 'is' : 'are'} ${all.map(nameOf).slice(0, 10).join(', ') || 'no proxies'}`);
  }
  if (mesh.undecided.length > 0 && flags.name === undefined) { io.err(`not shown: ${whyUndecided(mesh.undecided, index)}\n`); }
  if (all.length === 0 && mesh.undecided.length === 0) { io.err('the manifests ask for no gateway, waypoint or sidecar\n'); }
  const text = format === 'json'
    ? `${inert(JSON.stringify({ proxies: proxies.map(asJson) }, undefined, 2))}\n`
    : proxies.map((proxy) => `${headOf(proxy)}${previewText(sourceOf(proxy), flags.origins !== false)}`).join('---\n');
  writeOutput(text, flags.output, io);
  return 0;
}

function nameOf({ namespace, name: own, declaredBy }: EffectiveProxy): string {
  const name = own || shownName(declaredBy);
  return namespace === undefined ? name : `${namespace}/${name}`;
}

const MADE: Record<EffectiveProxy['make'], string> = {
  managed: 'deployed for a Gateway', injected: 'a workload that the injector fills in', asm: 'deployed by ASM for an IstioGateway', sidecar: 'added by the injector',
};

function headOf(proxy: EffectiveProxy): string {
  const cluster = proxy.cluster === undefined ? '' : `, cluster ${proxy.cluster}`;
  return `# ${oneLine(`${proxy.role} ${nameOf(proxy)}, ${MADE[proxy.make]}${cluster}`)}\n`;
}

function asJson(proxy: EffectiveProxy): object {
  const source = sourceOf(proxy);
  const { name, namespace, cluster, role, make, state } = proxy;
  return {
    name,
    ...namespace !== undefined && { namespace },
    ...cluster !== undefined && { cluster },
    role,
    make,
    state,
    refusals: source.refusals,
    objects: source.objects.map(({ object, unknown }) => ({ ...unknown !== undefined && { unknown }, object })),
    settings: source.settings(),
  };
}
