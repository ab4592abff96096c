import { stripVTControlCharacters } from 'node:util';
import { isAtOrBelow } from '../base/path-prefix.ts';
import type { Run } from '../domain/records.ts';
import type { Task } from '../domain/task/task.ts';
import type { Store } from '../store/index.ts';
import { checksOf } from '../work/settings/settings.ts';
import { routedChecks } from './run-settings.ts';

export type CheckResult = NonNullable<Run['checks']>[number];

/** A check that a result has to pass; without a command it is one that no setting defines. */
export interface WantedCheck {
  name: string;
  command: string | undefined;
}

/** The checks for a result: those that the task names, then those that settings ask for by the paths that it changes. */
export function checksFor(
  state: Pick<Store['state'], 'get' | 'all'>,
  task: Pick<Task, 'checks'> | undefined,
  changed: readonly string[],
): WantedCheck[] {
  const routed = routedChecks(state).filter(({ path }) => changed.some((file) => isRouted(file, path)));
  const names = new Set([...(task?.checks ?? []), ...routed.flatMap((route) => route.names)]);
  const defined = new Map(checksOf(state).map(({ name, command }) => [name, command]));
  return [...names].map((name) => ({ name, command: defined.get(name) }));
}

/** The checks that a result within the scope of a run has to pass, as far as they are known before there is one. */
export function expectedChecks(
  state: Pick<Store['state'], 'get' | 'all'>,
  task: Pick<Task, 'checks'>,
  { scope }: Pick<Run, 'scope'>,
): WantedCheck[] {
  return checksFor(state, task, ['.', ...scope.map(({ glob }) => glob)]);
}

function isRouted(file: string, path: string): boolean {
  const folder = path.replace(/^\.\/|\/+$/g, '');
  return folder === '.' || folder === '' || isAtOrBelow(file, folder);
}

export function allGreen(checks: readonly Pick<CheckResult, 'ok'>[]): boolean {
  return checks.every(({ ok }) => ok);
}

/**
 * How test programs say that they ran nothing, and what they say when they ran something after all. Sources: what vitest, jest, mocha,
 * node --test, pytest, unittest, go test, cargo test, phpunit, rspec and bun print, without their colours.
 */
const RAN_NOTHING = [
  /\bno test files found\b/i,
  /\bno tests? (?:found|ran|to run|were found|executed|collected)\b/i,
  /\bcollected 0 items\b/i,
  /^\s*(?:#|ℹ) tests 0\s*$/m,
  /^\s*tests:?\s+0 total\b/im,
  /^\s*0 passing\b/m,
  /^\s*0 examples, 0 failures\b/m,
  /^running 0 tests\s*$/m,
  /^ran 0 tests\b/im,
  /\[no test files\]/,
];
const RAN_SOMETHING = [
  /\b[1-9]\d* (?:passed|passing|tests? passed|examples?\b)/i,
  /^(?:running|ran) [1-9]\d* tests?\b/im,
  /^\s*(?:#|ℹ) tests [1-9]/m,
  /^ok\s+\S+\s+(?:\(cached\)|[\d.]+m?s)/m,
  /^OK \([1-9]/m,
];

/** Did a check that ended well test nothing at all, by its own words? */
export function ranNothing(output: string): boolean {
  const plain = stripVTControlCharacters(output);
  return RAN_NOTHING.some((words) => words.test(plain)) && !RAN_SOMETHING.some((words) => words.test(plain));
}
