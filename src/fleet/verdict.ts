import { FLEET } from './clusters';
import { type Finding, Severity } from '../checks/finding';
import { findingText } from '../checks/text';

/** Clusters that are named where many have the same finding. */
const NAMED = 3;

/** What stops a fleet, from all its clusters: nothing is written then. */
export class Verdict {
  private readonly problems: string[] = [];
  private readonly errors: Finding[] = [];

  public get stops(): boolean {
    return this.problems.length > 0 || this.errors.length > 0;
  }

  public addProblem(folder: string, problem: string): void {
    this.problems.push(`in ${folder}: ${problem}`);
  }

  /** Errors stop; one that was acknowledged does not. */
  public addFindings(findings: readonly Finding[]): void {
    this.errors.push(...findings.filter(({ severity, acknowledged }) => severity === Severity.ERROR && !acknowledged));
  }

  public throwIfStopped(): void {
    if (!this.stops) { return; }
    const findings = together(this.errors).map((finding) => indented(findingText(finding)));
    throw new Error([
      `[${FLEET}] nothing was written: ${counted(this.problems.length + this.errors.length, 'error')}`,
      ...this.problems.map((problem) => `  - ${problem}`),
      ...findings.map((text) => `\n${text}`),
    ].join('\n'));
  }
}

/** The same finding in several clusters is said once, with the clusters. */
function together(findings: readonly Finding[]): readonly Finding[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { ruleId, object, pointer, message, construct, cluster } = finding;
    // in the cluster's own folder a construct's path begins with the cluster
    const place = construct?.startsWith(`${cluster}/`) ? construct.slice(cluster!.length) : construct;
    const key = JSON.stringify([ruleId, object, pointer, message, place, finding.part]);
    const group = groups.get(key);
    if (group) { group.push(finding); } else { groups.set(key, [finding]); }
  }
  return [...groups.values()].map((group) => ({ ...group[0], cluster: clustersOf(group) }));
}

function clustersOf(group: readonly Finding[]): string {
  const rest = group.length - NAMED;
  return `${group.slice(0, NAMED).map(({ cluster }) => cluster).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

const counted = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;

const indented = (text: string): string => text.replace(/^(?=.)/gm, '  ');
