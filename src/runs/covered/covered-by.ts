import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type OutputPart, outputParts, plainOutput, shortLines } from '../../base/output/plain-output.ts';
import type { Run } from '../../domain/records.ts';
import { readPlainText } from '../../work/paths/plain-file.ts';
import type { Covered, Outcomes } from './format.ts';
import { TEST_PROGRAMS } from './programs.ts';

type Tests = NonNullable<NonNullable<Run['checks']>[number]['tests']>;

/** Maximum number of bytes of one output or report that are read. A longer one is not read at all: its end lacks tests. */
const MOST_BYTES = 8 * 1024 * 1024;

/** Folders and files in which test programs write the XML of JUnit by default, from the root of the repository. */
const REPORTS = [
  ...['junit.xml', 'report.xml', 'test-report.xml', 'test-results.xml'],
  ...['test-results', 'test-reports', 'reports', 'reports/junit', 'target/surefire-reports', 'build/test-results/test'],
];

/** Maximum number of report files that are read. */
const MOST_REPORTS = 500;

/**
 * Reads which tests a check ran: from its output, otherwise from reports that it wrote.
 * @param output the text that it printed
 * @param began when the check began, in epoch milliseconds; an older report is of something else
 * @returns undefined if neither is in a known format
 */
export function coveredBy(
  output: string,
  folder: string,
  began: number,
): { tests: Tests; outcomes: Outcomes } | undefined {
  const covered = readCovered(output) ?? reportsOf(folder, began);
  if (!covered) return undefined;
  const { names, ...tests } = covered;
  return { tests, outcomes: names };
}

function reportsOf(folder: string, began: number): (Covered & { format: string }) | undefined {
  const files = REPORTS.flatMap((path) => filesAt(join(folder, path))).filter((file) => isWrittenSince(file, began));
  const read = files.slice(0, MOST_REPORTS).flatMap((file) => readCovered(textOf(file) ?? '') ?? []);
  const [first] = read;
  if (!first) return undefined;
  const sum = (of: 'passed' | 'failed' | 'skipped') => read.reduce((all, one) => all + one[of], 0);
  const names = new Map(read.flatMap((one) => [...one.names]));
  return { format: first.format, names, passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

function filesAt(path: string): string[] {
  if (path.endsWith('.xml')) return [path];
  try {
    return readdirSync(path).flatMap((name) => (name.endsWith('.xml') ? [join(path, name)] : []));
  } catch {
    return [];
  }
}

/** File systems store times with a precision of up to two seconds. */
const PRECISION_MS = 2_000;

function isWrittenSince(file: string, began: number): boolean {
  try {
    const { mtimeMs, size } = statSync(file);
    return size > 0 && mtimeMs >= began - PRECISION_MS;
  } catch {
    return false;
  }
}

/** Reads a file of ordinary size. Undefined for others. */
export function textOf(file: string): string | undefined {
  return readPlainText(file, { most: MOST_BYTES });
}

/** The formats that are read. The first that detects an output reads it: exact formats come before words for people. */
const FORMATS = TEST_PROGRAMS.flatMap(({ formats = [] }) => formats).sort(
  (a, b) => Number(b.exact ?? false) - Number(a.exact ?? false),
);

/**
 * Reads an output in the first format that detects it. Undefined for any other text. If a tool ran several test programs,
 * reads each by itself, and names its tests after its prefix.
 */
export function readCovered(output: string): (Covered & { format: string }) | undefined {
  const read = outputParts(plainOutput(output)).flatMap((part) => partCovered(part) ?? []);
  const [first] = read;
  if (!first || read.length === 1) return first;
  const sum = (of: 'passed' | 'failed' | 'skipped') => read.reduce((all, one) => all + one[of], 0);
  // Names of only some programs would make the tests of the others look new.
  const names = new Map(read.every((one) => one.names.size > 0) ? read.flatMap((one) => [...one.names]) : []);
  return { format: first.format, names, passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

function partCovered({ of, text }: OutputPart): (Covered & { format: string }) | undefined {
  const short = shortLines(text);
  for (const { name, exact, detect, read } of FORMATS) {
    const own = exact ? text : short;
    const covered = detect(own) ? read(own) : undefined;
    if (!covered || covered.passed + covered.failed + covered.skipped === 0) continue;
    const names =
      of === '' ? covered.names : new Map(Array.from(covered.names, ([test, end]) => [`${of} > ${test}`, end]));
    return { ...covered, names, format: name };
  }
  return undefined;
}

/** Compares tests with those of the start commit: how many are new, and how many passed ones fail there. */
export function comparedWith(base: Outcomes, now: Outcomes): { added: number; cured: number } {
  let [added, cured] = [0, 0];
  for (const [name, outcome] of now) {
    if (!base.has(name)) added++;
    else if (outcome === 'passed' && base.get(name) === 'failed') cured++;
  }
  return { added, cured };
}
