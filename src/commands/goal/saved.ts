import * as z from 'zod';
import type { Shape } from '../../base/shape.ts';
import { refuse } from '../../domain/errors.ts';
import { planOf } from '../../goals/plan.ts';
import type { Tx } from '../../store/index.ts';
import { goalSavedText } from '../../text/goals.ts';
import type { SavedGoal } from '../../work/goals/save-goals.ts';
import type { Context, Write } from '../../work/workspace/context.ts';
import { tried } from '../../work/workspace/dry-run.ts';
import { goalOutput, shownGoal } from './fields.ts';

/** A record that a command saved, with the values of its changed fields before and after. */
export const savedRecord = () =>
  z.strictObject({
    record: goalOutput(),
    did: z.enum(['created', 'changed', 'unchanged']),
    changed: z.record(z.string(), z.strictObject({ from: z.unknown(), to: z.unknown() })),
  });

/** The output of the commands that save records. */
export const saved = () =>
  z.strictObject({
    records: z.array(savedRecord()),
    /** Sentences about the saved records, such as a missing why, each with the next step. */
    notes: z.array(z.string()),
    dry_run: z.boolean(),
  });
export type SavedAnswer = Shape<typeof saved>;

export const showSaved = { text: (value: SavedAnswer, { caller }: Context) => goalSavedText(value, caller) };

/** Saves records and returns the answer about them. */
export async function saving(
  context: Context,
  save: (tx: Tx) => SavedGoal[],
  write: Write,
  dryRun = false,
): Promise<SavedAnswer> {
  const { findingNotes, limitsIn, saveNotes } = await import('./goals-on-call.ts');
  return tried(write, dryRun, (tx) => {
    const done = save(tx);
    checkDocuments(context, done);
    const plan = planOf(tx);
    const { queue, clock, caller } = context;
    const around = { queue, now: clock.now, limits: limitsIn(context), reader: caller };
    const notes = [...saveNotes(done, plan, queue), ...findingNotes(done, plan, around)];
    return { records: done.map(shownSave), notes, dry_run: dryRun };
  });
}

/**
 * Refuses a run that chooses the document of a goal, because the run may edit that file, also out of its scope.
 * @throws BacklogError `forbidden`
 */
export function checkDocuments({ caller }: Pick<Context, 'caller'>, done: readonly SavedGoal[]): void {
  const { run } = caller.actor;
  if (run === undefined) return;
  const chosen = done.find(
    ({ did, record, changed }) =>
      'document' in changed || (did === 'created' && 'document' in record && record.document !== undefined),
  );
  if (chosen)
    refuse('forbidden', `run ${run} can't choose the document of ${chosen.record.id}`, {
      hint: `Name it in your summary. A person sets it: goal_modify ${chosen.record.id} --document PATH`,
    });
}

export const shownSave = ({ record, did, changed }: SavedGoal) => ({ record: shownGoal(record), did, changed });
