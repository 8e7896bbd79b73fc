import { seen } from './places';
import type { Manifest } from '../../../model/manifest/types';
import { oncePerIndex } from '../../../model/once';
import { RuleClass, Severity } from '../../finding';
import type { ManifestRule } from '../../rule';
import type { Described } from '../described';

/** The other object for each that shares its file; the same object twice is LIM009's. */
const sharing = oncePerIndex((index): ReadonlyMap<Manifest, Manifest> => {
  const byFile = new Map<string, Manifest>();
  const found = new Map<Manifest, Manifest>();
  for (const manifest of index.all) {
    if (manifest.output === undefined) { continue; }
    const first = byFile.get(manifest.output);
    if (!first) { byFile.set(manifest.output, manifest); } else if (index.get(first.key) !== index.get(manifest.key)) { found.set(manifest, first); }
  }
  return found;
});

/** LIM010 */
export const filesOverwritten: Described<ManifestRule> = {
  id: 'LIM010',
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
  check: (manifest, { index }) => {
    const first = manifest.output === undefined ? undefined : sharing(index).get(manifest);
    if (!first) { return []; }
    const { kind, name, namespace } = manifest.key;
    const own = (of: Manifest): string => `${of.object.apiVersion} ${of.key.kind} ${of.key.namespace === undefined ? '' : `${of.key.namespace}/`}${of.key.name}`;
    return [{
      message: `${kind} ${name} is written to ${manifest.output}.k8s.yaml, and so is ${own(first)}: the one that is written last is the only one left`,
      fix: 'write a file for each chart (YamlOutputType.FILE_PER_CHART), put the objects into charts of their own and write a folder for each chart, or '
        + 'give one of them another name',
      pointer: namespace === undefined ? '/metadata/name' : '/metadata/namespace',
      values: [{ name: 'file', value: seen(manifest, '/metadata/name', `${manifest.output}.k8s.yaml`) }],
    }];
  },
};
