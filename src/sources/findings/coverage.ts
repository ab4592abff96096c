import { isObject } from '../../base/is-object.ts';
import type { Finding, Report, ReportFormat } from './finding.ts';
import { xmlAttribute } from './junit-cases.ts';
import { objectIn } from './values.ts';

/** The lines of a file that a test run executed. */
interface CoveredFile {
  path: string;
  covered: number;
  lines: number;
}

const RULE = 'coverage';

/** Files of which the tests executed too few lines: lcov, Istanbul's `coverage-summary.json`, and Cobertura's XML. */
export const COVERAGE: ReportFormat = {
  name: 'coverage',
  title: 'coverage (lcov, Istanbul, Cobertura)',
  detect: (text, value) =>
    /^(?:TN:.*\n)?SF:/m.test(text) || isSummary(value) || /<coverage[\s>][\s\S]*<class\b/.test(text),
  read(text, value, { below }) {
    if (isSummary(value)) return reportOf(ofSummary(objectIn(value)), below);
    return reportOf(/^\s*</.test(text) ? ofCobertura(text) : ofLcov(text), below);
  },
};

const isSummary = (value: unknown) =>
  isObject(value) &&
  Object.values(value).length > 0 &&
  Object.values(value).every((one) => isObject(one) && isObject(one.lines));

function reportOf(files: readonly CoveredFile[], below: number): Report {
  const findings = files.flatMap(({ path, covered, lines }): Finding[] => {
    if (lines === 0 || (covered / lines) * 100 >= below) return [];
    return [{ rule: RULE, path, message: `Tests execute ${covered} of ${lines} lines.`, level: 'low' }];
  });
  return { tool: 'coverage', findings, looked: { files: files.map(({ path }) => path) } };
}

function ofSummary(files: Readonly<Record<string, unknown>>): CoveredFile[] {
  return Object.entries(files).flatMap(([path, value]) => {
    const { total, covered } = objectIn(objectIn(value).lines);
    return path === 'total' ? [] : [{ path, covered: Number(covered) || 0, lines: Number(total) || 0 }];
  });
}

function ofLcov(text: string): CoveredFile[] {
  // What follows the last end is nothing, or a file at which the report is cut.
  const records = text.split(/^end_of_record\b.*$/m).slice(0, -1);
  return records.flatMap((record) => {
    const path = /^SF:(.+)$/m.exec(record)?.[1]?.trim();
    if (path === undefined) return [];
    const hits = [...record.matchAll(/^DA:\d+,(\d+)/gm)].map(([, times]) => Number(times));
    const [lines, covered] = ['LF', 'LH'].map((name) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(record)?.[1]));
    return [{ path, covered: covered || hits.filter((times) => times > 0).length, lines: lines || hits.length }];
  });
}

/** Checks that a class has its end: the report is not cut there. */
const isWhole = (piece: string) => piece.includes('</class>') || /^[^<>]*\/>/.test(piece);

function ofCobertura(xml: string): CoveredFile[] {
  const files = new Map<string, CoveredFile>();
  for (const piece of xml.split(/<class\b/).slice(1)) {
    const path = xmlAttribute(piece, 'filename');
    if (path === '' || !isWhole(piece)) continue;
    const body = piece.split('</class>', 1)[0]!;
    // The lines of methods are repeated in the lines of the class.
    const own = body.slice(body.lastIndexOf('</methods>') + 1);
    const hits = [...own.matchAll(/<line\b[^>]*\shits="(\d+)"/g)].map(([, times]) => Number(times));
    const file = files.get(path) ?? { path, covered: 0, lines: 0 };
    files.set(path, {
      path,
      covered: file.covered + hits.filter((times) => times > 0).length,
      lines: file.lines + hits.length,
    });
  }
  return [...files.values()];
}
