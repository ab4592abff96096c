import { onceEachObject } from '../../../base/lazy.ts';
import { type Examined, isCode } from '../examine.ts';
import { withoutMoved } from '../find.ts';
import { type CodeLine, linesBeyond } from '../lines.ts';
import { codeNames, matches, valuesIn } from '../patterns.ts';

/** Checks whether most lines of a deleted file are in others now, or the same with other names in one of them. */
export function isMoved(before: readonly CodeLine[], examined: readonly Examined[]): boolean {
  const lines = before.filter(({ text }) => text.length > 8);
  const left = examined.filter((file) => !isDeleted(file));
  const areIn = (some: readonly CodeLine[], added: readonly CodeLine[], textOf?: (line: CodeLine) => string) =>
    some.length > 0 && linesBeyond(some, added, textOf).length <= some.length / 4;
  const came = left.flatMap(({ added }) => added);
  if (areIn(lines, came)) return true;
  // Shapes without values are alike in all tests.
  const valued = lines.filter(({ spoken }) => valuesIn(spoken).length > 0);
  const tests = left.filter(({ isTest }) => isTest);
  return tests.some(({ added }) => areIn(lines, added, nameless) && areIn(valued, added, nameless));
}

/** A line with its values, and without its names. Each deleted file is compared with each new one. */
const nameless = onceEachObject(({ code, spoken }: CodeLine): string =>
  [code.replace(/[A-Za-z_]\w*/g, 'a'), ...valuesIn(spoken)].join(' '),
);

/** Returns the names that files of code had which the result deletes, and that no other code has. */
export const namesOfDeleted = (examined: readonly Examined[]): ReadonlySet<string> =>
  lostFrom(withoutMoved(examined).filter(isDeleted), keptNames(examined));

/** The names in the code of a result. */
const keptNames = onceEachObject(
  (examined: readonly Examined[]): ReadonlySet<string> =>
    new Set(examined.filter(isCode).flatMap(({ after }) => after.flatMap(wordsIn))),
);

/** The names that the code of a result had before. Each removed line of a test asks for them. */
const lostNames = onceEachObject((examined: readonly Examined[]) => lostFrom(examined, keptNames(examined)));

const lostFrom = (files: readonly Examined[], kept: ReadonlySet<string>): ReadonlySet<string> =>
  new Set(files.filter(isCode).flatMap(({ removed }) => removed.flatMap(wordsIn).filter((name) => !kept.has(name))));

/** Checks whether each test of a deleted file names something of deleted code. */
export function isOfDeletedFile(file: Examined, names: ReadonlySet<string>): boolean {
  if (!isDeleted(file) || names.size === 0) return false;
  const tests: CodeLine[][] = [];
  for (const line of file.before)
    if (matches(file.language.test, line.code)) tests.push([line]);
    else tests.at(-1)?.push(line);
  const asked = tests.filter((lines) => lines.some(({ code }) => matches(file.language.assertion, code)));
  return asked.length > 0 && asked.every((lines) => lines.flatMap(callsIn).some((name) => names.has(name)));
}

const isDeleted = ({ file: { status } }: Examined): boolean => status === 'D';
const callsIn = ({ code }: CodeLine): string[] => code.match(/\b[A-Za-z_]\w{2,}(?=\s*[(<!.:])/g) ?? [];
/** Names, and texts that are keys. */
const wordsIn = ({ code, spoken }: CodeLine): string[] => [...codeNames(code), ...keysIn(spoken)];
const keysIn = (text: string): string[] => text.match(/(["'`])[A-Za-z_][\w-]{2,}\1/g) ?? [];

/** Checks whether a line calls what the code had before and no file of the result has. */
export const isOfDeleted = ({ code, spoken }: CodeLine, examined: readonly Examined[]): boolean =>
  [...code.matchAll(/\b([A-Za-z_]\w{2,})\s*(?=[(<!.]|: |$)/g)].some(([, name]) => lostNames(examined).has(name!)) ||
  keysIn(spoken).some((key) => lostNames(examined).has(key));
