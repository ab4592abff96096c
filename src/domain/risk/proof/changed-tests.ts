import type { Examined, RiskFinding } from '../examine.ts';
import { found } from '../find.ts';
import { type CodeLine, linesBeyond } from '../lines.ts';
import { matches, valuesIn } from '../patterns.ts';
import { nameOf } from './asserting-helpers.ts';
import { pairsOf } from './assertion-pairs.ts';
import { type Case, testsOf, unitsOf } from './kept-cases.ts';
import { spokenTokens, TEST_TABLE, tableRows } from './narrowed-tests.ts';

/** A part of a file that holds tests, and is none. */
const GROUP = /^(?:export\s+)?(?:describe|context|suite|class|RSpec|proptest!)\b/;
/** A line that names what other files have. */
const IMPORT = /^(?:import|from|use|using|require\w*|package|export\b.*\bfrom)\b|=\s*(?:await\s+)?(?:require|import)\(/;
/** A definition of a name. */
const DEFINES =
  /^(?:(?:const|let|var|final|auto|val|[A-Z]\w*(?:<[^=]*>)?)\s+)?(?:mut\s+)?[{[(]?\s*(\w+(?:\s*,\s*\w+)*)\s*[}\])]?\s*(?::[^=]+)?:?=(?![=>])/;

const isSaying = ({ spoken }: CodeLine): boolean => /[^\s()[\]{},;]/.test(spoken);
/** Checks whether a line of the base asserts something, or is the condition of a failure. */
const isAssertion = ({ code, n }: CodeLine, { language, before }: Examined): boolean =>
  matches(language.assertion, code) ||
  (/[{:]$/.test(code) && /^if\b/.test(code) && matches(language.assertion, before[n]?.code ?? ''));

/** What a line says in any form: without spaces, commas at the end and kinds of quotes, but with its texts. */
const formless = ({ code, spoken }: Pick<CodeLine, 'code' | 'spoken'>): string =>
  [code.replace(/\s+|,(?=\s*[)\]}]|$)|;$/g, ''), ...valuesIn(spoken)].join('\0').replace(/["`]/g, "'");

/**
 * Returns the tests of a file that the result lacks: none has their name, or all their assertions under another name.
 * @param elsewhere the lines that other files got, to which a test can have moved
 */
export function goneTests(file: Examined, elsewhere: readonly CodeLine[]): Case[] {
  const { kept, gone } = testsOf(file);
  const others = kept.flatMap(([had, has], i) =>
    had.name !== has.name && unitsOf(file)[i]!.removed.some((line) => isAssertion(line, file)) ? [had] : [],
  );
  return [...gone, ...others].filter(({ lines }) => {
    const asserted = lines.filter((line) => isAssertion(line, file));
    const proof = asserted.length > 0 ? asserted : lines.slice(1).filter(isSaying);
    return !GROUP.test(lines[0]!.code) && linesBeyond(proof, elsewhere).length > 0;
  });
}

/**
 * Finds what changed in the tests that a file keeps, and in what they use: lines that are gone or others now, and new
 * ones that change what the old ones show.
 * @param elsewhere the lines that other files got
 * @param isDead whether a line is about code that the result deletes
 */
export function changedTests(
  file: Examined,
  elsewhere: readonly CodeLine[],
  isDead: (line: CodeLine) => boolean,
): RiskFinding[] {
  const units = unitsOf(file);
  const changes = testsOf(file).kept.map(([had, has], i) => changesOf(had, has, units[i]!, isDead));
  const lost = [...changes.flatMap((one) => one.lost), ...(file.isTest ? lostBeside(file) : [])];
  const pairs = new Map(changes.flatMap((one) => one.pairs.map(([now, old]) => [old, now])));
  const came = new Set([...changes.flatMap(({ front }) => front), ...cameAround(file)]);
  for (const now of pairs.values()) came.delete(now);
  return [
    ...linesBeyond(lost, elsewhere).map((old) =>
      pairs.has(old) ? { ...found(file, pairs.get(old)!), was: old.text } : found(file, old, true),
    ),
    ...[...came].map((line) => found(file, line)),
  ];
}

/** Compares a test with itself. Another form, another name, and rows that came are no change. */
function changesOf(had: Case, has: Case, unit: Examined, isDead: (line: CodeLine) => boolean) {
  if (formless(joined(had)) === formless(joined(has))) return { lost: [], pairs: [], front: [] };
  const heads = titleless(had) === titleless(has) ? [...had.head, ...has.head] : [];
  const stays = new Set(unit.added.map(nameless));
  const isCut = unit.added.every((line) => !isSaying(line) || has.head.includes(line));
  const isLost = (line: CodeLine) =>
    isSaying(line) && !(heads.includes(line) || stays.has(line.text) || (isCut && isDead(line)));
  return {
    lost: linesBeyond(unit.removed, unit.added, formless).filter((line) => isLost(line) && !hasMoreRows(line, unit)),
    pairs: pairsOf(unit),
    front: inFront(had, has, unit).filter((line) => !heads.includes(line)),
  };
}

/** Finds what came around the tests of the base: a block in which one stands, or something else with a name they use. */
function cameAround(file: Examined): CodeLine[] {
  const { before, after, kept } = testsOf(file);
  const [had, has] = [openersIn(before), openersIn(after)];
  const scopeOf = ({ head, name }: Case) => [...has(head[0]).map(({ text }) => text), name].join('\0');
  const stay = new Set(kept.map(([, one]) => one));
  const names = new Set([...stay].map(scopeOf));
  const used = new Set(kept.flatMap(([{ lines }]) => lines.flatMap(namesIn)));
  const isOther = ({ head: [line] }: Case) => line !== undefined && file.isNew(line) && used.has(nameOf(line) ?? '');
  const again = after.filter((one) => (one.isTest ? !stay.has(one) && names.has(scopeOf(one)) : isOther(one)));
  const blocks = kept.flatMap(([was, is]) => linesBeyond(has(is.head[0]), had(was.head[0])));
  const isBlock = (line: CodeLine) =>
    file.isNew(line) && !matches(file.language.test, line.code) && !GROUP.test(line.code);
  return [...again.map(({ head }) => head.at(-1)!), ...blocks.filter(isBlock)];
}

/** Finds lines beside the tests that are gone: limits, tables, and functions that tests call. */
function lostBeside(file: Examined): CodeLine[] {
  const { before } = testsOf(file);
  const around = openersIn(before);
  const removed = new Set(linesBeyond(file.removed, file.added, formless));
  return before
    .flatMap(({ isTest, lines }) => (isTest ? [] : lines))
    .filter(
      (line) =>
        removed.has(line) && isSaying(line) && ![line, ...around(line)].some(({ spoken }) => IMPORT.test(spoken)),
    );
}

/** A line without the name that its value got. */
const nameless = ({ text }: CodeLine): string =>
  text.replace(/^(?:(?:const|let|var|final|auto|val)\s+)?\w+\s*:?=\s*(?=\w)/, '').replace(/\s+as\s+\w+(?=:$)/, '');

/** Checks whether a table has on one line what it had, and more. */
const hasMoreRows = (line: CodeLine, { added, language }: Examined): boolean =>
  TEST_TABLE.test(line.spoken) &&
  !matches(language.assertion, line.code) &&
  added.some((one) => linesBeyond(tokens(line), tokens(one)).length === 0 && TEST_TABLE.test(one.spoken));
const tokens = (line: CodeLine) => spokenTokens(line).map((text) => ({ text }));

const joined = ({ lines }: Case): Pick<CodeLine, 'code' | 'spoken'> => ({
  code: lines.map(({ code }) => code).join(''),
  spoken: lines.map(({ spoken }) => spoken).join('\n'),
});

/** The beginning of a test without its name. */
const titleless = ({ head }: Case): string => head.map(({ code }) => code.replace(/\w+(?=\s*\()/, '')).join('\n');

/**
 * Finds new lines that change what the old ones of a test show: above one of them, those that neither assert something nor
 * define names that the test had not; and those that close what an old one opened.
 */
function inFront(had: Case, has: Case, { added, language, after }: Examined): CodeLine[] {
  const [isNew, rows] = [new Set(added), tableRows(after)];
  const last = has.lines.findLastIndex((line) => isSaying(line) && !isNew.has(line));
  const known = new Set(had.lines.flatMap(namesIn));
  const isHarmless = (some: readonly CodeLine[]) => {
    const [, names] = DEFINES.exec(some[0]!.code) ?? [];
    const asserts = some.some(({ code }) => matches(language.assertion, code)) && !some.some(returns);
    const isWhole = some.every((one) => isNew.has(one) || !isSaying(one)) && !/:$/.test(some[0]!.code);
    return isWhole && (asserts || (names !== undefined && !names.split(/\s*,\s*/).some((name) => known.has(name))));
  };
  const front: CodeLine[] = [];
  for (let at = 0; at < has.lines.length; at++) {
    const line = has.lines[at]!;
    const some = has.lines.slice(at, endOf(has.lines, at));
    if (!isNew.has(line) || !isSaying(line) || rows.has(line)) continue;
    if (at < last ? !has.head.includes(line) && isHarmless(some) : !/^[)}\]]/.test(line.code)) at += some.length - 1;
    else front.push(line);
  }
  return front;
}

