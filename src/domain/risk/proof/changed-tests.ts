import type { Examined, RiskFinding } from '../examine.ts';
import { found } from '../find.ts';
import { type CodeLine, linesBeyond } from '../lines.ts';
import { matches, valuesIn } from '../patterns.ts';
import { nameOf } from './asserting-helpers.ts';
import { pairsOf } from './assertion-pairs.ts';
import { type Case, testsOf, unitsOf } from './kept-cases.ts';
import { rowsIn, TEST_TABLE, tokensIn } from './narrowed-tests.ts';

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
  const { before, after, kept } = testsOf(file);
  const inTests = kept.flatMap(([had, has], i) => {
    const unit = unitsOf(file)[i]!;
    if (formless(joined(had)) === formless(joined(has))) return [];
    const heads = titleless(had) === titleless(has) ? [...had.head, ...has.head] : [];
    const stays = new Set(unit.added.map(lessStrict));
    const cut = unit.added.every((line) => !isSaying(line) || has.head.includes(line));
    const lost = linesBeyond(unit.removed, unit.added, formless).filter(
      (line) =>
        isSaying(line) &&
        !heads.includes(line) &&
        !stays.has(line.text) &&
        !(cut && isDead(line)) &&
        !hasMoreRows(line, unit),
    );
    const pairs = new Map(pairsOf(unit).map(([now, old]) => [old, now]));
    const front = inFront(had, has, unit).filter((line) => ![...pairs.values(), ...heads].includes(line));
    return [
      ...linesBeyond(lost, elsewhere).map((old) =>
        pairs.has(old) ? { ...found(file, pairs.get(old)!), was: old.text } : found(file, old, true),
      ),
      ...front.map((line) => found(file, line)),
    ];
  });
  const [had, has] = [openersIn(before), openersIn(after)];
  const scopeOf = ({ head, name }: Case) => [...(has.get(head[0]!) ?? []).map(({ text }) => text), name].join('\0');
  const names = new Set(kept.map(([, one]) => scopeOf(one)));
  const paired = new Set(kept.map(([, one]) => one));
  const used = new Set(kept.flatMap(([{ lines }]) => lines.flatMap(namesIn)));
  const isOther = ({ head: [line] }: Case) => line !== undefined && file.isNew(line) && used.has(nameOf(line) ?? '');
  const again = after.filter((one) => (one.isTest ? !paired.has(one) && names.has(scopeOf(one)) : isOther(one)));
  const around = kept.flatMap(([was, is]) =>
    linesBeyond(has.get(is.head[0]!) ?? [], had.get(was.head[0]!) ?? []).filter(
      (line) => file.isNew(line) && !matches(file.language.test, line.code) && !GROUP.test(line.code),
    ),
  );
  const rest = file.isTest ? before.filter((one) => !one.isTest).flatMap(({ lines }) => lines) : [];
  const lost = linesBeyond(
    rest.filter((line) => file.removed.includes(line)),
    file.added,
    formless,
  ).filter((line) => isSaying(line) && ![line, ...(had.get(line) ?? [])].some(({ spoken }) => IMPORT.test(spoken)));
  return [
    ...inTests,
    ...[...again.map(({ head }) => head.at(-1)!), ...new Set(around)].map((line) => found(file, line)),
    ...linesBeyond(lost, elsewhere).map((line) => found(file, line, true)),
  ];
}

/** A line without the name that its value got. */
const lessStrict = ({ text }: CodeLine): string =>
  text.replace(/^(?:(?:const|let|var|final|auto|val)\s+)?\w+\s*:?=\s*(?=\w)/, '').replace(/\s+as\s+\w+(?=:$)/, '');

/** Checks whether a table has on one line what it had, and more. */
const hasMoreRows = (line: CodeLine, { added, language }: Examined): boolean =>
  TEST_TABLE.test(line.spoken) &&
  !matches(language.assertion, line.code) &&
  added.some((one) => linesBeyond(tokens(line), tokens(one)).length === 0 && TEST_TABLE.test(one.spoken));
const tokens = (line: CodeLine) => tokensIn(line).map((text) => ({ text }));

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
  const [isNew, rows] = [new Set(added), rowsIn(after)];
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

/** Returns the index after the line on which the brackets of a line are closed. */
function endOf(lines: readonly CodeLine[], from: number): number {
  let depth = 0;
  for (let at = from; at < lines.length; at++) {
    for (const bracket of lines[at]!.code.match(/[[({\])}]/g) ?? []) depth += '[({'.includes(bracket) ? 1 : -1;
    if (depth <= 0) return at + 1;
  }
  return lines.length;
}

/** Returns for each line those whose brackets are open at its beginning. */
function openersIn(cases: readonly Case[]): ReadonlyMap<CodeLine, readonly CodeLine[]> {
  const open: CodeLine[] = [];
  return new Map(
    cases.flatMap(({ lines }) =>
      lines.map((line) => {
        const around = [line, [...open]] as const;
        for (const bracket of line.code.match(/[[({\])}]/g) ?? []) {
          if ('[({'.includes(bracket)) open.push(line);
          else open.pop();
        }
        return around;
      }),
    ),
  );
}
