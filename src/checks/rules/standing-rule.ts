import type { Described } from './described';
import type { EffectiveProxy } from '../../model/effective-proxy';
import { groupBy } from '../../model/group-by';
import type { Manifest } from '../../model/manifest/types';
import { oncePerScene } from '../once-per-scene';
import type { Found, ManifestRule, Scene, Undecided, Verdict } from '../rule';

/** Something wrong with what stands in the cluster. `part` says what it is about, so that it is said once. */
export interface Problem extends Found {
  readonly part: string;
}

/** What a rule answers of one thing; several are joined by `verdictOf`. */
export type Answer = Problem | Undecided;

/** What the rule says of itself; what it judges is the business of the group. */
export type StandingText = Omit<Described<ManifestRule>, 'on' | 'kinds' | 'check'>;

/** What asks for a proxy whose objects nobody writes. */
export const MAKERS = ['gateway.networking.k8s.io/Gateway', 'istio.alibabacloud.com/IstioGateway'];

/** Of the manifests that such a rule is asked about: one of the makers, and not of the kinds that are written. */
export function isMaker({ key: { kind } }: Manifest): boolean {
  return MAKER_KINDS.has(kind);
}

const MAKER_KINDS: ReadonlySet<string> = new Set(MAKERS.map((maker) => maker.slice(maker.indexOf('/') + 1)));

/**
 * A rule on what will stand in the cluster: what is written, of the kinds that are named, and what istiod, ASM or the injector makes of it.
 * `standing` finds both for a manifest. What is wrong in several is said once, where it is written.
 */
export function standingRule<Standing>(
  text: StandingText,
  written: readonly string[],
  standing: (manifest: Manifest, scene: Scene) => readonly Standing[],
  judge: (one: Standing, scene: Scene) => readonly Answer[],
): Described<ManifestRule> {
  return {
    ...text,
    on: 'manifest',
    kinds: [...written, ...MAKERS],
    check: (manifest, scene) => {
      const standings = standing(manifest, scene);
      if (standings.length === 1) { return verdictOf(judge(standings[0], scene)); }
      return standings.length === 0 ? NONE : verdictOf(answersOf(standings, judge, scene));
    },
  };
}

function answersOf<Standing>(
  standings: readonly Standing[], judge: (one: Standing, scene: Scene) => readonly Answer[], scene: Scene,
): readonly Answer[] {
  return standings.flatMap((one) => judge(one, scene));
}

const NONE: readonly Problem[] = [];

/** The problems, each once; without any, what could not be judged. */
export function verdictOf(answers: readonly Answer[]): Verdict {
  if (answers.length === 0) { return NONE; }
  const problems = new Map<string, Problem>();
  let undecided: Undecided | undefined;
  for (const answer of answers) {
    if ('undecided' in answer) {
      undecided ??= answer;
      continue;
    }
    const key = `${answer.part} ${answer.at?.kind === 'set' ? `${answer.at.pointer}${answer.at.within ?? ''}` : ''}`;
    if (!problems.has(key)) { problems.set(key, answer); }
  }
  return problems.size === 0 && undecided ? undecided : [...problems.values()];
}

const byDeclaration = oncePerScene(({ proxies }) => groupBy(proxies, ({ declaredBy }) => declaredBy));

/** The proxies that a manifest asks for, in every state; one for each cluster. */
export function proxiesOf(manifest: Manifest, scene: Scene): readonly EffectiveProxy[] {
  return byDeclaration(scene).get(manifest) ?? NO_PROXIES;
}

const NO_PROXIES: readonly EffectiveProxy[] = [];
