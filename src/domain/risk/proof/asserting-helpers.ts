import { onceEachObject } from '../../../base/lazy.ts';
import type { Examined } from '../examine.ts';
import type { CodeLine } from '../lines.ts';
import { FUNCTION_NAME } from '../meaning/does-nothing.ts';
import { matches } from '../patterns.ts';

/** Returns the name of the function that begins on a line. */
export const nameOf = ({ code }: CodeLine): string | undefined =>
  FUNCTION_NAME.exec(code)?.slice(1).find(Boolean) ?? /^(?:export\s+)?const\s+(\w+)\s*=.*=>/.exec(code)?.[1];

/** The names of a result's functions that assert something, without the tests themselves. */
const helpersOf = onceEachObject(
  (examined: readonly Examined[]): ReadonlySet<string> =>
    new Set(examined.filter(({ isTest }) => isTest).flatMap(helpersIn)),
);

function helpersIn(file: Examined): string[] {
  const names = ownersOf(file);
  return file.after.flatMap((line) => (matches(file.language.assertion, line.code) ? (names.get(line) ?? []) : []));
}

/** Returns the function of each line of a test's file. What is in a test, or in no function, is left out. */
const ownersOf = onceEachObject(({ after, language }: Examined): ReadonlyMap<CodeLine, string> => {
  const owners = new Map<CodeLine, string>();
  let name: string | undefined;
  for (const line of after) {
    name = matches(language.test, line.code) ? undefined : (nameOf(line) ?? name);
    if (name !== undefined) owners.set(line, name);
  }
  return owners;
});

/** Returns the names of the functions that a line calls: alone, or those of its own class. */
const called = (line: CodeLine): string[] =>
  Array.from(line.code.matchAll(CALL), ([, name, first]) => name ?? first!).filter((name) => name !== nameOf(line));

const CALL =
  /(?<![\w.])(?:(?:self|this|cls|super|base|s|suite|[A-Z]\w*)\.)?(\w{3,}[?!]?)\s*(?:<[^<>]*>)?\(|^(\w{3,})\s+["':@\w]/g;

const allCalled = onceEachObject(
  (examined: readonly Examined[]): ReadonlySet<string> =>
    new Set(examined.filter(({ isTest }) => isTest).flatMap(({ after }) => after.flatMap(called))),
);

/** Checks whether a line of a test, or of a function that is called, calls one that asserts something. */
export function callsHelper(line: CodeLine, file: Examined, examined: readonly Examined[]): boolean {
  const helpers = helpersOf(examined);
  const owner = ownersOf(file).get(line);
  return called(line).some((name) => helpers.has(name)) && (owner === undefined || allCalled(examined).has(owner));
}
