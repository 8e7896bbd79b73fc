import { homeKey, homeOf } from '../../model/by-home';
import type { ManifestIndex } from '../../model/manifest';
import type { Manifest } from '../../model/manifest/types';
import { stringAt } from '../../model/read';
import { sameJson } from '../../model/same-json';

/** One object as it was and as it will be; one of the two may be missing. */
export interface Pair {
  readonly before?: Manifest;
  readonly after?: Manifest;
  readonly same: boolean;
}

/** Objects of both sides by what they are known by, in the order of the old ones and then of the new ones. */
export function pairsOf(before: ManifestIndex, after: ManifestIndex): Pair[] {
  const old = byIdentity(before);
  const pairs = new Map<string, Pair>([...old].map(([identity, manifest]) => [identity, { before: manifest, same: false }]));
  for (const [identity, manifest] of byIdentity(after)) {
    const was = old.get(identity);
    pairs.set(identity, { ...was && { before: was }, after: manifest, same: was !== undefined && sameJson(was.object, manifest.object) });
  }
  return [...pairs.values()];
}

/**
 * What has the same name several times is compared one by one, in its order: every apply of a generateName makes an object of its own, and
 * which of two objects of one name wins is the order in which they are applied.
 */
function byIdentity(index: ManifestIndex): Map<string, Manifest> {
  const found = new Map<string, Manifest>();
  const seen = new Map<string, number>();
  for (const manifest of index.all) {
    const { group, kind, name } = manifest.key;
    const series = JSON.stringify([homeKey(homeOf(index, manifest.key)), group, kind, name, name === '' ? stringAt(manifest.object, '/metadata/generateName') ?? '' : '']);
    const place = seen.get(series) ?? 0;
    seen.set(series, place + 1);
    found.set(`${series}#${place}`, manifest);
  }
  return found;
}
