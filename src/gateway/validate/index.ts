import { checkAdditions, checkPresetClasses } from './additions';
import { checkClusters } from './clusters';
import { checkIdentity } from './identity';
import type { Add, Check, Judged } from './judge';
import { checkPod } from './pod';
import { checkPorts } from './ports';
import { checkProxy } from './proxy';
import { checkScaling } from './scaling';
import { checkService } from './service';
import type { Declared } from '../declare';
import type { ResourceFields } from '../fields';
import { fieldsFor, namesOf, type SpecOptions } from '../spec-of';

export interface ValidationOptions extends SpecOptions {
  readonly undocumentedOverrides: boolean;
  /** Where settings for the whole mesh live, and gateways of ASM must. */
  readonly rootNamespace: string;
}

export interface Verdict {
  readonly problems: readonly string[];
  /** Every value has the shape of its place, so that a spec can be made of it, wrong values included. */
  readonly readable: boolean;
}

const CHECKS: readonly Check[] = [checkScaling, checkService, checkPorts, checkPod, checkProxy, checkAdditions];

/**
 * Everything that is wrong with a gateway, as sentences without its path. A cluster with overrides is judged as it will be; what is wrong
 * there and not everywhere names the cluster.
 */
export function problemsOf({ declaration, problems: shapes }: Declared, options: ValidationOptions): Verdict {
  const problems: string[] = [...shapes];
  const add: Add = (problem) => { if (!problems.includes(problem)) { problems.push(problem); } };
  checkPresetClasses(declaration.additions, add);
  const readable = problems.length === 0;
  checkClusters(declaration, options, add);
  // what a value of the wrong shape would mean for the rest cannot be said
  if (!readable) { return { problems, readable }; }
  const everywhere = judgedIn(undefined, declaration, options);
  checkIdentity(everywhere, options.rootNamespace, add);
  for (const check of CHECKS) { check(everywhere, add); }
  for (const cluster of clustersToJudge(declaration.overrides, options)) {
    const own = judgedIn(cluster, declaration, options);
    for (const check of CHECKS) {
      check(own, (problem) => { if (!problems.includes(problem)) { add(`in cluster ${cluster}: ${problem}`); } });
    }
  }
  return { problems, readable };
}

function clustersToJudge(overrides: Readonly<Record<string, unknown>> = {}, { rendering, cluster }: ValidationOptions): readonly string[] {
  if (rendering === 'ASM') { return Object.keys(overrides); }
  return typeof cluster === 'string' && Object.hasOwn(overrides, cluster) ? [cluster] : [];
}

function judgedIn(cluster: string | undefined, declaration: Declared['declaration'], options: ValidationOptions): Judged {
  const own = cluster === undefined ? undefined : declaration.overrides?.[cluster];
  return {
    declaration,
    additions: declaration.additions,
    written: { ...declaration.fields, ...own } as ResourceFields,
    fields: fieldsFor(declaration, { ...options, cluster }),
    names: namesOf(declaration.name, options),
    rendering: options.rendering,
    platform: options.platform,
    strict: declaration.from === 'props' || options.rendering !== 'ASM',
  };
}
