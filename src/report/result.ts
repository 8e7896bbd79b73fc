import type { ValidationReport } from '../checks/finding';
import type { EffectiveProxy } from '../model/effective-proxy';
import type { ManifestIndex } from '../model/manifest/manifest-index';
import type { MeshFacts, Platform } from '../platform';

/** What was read besides the findings; pictures of levels, nodes and zones need it. */
export interface MeshRead {
  readonly index: ManifestIndex;
  /** Of all clusters, not narrowed. */
  readonly facts: MeshFacts;
}

/** All that a report is written from. The writers read it and nothing else: no clock, no files, no environment. */
export interface CheckResult {
  readonly report: ValidationReport;
  /** The proxies that will run, by cluster, namespace and name. */
  readonly proxies: readonly EffectiveProxy[];
  readonly platform: Platform;
  /** The files that were read: relative, with slashes, sorted. */
  readonly files: readonly string[];
  /** Absent: no level matrix, and no nodes and zones in the pictures of spread. */
  readonly mesh?: MeshRead;
  readonly toolVersion: string;
}

export type ReportFormat = 'text' | 'json' | 'sarif' | 'junit' | 'markdown' | 'html';

export const REPORT_FORMATS: readonly ReportFormat[] = ['text', 'json', 'sarif', 'junit', 'markdown', 'html'];

export interface WriteOptions {
  /** Colours for a terminal; text only. @default false */
  readonly color?: boolean;
  /** From which severity on a finding is a failure, for JUnit: `error`, `warning`, `note`, `never`. @default error */
  readonly failOn?: string;
  /** Where the rule pages stand, without a slash at the end. @default - the pages of the repository */
  readonly rulePages?: string;
}

/** The pages that are made from the rules, one for each id. */
export const RULE_PAGES = 'https://github.com/cdk8s-istio/cdk8s-istio/blob/main/docs/rules';

export function rulePage(id: string, { rulePages = RULE_PAGES }: WriteOptions): string {
  // the engine's own rules have a section in the guide and no page of their own
  return id.startsWith('ENGINE') ? `${rulePages}/../guide/validation.md` : `${rulePages}/${encodeURIComponent(id)}.md`;
}
