import { isProven } from '../../domain/task/unmet-criteria.ts';
import type { FileTask, RowEdit } from '../../sources/index.ts';
import type { Context } from '../workspace/context.ts';
import type { RowPlan, SyncPlan } from './sync-plan.ts';
import { unproven } from './undecided.ts';

/** Plans the edit of the row: its mark, the fields that the queue gives, and the boxes of met criteria. */
export function planFileEdit(
  context: Context,
  plan: SyncPlan,
  { row, give, take, open }: RowPlan,
  task: FileTask,
): void {
  const { acceptance = [] } = task;
  const ticked = new Set(row.ticked);
  const shown = new Set((row.values.acceptance as string[] | undefined) ?? []);
  const isFile = row.row.hand !== undefined;
  const fields = [...give];
  const stays = !take.includes('acceptance') && !open.has('acceptance');
  const isUnticked = acceptance.some((one) => shown.has(one.text) && isProven(one) && !ticked.has(one.text));
  if (isFile && stays && isUnticked && !fields.includes('acceptance')) fields.push('acceptance');
  for (const one of acceptance)
    if (isFile && ticked.has(one.text) && !isProven(one)) plan.undecided.push(unproven(context, row, task, one));
  const boxes = acceptance.map(({ id, text, met }) => ({
    ...{ id, text },
    ...(ticked.has(text) || (met && isProven({ met })) ? { met: met ?? NO_PROOF } : {}),
  }));
  const edit: RowEdit = {
    ...(row.marked ? {} : { mark: row.uuid }),
    ...(fields.length > 0
      ? { task: { ...task, ...(acceptance.length > 0 ? { acceptance: boxes } : {}) }, fields }
      : {}),
  };
  if (Object.keys(edit).length > 0) plan.edits.set(row.index, edit);
}

/** Stands for the evidence of a box that is ticked in the file. Only whether it exists is written. */
const NO_PROOF = { at: '1970-01-01T00:00:00Z', actor: 'the file', evidence: 'ticked' } as const;
