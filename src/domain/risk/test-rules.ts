import { groupedBy } from '../../base/iterables.ts';
import { onceEachObject } from '../../base/lazy.ts';
import { type Examined, isTested, type RiskFinding, type RiskRuleRow } from './examine.ts';
import { addedLines, found, foundIn, foundPaths } from './find.ts';
import { type CodeLine, linesBeyond } from './lines.ts';
import { matches, valuesIn } from './patterns.ts';
import { callsHelper } from './proof/asserting-helpers.ts';
import { comparedWithItself, widened } from './proof/assertion-pairs.ts';
import { ignoringAssertions } from './proof/caught-assertions.ts';
import { changedTests, goneTests } from './proof/changed-tests.ts';
import { isMoved, isOfDeleted, isOfDeletedFile, namesOfDeleted } from './proof/deleted-tests.ts';
import { unitsOf } from './proof/kept-cases.ts';
import { BUILT_IF, isUnorderedNow, leavesNewOut, looserTests } from './proof/looser-tests.ts';
import { addedRows, endsEarly, fewerRuns, lostRows, TEST_TABLE, tableRows, unordered } from './proof/narrowed-tests.ts';
import { computedIn, weakerIn } from './proof/strength.ts';

/** The rules about tests: what proves a result must not become less with it. */
export const TEST_RULES = {
  deletedTests: {
    level: 'high',
    says: 'deletes tests',
    find: (examined) => {
      const gone = namesOfDeleted(examined);
      return foundPaths(examined, (file) => {
        const { path, isTest, before } = file;
        const { status, from } = file.file;
        return status === 'D'
          ? isTest && (before.length === 0 || !(isOfDeletedFile(file, gone) || isMoved(before, examined)))
          : status === 'R' && /test|spec/i.test(from ?? '') && (!isTest || losesName(from!, path));
      });
    },
  },
  fewerTests: {
    level: 'high',
    says: 'removes tests, their cases or their assertions',
    find: (examined) =>
      tests(examined).flatMap((file): RiskFinding[] => {
        if (file.before.length === 0) return file.file.deleted > file.file.added ? [{ path: file.path }] : [];
        const lost = unitsOf(file).flatMap((unit) => lostLines(unit, unit.isRest ? file : unit, examined));
        // A test of code that the result deletes goes with its assertions.
        const asserted = file.removed.filter(({ code }) => matches(file.language.assertion, code));
        if (lost.length === 0 && asserted.some((line) => isOfDeleted(line, examined))) return [];
        const { elsewhere, gone } = goneIn(examined).get(file)!;
        return [
          ...unique([...lost, ...gone, ...lostRows(file, elsewhere)]).map((line) => found(file, line, true)),
          ...foundIn([file], fewerRuns),
        ];
      }),
  },
  skippedTests: {
    level: 'high',
    says: 'skips tests',
    find: (examined) =>
      addedLines(
        examined,
        (line, file) =>
          file.isTest
            ? ((matches(file.language.skip, line.code) || BUILT_IF.test(line.text)) && !leavesNewOut(line, file)) ||
              EXITS.test(line.code) ||
              endsEarly(line, file)
            : SKIP_OUTSIDE.test(line.code),
        ({ language }) => language.test !== undefined,
      ),
  },
  constantAssertions: {
    level: 'high',
    says: 'adds assertions that cannot fail',
    find: (examined) => addedLines(examined, (line, { language }) => matches(language.constant, line.code), isTested),
  },
  weakerAssertions: {
    level: 'high',
    says: 'weakens assertions',
    find: (examined) =>
      foundIn(tests(examined), (file) => {
        const unsorted = examined.some(isUnorderedNow) ? [] : unordered(file);
        const weaker = unitsOf(file).flatMap((unit) => [
          ...weakerIn(unit, file),
          ...computedIn(unit),
          ...looserTests(unit, file),
        ]);
        return unique([...weaker, ...unsorted]);
      }),
  },
  unawaited: {
    level: 'high',
    says: 'does not wait for assertions, or catches their failures',
    find: (examined) => [
      ...addedLines(examined, ({ code }) => UNAWAITED.test(code) || CAUGHT.test(code), isTested),
      ...foundIn(examined.filter(isTested), ignoringAssertions),
    ],
  },
  softerTests: {
    level: 'high',
    says: 'repeats failing tests or gives them more room',
    find: (examined) =>
      foundIn(tests(examined), (file) => [
        ...file.added.filter(({ code }) => file.isTest && SOFTER.test(code)),
        ...unitsOf(file).flatMap(widened),
      ]),
  },
  changedTests: {
    says: 'changes existing tests',
    find: (examined) =>
      tests(examined)
        .filter(({ language }) => language.test)
        .flatMap((file) => {
          const { elsewhere, tabled } = goneIn(examined).get(file)!;
          const changed = changedTests(file, elsewhere, (line) => isOfDeleted(line, examined));
          return [...changed, ...tabled.map((line) => found(file, line, true))];
        }),
  },
  selfCompared: {
    says: 'compares code with itself in a test',
    find: (examined) => foundIn(examined.filter(isTested), comparedWithItself),
  },
  snapshots: {
    says: 'rewrites recorded outputs',
    find: (all) => foundPaths(all, ({ path, file }) => file.status !== 'A' && SNAPSHOT.test(path)),
  },
  mocks: {
    says: 'replaces code by mocks',
    find: (examined, { tree = [] }) => {
      const names = new Set(tree.map((path) => /[^/]+$/.exec(path)?.[0].split('.')[0]));
      const isDouble = ({ code }: CodeLine, { language }: Examined) =>
        matches(language.mock, code) || names.has(doubledIn(code));
      return addedLines(examined, isDouble, isTested);
    },
  },
} as const satisfies Readonly<Record<string, RiskRuleRow>>;

