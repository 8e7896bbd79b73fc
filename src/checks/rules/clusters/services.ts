import type { Manifest } from '../../../model/manifest/types';
import { oncePerIndex } from '../../../model/once';
import { known } from '../../../model/origin';
import { listAt, member, stringAt } from '../../../model/read';
import { RuleClass, Severity } from '../../finding';
import type { ManifestRule } from '../../rule';
import type { Described } from '../described';

/** The same Service in the first of the clusters that have it, for those of the others. */
const firsts = oncePerIndex((index) => {
  const byName = new Map<string, Manifest>();
  const others = new Map<Manifest, Manifest>();
  for (const service of index.list('', 'Service')) {
    const { cluster, name } = service.key;
    if (cluster === undefined || name === '') { continue; }
    const id = `${index.namespaceOf(service.key) ?? ''}/${name}`;
    const first = byName.get(id);
    if (!first) { byName.set(id, service); } else if (first.key.cluster !== cluster) { others.set(service, first); }
  }
  return others;
});

const typeOf = ({ object }: Manifest): string => stringAt(object, '/spec/type') ?? 'ClusterIP';
const isHeadless = ({ object }: Manifest): boolean => stringAt(object, '/spec/clusterIP') === 'None';

/** What clients see of the ports; nodePorts are each cluster's own, and so is what a port leads to. */
function portsOf({ object }: Manifest): string {
  const ports = (listAt(object, '/spec/ports') ?? []).map((port) => (
    `${String(member(port, 'name') ?? '')} ${String(member(port, 'port'))}/${String(member(port, 'protocol') ?? 'TCP')}`.trim().slice(0, 80)
  ));
  return ports.sort().join(', ').slice(0, 400) || 'none';
}

/** MUL007: IST0170, without what differs by nature (node ports, target ports). */
export const servicesDiffer: Described<ManifestRule> = {
  id: 'MUL007',
  title: 'Service differs between clusters',
  what: 'A Service of the same namespace and name has other ports, another type, or is headless in one cluster and not in another.',
  severity: Severity.WARNING,
  ruleClass: RuleClass.MESH,
  why: 'In a mesh of several clusters such Services are one service: clients get endpoints of all clusters behind the ports of their own, and a '
    + 'port or a kind that is missing elsewhere fails there only.',
  source: 'Istio pkg/config/analysis/analyzers/multicluster/service.go (IST0170 MultiClusterInconsistentService)',
  wholeApp: true,
  on: 'manifest',
  kinds: ['/Service'],
  check: (manifest, scene) => {
    const first = scene.index.clusters.length < 2 ? undefined : firsts(scene.index).get(manifest);
    if (!first) { return []; }
    const differing = [
      { name: 'ports', pointer: '/spec/ports', own: portsOf(manifest), other: portsOf(first) },
      { name: 'type', pointer: '/spec/type', own: typeOf(manifest), other: typeOf(first) },
      { name: 'clusterIP', pointer: '/spec/clusterIP', own: isHeadless(manifest) ? 'None' : 'given', other: isHeadless(first) ? 'None' : 'given' },
    ].filter(({ own, other }) => own !== other);
    return differing.map(({ name, pointer, own, other }) => ({
      message: `${name} of the Service are ${own} here, and ${other} in cluster ${first.key.cluster}`,
      fix: 'make them the same in all clusters, or give the Services different names',
      part: name,
      pointer,
      values: [
        { name, value: known(own, { kind: 'set', manifest, pointer } as const) },
        { name: `${name} in ${first.key.cluster}`, value: known(other, { kind: 'set', manifest: first, pointer } as const) },
      ],
    }));
  },
};
