import * as z from 'zod';
import { present } from '../../base/present.ts';
import type { Shape } from '../../base/shape.ts';
import type { Instant } from '../../domain/instant.ts';
import { stored } from '../../domain/kinds/schemas.ts';
import type { Night, Proposal, Run } from '../../domain/records.ts';
import { nothingText } from '../../domain/runs/landed/attestation.ts';
import { isStop, type RunReason } from '../../domain/runs/run-reasons.ts';
import { isLive, isParked } from '../../domain/runs/run-states.ts';
import { statesOf } from '../../domain/state-words.ts';
import { type NamedTask, namedTaskOf } from '../../domain/task/raw-title.ts';
import type { Task } from '../../domain/task/task.ts';
import { type Attention, attention } from '../needs.ts';
import { halted } from '../now/halted.ts';
import { drawnOf, type LandedRun, landing, namedLanding, nightLandings } from './landings.ts';

/** A need for a person. `unlanded`: why no rule merged the result, if rules decided about it. */
const waiting = () => z.strictObject({ ...attention().shape, unlanded: z.array(z.string()).exactOptional() });

const step = () => z.strictObject({ text: z.string(), next: z.string().exactOptional() });

/** What happened in a night, what needs a person now, and what another night needs. Lists are bounded by `totals`. */
export const morning = () =>
  z.strictObject({
    night: stored('night'),
    /** `active`: it may start runs. `ending`: its last runs come to rest. */
    state: z.enum(['active', 'ending', 'over']),
    /** Set if the night is active, and the orchestrator starts nothing: its process is missing. */
    halted: halted().exactOptional(),
    /** Number of runs that worked in it, and of those that are active now. */
    runs: z.int(),
    active: z.int(),
    /** The same runs by the words for their states now. The numbers add up to `runs`. */
    states: z.array(z.strictObject({ word: z.string(), runs: z.int() })),
    /** US dollars of all runs since its beginning, until it was over. */
    spentUsd: z.number(),
    /** Runs that the sum lacks, because their agents report no cost. */
    unpriced: z.array(z.string()),
    /** The same as a sentence. Absent if there are none. */
    uncounted: z.string().exactOptional(),
    /** All results that were merged in the night, those first that no person has read, the riskiest first. */
    landed: z.array(landing()),
    /** The landings that a person should read: drawn by the night, a riskier one more often. */
    drawn: z.array(z.strictObject({ ...namedLanding(), next: z.string() })),
    /** Results that were merged without a change, because the branch had it already, and by which run. */
    nothingNew: z.array(z.strictObject({ ...namedLanding(), why: z.string() })),
    /** Items that need a person now. The one that blocks the most tasks comes first. */
    waiting: z.array(waiting()),
    /** Runs of the night that failed, and that nobody has continued since. */
    failed: z.array(z.strictObject({ ...namedLanding(), why: z.string(), next: z.string() })),
    /** Runs that the night stopped. They keep their work, and another night continues them. */
    parked: z.array(z.strictObject({ ...namedLanding(), why: z.string() })),
    /** Runs of the night that were discarded, and by whom or why, as far as that is known. */
    discarded: z.array(z.strictObject({ ...namedLanding(), why: z.string().exactOptional() })),
    /** Tasks that agents added in the night and no person accepted since, and open proposals of the night. */
    found: z.array(
      z.strictObject({ what: z.enum(['task', 'proposal']), id: z.string(), text: z.string(), by: z.string() }),
    ),
    /** What another night needs from a person, the step with most tasks first. */
    tomorrow: z.array(step()),
    totals: z.strictObject({
      ...{ landed: z.int(), nothingNew: z.int(), waiting: z.int(), failed: z.int() },
      ...{ parked: z.int(), discarded: z.int(), found: z.int() },
    }),
  });
export type Morning = Shape<typeof morning>;

/** Maximum number of rows in each list but `landed`, which is complete. A caller can want all. */
const MOST = 50;

/** Reasons of runs that the terms of a night stopped. */
const BY_TERMS = ['night', 'budget'] as const satisfies readonly RunReason[];

export interface MorningFacts {
  night: Night;
  /** All runs, the oldest first. */
  runs: readonly Run[];
  /** The tasks of the queue, closed ones included. */
  tasks: Iterable<Task>;
  proposals: Iterable<Proposal>;
  taskOf(run: Run): NamedTask & Partial<Pick<Task, 'awaits'>>;
  /** Says what became of a merged result later. */
  laterOf(run: Run): string | undefined;
  /** Items that need a person now, as all views list them. */
  attention: readonly Attention[];
  spent: { usd: number; unpriced: readonly string[]; text?: string | undefined };
  tomorrow: Morning['tomorrow'];
  halted?: Morning['halted'];
  /** Writes calls in the words of the reader's interface. */
  spelled(next: string): string;
  /** Whether all lists are complete. */
  all?: boolean;
}

