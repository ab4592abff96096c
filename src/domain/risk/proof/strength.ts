import type { Examined } from '../examine.ts';
import type { CodeLine } from '../lines.ts';
import { anyOf, codeNames, matches } from '../patterns.ts';
import type { Unit } from './kept-cases.ts';

/** What an assertion is about: a value, or an error. Neither replaces the other. */
type Subject = 'value' | 'error';

interface Strength {
  of: Subject;
  /** 3: one value, or an error with its message. 2: a part of a value, or an error of a kind. 1: almost any. */
  level: number;
}

/** What the words of assertions say about errors, the strongest first, in all languages. */
const ERRORS = [
  [
    3,
    /\bmatch\s*=|\bassertRaisesRegex\b|\b(?:EqualError|ErrorContains)\(|\braise_error\(\s*\w+\s*,|\.toThrow\w*\(\s*["'`/]/,
  ],
  [
    2,
    anyOf(
      /\b(?:pytest\.)?raises\(\s*(?!(?:Base)?Exception\b)\w|\bassertRaises\w*\(\s*(?!(?:Base)?Exception\b)\w/,
      /\bassertThrows\w*\(\s*(?!(?:Exception|Throwable|RuntimeException)\.class)\w|\bThrows\w*<(?!Exception>)/,
      /\braise_error\(\s*(?!StandardError\b)\S|\.toThrow\w*\(\s*(?!Error\s*\))[^)\s]|\b(?:ErrorIs|ErrorAs)\(/,
      /\bassert\.(?:throws|rejects)\(.*[)}\w]\s*,\s*(?:\{|\/|["'`(]|[A-Z]\w*\s*[,)])/,
    ),
  ],
  [
    1,
    /\braises\(|\bassertRaises\w*\(|\bassertThrows\w*\(|\bThrows\w*[<(]|\braise_error\b|\.toThrow\w*\(|\b(?:assert|require)\.Error\(|\bassert\.(?:throws|rejects)\(/,
  ],
] as const;

/** Assertions about a part of a value: what it has, its form or its length. */
const PARTIAL = anyOf(
  /\bassert\.(?:match|include\w*|partialDeep\w*|lengthOf)\(|\.to(?:Contain\w*|Match|MatchObject|HaveProperty|HaveLength)\(/,
  /^assert\s+(?!all\b|any\b)[^=]*\bin\b|\bassert(?:In|Regex|Dict\w*Subset)\(|\b(?:assert|require)\.(?:Contains|Regexp|Len|Subset)\(/,
  /\bassertTrue\(.*\.(?:contains|startsWith|endsWith|matches)\(|\.(?:contains|startsWith|endsWith|hasSize|matches)\(/,
  /\bto\s+(?:include|match|start_with|end_with)\b|\.(?:length|size)\b(?!\()|\blen\(|\.(?:Contains|StartWith|HaveCount)\(/,
);

function strengthOf({ code }: CodeLine, { language }: Examined): Strength | undefined {
  const error = ERRORS.find(([, pattern]) => pattern.test(code));
  if (error && !/\bnot(?:\.to|_to|\s)|\bto_not\b|DoesNotThrow/.test(code)) return { of: 'error', level: error[0] };
  const isAssertion = matches(language.assertion, code);
  if (isAssertion && PARTIAL.test(code) && !matches(language.weak, code)) return { of: 'value', level: 2 };
  if (matches(language.strict, code)) return { of: 'value', level: PARTIAL.test(code) && isAssertion ? 2 : 3 };
  if (matches(language.weak, code)) return { of: 'value', level: isAssertion && PARTIAL.test(code) ? 2 : 1 };
  return undefined;
}

/**
 * Finds the assertions of a test that stand where stronger ones stood. Those in functions of the file can stand for the
 * ones of all its tests.
 */
export function weakerIn(unit: Unit, file: Examined): CodeLine[] {
  const measured = (lines: readonly CodeLine[]) =>
    lines.flatMap((line) => {
      const strength = strengthOf(line, unit);
      return strength ? [{ line, ...strength }] : [];
    });
  const { removed, added } = unit.isRest ? file : unit;
  const [gone, came] = [measured(removed), measured(added)];
  const turned = new Set(gone.map(({ line }) => turnedOf(line)));
  const lost = (of: Subject, level: number) => {
    const count = (some: typeof gone) => some.filter((one) => one.of === of && one.level >= level).length;
    return count(gone) - count(came);
  };
  return came.flatMap(({ line, of, level }) => {
    if (!unit.added.includes(line)) return [];
    const isWeaker = ([3, 2] as const).some(
      (wanted) =>
        level < wanted &&
        // A value instead of an error, or an error instead of a value, is another behavior.
        (lost(of, wanted) > 0 || (level === 1 && lost(of === 'value' ? 'error' : 'value', 2) > 0)),
    );
    return isWeaker && !turned.has(turnedOf(line)) ? [line] : [];
  });
}

/** An assertion without the difference between true and false: the opposite is as strong. */
const turnedOf = ({ code }: CodeLine): string => code.replace(/\b(assert|Assert\.(?:Is)?|Is)(?:True|False)\b/g, '$1');

/** Finds assertions whose expected value was written down, and now comes from a function that the test calls. */
export function computedIn({ added, removed, after, language }: Unit): CodeLine[] {
  const gone = removed.filter(({ code }) => matches(language.assertion, code));
  if (gone.length === 0) return [];
  return added.filter((line) => {
    if (!matches(language.assertion, line.code)) return false;
    return gone.some((old) => {
      const same = commonStart(old.code, line.code);
      const [was, is] = [old.code.slice(same), line.code.slice(same)];
      const [, called] = /^(?:await\s+)?([A-Za-z_]\w*)\(/.exec(is) ?? [];
      if (called === undefined || !/^(?:["'`\d[{-]|(?:true|false|null|None|True|False|nil)\b)/.test(was)) return false;
      return (
        /[(,=]\s*$/.test(old.code.slice(0, same)) && after.some(({ n, code }) => n !== line.n && calls(code, called))
      );
    });
  });
}

const calls = (code: string, name: string): boolean => code.includes(`${name}(`) && codeNames(code).includes(name);

function commonStart(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  // A name is not common in part.
  while (at > 0 && /\w/.test(a[at - 1]!) && /\w/.test(a[at] ?? '') && /\w/.test(b[at] ?? '')) at--;
  return at;
}
