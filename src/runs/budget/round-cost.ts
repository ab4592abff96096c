import { present } from '../../base/present.ts';
import { fromInstant } from '../../domain/instant.ts';
import type { Run } from '../../domain/records.ts';
import { PROVIDERS } from '../providers/index.ts';

type Round = NonNullable<Run['rounds']>[number];

/** Milliseconds in which a program that may report its cost has to begin with it. Then it counts as one that reports none. */
const PATIENCE_MS = 60_000;

/** A round whose cost is asked, with its usage: that of its record, or what its agent has reported so far. */
interface Asked extends Pick<Round, 'why' | 'at' | 'ended'> {
  usage?: Round['usage'];
}

/**
 * Returns the US dollars of a round: reported by its agent, or estimated from its tokens. Undefined if its agent reports
 * no cost, so that no limit in dollars applies to it. All views and notices ask here.
 * @param now the time, epoch ms
 */
export function roundCost(
  { provider }: Pick<Run, 'provider'>,
  { why, at, ended, usage }: Asked,
  now: number,
): number | undefined {
  const known = usage?.costUsd ?? usage?.estimatedUsd;
  if (known !== undefined) return known;
  // No agent works in a person's round.
  if (why === 'adopt' || why === 'rebase' || (ended !== undefined && !usage)) return 0;
  const { cost } = PROVIDERS[provider].capabilities;
  if (cost === 'optional' && ended === undefined && now < fromInstant(at) + PATIENCE_MS) return 0;
  if (cost !== 'turn') return undefined;
  const read = (usage?.input ?? 0) + (usage?.output ?? 0);
  return ended === undefined || read === 0 ? 0 : undefined;
}

/**
 * Checks whether no limit in dollars can hold a run, because its agent reported no cost in one of its rounds.
 * @param said the usage that its agent has reported so far in an unfinished round
 */
export function isUnpriced(run: Pick<Run, 'provider' | 'rounds'>, now: number, said?: Round['usage']): boolean {
  return (run.rounds ?? []).some((round) => {
    const usage = round.usage ?? (round.ended === undefined ? said : undefined);
    return roundCost(run, { ...round, ...present({ usage }) }, now) === undefined;
  });
}
