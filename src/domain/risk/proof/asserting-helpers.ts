import { onceEachObject } from '../../../base/lazy.ts';
import type { Examined } from '../examine.ts';
import type { CodeLine } from '../lines.ts';
import { FUNCTION_NAME } from '../meaning/does-nothing.ts';
import { codeNames, matches } from '../patterns.ts';

const nameOf = ({ code }: CodeLine): string | undefined =>
  FUNCTION_NAME.exec(code)?.slice(1).find(Boolean) ?? /^(?:export\s+)?const\s+(\w+)\s*=.*=>/.exec(code)?.[1];

/** The functions of a result's tests that assert something, without the tests themselves. */
const helpersOf = onceEachObject(
  (examined: readonly Examined[]): ReadonlySet<string> =>
    new Set(examined.filter(({ isTest }) => isTest).flatMap(helpersIn)),
);

function helpersIn({ after, language }: Examined): string[] {
  let name: string | undefined;
  return after.flatMap((line) => {
    if (matches(language.test, line.code)) name = undefined;
    else name = nameOf(line) ?? name;
    return name !== undefined && matches(language.assertion, line.code) ? [name] : [];
  });
}

/** Checks whether a line calls a function that asserts something. */
export function callsHelper(line: CodeLine, examined: readonly Examined[]): boolean {
  const helpers = helpersOf(examined);
  const own = nameOf(line);
  return helpers.size > 0 && codeNames(line.code).some((name) => name !== own && helpers.has(name));
}
