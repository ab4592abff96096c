import type { Task } from '../../domain/task/task.ts';
import type { Synced, SyncResult } from '../../report/sync-result.ts';
import type { AllowedPath } from '../paths/named-path.ts';
import type { Committed, Committing } from './commit.ts';
import type { SyncedText } from './file.ts';
import type { RowPlan, SyncPlan } from './sync-plan.ts';
import { lineOf } from './undecided.ts';
import type { NewText } from './write-text.ts';

/** A planned synchronisation. */
export interface SyncOutcome {
  before: SyncedText;
  plan: SyncPlan;
  next: NewText;
  only: string | undefined;
  committing: { sync: Pick<Committing['sync'], 'ids'> };
}

/** Adds the result of a second synchronisation, which also decided the rows that had changed during the first one. */
export function joinedResults(first: SyncResult, second: SyncResult): SyncResult {
  return {
    ...second,
    written: first.written || second.written,
    ...(first.made ? { made: true as const } : {}),
    toQueue: [...first.toQueue, ...second.toQueue],
    toFile: [...first.toFile, ...second.toFile],
    lines: first.lines + second.lines,
    marked: first.marked + second.marked,
    ...despiteOf([...(first.despite ?? []), ...(second.despite ?? [])]),
  };
}

/** Describes what a step changed, or would change. Omits rows that changed meanwhile, which the queue didn't get. */
export function resultOf(
  named: AllowedPath,
  { plan, next, before, only, committing: { sync } }: SyncOutcome,
  { dryRun, done }: { dryRun: boolean; done: Committed | undefined },
): SyncResult {
  const refusals = (done?.refused ?? []).map(({ plan: one, task, error }) => ({
    kind: 'refused' as const,
    id: task.id,
    ...(one ? lineOf(one.row.row) : {}),
    description: task.description,
    message: error.message,
    say: error.hint === undefined ? [] : [error.hint],
  }));
  const isRefused = new Set((done?.refused ?? []).map(({ task }) => task.uuid));
  const rows = plan.rows.map((one) => ({ one, task: done?.tasks.get(one.row.uuid) ?? one.row.present }));
  const toQueue: Synced[] = rows.flatMap(({ one, task }) => {
    if (done?.moved.includes(one)) return [];
    const fields = one.take.filter((field) => !(field === 'status' && isRefused.has(one.row.uuid)));
    const named = fields.map((field) => (field === 'underway' ? 'handoff' : field));
    if (one.isNew) return [entry(one, task, 'new', [])];
    if (!one.row.marked) return [entry(one, task, 'linked', named)];
    return fields.length > 0 ? [entry(one, task, 'changed', named)] : [];
  });
  const toFile: Synced[] = rows.flatMap(({ one, task }) =>
    one.give.length > 0 ? [entry(one, task, 'changed', one.give)] : [],
  );
  for (const { id, description } of plan.added) toFile.push({ id, description, how: 'new', fields: [] });
  for (const { id, uuid, description } of plan.deleted)
    if (!isRefused.has(uuid)) toQueue.push({ id, description, how: 'gone', fields: [] });
  const edits = [...plan.edits.values()];
  // A row with a lasting id stands for its task without a mark.
  const isLasting = ({ mark }: (typeof edits)[number]) => mark !== undefined && sync.ids.has(mark);
  return {
    file: named.said,
    dryRun,
    ...(only === undefined ? {} : { only }),
    written: next.text !== before.text || before.sum === undefined,
    ...(before.sum === undefined ? { made: true as const } : {}),
    toQueue,
    toFile,
    lines: edits.filter((edit) => !isLasting(edit) || Object.keys(edit).length > 1).length + plan.added.length,
    marked: edits.filter((edit) => edit.mark !== undefined && !isLasting(edit)).length,
    undecided: [...plan.undecided, ...refusals],
    ...despiteOf(done?.despite ?? []),
  };
}

function entry({ row }: RowPlan, task: Task | undefined, how: Synced['how'], fields: readonly string[]): Synced {
  return {
    ...(task === undefined ? {} : { id: task.id }),
    ...lineOf(row.row),
    description: task?.description ?? String(row.values.description),
    how,
    fields: [...fields],
  };
}

/** Returns the part of a result with the reasons that blocked completed tasks. */
function despiteOf(reasons: readonly string[]): Pick<SyncResult, 'despite'> {
  return reasons.length > 0 ? { despite: [...reasons] } : {};
}
