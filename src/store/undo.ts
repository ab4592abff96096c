import { type Actor, formatActor, sameActor } from '../domain/actor.ts';
import { BacklogError } from '../domain/errors.ts';
import type { KindRules } from '../domain/kinds/row.ts';
import { type Change, type Fields, fold, invert } from './change.ts';
import { changedSince, type FieldOf, touches } from './changed-since.ts';
import type { Commit } from './commit.ts';
import type { HistoryQuery } from './history.ts';
import type { Tx } from './stage.ts';
import type { UndoOptions, WriteMeta, Written } from './types.ts';

/** What undo needs of a store. */
export interface UndoContext {
  refresh(): Promise<void>;
  history(query: HistoryQuery): AsyncIterable<Commit>;
  write<T>(meta: WriteMeta, fn: (tx: Tx) => T): Promise<Written<T>>;
  rules: KindRules;
}

/**
 * Writes the inverse of a commit. Refused, naming the fields and who changed them since, when something later changed
 * them; also for commits with effects outside the store. What undo leaves alone, or only gives back, is said by the rows of the
 * kinds.
 */
export async function undoCommit(
  store: UndoContext,
  options: UndoOptions,
): Promise<{ undone: Commit; seq: number | null }> {
  await store.refresh();
  const undone = await findTarget(store, options);
  if (undone.outside !== undefined) {
    throw new BacklogError('forbidden', `${describe(undone)} had effects outside the store: ${undone.outside}`, {
      hint: 'Name an earlier commit to take that one back instead.',
      data: { seq: undone.seq },
    });
  }
  if (undone.purged !== undefined) throw purgedForGood(undone);
  const meta = { command: options.command ?? 'task_undo', actor: options.actor, undoes: undone.seq };
  try {
    const { seq } = await store.write(meta, (tx) => {
      takeBack(tx, undone, store.rules);
      options.check?.(tx, undone);
    });
    return { undone, seq };
  } catch (error) {
    if (error instanceof ChangedSince) throw await explain(store, undone, error.fields, options.nameOf);
    throw error;
  }
}

function purgedForGood(undone: Commit): BacklogError {
  const gone = undone.changes.filter(({ after }) => after === null);
  const names = gone.map(({ kind, id, before }) => `${kind} ${String(before?.description ?? id)}`);
  return new BacklogError(
    'forbidden',
    `${describe(undone)} purged ${names.join(', ')}: what is purged does not come back`,
    {
      hint: 'Add it anew; what it was stands in the history. Name an earlier commit to take that one back instead.',
      data: { seq: undone.seq, purged: gone.map(({ kind, id }) => ({ kind, id })) },
    },
  );
}

class ChangedSince extends Error {
  readonly fields: FieldOf[];
  constructor(fields: FieldOf[]) {
    super('changed since');
    this.fields = fields;
  }
}

async function findTarget(store: UndoContext, { actor, seq, anyone }: UndoOptions): Promise<Commit> {
  const takenBack = new Map<number, number>();
  for await (const commit of store.history({ reverse: true, from: seq ?? 1 })) {
    const by = takenBack.get(commit.seq);
    if (by === undefined && commit.undoes !== undefined) takenBack.set(commit.undoes, commit.seq);
    if (seq === undefined ? isOwnChange(commit, actor, store.rules) && by === undefined : commit.seq === seq) {
      if (by !== undefined)
        throw new BacklogError('conflict', `${describe(commit)} was taken back by commit ${by} already`);
      if (!anyone && !sameActor(commit.actor, actor)) throw notYours(commit);
      return commit;
    }
  }
  if (seq !== undefined) throw new BacklogError('not-found', `there is no commit ${seq} that could be undone`);
  throw new BacklogError('nothing-to-do', `${formatActor(actor)} has made no change that could be undone`);
}

/** What had effects outside counts, to be refused by name instead of being passed over. */
function isOwnChange({ undoes, actor, changes, outside }: Commit, caller: Actor, rules: KindRules): boolean {
  const counts = outside !== undefined || changes.some((change) => isRestored(change, rules));
  return undoes === undefined && sameActor(actor, caller) && counts;
}

function notYours(commit: Commit): BacklogError {
  return new BacklogError('forbidden', `${describe(commit)} is not yours`, {
    hint: 'Ask its author, or a person, to take it back.',
    data: { seq: commit.seq, actor: formatActor(commit.actor) },
  });
}

function takeBack(tx: Tx, undone: Commit, rules: KindRules): void {
  const changes = [...undone.changes].reverse().filter((change) => isRestored(change, rules));
  const conflicts = changes.flatMap((change) =>
    changedSince(tx.get(change.kind, change.id) as Fields | undefined, change, rules),
  );
  if (conflicts.length > 0) throw new ChangedSince(conflicts);
  for (const change of changes) {
    const current = tx.get(change.kind, change.id) as Fields | undefined;
    const restored = fold(current, invert(change));
    if (restored === undefined) tx.remove(change.kind, change.id);
    else tx.put<string>(change.kind, change.id, stamped(restored, tx.at, rules[change.kind]?.stamps));
  }
}

function isRestored({ kind, before }: Change, rules: KindRules): boolean {
  const rule = rules[kind]?.undo;
  return rule === undefined || (rule === 'only-remove' && before === null);
}

function stamped(record: Fields, at: string, stamps: readonly string[] = []): Fields {
  const present = stamps.filter((field) => field in record);
  return { ...record, ...Object.fromEntries(present.map((field) => [field, at])) };
}

async function explain(
  store: UndoContext,
  undone: Commit,
  fields: FieldOf[],
  nameOf: UndoOptions['nameOf'] = (kind, id) => `${kind} ${id}`,
): Promise<BacklogError> {
  const later = new Map<FieldOf, Commit>();
  for await (const commit of store.history({ from: undone.seq + 1 })) {
    for (const field of fields) if (commit.changes.some((change) => touches(change, field))) later.set(field, commit);
  }
  const conflicts = fields.map((field) => {
    const commit = later.get(field);
    return { ...field, by: commit ? formatActor(commit.actor) : 'somebody', seq: commit?.seq ?? null };
  });
  const named = new Map<string, string[]>();
  for (const { kind, id, field, by, seq } of conflicts) {
    const where = `${nameOf(kind, id)} by ${by} (commit ${seq ?? '?'})`;
    named.set(where, [...(named.get(where) ?? []), field ?? 'the whole record']);
  }
  const told = [...named].map(([where, names]) => `${names.join(', ')} of ${where}`);
  return new BacklogError(
    'conflict',
    `${describe(undone)} cannot be undone, since these changed later: ${told.join('; ')}`,
    {
      hint: 'Undo the later change first, or set the fields by hand.',
      data: { seq: undone.seq, conflicts },
    },
  );
}

function describe(commit: Commit): string {
  return `commit ${commit.seq} (${commit.command}, ${formatActor(commit.actor)})`;
}
