import type { Manifest } from '../../../model/manifest/types';
import type { Scene } from '../../rule';

/**
 * With whom a manifest is told to clash, of those that clash with each other. Each pair is told once: by the later one to the first, and to what stands
 * under nobody's rules.
 */
export function partners(manifest: Manifest, clashing: readonly Manifest[], rule: string, { asks }: Scene): readonly Manifest[] {
  const [first] = clashing;
  if (asks === undefined) { return manifest === first ? [] : [first]; }
  return clashing.filter((other) => other !== manifest && (other === first || !asks(rule, other)));
}
