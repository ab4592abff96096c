import type { BacklogError } from '../../domain/errors.ts';
import type { Timing } from '../timing.ts';
import { tellLoss } from './losses.ts';
import type { CallFailed, FailureMeaning } from './server-failure.ts';

/**
 * Maximum time for repeated attempts, in milliseconds: after an answer was lost, for a server that has not answered this
 * process yet or since a call was given up, and for a process that nobody waits for.
 */
const PATIENCE_MS = { lost: 5_000, unknown: 1_000, unattended: 24 * 60 * 60_000 };
/** Milliseconds before the second attempt, usually and if the server asks for fewer requests. Each later wait is twice as long. */
const FIRST_WAIT_MS = { usual: 50, slowly: 400 };
/**
 * Longest wait between two attempts if a person has to fix something, in milliseconds. A wrong password must not be tried
 * every second for a day.
 */
const LONGEST_UNATTENDED_MS = 30_000;
/** Time during which this process doesn't try again to reach a server that did not answer, in milliseconds. */
const UNREACHABLE_MS = 5_000;

/** Servers that did not answer, so that a list of queues waits for each only once. */
const unreachable = new Map<string, { until: number; error: unknown }>();

/** Makes a call until it has an answer. `again` is true if an earlier attempt may have had its effect. */
export type Answered = <T>(doing: 'read' | 'write', path: string, call: (again: boolean) => Promise<T>) => Promise<T>;

interface Server {
  timing: Timing;
  /** Returns a path's name for messages. */
  nameOf: (path: string) => string;
  /** Tells whether a later attempt of the same call may succeed. */
  mayPass: (error: unknown) => FailureMeaning['again'];
  failed: CallFailed;
  /** Longest wait between two attempts, in milliseconds. */
  longestMs: number;
  address: string;
  /** Whether this process remembers for a while that the server did not answer. */
  remembers?: boolean;
  /** Whether nobody waits for this process. Once the server has answered, its calls then wait for it. */
  unattended?: boolean | undefined;
}

/** Repeats calls without an answer, with growing pauses. */
export function repeating({
  timing,
  nameOf,
  mayPass,
  failed,
  longestMs,
  address,
  remembers,
  unattended,
}: Server): Answered {
  let answeredOnce = false;
  /** The start of the first call that failed since the last answer. */
  let failingSince: number | undefined;
  /** A job that begins in an outage ends: otherwise, those that others start meanwhile would all wait. */
  const waits = () => unattended === true && answeredOnce;
  const patienceAt = (start: number) => {
    if (waits()) return PATIENCE_MS.unattended;
    // After a call was given up, the next ones wait less: a command makes several.
    const isLost = failingSince !== undefined && start - failingSince > PATIENCE_MS.lost;
    return answeredOnce && !isLost ? PATIENCE_MS.lost : PATIENCE_MS.unknown;
  };
  const givenUp = (doing: 'read' | 'write', path: string, error: unknown): BacklogError => {
    if (!answeredOnce && remembers) unreachable.set(address, { until: timing.monotonic() + UNREACHABLE_MS, error });
    return failed(doing, nameOf(path), error, { maybeDone: doing === 'write' && answeredOnce });
  };
  return async (doing, path, call) => {
    const start = timing.monotonic();
    const refused = answeredOnce || !remembers ? undefined : unreachable.get(address);
    if (refused && start < refused.until) throw failed(doing, nameOf(path), refused.error);
    let wait = 0;
    for (let again = false; ; again = true) {
      try {
        const answer = await call(again);
        answeredOnce = true;
        failingSince = undefined;
        return answer;
      } catch (error) {
        const hope = mayPass(error);
        if (!hope || (hope === 'unattended' && !waits())) throw failed(doing, nameOf(path), error);
        const now = timing.monotonic();
        const lasted = now - start;
        failingSince ??= start;
        const patienceMs = patienceAt(start);
        if (lasted > Math.min(patienceMs, PATIENCE_MS.lost)) tellLoss(address, now - failingSince);
        if (lasted > patienceMs) throw givenUp(doing, path, error);
        const most = hope === 'unattended' ? LONGEST_UNATTENDED_MS : longestMs;
        wait = wait === 0 ? FIRST_WAIT_MS[hope === 'slowly' ? 'slowly' : 'usual'] : Math.min(2 * wait, most);
        await timing.sleep(wait * (0.5 + timing.random()));
      }
    }
  };
}
