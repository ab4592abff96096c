import { present } from '../../../base/present.ts';
import type { Instant } from '../../../domain/instant.ts';
import type { Run } from '../../../domain/records.ts';
import type { costEstimator } from '../../budget/estimate.ts';
import type { Provider } from '../../providers/provider.ts';
import { totalUsage } from '../../providers/usage.ts';
import { storedUsage, usageOfRun } from '../../view/usage-so-far.ts';
import type { RoundEnd, RoundPrompt } from './round-types.ts';

type Round = NonNullable<Run['rounds']>[number];
type Used = NonNullable<Run['usage']>;

/** Adds a round to the run. `by` is the author of a person's round. */
export function beginRound(run: Run, { why, by }: Pick<RoundPrompt, 'why'> & { by?: string }, at: Instant): Run {
  const { rounds = [] } = run;
  const round = { n: rounds.length + 1, why, at, ...present({ by, notes: rounds.at(-1)?.notes }) };
  return { ...run, rounds: [...rounds, round] };
}

/**
 * Counts the notes that the agent has received, in the run's last round. `delivered` has the ids of those that the
 * present supervisor sent. A note that arrives while a prompt is built stays unreceived.
 */
export function withReceived(run: Run, delivered: ReadonlySet<string>): Run {
  const { rounds = [], notes = [] } = run;
  const last = rounds.at(-1);
  if (!last || notes.length === 0) return run;
  let received = last.notes ?? 0;
  while (delivered.has(notes[received]?.id ?? '')) received++;
  return { ...run, rounds: [...rounds.slice(0, -1), { ...last, notes: received }] };
}

/** Lists the notes that the agent has not received. `delivered` as for {@link withReceived}. */
export function unreceived({ notes = [], rounds }: Run, delivered: ReadonlySet<string>): NonNullable<Run['notes']> {
  return notes.slice(rounds?.at(-1)?.notes ?? 0).filter(({ id }) => !delivered.has(id));
}

/** Ends the round of a person. */
export function endOwnRound(run: Run, at: Instant): Run {
  const { rounds = [] } = run;
  return {
    ...run,
    rounds: rounds.map((round, i) => (i === rounds.length - 1 ? { ...round, ended: at, outcome: 'done' } : round)),
  };
}

/** Stores the run's result as the result of its last round, so that reviewers can compare rounds. */
export function withRoundResult(run: Run): Run {
  const last = run.rounds?.at(-1);
  return last && run.result
    ? { ...run, rounds: [...run.rounds!.slice(0, -1), { ...last, commit: run.result.commit }] }
    : run;
}

/** Stores the conversation's id, as reported by the agent's program, in the run and in its last round. */
export function inConversation(run: Run, session: string): Run {
  const { rounds = [] } = run;
  return {
    ...run,
    session,
    rounds: rounds.map((round, i) => (i === rounds.length - 1 ? { ...round, session } : round)),
  };
}

/** Returns the id of the run's conversation; undefined if the agent's program died before reporting one. */
export function conversationOf({ rounds = [] }: Pick<Run, 'rounds'>): string | undefined {
  return rounds.findLast(({ session }) => session !== undefined)?.session;
}

/**
 * Ends the last round of the run, and sums the usage of all rounds. `estimate` gives the cost of a round whose agent
 * reported none.
 */
export function endRound(
  run: Run,
  { outcome, session, usage, remembered, halt }: RoundEnd,
  at: Instant,
  counts: Provider['capabilities'],
  estimate?: ReturnType<typeof costEstimator>,
): Run {
  const earlier = (run.rounds ?? []).slice(0, -1);
  const last = run.rounds?.at(-1);
  if (!last) return run;
  const { soFar: _, ...open } = last;
  const before = usageOfRun(run);
  const total = storedUsage(totalUsage(before, usage, counts, remembered));
  const { lastText } = outcome;
  const read = less(total, storedUsage(before), false);
  const estimatedUsd = usage.costUsd === undefined ? estimate?.(run, read) : undefined;
  const closed: Round = {
    ...open,
    ended: at,
    outcome: halt ? halt.reason : outcome.kind,
    usage: { ...less(total, storedUsage(before), usage.costUsd !== undefined), ...present({ estimatedUsd }) },
    ...(lastText ? { summary: lastText } : {}),
  };
  return { ...run, rounds: [...earlier, closed], usage: total, ...(session ? { session } : {}) };
}

/** @param isPriced whether the difference has a cost; a sum has the cost of earlier parts, too */
function less(all: Used, before: Used, isPriced: boolean): Used {
  const { costUsd } = all;
  return {
    input: all.input - before.input,
    output: all.output - before.output,
    cached: all.cached - before.cached,
    turns: all.turns - before.turns,
    ...(costUsd === undefined || !isPriced ? {} : { costUsd: Math.max(0, costUsd - (before.costUsd ?? 0)) }),
  };
}

/**
 * Checks whether the agent may get another round because of failed checks. Only rounds since a person's last decision
 * count towards the limit.
 * @param most a lower limit
 */
export function mayRework(
  { rounds = [], limits }: Pick<Run, 'rounds' | 'limits'>,
  most = Number.POSITIVE_INFINITY,
): boolean {
  const since = rounds.findLastIndex(({ why }) => why !== 'checks');
  return rounds.length - 1 - since < Math.min(limits.checkRounds, most);
}
