import type { Timing } from '../../timing.ts';
import { mayPass, serviceFailed } from './failure.ts';

/**
 * Maximum time for repeated attempts, in milliseconds: after an answer was lost, and for a service that has not
 * answered this process yet.
 */
const PATIENCE_MS = { lost: 5_000, unknown: 1_000 };
/** Milliseconds before the second attempt, usually and if the service asks for fewer requests. Each later wait is twice as long. */
const FIRST_WAIT_MS = { usual: 50, slowly: 400 };
const LONGEST_WAIT_MS = 2_000;
/** Sends a request until it has an answer. `again` is true if an earlier attempt may have had its effect. */
export type Answered = <T>(doing: 'read' | 'write', path: string, call: (again: boolean) => Promise<T>) => Promise<T>;

/** Repeats calls without an answer, with growing pauses. `nameOf` returns a path's name for messages. */
export function repeating(timing: Timing, nameOf: (path: string) => string): Answered {
  let answeredOnce = false;
  return async (doing, path, call) => {
    const start = timing.monotonic();
    let wait = 0;
    for (let again = false; ; again = true) {
      try {
        const answer = await call(again);
        answeredOnce = true;
        return answer;
      } catch (error) {
        const hope = mayPass(error);
        if (!hope) throw serviceFailed(doing, nameOf(path), error);
        const patience = PATIENCE_MS[answeredOnce ? 'lost' : 'unknown'];
        if (timing.monotonic() - start > patience)
          throw serviceFailed(doing, nameOf(path), error, { maybeDone: doing === 'write' && answeredOnce });
        wait = wait === 0 ? FIRST_WAIT_MS[hope === 'slowly' ? 'slowly' : 'usual'] : Math.min(2 * wait, LONGEST_WAIT_MS);
        await timing.sleep(wait * (0.5 + timing.random()));
      }
    }
  };
}
