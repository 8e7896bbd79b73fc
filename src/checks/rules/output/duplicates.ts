import { partners } from './partners';
import { seen, written } from './places';
import type { Manifest } from '../../../model/manifest/types';
import { oncePerIndex } from '../../../model/once';
import { describeOrigin } from '../../../model/origin';
import { stringsAt } from '../../../model/read';
import { sameJson } from '../../../model/same-json';
import { RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule } from '../../rule';
import type { Described } from '../described';

/** All that are the same object, for each of them. */
const groups = oncePerIndex((index) => (
  new Map<Manifest, readonly Manifest[]>(index.duplicates.flatMap((same) => same.map((one) => [one, same] as const)))));

const HOOK = 'helm.sh/hook';

/** Helm makes and removes what its hooks hold at different times. */
const isHook = ({ object }: Manifest): boolean => stringsAt(object, '/metadata/annotations')[HOOK] !== undefined;

/** Written into one file, they meet in one cluster; charts and files of their own may each go to another. */
const areTogether = (a: Manifest, b: Manifest): boolean => (a.chart ?? a.file) === (b.chart ?? b.file);

const WHERE_ELSE = '; where they go to different clusters, say so: an app or MeshFleet cluster for each, or cdk8s-istio check --cluster-folders';

const ID = 'LIM009';

/** LIM009: versions of one group are one kind. */
export const sameObjectTwice: Described<ManifestRule> = {
  id: ID,
  title: 'the same object twice',
  what: 'Two objects have the same group, kind, namespace and name in one cluster, and differ. It is a warning where both say the same, and where they '
    + 'stand in different charts or files, which may go to different clusters. Hooks of Helm are left alone.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'Both are one object to the API server: the one that is applied last wins, and every apply changes it back and forth. kustomize and Helm '
    + 'refuse the pair; cdk8s writes both without a word.',
  source: 'Kubernetes API conventions, objects are identified by group, kind, namespace and name; kustomize api/resmap (may not add resource with '
    + 'an already registered id)',
  on: 'manifest',
  kinds: 'all',
  check: (manifest, scene) => {
    const same = groups(scene.index).get(manifest);
    if (!same || isHook(manifest)) { return []; }
    return partners(manifest, same, ID, scene).filter((other) => !isHook(other)).map((other) => found(manifest, other, same));
  },
};

function found(manifest: Manifest, other: Manifest, same: readonly Manifest[]): Found {
  const isLater = same.indexOf(manifest) > same.indexOf(other);
  const [first, again] = isLater ? [other, manifest] : [manifest, other];
  const { kind, namespace, name } = manifest.key;
  const called = `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
  const isSame = sameJson(first.object, again.object);
  const where = other.construct ?? describeOrigin(written(other, '/metadata/name')).replace(/^set in /, '');
  const isTogether = areTogether(first, again);
  return {
    severity: isSame || !isTogether ? Severity.WARNING : Severity.ERROR,
    message: `${called} stands here for the ${isLater ? 'second' : 'first'} time${
      isSame ? ', with the same content' : ' and differs: the one that is applied last wins'}; the ${isLater ? 'first' : 'second'} is ${where}`,
    fix: `${isSame ? 'keep one of them' : 'merge them into one, or give one of them another name or namespace'}${isTogether ? '' : WHERE_ELSE}`,
    pointer: '/metadata/name',
    values: [
      { name: 'name', value: seen(first, '/metadata/name', name) },
      { name: 'name again', value: seen(again, '/metadata/name', name) },
    ],
  };
}
