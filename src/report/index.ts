import type { CheckResult, ReportFormat, WriteOptions } from './result';

export type { CheckResult, MeshRead, ReportFormat, WriteOptions } from './result';
export { REPORT_FORMATS } from './result';

type Writer = (result: CheckResult, options: WriteOptions) => string;

/* eslint-disable @typescript-eslint/no-require-imports -- a run writes one format and loads one writer */
const WRITERS: Readonly<Record<ReportFormat, () => Writer>> = {
  text: () => (require('./text') as typeof import('./text')).textReport,
  json: () => (require('./json') as typeof import('./json')).jsonReport,
  sarif: () => (require('./sarif') as typeof import('./sarif')).sarifReport,
  junit: () => (require('./junit') as typeof import('./junit')).junitReport,
  markdown: () => (require('./markdown') as typeof import('./markdown')).markdownReport,
  html: () => (require('./html') as typeof import('./html')).htmlReport,
};
/* eslint-enable @typescript-eslint/no-require-imports */

/** One result in one format; ends with a line end. The same result and options give the same bytes. */
export function writeReport(format: ReportFormat, result: CheckResult, options: WriteOptions = {}): string {
  return WRITERS[format]()(result, options);
}
