import * as z from 'zod';
import { lazy } from '../../base/lazy.ts';
import { formatActor } from '../../domain/actor.ts';
import { vocabulary } from '../../domain/fields/vocabulary.ts';
import { GOAL_FIELDS, type GoalFieldName } from '../../domain/goals/fields.ts';
import { kindOfId } from '../../domain/goals/words.ts';
import { versionOf } from '../../domain/record-version.ts';
import type { Goal } from '../../domain/records.ts';
import { type PlanRecord, planOf } from '../../goals/plan.ts';
import { readTaskDate } from '../../work/task/dates.ts';
import type { Context } from '../../work/workspace/context.ts';

type Arguments = {
  [Name in GoalFieldName]: z.ZodOptional<ReturnType<(typeof GOAL_FIELDS)[Name]['argument']>>;
};

/** The inputs that set fields of goals and of the records above them. Which kinds have a field is checked at the save. */
export const goalFieldInputs = lazy(
  () =>
    Object.fromEntries(
      Object.entries(GOAL_FIELDS).map(([name, { argument, help }]) => [
        name,
        argument(vocabulary).describe(help).optional(),
      ]),
    ) as Arguments,
);

export const goalId = () =>
  z
    .union([z.string(), z.int()])
    .transform((value) => String(value).trim())
    .describe('Id: I-3, or 3 for a goal');

/** A record with its kind and version, as answers show it. */
export const goalOutput = () =>
  z.looseObject({
    id: z.string(),
    kind: z.string(),
    title: z.string(),
    /** Identifies the state of the record; `seen` of a change. */
    version: z.string(),
    /** Numbers of all readings and log entries, if the answer leaves some out. */
    total: z.strictObject({ readings: z.int(), log: z.int() }).exactOptional(),
  });
export type ShownGoal = z.output<ReturnType<typeof goalOutput>>;

/** Number of readings and of log entries in an answer, and the maximum. */
export const LAST_ENTRIES = { usual: 20, most: 1_000 };

/** Returns a record with its newest readings and log entries. `total` has the number of all, if some are left out. */
export function shownGoal(record: PlanRecord, most: number = LAST_ENTRIES.usual): ShownGoal {
  const { readings = [], log = [] }: Partial<Goal> = record;
  const isCut = readings.length > most || log.length > most;
  return {
    ...{ kind: kindOfId(record.id)!, ...record },
    ...(readings.length > 0 ? { readings: newest(readings, most) } : {}),
    ...(log.length > 0 ? { log: newest(log, most) } : {}),
    ...(isCut ? { total: { readings: readings.length, log: log.length } } : {}),
    version: versionOf(record),
  };
}

/** Returns the last entries in the order of their times. Entries may have been added in any order. */
function newest<One extends { at: string }>(entries: readonly One[], most: number): One[] {
  return [...entries].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).slice(-most);
}

/** Converts the written dates of records to days and instants. */
export function withDates<One extends { by?: string | null | undefined }>(
  records: readonly One[],
  { clock }: Pick<Context, 'clock'>,
): Promise<One[]> {
  return Promise.all(
    records.map(async (record) =>
      typeof record.by === 'string' ? { ...record, by: await readTaskDate(record.by, 'by', clock) } : record,
    ),
  );
}

/** The name of the caller, as records store it. */
export const actorOf = ({ caller }: Pick<Context, 'caller'>) => formatActor(caller.actor);

export const planIn = ({ store }: Pick<Context, 'store'>) => planOf(store.state);
