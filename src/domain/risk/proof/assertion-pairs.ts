import type { Examined } from '../examine.ts';
import { type CodeLine, replacedLines, spokenChanges } from '../lines.ts';
import { anyOf, matches } from '../patterns.ts';

/**
 * Pairs each added assertion with the removed one that differs from it in values only. A line without a partner is none
 * of them.
 * @param also further lines that assert something
 */
export function pairsOf(file: Examined, also?: RegExp): [now: CodeLine, old: CodeLine][] {
  const isAssertion = ({ code }: CodeLine) => matches(file.language.assertion, code) || matches(also, code);
  return replacedLines(spokenChanges(file), isAssertion, shapeOf);
}

/** An assertion without its values: no strings, numbers and constants, and nothing after a comparison. */
function shapeOf({ code }: CodeLine): string {
  return code
    .replace(NUMBER, '0')
    .replace(/\b(?:true|false|null|None|True|False|nil|undefined)\b/g, '0')
    .replace(/\.not\b/g, '');
}

const NUMBER = /-?\b(?:0x[\da-f]+|\d[\d_]*(?:\.\d+)?(?:e[-+]?\d+)?)\w*/gi;

/** Finds assertions that accept more values, or wait longer: the same line with another number that says how far. */
export const widened = (file: Examined): CodeLine[] =>
  pairsOf(file, DISTANCE).flatMap(([line, old]) => (isWider(old.code, line.code) ? [line] : []));

/** Checks whether a number of a line that says how far a value may be off grew or, if it counts digits, became smaller. */
function isWider(old: string, code: string): boolean {
  const [were, are] = [Array.from(old.matchAll(NUMBER)), Array.from(code.matchAll(NUMBER))];
  if (were.length !== are.length) return false;
  return are.some(({ 0: text, index }, n) => {
    const [was, is] = [were[n]![0], text].map((number) => Number.parseFloat(number.replaceAll('_', '')));
    if (was === is) return false;
    const [before, after] = [code.slice(Math.max(0, index - NEAR), index), code.slice(index + text.length)];
    const isWhole = Number.isInteger(was) && Number.isInteger(is);
    if (DIGITS.test(before) || (isWhole && WHOLE_DIGITS.test(before))) return is! < was!;
    return is! > was! && (ROOM.test(before) || (LAST.test(after) && LAST_ROOM.test(before)));
  });
}

/** Maximum length of the text before a number that says what it is for. */
const NEAR = 500;

const ARGUMENT = String.raw`(?:[^(),]|\((?:[^()]|\([^()]*\))*\))*`;

/** Text before a number of digits: more of them allow less. */
const DIGITS =
  /\btoBeCloseTo\([^,]+,\s*$|\bassert_?almost_?equals?\(.*,\s*(?:places|decimal)?\s*=?\s*$|\b(?:places|decimal)\s*[:=]\s*$/i;
/** The same where a fraction is a distance. */
const WHOLE_DIGITS = new RegExp(`\\bAssert\\.Equal\\(${ARGUMENT},${ARGUMENT},\\s*$`);

/** A comparison of a distance with a number. A test that fails beyond it names it in a condition. */
const DISTANCE =
  /\babs\b.*(?:<=?|\.(?:to)?(?:be)?(?:is)?(?:less|below)\w*\()\s*[\d.]|^(?:\}\s*)?if\b.*\babs\b.*>=?\s*[\d.]|^\}\s*,\s*[\d_]+\s*\);?$|\b(?:(?:set)?time_?out|sleep|delay)\(?\s*[:=]?\s*\d/i;

/** Text before a number that says how far or how long. */
const ROOM = anyOf(
  /\b(?:\w*_)?(?:abs|rel|[ar]?tol|tolerance|delta|eps|epsilon|max_relative|timeout)\s*[:=]\s*$/i,
  /\b(?:be_)?(?:within|offset|withinPercentage|tolerance)\(\s*$/,
  /\babs\b.*(?:<=?|\.(?:to)?(?:be)?(?:is)?(?:less|below)\w*\()\s*$/,
  /^(?:\}\s*)?if\b.*[<>]=?\s*$|^\}\s*,\s*$|\b(?:(?:set)?time_?out|sleep|delay)\(\s*$/,
);
/** The same, if the number is the last argument, or a message follows. */
const LAST = /^\s*(?:\)|;?\s*$|,\s*(?:["'`]|msg\b|message\b))/;
const LAST_ROOM = anyOf(
  /\b\w*(?:[cC]lose_?[tT]o|[iI]n_?[dD]elta|[iI]n_?[eE]psilon|[aA]pproximately)\w*[\s(].*,\s*$/,
  new RegExp(
    `\\b(?:assert(?:Array)?Equals|Assert\\.(?:AreEqual|Equal))\\(${ARGUMENT},${ARGUMENT},(?:${ARGUMENT},)?\\s*$`,
  ),
);

const GIVEN =
  /^(?:(?:const|let|var|final|auto|val)\s+)?(?:mut\s+)?(?:[A-Za-z][\w.]*(?:<[^=]*>)?(?:\[\])*\s+)?([A-Za-z_]\w*)(?:\s*:[^=]+)?\s*:?=\s*(?:await\s+)?([A-Za-z_][\w.:]*\(.*\))\s*;?$/;

/**
 * Finds assertions that compare a call with the result of the same call. If something happened between the two, the test
 * asks whether the value stayed.
 */
export function comparedWithItself(file: Examined): CodeLine[] {
  const given = new Map<string, string>();
  return file.after.filter((line) => {
    const { spoken, code } = line;
    const [, name, call] = GIVEN.exec(spoken) ?? [];
    if (name && call) {
      if (file.isNew(line)) given.set(name, call);
    } else if (matches(file.language.assertion, code) || isFollowedByFailure(line, file))
      return file.isNew(line) && ((TWICE.test(spoken) && !/not/i.test(code)) || comparesGiven(spoken, given));
    else if (code.includes('(')) given.clear();
    return false;
  });
}

/** Two equal calls that one line compares. */
const TWICE = /(?<![\w.:])([A-Za-z_][\w.:]*\((?:[^()]|\([^()]*\))*\))\s*(?:,|===?|\)\.to\w*\s*\(?(?:eq\(?)?)\s*\1/;

/** Checks whether a condition is an assertion, as in Go: the next line lets the test fail. */
const isFollowedByFailure = ({ n, code }: CodeLine, { path, after, language }: Examined): boolean =>
  path.endsWith('.go') && /^if\b/.test(code) && matches(language.assertion, after[n]?.code ?? '');

/** Checks whether a line has a call, and beside it a name that has the result of the same call, with which nobody computes. */
function comparesGiven(line: string, given: ReadonlyMap<string, string>): boolean {
  return [...new Set(line.match(/[A-Za-z_]\w*/g))].some((name) => {
    const call = given.get(name);
    return (
      call !== undefined &&
      line.includes(call) &&
      new RegExp(`(?<![-+*/%]\\s*)\\b${name}\\b(?!\\s*[-+*/%])`).test(line.replace(call, ''))
    );
  });
}
