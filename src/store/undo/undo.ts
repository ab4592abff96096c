import { groupedBy } from '../../base/iterables.ts';
import { formatActor } from '../../domain/actor.ts';
import { laterRecords, laterRecordText, type RefusedUndo } from '../../domain/calls/refused-undo.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { KindRules } from '../../domain/kinds/row.ts';
import type { Commit } from '../log/commit.ts';
import {
  asList,
  type Change,
  fieldOf,
  fold,
  identity,
  invert,
  isElements,
  type RecordFields,
  same,
} from '../state/change.ts';
import type { Tx } from '../state/stage.ts';
import type { Undone, UndoOptions } from '../types.ts';
import {
  describe,
  effectOutside,
  findTarget,
  findUndo,
  isRestored,
  SEE_CHANGES,
  type UndoContext,
} from './undo-target.ts';

/** Maximum number of conflicts in an error message. The error's data contain all of them. */
const NAMED = 5;

/**
 * Writes the inverse of a commit. Refuses if later commits changed the same fields; the error names these commits and
 * their authors. Also refuses commits with effects outside the store. The table of kinds defines the changes that undo
 * skips or reverts in part.
 */
export async function undoCommit(store: UndoContext, options: UndoOptions): Promise<Undone> {
  await store.refresh();
  const undone = options.redo ? await findUndo(store, options) : await findTarget(store, options);
  const outside = effectOutside(undone, store.rules);
  if (outside !== undefined) {
    throw new BacklogError('forbidden', `${describe(undone)} had effects outside the queue: ${outside}`, {
      hint: insteadOf(undone, store.rules) ?? SEE_CHANGES.hint,
      data: { seq: undone.seq },
    });
  }
  if (undone.purged !== undefined) throw purgedForGood(undone);
  const meta = { command: options.redo ? 'task_redo' : 'task_undo', actor: options.actor, undoes: undone.seq };
  const changes = [...undone.changes]
    .reverse()
    .filter((change) => isRestored(change, store.rules))
    .map(invert);
  if (changes.length === 0)
    throw restoresNothing(undone, insteadOf(undone, store.rules) ?? SEE_CHANGES.hint, store.rules);
  const done = options.redo ? await firstDone(store, undone) : undone;
  try {
    await store.revive(changes);
    const { seq } = await store.write(meta, (tx) => {
      const records = new Map(changes.map(({ kind, id }) => [`${kind}/${id}`, tx.get<string>(kind, id)]));
      restore(tx, changes, store.rules);
      options.check?.(tx, undone, ((kind: string, id: string) => records.get(`${kind}/${id}`)) as Tx['get']);
      if (options.dryRun) throw new OnlyTried();
    });
    return { undone, done, changes, seq };
  } catch (error) {
    if (error instanceof OnlyTried) return { undone, done, changes, seq: null };
    if (error instanceof ChangedSince)
      throw await explain(store, { undone, done, changes, fields: error.fields }, options);
    throw error;
  }
}

/** Describes how a person takes back a commit with effects outside the store. */
function insteadOf({ changes }: Commit, rules: KindRules): string | undefined {
  const ways = changes.flatMap(({ kind, id, after }) => (after && rules[kind]?.insteadOfUndo?.(id, after)) ?? []);
  return ways[0];
}

/** The error about a commit whose records undo leaves unchanged, such as an agent's question. */
function restoresNothing(undone: Commit, hint: string, rules: KindRules): BacklogError {
  const kinds = [...new Set(undone.changes.map(({ kind }) => rules[kind]?.doc ?? kind))];
  return new BacklogError('forbidden', `${describe(undone)} can't be undone: it changed only ${kinds.join(', ')}`, {
    hint,
    data: { seq: undone.seq },
  });
}

/** Returns the original commit in a chain of undos and redos. */
async function firstDone(store: UndoContext, commit: Commit): Promise<Commit> {
  const { undoes } = commit;
  if (undoes === undefined) return commit;
  for await (const earlier of store.history({ from: undoes, to: undoes })) return firstDone(store, earlier);
  return commit;
}

/** The error that ends a dry run after its checks, so that nothing is written. */
class OnlyTried extends Error {}

function purgedForGood(undone: Commit): BacklogError {
  const gone = undone.changes.filter(({ after }) => after === null);
  const names = gone.map(({ kind, id, before }) => `${kind} ${String(before?.description ?? id)}`);
  return new BacklogError('forbidden', `${describe(undone)} purged ${names.join(', ')}, and purging can't be undone`, {
    hint: `Add it again; the history has its former content. ${SEE_CHANGES.hint}`,
    data: { seq: undone.seq, purged: gone.map(({ kind, id }) => ({ kind, id })) },
  });
}

class ChangedSince extends Error {
  readonly fields: FieldOf[];
  constructor(fields: FieldOf[]) {
    super('changed since');
    this.fields = fields;
  }
}

/** Applies the inverse changes. If undo restores a removed record, it gets all its fields. */
function restore(tx: Tx, changes: readonly Change[], rules: KindRules): void {
  const conflicts = changes.flatMap((change) => changedSince(tx.get(change.kind, change.id), invert(change), rules));
  if (conflicts.length > 0) throw new ChangedSince(conflicts);
  for (const change of changes) {
    const restored = fold(tx.get(change.kind, change.id), change);
    if (restored === undefined) tx.remove(change.kind, change.id);
    else if (change.before === null) tx.put<string>(change.kind, change.id, restored);
    else tx.put<string>(change.kind, change.id, stamped(restored, tx.at, rules[change.kind]?.stamps));
  }
}

