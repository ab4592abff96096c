import { parseJsonText } from '../../base/json/json-text.ts';
import type { CoverageFormat, Covered, TestOutcome } from './format.ts';
import { counting, numberIn } from './names.ts';
import { summary, type TestProgram, totals } from './program.ts';

const TOTALS = /^[ \t]*Tests\s+(.*\(\d+\))\s*$/m;

/** A test of the verbose reporter, or a failed one of the default reporter: ` ✓ a.test.ts > adds 2ms`. */
const TEST = /^[ \t]*([✓×↓□])\s+(\S.*? > .*?)(?:\s+\d+ms)?$/;

/** The reporters of vitest for people. The default one names only failed tests. */
const forPeople: CoverageFormat = {
  name: 'vitest',
  detect: (output) => /^[ \t]*Test Files\s+.*\(\d+\)\s*$/m.test(output) && TOTALS.test(output),
  read(output) {
    const [, said = ''] = TOTALS.exec(output) ?? [];
    const counts = {
      passed: numberIn(said, /(\d+) passed/),
      failed: numberIn(said, /(\d+) failed/),
      skipped: numberIn(said, /(\d+) skipped/) + numberIn(said, /(\d+) todo/),
    };
    const seen = counting();
    for (const line of output.split('\n')) {
      const [, mark, name] = TEST.exec(line) ?? [];
      if (mark) seen.add(name!, MARKS[mark]!);
    }
    return { ...counts, names: completeCoverage(seen.covered(), counts) };
  },
};

const MARKS: Readonly<Record<string, TestOutcome>> = { '✓': 'passed', '×': 'failed', '↓': 'skipped', '□': 'skipped' };

/** Returns the names if they are those of all tests. An incomplete list would make old tests look new. */
export function completeCoverage(
  { names }: Pick<Covered, 'names'>,
  { passed, failed, skipped }: Omit<Covered, 'names'>,
): Covered['names'] {
  return names.size === passed + failed + skipped ? names : new Map();
}

interface Report {
  numTotalTests?: unknown;
  testResults?: { name?: unknown; assertionResults?: { fullName?: unknown; status?: unknown }[] }[];
}

/** The JSON of vitest's reporter `json`, which jest's `--json` prints, too. Lines before and after it are skipped. */
const json: CoverageFormat = {
  name: 'vitest-json',
  exact: true,
  detect: (output) => output.includes('"numTotalTests"'),
  read(output) {
    const from = output.search(/^\{/m);
    const report = from < 0 ? undefined : parseJsonText(output.slice(from, output.lastIndexOf('}') + 1));
    if (typeof report !== 'object' || report === null) return undefined;
    const { testResults } = report as Report;
    if (!Array.isArray(testResults)) return undefined;
    const seen = counting();
    for (const file of testResults)
      for (const { fullName, status } of Array.isArray(file?.assertionResults) ? file.assertionResults : [])
        seen.add(
          `${baseOf(file.name)} > ${String(fullName)}`,
          status === 'passed' || status === 'failed' ? status : 'skipped',
        );
    return seen.covered();
  },
};

/** The name of a file without its folder, which differs between two checkouts. */
const baseOf = (path: unknown): string => String(path).replace(/^.*[\\/]/, '');

export const vitest: TestProgram = {
  of: 'vitest, jest',
  summaries: [summary(/^[ \t]*Tests:?\s+(\d+ [a-z].*|no tests)$/gm, totals)],
  formats: [json, forPeople],
};
