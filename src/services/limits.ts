import { type Headers, quotaOnClock, skewOf, waitForQuota } from './quota.ts';
import { type Connection, type ConnectOptions, presentPauseOf, type Quota } from './service.ts';
import { aheadOfSteady, steadyNow } from './steady-clock.ts';
import { waitUntil } from './waiting.ts';

/** What a service asks for instead of an answer. `until` is a time of {@link steadyNow}. */
export interface Pause {
  until: number;
  why: string;
  /** Set if the service says how long. */
  isNamed: boolean;
  /** Set if the request certainly did nothing. */
  isUndone: boolean;
}

/** What a connection tells about the limits and the clock of its service. */
export type LimitFacts = Required<Pick<Connection, 'quota' | 'pause' | 'requests' | 'serverNow' | 'serverLatest'>>;

export interface ServiceLimits {
  /**
   * What the service asked for last, at first in an earlier connection. It counts for all requests, also for those of a
   * caller that goes on after a failure.
   */
  pause: Pause | undefined;
  quota: Quota | undefined;
  /** The service's clock minus the steady one, in ms. */
  skew: number;
  facts: LimitFacts;
  /** Takes in the headers of an answer. */
  heard(headers: Headers): void;
  wait(until: number, why: string): Promise<void>;
  /** Waits until a request may be sent. @throws {MustWait} if that is too long for one call */
  ready(): Promise<void>;
}

/** Creates what a connection knows about the limits of its service. */
export function createLimits(
  { progress, pause: earlier }: Pick<ConnectOptions, 'progress' | 'pause'>,
  quotaIn: (headers: Headers, now: number) => Quota | undefined,
): ServiceLimits {
  let [count, ahead] = [0, aheadOfSteady()];
  const limits: ServiceLimits = {
    pause: earlier && { until: steadyNow() + earlier.left, why: earlier.why, isNamed: true, isUndone: true },
    quota: undefined,
    skew: 0,
    facts: {
      quota: () => quotaOnClock(limits.quota),
      pause: () => presentPauseOf(limits.pause),
      requests: () => count,
      serverNow: () => steadyNow() + limits.skew,
      serverLatest: () => steadyNow() + limits.skew + Math.max(0, aheadOfSteady() - ahead),
    },
    heard(headers) {
      count++;
      limits.quota = quotaIn(headers, steadyNow()) ?? limits.quota;
      limits.skew = skewOf(headers, steadyNow()) ?? limits.skew;
      ahead = aheadOfSteady();
    },
    wait: (until, why) => waitUntil(until, why, progress),
    async ready() {
      if (limits.pause) await limits.wait(limits.pause.until, limits.pause.why);
      const until = waitForQuota(limits.quota, steadyNow());
      if (until !== undefined) await limits.wait(until, 'the rest of the quota is for people');
    },
  };
  return limits;
}
