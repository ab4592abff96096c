import { readJsonText } from '../../base/json/json-text.ts';
import { refuse } from '../../domain/errors.ts';
import { COVERAGE } from './coverage.ts';
import { ESLINT } from './eslint.ts';
import type { Report, ReportFormat } from './finding.ts';
import { JUNIT } from './junit.ts';
import { NPM_AUDIT } from './npm-audit.ts';
import { SARIF } from './sarif.ts';
import { SEMGREP } from './semgrep.ts';

/** The formats of reports, in the order in which they are tried. */
export const REPORT_FORMATS: readonly ReportFormat[] = [SARIF, ESLINT, NPM_AUDIT, SEMGREP, JUNIT, COVERAGE];

export const reportTitles = (): string => REPORT_FORMATS.map(({ title }) => title).join(', ');

/** Returns the format of a text, if it is a report. */
export function reportFormatOf(text: string): { format: ReportFormat; value: unknown } | undefined {
  const start = text.replace(/^\uFEFF/, '');
  const read = /^\s*[[{]/.test(start) ? readJsonText(start, () => '') : { problem: '' };
  const value = 'value' in read ? read.value : undefined;
  const format = REPORT_FORMATS.find((one) => one.detect(start, value));
  return format && { format, value };
}

/**
 * Reads a report of a tool.
 * @param file the file's name for messages
 * @throws BacklogError `invalid` if the text has none of the known formats
 */
export function readReport(text: string, file: string, options: { below: number }): Report {
  const found = reportFormatOf(text);
  if (!found)
    return refuse('invalid', `${file} is no report that Backlog can read: expected ${reportTitles()}`, {
      hint: 'Tasks of a file come with `backlog import FILE`.',
      data: { file },
    });
  return found.format.read(text.replace(/^\uFEFF/, ''), found.value, options);
}