function stamped(record: RecordFields, at: string, stamps: readonly string[] = []): RecordFields {
  const present = stamps.filter((field) => field in record);
  return { ...record, ...Object.fromEntries(present.map((field) => [field, at])) };
}

/** Returns the advice to undo the last of the later changes first, because changes must be undone in reverse order. */
function firstOf(later: ReadonlyMap<FieldOf, Commit>): string {
  const last = Math.max(...[...later.values()].map(({ seq }) => seq));
  return Number.isFinite(last) ? `Undo the later change first: task_undo ${last}.` : 'Undo the later change first.';
}

interface RefusedCommit {
  undone: Commit;
  done: Commit;
  changes: readonly Change[];
  fields: readonly FieldOf[];
}

async function explain(
  store: UndoContext,
  { undone, done, changes, fields }: RefusedCommit,
  { redo, describeChanges, nameOf = (kind, id) => `${kind} ${id}`, whatOf = describe, timeText = String }: UndoOptions,
): Promise<BacklogError> {
  const { later, removed } = await laterChanges(store, undone, fields);
  const removedAs = (kind: string, id: string) => removed.get(keyOf({ kind, id }));
  const conflicts = fields.map((field) => {
    const { kind, id } = field;
    const commit = later.get(field);
    const by = commit ? formatActor(commit.actor) : null;
    const name = nameOf(kind, id, removedAs(kind, id));
    return { ...field, name, by, at: commit?.at ?? null, seq: commit?.seq ?? null };
  });
  const data: RefusedUndo = { seq: undone.seq, verb: redo ? 'redo' : 'undo', what: whatOf(done, removedAs), conflicts };
  const told = laterRecords(conflicts).map((record) => laterRecordText(record, timeText));
  const more = told.length > NAMED ? `; and ${told.length - NAMED} more` : '';
  const would = describeChanges?.(changes);
  return new BacklogError(
    'conflict',
    `${describe(undone)} can't be ${data.verb === 'redo' ? 'redone' : 'undone'}, since these changed later: ${told.slice(0, NAMED).join('; ')}${more}`,
    {
      hint: `${firstOf(later)} Or set the fields by hand.${would ? ` It would change: ${would}` : ''}`,
      data: { ...data },
    },
  );
}

const keyOf = ({ kind, id }: Pick<Change, 'kind' | 'id'>) => `${kind}/${id}`;

/** Finds the last commit that changed each field, and the last fields of records that such a commit removed. */
async function laterChanges(store: UndoContext, undone: Commit, fields: readonly FieldOf[]) {
  const later = new Map<FieldOf, Commit>();
  const removed = new Map<string, RecordFields>();
  const byRecord = groupedBy(fields, keyOf);
  for await (const commit of store.history({ from: undone.seq + 1 }))
    for (const change of commit.changes) {
      const touched = byRecord.get(keyOf(change))?.filter((field) => touchedSince(change, field)) ?? [];
      for (const field of touched) later.set(field, commit);
      if (touched.length > 0 && change.before && change.after === null) removed.set(keyOf(change), change.before);
    }
  return { later, removed };
}

/** Names one field of one record. */
interface FieldOf {
  kind: string;
  id: string;
  /** Name of the field. Null means the complete record. */
  field: string | null;
}

/** Returns the fields of a change that have changed again. Undoing it would also revert these changes. */
function changedSince(current: RecordFields | undefined, change: Change, rules: KindRules): FieldOf[] {
  const { kind, id, before, after } = change;
  const whole = [{ kind, id, field: null }];
  if (after === null) return current === undefined ? [] : whole;
  const { undo, stamps, bookkeeping } = rules[kind] ?? {};
  if (current === undefined) return before === null && undo !== 'exact' ? [] : whole;
  if (undo === 'only-remove') return [];
  const keys = new Set([...Object.keys(after), ...Object.keys(before ?? current)]);
  return [...keys]
    .filter((key) => !stamps?.includes(key) && !bookkeeping?.includes(key))
    .filter((key) =>
      isElements(key)
        ? !elementsStand(current[fieldOf(key)], before?.[key], after[key])
        : !same(current[key], after[key]),
    )
    .map((key) => ({ kind, id, field: fieldOf(key) }));
}

/** Checks that the added elements still exist unchanged, and that the removed elements are still missing. */
function elementsStand(current: unknown, removed: unknown, added: unknown): boolean {
  const now = new Map(asList(current).map((element) => [identity(element), element]));
  const put = asList(added);
  const putIds = new Set(put.map(identity));
  const out = asList(removed)
    .map(identity)
    .filter((id) => !putIds.has(id));
  return put.every((element) => same(now.get(identity(element)), element)) && out.every((id) => !now.has(id));
}

/** Checks whether a change changed this field. */
function touchedSince(change: Change, { kind, id, field }: FieldOf): boolean {
  if (change.kind !== kind || change.id !== id) return false;
  if (field === null || change.before === null || change.after === null) return true;
  return [...Object.keys(change.before), ...Object.keys(change.after)].some((key) => fieldOf(key) === field);
}
