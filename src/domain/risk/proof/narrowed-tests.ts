import type { Examined } from '../examine.ts';
import { type CodeLine, linesBeyond, movedNumbers } from '../lines.ts';
import { anyOf, codeNames, matches } from '../patterns.ts';

/** A test that runs once for each row. */
export const TEST_TABLE =
  /\.each\b|\.for\(|\bparametrize\b|\b(?:InlineData|MemberData|TestCase|DataRow|CsvSource|ValueSource|MethodSource)\b|#\[case|\b(?:cases|tests|table)\s*:?=|\bfor\b.*\b(?:in|of)\s*\[|\brange (?:\[\]|map\[)|\]\.(?:forEach|each)\b/;

/** Words and values, whatever their quotes are, without what takes a part of a list. */
export const spokenTokens = ({ spoken }: CodeLine): string[] =>
  (spoken.replace(PART, '').match(/(["'`])(?:\\.|(?!\1)[^\\])*\1|-?[\w.]+/g) ?? []).map((token) =>
    token.replace(/^(["'`])(.*)\1$/, '$2'),
  );

/** Finds removed rows of tables whose values no other line got, in files whose tables have fewer rows and values now. */
export function lostRows(file: Examined, elsewhere: readonly CodeLine[]): CodeLine[] {
  const [had, has] = [tableRows(file.before), tableRows(file.after)];
  const gone = linesBeyond(file.removed, elsewhere).filter((line) => had.has(line));
  const came = file.added.filter((line) => has.has(line));
  const values = (lines: readonly CodeLine[]) => lines.flatMap(spokenTokens).length;
  const rows = (lines: readonly CodeLine[]) => lines.filter((line) => !isHead(line)).length;
  const fewer = rows(gone) > rows(came) || values(gone.filter(isHead)) > values(came.filter(isHead));
  if (!fewer || values(gone) <= values(came)) return [];
  const known = new Set(file.added.flatMap(spokenTokens));
  const hasValue = ({ text }: CodeLine) => /^[[({]|["'`\d]/.test(text);
  return gone.filter((line) => hasValue(line) && spokenTokens(line).some((token) => !known.has(token)));
}

/** A row that stands before its test. */
const ATTRIBUTE = /^\[?(?:InlineData|TestCase|DataRow)|^#\[case/;
/** Checks whether a table begins on a line, which can have all of its rows. */
const isHead = ({ text, spoken }: CodeLine): boolean => TEST_TABLE.test(spoken) && !ATTRIBUTE.test(text);

/** Counts the rows of tables that a file got. */
export function addedRows(file: Examined): number {
  const rows = tableRows(file.after);
  const isRow = (line: CodeLine) => rows.has(line) && (ATTRIBUTE.test(line.text) || /^[[({"'`\d]/.test(line.text));
  return file.added.filter(isRow).length;
}

/** Returns the lines of tables: from the one that begins with a table to the end of its brackets. */
export function tableRows(lines: readonly CodeLine[]): ReadonlySet<CodeLine> {
  const rows = new Set<CodeLine>();
  let depth = 0;
  for (const line of lines) {
    if (depth <= 0 && !TEST_TABLE.test(line.spoken)) continue;
    rows.add(line);
    depth = depthAfter(line, Math.max(0, depth));
  }
  return rows;
}

/** Brackets of types, and the end of a type before its values. */
const TYPES = /\}\s*\{|\w*\[[\w.]*\](?=[\w{[])/g;

/** Returns the number of open brackets after a line, 0 if all were closed at any place of it. */
function depthAfter({ code }: CodeLine, before: number): number {
  let depth = before;
  for (const bracket of code.replace(TYPES, '').match(/[[({\])}]/g) ?? []) {
    depth += '[({'.includes(bracket) ? 1 : -1;
    if (depth <= 0) return 0;
  }
  return depth;
}

/** A number of repetitions, of rows or of random cases. */
const REPEATS = anyOf(
  /^(?:for|while)\b|\b(?:range|Range|rangeClosed)\(|\.times\b|\d\.\.=?\d|\bArray\.from\(/,
  /\b(?:numRuns|max_examples|MaxTest|MaxCount|cases|tries|iterations|count)\b\s*[:=]|@RepeatedTest\(|\[Repeat\(/,
);
const PART = /\.(?:slice|take|first|Take|filter|Where|limit)\([^()]*\)|\[\s*:\s*\d+\s*\]|\[\s*0?\s*\.\.=?\s*\d+\s*\]/g;

/** Finds loops and tables of tests that run fewer times: a much smaller number, or only a part of the same rows. */
export function fewerRuns(file: Examined): CodeLine[] {
  const parts = ({ code }: CodeLine) => (code.match(PART) ?? []).length;
  const fits = ({ code }: CodeLine) => REPEATS.test(code) || TEST_TABLE.test(code);
  return movedNumbers(file, fits, ({ code }) => code.replace(PART, '')).flatMap(({ line, old, was, is }) => {
    const [wasLast = 0, isLast = 0] = [was.at(-1), is.at(-1)];
    const isFewer = REPEATS.test(line.code) && isLast < wasLast && 2 * isLast <= wasLast;
    return isFewer || parts(line) > parts(old) ? [line] : [];
  });
}

/** Comparisons that do not see an order, and what makes one. */
const UNORDERED = anyOf(
  /\b(?:sorted|set|frozenset|Counter)\(|\.(?:sort|toSorted|sorted|sort_unstable|Order|OrderBy|sort_by|to_set|toSet)\b|\bnew (?:Set|HashSet|TreeSet)\b/,
  /\bElementsMatch\(|\bassertCountEqual\(|\barrayContaining\(|InAnyOrder\w*\(|\bmatch_array\b|\bcontain_exactly\b|\bBeEquivalentTo\(|\bAssert\.Equivalent\(|\bAreEquivalent\(/,
  /\b(?:Hash|BTree)Set\b|\bSet\.(?:of|new|copyOf)\b|\bsameMembers\(|\bSortedBy\b/,
);
const SORTS =
  /\b(?!(?:sort|slices|Collections|Arrays?)\.)(\w+)\.(?:sort|sort_unstable|sort_by|Sort)\w*!?(?:\(|$)|\b(?:sort|slices|Collections|Array|Arrays)\.[sS](?:trings|ort\w*|lice\w*)\(\s*(\w+)/;
/** Words of assertions, which say nothing about their subject. */
const VOCABULARY =
  /^(?:(?:assert|expect|require|refute)\w*|Assert|Are|Is|to[A-Z]\w*|is[A-Z]\w*|contains\w*|(?:Are)?Equal\w*|deep|self|Should|List|vec|must\w*|eql|match)$/;
/** Number of lines in which the assertion about a value, or the end of a condition, is looked for. */
const SOON = 8;

/** Finds assertions of the base that no longer see the order of what they compare. */
export function unordered(file: Examined): CodeLine[] {
  const isAssertion = ({ code }: CodeLine) => matches(file.language.assertion, code);
  const subjectsIn = ({ code }: CodeLine) => codeNames(code).filter((name) => !VOCABULARY.test(name));
  const ordered = file.removed.filter((line) => isAssertion(line) && !UNORDERED.test(line.code)).map(subjectsIn);
  const isOfBase = (line: CodeLine) =>
    isAssertion(line) && (!file.isNew(line) || ordered.some((names) => names.join() === subjectsIn(line).join()));
  return file.added.filter((line) => {
    if (!UNORDERED.test(line.code) && !SORTS.test(line.code)) return false;
    const own = new Set(subjectsIn(line));
    if (isAssertion(line)) return ordered.some((names) => names.length > 0 && names.every((name) => own.has(name)));
    const name = SORTS.exec(line.code)?.slice(1).find(Boolean);
    const next = file.after.slice(line.n, line.n + SOON);
    return name !== undefined && next.some((one) => isOfBase(one) && new RegExp(`\\b${name}\\b`).test(one.code));
  });
}

/** What tells machines apart. */
const MACHINE =
  /\bprocess\.(?:env|platform)\b|\bos\.(?:environ|getenv|Getenv|LookupEnv)\b|\b(?:System\.)?getenv\(|\bENV\b(?:\[|\.)|\benv::var|\bGetEnvironmentVariable\(|\bruntime\.GOOS\b|\b(?:sys|std)\.platform\b|\bcfg!\(|\bIsOSPlatform\(|\b(?:is|in|on)_?CI\b/i;
const RETURNS = /^\{?\s*(?:return|next)\s*;?\s*\}?$/;
const ASKS_AND_RETURNS = /\b(?:if|unless)\b.*(?:\)|\{|:)\s*\{?\s*return\s*;?\s*\}?$|^(?:return|next)\s+(?:if|unless)\b/;

/** Checks whether a new line of a test ends it or leaves its assertions out: on some machines, or at its beginning. */
export function endsEarly(line: CodeLine, { path, after, language }: Examined): boolean {
  const isCode = (one: CodeLine) => one.code !== '' && !/^[{}]$/.test(one.code);
  if (MACHINE.test(line.spoken) && /\b(?:if|unless)\b/.test(line.code)) {
    if (ASKS_AND_RETURNS.test(line.code) || matches(language.test, line.code)) return true;
    const next = after.slice(line.n, line.n + SOON).find(isCode);
    if (next && RETURNS.test(next.code)) return true;
    // In Go, a condition before a failure is an assertion.
    const opens = path.endsWith('.rb') ? /^(?:if|unless)\b/ : /[{:]$/;
    const asked = [line, ...(opens.test(line.code) && next ? [next] : [])];
    return !path.endsWith('.go') && asked.some(({ code }) => matches(language.assertion, code));
  }
  if (!RETURNS.test(line.code)) return false;
  const last = after.slice(Math.max(0, line.n - SOON), line.n - 1).findLast(isCode);
  return last !== undefined && matches(language.test, last.code);
}
