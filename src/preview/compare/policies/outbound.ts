import type { Judge, Policies } from './at';
import { isSubsetOf } from '../../../model/hosts';
import type { Manifest } from '../../../model/manifest/types';
import { NETWORKING_GROUP } from '../../../model/names';
import { listAt, mapAt, stringAt, textsAt } from '../../../model/read';
import { objectName, type ThingBuilder } from '../builder';
import { namedFirst } from '../comparison';

export const SIDECAR = `${NETWORKING_GROUP}/Sidecar`;
export const ENTRY = `${NETWORKING_GROUP}/ServiceEntry`;

/** What the proxies of pods let out: hosts that are imported, and all others unless only registered ones may be reached. */
interface Outbound { readonly sidecar?: Manifest; readonly registryOnly: boolean; readonly hosts: readonly string[] }

/** The Sidecar that selects the pods counts, else that of the namespace, else that of the root namespace (push_context.go getSidecarScope). */
function outboundOf(workload: ThingBuilder, policies: Policies): Outbound {
  const { index, facts } = policies.side;
  const all = policies.at(workload, SIDECAR);
  const isOwn = ({ object }: Manifest): boolean => mapAt(object, '/spec/workloadSelector') !== undefined;
  const isNear = ({ key }: Manifest): boolean => index.namespaceOf(key) === workload.key.namespace;
  const sidecar = all.find((one) => isOwn(one) && isNear(one)) ?? all.find((one) => !isOwn(one) && isNear(one)) ?? all.find((one) => !isOwn(one));
  // an empty setting is REGISTRY_ONLY, the first of the words
  const policy = mapAt(sidecar?.object, '/spec/outboundTrafficPolicy') ?? mapAt(facts.meshConfig, '/outboundTrafficPolicy');
  const listeners = listAt(sidecar?.object, '/spec/egress') ?? [];
  const own = workload.key.namespace ?? '.';
  return {
    ...sidecar && { sidecar },
    registryOnly: policy !== undefined && (stringAt(policy, '/mode') ?? 'REGISTRY_ONLY') === 'REGISTRY_ONLY',
    hosts: listeners.length === 0 ? ['*/*'] : listeners.flatMap((one) => textsAt(one, '/hosts')).map((host) => host.replace(/^\.\//, `${own}/`)),
  };
}

function covers(wide: string, narrow: string): boolean {
  const [[home, host], [ownHome, ownHost]] = [wide, narrow].map((one) => one.split('/'));
  return ownHome === '~' || ((home === '*' || home === ownHome) && isSubsetOf(ownHost ?? '', host ?? ''));
}

const isSidecar = ({ role }: ThingBuilder): boolean => role === undefined || role === 'sidecar';

export const imports: Judge = ({ workload, before, after, was, is }) => {
  const [had, has] = [was, is].map((policies) => outboundOf(workload, policies));
  if (!isSidecar(workload) || !has.registryOnly) { return undefined; }
  const name = objectName((after ?? before)!.key);
  const lost = had.hosts.filter((host) => !has.hosts.some((one) => covers(one, host)));
  if (lost.length > 0 && !had.sidecar) {
    return `${name} is the first for these pods, and from now on they reach only hosts of the mesh that it imports (${namedFirst(has.hosts)}; REGISTRY_ONLY): `
      + 'requests to others that are answered now fail; look at what they call';
  }
  if (lost.length > 0) {
    return `${name} imports ${namedFirst(lost)} no more, and other hosts are refused (REGISTRY_ONLY): requests of these pods to them that are answered now fail; look at what they call`;
  }
  return had.registryOnly ? undefined
    : `${name} lets these pods reach registered hosts alone (REGISTRY_ONLY): requests to others that are answered now fail; look at what they call, and write ServiceEntries for it`;
};

export const entries: Judge = ({ workload, before, after, is }) => {
  if (!before || !isSidecar(workload) || !outboundOf(workload, is).registryOnly) { return undefined; }
  const all = is.side.index.list(NETWORKING_GROUP, 'ServiceEntry').filter(({ key }) => key.cluster === before.key.cluster);
  const has = all.flatMap(({ object }) => textsAt(object, '/spec/hosts'));
  const lost = textsAt(before.object, '/spec/hosts').filter((host) => !has.some((one) => isSubsetOf(host, one)));
  if (lost.length === 0) { return undefined; }
  return `${objectName(before.key)} ${after ? 'leaves' : 'is removed with'} ${namedFirst(lost)}, and no other ServiceEntry among the manifests has that: `
    + 'requests of these pods there are refused (REGISTRY_ONLY)';
};
