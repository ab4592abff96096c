import { parseJsonText } from '../../base/json/json-text.ts';
import type { CoverageFormat, TestOutcome } from './format.ts';
import { counting } from './names.ts';
import type { Ran, TestProgram } from './program.ts';

/** A test of `go test -v`, or a failed one without `-v`: `--- PASS: TestAdd (0.00s)`. Subtests are indented. */
const TEST = /^(\s*)--- (PASS|FAIL|SKIP): (\S+)/;

/** A package: `ok  	example.com/a	0.002s`, `FAIL	example.com/a	0.002s`. */
const PACKAGE = /^(ok {2}|FAIL|---)\t(\S+)\t(?:[\d.]+s|\(cached\))/m;

/**
 * `go test -v`. The plain output names no passed test and no number, so it is read only for its failures: a passed run
 * without `-v` says nothing about tests.
 */
const forPeople: CoverageFormat = {
  name: 'go',
  detect: (output) => PACKAGE.test(output),
  read(output) {
    const seen = counting();
    let waiting: [string, TestOutcome][] = [];
    const end = (of: string) => {
      for (const [name, outcome] of leaves(waiting)) seen.add(`${of} > ${name}`, outcome);
      waiting = [];
    };
    const isWhole = /^=== RUN\b/m.test(output);
    for (const line of output.split('\n')) {
      const [, , word, name] = TEST.exec(line) ?? [];
      if (name) waiting.push([name, OUTCOMES[word!.toLowerCase()]!]);
      const [, , of] = PACKAGE.exec(line) ?? [];
      if (of) end(of);
    }
    end('');
    const covered = seen.covered();
    return isWhole ? covered : covered.failed > 0 ? { ...covered, names: new Map() } : undefined;
  },
};

const OUTCOMES: Readonly<Record<string, TestOutcome>> = { pass: 'passed', fail: 'failed', skip: 'skipped' };

/** Leaves out tests with subtests, whose outcome is that of the subtests. */
function leaves(tests: readonly [string, TestOutcome][]): [string, TestOutcome][] {
  const parents = new Set(
    tests.flatMap(([name]) =>
      name
        .split('/')
        .slice(0, -1)
        .map((_, i, all) => all.slice(0, i + 1).join('/')),
    ),
  );
  return tests.filter(([name]) => !parents.has(name));
}

/** `go test -json`: one event in each line. */
const json: CoverageFormat = {
  name: 'go-json',
  exact: true,
  detect: (output) => /^\{"(?:Time|Action|ImportPath)":.*"Action":"(?:run|pass|fail|skip|start|output)"/m.test(output),
  read(output) {
    const byPackage = new Map<string, [string, TestOutcome][]>();
    for (const line of output.split('\n')) {
      const event = line.startsWith('{') ? parseJsonText(line) : undefined;
      if (typeof event !== 'object' || event === null) continue;
      const { Action: action, Package: of, Test: test } = event as Record<string, unknown>;
      const outcome = typeof action === 'string' && Object.hasOwn(OUTCOMES, action) ? OUTCOMES[action] : undefined;
      if (!outcome || typeof of !== 'string' || typeof test !== 'string') continue;
      byPackage.set(of, [...(byPackage.get(of) ?? []), [test, outcome]]);
    }
    const seen = counting();
    for (const [of, tests] of byPackage)
      for (const [name, outcome] of leaves(tests)) seen.add(`${of} > ${name}`, outcome);
    return seen.covered();
  },
};

/** What `go test` says of a package, and with `-v` of a test: of each, the last line counts. */
const EACH_PACKAGE = /^(ok {2}|FAIL)\t(\S+)(?:\t(?:[\d.]+m?s|\(cached\)))(.*)$/gm;
const EACH_TEST = /^[ \t]*--- (PASS|FAIL|SKIP): (\S+)/gm;

function count(text: string): Ran[] {
  const packages = new Map(
    Array.from(text.matchAll(EACH_PACKAGE), ([, word, of, rest]) => [of!, { word, rest: rest! }]),
  );
  if (packages.size === 0) return [];
  const failed = [...packages.values()].filter(({ word }) => word === 'FAIL').length;
  const tests = Array.from(text.matchAll(EACH_TEST), ([, word]) => word!);
  // Without -v, a passed package says only whether it has tests that were to run.
  const isWhole = /^=== RUN\b/m.test(text);
  const whole = tests.filter((word) => word !== 'SKIP').length;
  const some = [...packages.values()].filter(({ rest }) => !rest.includes('[no tests to run]')).length;
  return [{ ran: isWhole ? whole : some, failed }];
}

export const goTest: TestProgram = { of: 'go test', count, formats: [json, forPeople] };
