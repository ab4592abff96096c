import { present } from '../../base/present.ts';
import type { Run } from '../../domain/records.ts';
import { isLive } from '../../domain/runs/run-states.ts';
import { PROVIDERS } from '../providers/index.ts';
import type { TokenUsage } from '../providers/provider.ts';
import { NO_USAGE, totalUsage } from '../providers/usage.ts';
import { readEvents } from './events.ts';

type Used = NonNullable<Run['usage']>;

/** Bytes from the end of the events in which it is looked for: agents say it after each message, so the first piece is mostly enough. */
const TAILS = [16_384, 262_144];

/** What the agent of the last round of a run has said so far of its use, by the events of the run; undefined when it said nothing. */
export function saidUsage(eventsFile: string): TokenUsage | undefined {
  for (const tail of TAILS) {
    const { events } = readEvents(eventsFile, -tail);
    const round = events.findLastIndex(({ type }) => type === 'round');
    const said = events.slice(round + 1).findLast((event) => event.type === 'usage');
    if (said || round >= 0) return said;
  }
  return undefined;
}

/**
 * What a run has used up to now. Its record has what ended rounds used; what the agent of the one under way has said is in its events, so
 * that nobody commits while it talks. undefined when nothing is known.
 */
export function usageNow(run: Run, eventsFile: string): Used | undefined {
  const last = run.rounds?.at(-1);
  const said = isLive(run.state) && last && last.ended === undefined ? saidUsage(eventsFile) : undefined;
  return said ? storedUsage(totalUsage(usageOfRun(run), said, PROVIDERS[run.provider].capabilities)) : run.usage;
}

/** What a record says of the rounds so far, as providers count it. */
export function usageOfRun({ usage }: Pick<Run, 'usage'>): TokenUsage {
  if (!usage) return NO_USAGE;
  const { input, output, cached, turns, costUsd } = usage;
  return { tokens: { input, output, cached }, turns, ...present({ costUsd }) };
}

/** The same as a record keeps it. */
export function storedUsage({ tokens, turns, costUsd }: TokenUsage): Used {
  return { ...tokens, turns, ...present({ costUsd }) };
}
