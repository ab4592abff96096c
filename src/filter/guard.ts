import { createContext, Script } from 'node:vm';
import { lazy } from '../base/lazy.ts';

/** Time limit in ms for all slow patterns of one call of a filter. */
export const PATTERN_LIMIT_MS = 500;

/** Thrown by {@link guardedTest} when the time limit is exceeded. */
export class TooSlow extends Error {}

/**
 * Runs a function under a time limit that can also interrupt a regular expression. A call costs about 0.1 ms, so guard
 * a complete search, not each match. Nested calls share the outer limit. It is not a security sandbox.
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
