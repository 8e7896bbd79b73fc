import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resultsText } from './results';
import { Missing, type Outcome, type Suite } from './suite';
/** In the order of RESULTS.md; each is loaded when it is run. */
const SUITES = ['api-server', 'api-rules', 'injector', 'analyzer', 'kubectl', 'promql', 'helm'];

/** One suite, or by name why it was not run. */
export type Ran = { readonly suite: Suite } & ({ readonly outcome: Outcome } | { readonly missing: string });

async function ran(suite: Suite): Promise<Ran> {
  try {
    return { suite, outcome: await suite.run() };
  } catch (error) {
    if (error instanceof Missing) { return { suite, missing: error.message }; }
    throw error;
  }
}

/** Runs the suites that are named, or all; `--write` writes RESULTS.md. Answers the exit code: 1 when a difference is not explained. */
export async function main(args: readonly string[]): Promise<number> {
  const names = args.filter((arg) => arg !== '--write');
  const unknown = names.filter((name) => !SUITES.includes(name));
  if (unknown.length > 0) {
    console.error(`no suite ${unknown.join(', ')}, expected one of ${SUITES.join(', ')}`);
    return 2;
  }
  if (names.length > 0 && args.includes('--write')) {
    console.error('--write is for all suites, got some; leave the names out');
    return 2;
  }
  const all: Ran[] = [];
  for (const name of SUITES.filter((one) => names.length === 0 || names.includes(one))) {
    const { suite } = await import(`./suites/${name}`) as { suite: Suite };
    console.error(`${suite.name}: ${suite.about}`);
    all.push(await ran(suite));
  }
  const text = resultsText(all);
  if (args.includes('--write')) { writeFileSync(join(__dirname, 'RESULTS.md'), text); }
  console.log(text);
  const open = all.flatMap((one) => 'outcome' in one ? one.outcome.rows : []).flatMap(({ differences }) => differences).filter(({ explained }) => explained === undefined);
  return open.length > 0 ? 1 : 0;
}
