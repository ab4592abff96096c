import { createContext, Script } from 'node:vm';
import { lazy } from '../base/lazy.ts';

/** How long everything that a filter does with risky patterns may take for one answer, in milliseconds. */
export const PATTERN_LIMIT_MS = 500;

/** Thrown by {@link guardedTest} when the time is up. */
export class TooSlow extends Error {}

/**
 * Runs a function that is stopped when it takes too long, even in the middle of a regular expression. This is a time limit and no
 * sandbox. One call costs some 0.1 ms, so a whole search is guarded at once, not each match. Nested calls share the outer limit.
 */
export function guardedTest<T>(work: () => T, limitMs: number = PATTERN_LIMIT_MS): T {
  if (running) return work();
  const { sandbox, script } = machinery();
  let result: { value: T } | undefined;
  sandbox.work = () => {
    result = { value: work() };
  };
  running = true;
  try {
    script.runInContext(sandbox, { timeout: limitMs });
  } catch (error) {
    throw isTimeout(error) ? new TooSlow(`stopped after ${limitMs} ms`) : error;
  } finally {
    running = false;
    sandbox.work = undefined;
  }
  return result!.value;
}

let running = false;

const machinery = lazy(() => ({
  sandbox: createContext({ work: undefined } as { work: (() => void) | undefined }),
  script: new Script('work()'),
}));

function isTimeout(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