const namesIn = ({ code }: CodeLine): string[] => code.match(/[A-Za-z_]\w*/g) ?? [];
const returns = ({ code }: CodeLine): boolean => /\breturn\b/.test(code);

/** Maximum number of lines in which the end of a statement is looked for. */
const LONGEST = 200;

/** Returns the index after the line on which the brackets of a line are closed. */
function endOf(lines: readonly CodeLine[], from: number): number {
  let depth = 0;
  const end = Math.min(lines.length, from + LONGEST);
  for (let at = from; at < end; at++) {
    for (const bracket of bracketsIn(lines[at]!)) depth += '[({'.includes(bracket) ? 1 : -1;
    if (depth <= 0) return at + 1;
  }
  return end;
}

const bracketsIn = ({ code }: CodeLine): readonly string[] => code.match(/[[({\])}]/g) ?? [];

interface Open {
  line: CodeLine;
  in?: Open | undefined;
}

/** Returns what gives the lines whose brackets are open at the beginning of a line. */
function openersIn(cases: readonly Case[]): (line: CodeLine | undefined) => CodeLine[] {
  let open: Open | undefined;
  const around = new Map<CodeLine | undefined, Open | undefined>();
  for (const line of cases.flatMap(({ lines }) => lines)) {
    around.set(line, open);
    for (const bracket of bracketsIn(line)) open = '[({'.includes(bracket) ? { line, in: open } : open?.in;
  }
  return (line) => {
    const all: CodeLine[] = [];
    for (let one = around.get(line); one && all.length < LONGEST; one = one.in) all.push(one.line);
    return all;
  };
}
