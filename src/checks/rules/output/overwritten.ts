import { partners } from './partners';
import { seen } from './places';
import { groupBy } from '../../../model/group-by';
import type { Manifest } from '../../../model/manifest/types';
import { oncePerIndex } from '../../../model/once';
import { RuleClass, Severity } from '../../finding';
import type { Found, ManifestRule } from '../../rule';
import type { Described } from '../described';

/** All that share a file, for each of them. */
const sharing = oncePerIndex((index): ReadonlyMap<Manifest, readonly Manifest[]> => {
  const byFile = groupBy(index.all.filter(({ output }) => output !== undefined), ({ output }) => output!);
  return new Map([...byFile.values()].filter((group) => group.length > 1).flatMap((group) => group.map((one) => [one, group] as const)));
});

const ID = 'LIM010';

/** LIM010 */
export const filesOverwritten: Described<ManifestRule> = {
  id: ID,
  title: 'files that overwrite each other',
  what: 'The app writes each object into a file of its own, and two objects with the same kind and name, in different namespaces or API groups, get '
    + 'the same file.',
  severity: Severity.ERROR,
  ruleClass: RuleClass.MESH,
  why: 'The file is called by kind and name only: the object that is written last replaces the other one, which is then missing from the release '
    + 'without a word.',
  source: 'cdk8s src/app.ts, YamlOutputType.FILE_PER_RESOURCE: `${kind}.${metadata.name}`',
  on: 'manifest',
  kinds: 'all',
  check: (manifest, scene) => {
    const group = sharing(scene.index).get(manifest);
    if (!group) { return []; }
    // the same object twice is LIM009's
    const isOther = (one: Manifest): boolean => scene.index.get(one.key) !== scene.index.get(manifest.key);
    return partners(manifest, group, ID, scene).filter(isOther).map((other) => found(manifest, other));
  },
};

function found(manifest: Manifest, other: Manifest): Found {
  const { kind, name, namespace } = manifest.key;
  const own = (of: Manifest): string => `${of.object.apiVersion} ${of.key.kind} ${of.key.namespace === undefined ? '' : `${of.key.namespace}/`}${of.key.name}`;
  return {
    message: `${kind} ${name} is written to ${manifest.output}.k8s.yaml, and so is ${own(other)}: the one that is written last is the only one left`,
    fix: 'write a file for each chart (YamlOutputType.FILE_PER_CHART), put the objects into charts of their own and write a folder for each chart, or '
      + 'give one of them another name',
    pointer: namespace === undefined ? '/metadata/name' : '/metadata/namespace',
    values: [{ name: 'file', value: seen(manifest, '/metadata/name', `${manifest.output}.k8s.yaml`) }],
  };
}