/** The end of a test program, with success. */
const EXITS =
  /\bos\.Exit\(\s*0|\bprocess\.exit\(\s*0?\s*\)|\b(?:os\._exit|sys\.exit|exit!?)\(\s*0\s*\)|\bEnvironment\.Exit\(\s*0|\bSystem\.exit\(\s*0|\bprocess::exit\(\s*0/;

/** Skips that mean something outside of a test's file: in Rust, and as configuration. */
const SKIP_OUTSIDE = /#\[ignore\b|#\[cfg\((?:not\(test|any\(\))|collect_ignore|pytest\.mark\.skip/;
/** An assertion about a promise, without `await`. In a list, other code waits for it. */
const UNAWAITED = /^expect\(.*\.(?:resolves|rejects)\b.*[^,]$|^Assert\.\w+Async\b.*[^,]$/;
/** A test that catches the failure of its own assertion. */
const CAUGHT =
  /\bcatch\s*\(\s*(?:final\s+)?(?:AssertionError|AssertionFailedError|Throwable|XunitException|AssertionException|AssertFailedException)\b|^except\s*(?:\(?.*\b(?:AssertionError|BaseException)\b.*)?:|^rescue\b.*\b(?:ExpectationNotMetError|Minitest::Assertion|Exception\b)/;

const SOFTER =
  /\bretr(?:y|ies)\s*[:=(]\s*[1-9]|\.retry\(\s*[1-9]|\bretryTimes\(|@(?:pytest\.mark\.)?flaky\b|\breruns\s*=|@RetryingTest|\[Retry\(|\bflaky:\s*true|:retry\s*=>|\bretry:\s*[1-9]|\bEventually\(/;

const SNAPSHOT =
  /\.snap$|(^|\/)(__snapshots__|snapshots?|golden|approvals?|cassettes|__image_snapshots__)\/|\.(?:golden|approved\.\w+|verified\.\w+|snap\.new)$/i;

/** Returns the class whose methods a test replaces. A class of the project has a file of its name. */
const doubledIn = (code: string): string =>
  (code.endsWith('{') && /\bnew\s+([A-Z]\w*)\([^)]*\)\s*\{$/.exec(code)?.[1]) || '-';

/** Files with tests that the base had: test files, and Rust files with tests in them. */
function tests(examined: readonly Examined[]): Examined[] {
  const hasTests = ({ isTest, before, language }: Examined) =>
    isTest || before.some(({ code }) => /^#\[(?:\w+::)*test\b/.test(code) && language.test);
  return examined.filter((file) => !file.isProse && !/[AD]/.test(file.file.status) && hasTests(file));
}

/**
 * Returns the assertions of a file, or of one of its tests, that are gone, if fewer came.
 * @param others where the values of those that are gone can be now
 */
function lostLines(file: Examined, others: Examined, examined: readonly Examined[]): CodeLine[] {
  const named = valuesAsserted(others);
  const asserted = file.removed.filter(({ code }) => matches(file.language.assertion, code));
  const all = linesBeyond(asserted, addedElsewhere(asserted, file, examined));
  const gone = all.filter((line) => !isReplaced(line, named) && !isOfDeleted(line, examined));
  const came = file.added.filter(
    (line) => matches(file.language.assertion, line.code) || callsHelper(line, file, examined),
  );
  // A table has the values of many assertions in one.
  const more = addedRows(others) > 0 && all.length > gone.length ? -1 : 0;
  return gone.length > came.length + more ? gone : [];
}

/**
 * The tests of each file that the result lacks, by the lines that name them: those that are gone, and those whose values a
 * table has that came. Tests of code that the result deletes are none. `elsewhere` has what other files got of its lines.
 */
const goneIn = onceEachObject((examined: readonly Examined[]) => {
  const goneFrom = (file: Examined) => {
    const elsewhere = addedElsewhere(file.removed, file, examined);
    const rows = tableRows(file.after);
    const values = file.added.some((line) => rows.has(line)) ? valuesAsserted(file) : undefined;
    const isTabled = (lines: readonly CodeLine[]) => {
      const asserted = lines.filter(({ code }) => matches(file.language.assertion, code));
      return values !== undefined && asserted.length > 0 && asserted.every((line) => isReplaced(line, values));
    };
    const [gone, tabled]: [CodeLine[], CodeLine[]] = [[], []];
    for (const { lines, head } of goneTests(file, elsewhere))
      if (!lines.some((line) => isOfDeleted(line, examined))) (isTabled(lines) ? tabled : gone).push(head.at(-1)!);
    return { elsewhere, gone, tabled };
  };
  return new Map(tests(examined).map((file) => [file, goneFrom(file)]));
});

/** The added lines of code of a result by their texts. */
const addedByText = onceEachObject((examined: readonly Examined[]) => {
  const code = examined.filter(({ language }) => language.test);
  const added = code.flatMap((file) => file.added.flatMap((line) => (line.spoken === '' ? [] : [{ file, line }])));
  return groupedBy(added, ({ line }) => line.text);
});

/** Returns the lines that other files got with the text of one of these. */
const addedElsewhere = (lines: readonly CodeLine[], file: Examined, examined: readonly Examined[]): CodeLine[] =>
  [...new Set(lines.map(({ text }) => text))].flatMap((text) =>
    (addedByText(examined).get(text) ?? []).flatMap((one) => (one.file.path === file.path ? [] : [one.line])),
  );

/** Returns the values that added assertions name. Those of a table are not in its assertions. */
function valuesAsserted({ added, language }: Examined): ReadonlySet<string> {
  const isTable = added.some(({ spoken }) => TEST_TABLE.test(spoken));
  const asserted = added.filter(({ code }) => isTable || matches(language.assertion, code));
  return new Set(asserted.flatMap(({ spoken }) => valuesIn(spoken)));
}

/** Checks whether added assertions name all the values that a removed one names. */
function isReplaced({ spoken }: CodeLine, named: ReadonlySet<string>): boolean {
  const values = valuesIn(spoken);
  return values.length > 0 && values.every((value) => named.has(value));
}

/** The names by which runners find the files of tests, whatever their folder is. */
const RUN_NAME =
  /(?:^|\/)(?:test_[^/]+\.py|[^/]+_test\.(?:py|go|rb|exs)|[^/]+_spec\.rb|[^/]+\.(?:test|spec)\.[cm]?[jt]sx?)$/;

/** Checks whether a runner no longer finds the tests of a renamed file. */
const losesName = (from: string, to: string): boolean =>
  RUN_NAME.test(from) && !RUN_NAME.test(to) && !/(?:^|\/)__tests__\/[^/]+\.[cm]?[jt]sx?$/.test(to);

function unique(lines: readonly CodeLine[]): CodeLine[] {
  return [...new Map(lines.map((line) => [line.n, line])).values()];
}
