import { own } from '../kube/own';
import type { MeshFacts, Platform } from '../platform';
import { addUnknownKeys, Problems, refuseNoMap, shown } from '../platform/problems';

type Kind = 'text' | 'flag' | 'facts' | 'platform';

const EXPECTED: Readonly<Record<Kind, string>> = {
  text: 'a text',
  flag: 'true or false',
  facts: 'MeshFacts such as new MeshFacts({ … })',
  platform: 'Platform.istio({ … }) or Platform.asm({ … })',
};

/** Refuses options that nothing reads or that are of another type: no compiler asks those who write JavaScript or Python. */
export function refuseOptions(options: object, where: string, kinds: Readonly<Record<string, Kind>>): void {
  const names = Object.keys(kinds);
  refuseNoMap(options, where, `the options must be a map with ${names.join(', ')}`);
  const problems = new Problems(where);
  addUnknownKeys(options, names, '', problems);
  for (const [name, value] of Object.entries(options) as [string, unknown][]) {
    const kind = own(kinds, name);
    if (kind !== undefined && value !== undefined && !isOf(kind, value)) { problems.add(`'${name}' must be ${EXPECTED[kind]}, got ${shown(value)}`); }
  }
  problems.throwIfAny();
}

/** By what only they have: facts and platforms may be of another copy of this package. */
function isOf(kind: Kind, value: unknown): boolean {
  switch (kind) {
    case 'text': return typeof value === 'string';
    case 'flag': return typeof value === 'boolean';
    case 'facts': return typeof (value as Partial<MeshFacts> | null)?.forCluster === 'function';
    default: return typeof (value as Partial<Platform> | null)?._inCluster === 'function';
  }
}
