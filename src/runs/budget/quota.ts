import { statSync } from 'node:fs';
import { present } from '../../base/present.ts';
import { isSystemError } from '../../domain/errors.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Run } from '../../domain/records.ts';
import type { ProviderName } from '../../domain/runs/providers.ts';
import type { Context } from '../../work/workspace/context.ts';
import { readEvents } from '../view/events.ts';
import { eventsFile } from '../view/run-view.ts';

/** How much of an account's quota is used, as its client last reported. */
export interface AccountQuota {
  provider: ProviderName;
  /** The client's name of the limit: `five_hour`. */
  window: string;
  /** In percent. */
  used: number;
  at: Instant;
  resetsAt?: Instant;
}

/** What is known of a file of events, and the place at which reading goes on. */
interface Known {
  inode: number;
  next: number;
  windows: Map<string, Omit<AccountQuota, 'provider'>>;
}

/** Maximum number of files that are remembered. A forgotten one is read from its beginning again. */
const MOST_FILES = 1_000;
const known = new Map<string, Known>();

/**
 * Returns the last report for each limit of each provider, from the events of runs that worked since a time. Reports of
 * runs by other queues and of a person's own sessions are not among them. A limit that has reset since is left out.
 */
export function quotasSince(context: Context, runs: readonly Run[], since: Instant): AccountQuota[] {
  const now = context.clock.now;
  const last = new Map<string, AccountQuota>();
  for (const run of runs) {
    const round = run.rounds?.at(-1);
    if (round === undefined || (round.ended ?? round.until ?? context.facts().now) < since) continue;
    for (const report of reportsIn(eventsFile(context, run))) {
      const key = `${run.provider} ${report.window}`;
      if ((last.get(key)?.at ?? '') <= report.at) last.set(key, { ...report, provider: run.provider });
    }
  }
  return [...last.values()].filter(({ resetsAt }) => resetsAt === undefined || Date.parse(resetsAt) > now);
}

function reportsIn(file: string): Iterable<Omit<AccountQuota, 'provider'>> {
  try {
    const { ino, size } = statSync(file);
    const before = known.get(file);
    const now = before?.inode === ino && before.next <= size ? before : { inode: ino, next: 0, windows: new Map() };
    for (let from = -1; now.next !== from && now.next < size; ) {
      from = now.next;
      const { events, next } = readEvents(file, from);
      for (const event of events)
        if (event.type === 'quota') {
          const { window, used, at, resetsAt } = event;
          now.windows.set(window, { window, used, at, ...present({ resetsAt }) });
        }
      now.next = next;
    }
    known.delete(file);
    known.set(file, now);
    if (known.size > MOST_FILES) known.delete(known.keys().next().value!);
    return now.windows.values();
  } catch (error) {
    if (isSystemError(error)) return [];
    throw error;
  }
}