/** Tells a night from records. A pure function: each line is about a record that exists now. */
export function morningOf(facts: MorningFacts): Morning {
  const { night, runs, taskOf, laterOf, attention: needs, spent, tomorrow, spelled, all = false } = facts;
  const most = all ? Number.POSITIVE_INFINITY : MOST;
  const isIn = isInNight(night);
  const own = runs.filter((run) => workedIn(run, isIn));
  const about = (run: Run) => {
    const { id, description, outside } = taskOf(run);
    return { run: run.id, id, description, ...present({ outside }) };
  };
  const merged = runs.filter((run): run is LandedRun => run.merged !== undefined && isIn(run.merged.at));
  const landed = nightLandings(
    merged.filter((run) => run.merged.nothing === undefined),
    { named: about, laterOf, spelled },
  );
  const nothingNew = merged.flatMap((run) =>
    run.merged.nothing ? [{ ...about(run), why: nothingText(run.merged.nothing) }] : [],
  );
  const discarded = own
    .filter(({ state }) => state === 'discarded')
    .map((run) => ({ ...about(run), ...present({ why: whyDiscarded(run, taskOf(run)) }) }));
  const ofNight = new Set(own.map(({ id }) => id));
  const isOwnFailure = ({ why, run }: Attention) => why === 'failure' && run !== undefined && ofNight.has(run);
  const stopped = new Set(own.filter(({ reason }) => isStop(reason?.code)).map(({ id }) => id));
  const failures = needs.filter(isOwnFailure).filter(({ run }) => !stopped.has(run!));
  const parked = own.filter(({ state, reason }) => isParked(state) && BY_TERMS.some((code) => code === reason?.code));
  const asks = new Map(runs.map(({ id, state, asks: one }) => [id, state === 'review' ? one?.reasons : undefined]));
  const open = needs
    .filter((row) => !isOwnFailure(row) || (stopped.has(row.run!) && !parked.some(({ id }) => id === row.run)))
    .map((row) => ({ ...row, ...present({ unlanded: asks.get(row.run ?? '')?.slice() }) }));
  const found = foundIn(facts, isIn);
  return {
    night,
    state: night.over ? 'over' : night.ended ? 'ending' : 'active',
    ...{ runs: own.length, active: own.filter(({ state }) => isLive(state)).length, states: statesOf(own) },
    ...{ spentUsd: spent.usd, unpriced: [...spent.unpriced], ...present({ uncounted: spent.text }) },
    ...present({ halted: night.ended ? undefined : facts.halted }),
    ...{ landed, nothingNew: nothingNew.slice(0, most) },
    drawn: drawnOf(landed, night).map(({ run, id, description, outside }) => ({
      ...{ run, id, description, ...present({ outside }), next: spelled(`run_show ${run}`) },
    })),
    waiting: open.slice(0, most),
    failed: failures.slice(0, most).map(({ task, run, said = 'it failed', next }) => ({
      ...{ run: run!, ...namedTaskOf(task), why: said, next },
    })),
    parked: parked.slice(0, most).map((run) => ({ ...about(run), why: run.reason?.text ?? 'it was stopped' })),
    discarded: discarded.slice(0, most),
    found: found.slice(0, most),
    tomorrow: [...tomorrow],
    totals: {
      ...{ landed: landed.length, nothingNew: nothingNew.length, waiting: open.length, failed: failures.length },
      ...{ parked: parked.length, discarded: discarded.length, found: found.length },
    },
  };
}

function whyDiscarded({ id, settled }: Run, { awaits }: Partial<Pick<Task, 'awaits'>>): string | undefined {
  if (settled) return `run ${settled.run} was kept`;
  return awaits?.why === 'discarded' && awaits.run === id ? awaits.actor : undefined;
}

/** Returns a function that checks whether something happened in a night. Its log may be ahead of this machine's clock. */
function isInNight({ at, over }: Night): (instant: Instant) => boolean {
  return (instant) => instant >= at && (over === undefined || instant <= over.at);
}

/** Checks whether a run worked in a period: it began then, or one of its rounds did. */
function workedIn({ at, rounds = [] }: Run, isIn: (instant: Instant) => boolean): boolean {
  return isIn(at) || rounds.some((round) => isIn(round.at));
}

function foundIn({ tasks, proposals }: MorningFacts, isIn: (instant: Instant) => boolean): Morning['found'] {
  const found: Morning['found'] = [];
  for (const { awaits, id, description, entry } of tasks)
    if (awaits?.why === 'added' && isIn(entry))
      found.push({ what: 'task', id: String(id), text: description, by: awaits.actor });
  for (const { id, title, at, actor, state } of proposals)
    if (state === 'open' && isIn(at)) found.push({ what: 'proposal', id, text: title, by: actor });
  return found;
}

/** Lists the runs that worked in a night, whoever started them. */
export function runsOfNight(runs: readonly Run[], night: Night): Run[] {
  const isIn = isInNight(night);
  return runs.filter((run) => workedIn(run, isIn));
}
