import { groupedBy } from '../../../base/iterables.ts';
import { onceEachObject } from '../../../base/lazy.ts';
import type { Examined } from '../examine.ts';
import { type CodeLine, changedLines, countsOf } from '../lines.ts';
import { FUNCTION_NAME } from '../meaning/does-nothing.ts';
import { matches, valuesIn } from '../patterns.ts';
import { nameOf } from './asserting-helpers.ts';

/** The lines of a test, or of a function beside them, from the one that begins it to the next one. */
export interface Case {
  /** The title of a test or, without one, its name. */
  name: string;
  isTest: boolean;
  /** The lines up to the one that names it. */
  head: readonly CodeLine[];
  lines: readonly CodeLine[];
}

/** A test of the base that the result still has, or the rest of its file, with the lines that it got and lost. */
export interface Unit extends Examined {
  /** Whether it is the rest: functions that tests call, tests that came, and those that are gone. */
  isRest: boolean;
}

/** The tests of the base with those that they are in the result, and those that the result lacks. */
export const testsOf = onceEachObject((file: Examined) => {
  const [before, after] = [casesIn(file.before, file), casesIn(file.after, file)];
  const isTest = (one: Case) => one.isTest;
  const kept = keptOf(before.filter(isTest), after.filter(isTest));
  const had = new Set(kept.map(([one]) => one));
  return { before, after, kept, gone: before.filter((one) => one.isTest && !had.has(one)) };
});

/**
 * Splits the changes of a file by tests, each compared with itself. So what one test lost is not made up for by another
 * one. Tests are the same if they have the same name or, renamed, most of their lines. The last unit has the rest.
 */
export const unitsOf = onceEachObject((file: Examined): readonly Unit[] => {
  const { after, kept } = testsOf(file);
  const [hadIn, isIn] = [new Set<CodeLine>(), new Set<CodeLine>()];
  // Assertions can move into a function that the test calls now.
  const functions = after.filter((one) => !one.isTest).flatMap(({ lines }) => lines.filter(file.isNew));
  const names = functions.flatMap((line) => nameOf(line) ?? []);
  const units = kept.map(([had, has]): Unit => {
    for (const line of had.lines) hadIn.add(line);
    for (const line of has.lines) isIn.add(line);
    const { added, removed } = changedLines(had.lines, has.lines);
    const calls = added.some(({ code }) => names.some((name) => code.includes(`${name}(`)));
    const others = after.filter((one) => one !== has);
    return {
      ...file,
      isRest: false,
      added: calls ? [...added, ...functions] : added,
      removed: removed.filter((line) => !isMoved(line, had, others)),
    };
  });
  return [
    ...units,
    {
      ...file,
      isRest: true,
      added: file.added.filter((line) => !isIn.has(line)),
      removed: file.removed.filter((line) => !hadIn.has(line)),
    },
  ];
});

/** Splits lines at the beginnings of tests and functions. Attributes of a test stand before its name. */
function casesIn(lines: readonly CodeLine[], { language }: Examined): Case[] {
  const begun = (isTest: boolean) => ({ name: '', isTest, head: [] as CodeLine[], lines: [] as CodeLine[] });
  const cases = [begun(false)];
  // What became a comment is gone.
  for (const line of lines.filter(({ spoken }) => spoken !== '')) {
    const last = cases.at(-1)!;
    const isTest = matches(language.test, line.code);
    if (isTest || (FUNCTION_NAME.test(line.code) && last.name !== '')) cases.push(begun(isTest));
    const own = cases.at(-1)!;
    own.lines.push(line);
    if (own.name === '') own.head.push(line);
    const [code, spoken] = [line.code, line.spoken].map((text) => text.replace(ATTRIBUTES, ''));
    if (own.name === '' && code !== '') own.name = isTest || own.isTest ? titleOf(code!, spoken!) : spoken!;
  }
  return cases;
}

const ATTRIBUTES = /^(?:(?:@\w[\w.]*(?:\([^()]*\))?|#?\[.*?\])\s*)+/;

/** Returns what tells a test from others, whatever stands behind it on its line. */
const titleOf = (code: string, spoken: string): string =>
  /\b(?:def|func|fn|fun|void|class|Task)\s+(\w+)/.exec(code)?.[1] ??
  (/\.(?:each|for)\b/.test(code) ? spoken : (valuesIn(spoken)[0] ?? spoken));

/** Pairs the tests of the base with those of the result. */
function keptOf(before: readonly Case[], after: readonly Case[]): [had: Case, has: Case][] {
  const named = groupedBy(after.toReversed(), ({ name }) => name);
  const byName = before.flatMap((had): [Case, Case][] => {
    const has = named.get(had.name)?.pop();
    return has ? [[had, has]] : [];
  });
  const taken = new Set(byName.flat());
  const byLines = before
    .filter((had) => !taken.has(had))
    .flatMap((had): [Case, Case][] => {
      const alike = after.filter((has) => !taken.has(has)).map((has) => ({ has, share: shareOf(had, has) }));
      const best = alike.toSorted((a, b) => b.share - a.share)[0];
      if (!best || best.share < SAME) return [];
      taken.add(best.has);
      return [[had, best.has]];
    });
  return [...byName, ...byLines];
}

/** The part of a renamed test's lines that the result must still have. */
const SAME = 0.5;

/** Returns the part of a test's lines that another one has. Its first line, which names it, and brackets say nothing. */
function shareOf(had: Case, has: Case): number {
  const bodyOf = ({ lines }: Case) => lines.slice(1).flatMap(({ text }) => (/\w{2}/.test(text) ? [text] : []));
  const [body, left] = [bodyOf(had), countsOf(bodyOf(has))];
  const common = body.filter((text) => {
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count > 0;
  });
  return body.length === 0 ? 0 : common.length / body.length;
}

/** Checks whether a line of a test is in another one now, with the same lines that define what it is about. */
function isMoved(line: CodeLine, had: Case, others: readonly Case[]): boolean {
  // The next line is a part of one that opens a block.
  const block = /(?:[:{]|\bdo)$/.test(line.code) ? had.lines.find(({ n }) => n === line.n + 1)?.code : undefined;
  const names: readonly string[] = `${line.code} ${block ?? ''}`.match(/[A-Za-z_]\w*/g) ?? [];
  const defining = had.lines.filter((one) => {
    const [, defined = ''] = DEFINES.exec(one.code) ?? [];
    return one !== line && defined.split(/\s*,\s*/).some((name) => names.includes(name));
  });
  return others.some(({ lines }) => {
    const texts = new Set(lines.map(({ text }) => text));
    return texts.has(line.text) && defining.every(({ text }) => texts.has(text));
  });
}

const DEFINES = /^(?:(?:const|let|var|final|auto|val)\s+)?(\w+(?:\s*,\s*\w+)*)\s*:?=(?!=)/;
