import { type Actor, formatActor, sameActor } from '../../domain/actor.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { KindRules } from '../../domain/kinds/row.ts';
import type { Commit } from '../log/commit.ts';
import type { HistoryQuery } from '../log/history.ts';
import type { Change } from '../state/change.ts';
import type { Tx } from '../state/stage.ts';
import type { CommitResult, UndoOptions, WriteMeta } from '../types.ts';

/** What undo needs of a store. */
export interface UndoContext {
  refresh(): Promise<void>;
  history(query: HistoryQuery): AsyncIterable<Commit>;
  write<T>(meta: WriteMeta, fn: (tx: Tx) => T): Promise<CommitResult<T>>;
  rules: KindRules;
  /** Makes sure that files which changes name again are there and stay. */
  revive(changes: readonly Change[]): Promise<void>;
}

/**
 * The commit that an undo takes back: the actor's own last change that stands, or the one that a number names.
 * @throws BacklogError `not-found`, `nothing-to-do`, `conflict` for what was taken back already, `forbidden` for what others made
 */
export async function findTarget(store: UndoContext, { actor, seq, anyone }: UndoOptions): Promise<Commit> {
  const takenBack = new Map<number, number>();
  for await (const commit of store.history({ reverse: true, ...candidates(actor, seq) })) {
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

/**
 * The undo that a redo takes back: the actor's own last one that stands, or the one that a number names, by itself or by what it took
 * back. Whoever undid does it again; a person may for anybody, by number. What the actor changed since and stands ends that, as in an
 * editor, but for a number; what others changed does not.
 */
export async function findUndo(store: UndoContext, { actor, seq, anyone }: UndoOptions): Promise<Commit> {
  const takenBack = new Map<number, Commit>();
  let since: Commit | undefined;
  for await (const commit of store.history({ reverse: true, ...candidates(actor, seq) })) {
    const by = takenBack.get(commit.seq);
    if (by === undefined && commit.undoes !== undefined) takenBack.set(commit.undoes, commit);
    if (seq === undefined) {
      if (by !== undefined || !sameActor(commit.actor, actor)) continue;
      if (await isUndo(store, commit)) {
        if (since) throw changedAfter(commit, since);
        return commit;
      }
      if (isOwnChange(commit, actor, store.rules)) since ??= commit;
    } else if (commit.seq === seq) {
      const undo = await named(store, commit, by);
      if (!anyone && !sameActor(undo.actor, actor)) throw notYours(undo);
      return undo;
    }
  }
  if (seq !== undefined) throw new BacklogError('not-found', `there is no commit ${seq} that could be done again`);
  throw new BacklogError('nothing-to-do', `${formatActor(actor)} has undone nothing that could be done again`);
}

/** All commits from a number on; without one, the actor's own, and those that took one back. */
function candidates(actor: Actor, seq: number | undefined): HistoryQuery {
  return seq === undefined ? { by: (author) => sameActor(author, actor), undoing: true } : { from: seq };
}

/** @throws BacklogError `conflict` for what was not undone, or was done again already */
async function named(store: UndoContext, commit: Commit, by: Commit | undefined): Promise<Commit> {
  if (await isUndo(store, commit)) {
    if (by === undefined) return commit;
    throw new BacklogError('conflict', `${describe(commit)} was taken back by commit ${by.seq} already`);
  }
  if (by !== undefined) return by;
  throw new BacklogError('conflict', `${describe(commit)} was not undone, or was done again already`);
}

/** Does it take something away that was done, instead of bringing it back? */
async function isUndo(store: UndoContext, { undoes }: Commit): Promise<boolean> {
  if (undoes === undefined) return false;
  for await (const commit of store.history({ from: undoes, to: undoes })) return !(await isUndo(store, commit));
  return true;
}

/** What had effects outside counts, to be refused by name instead of being passed over. */
function isOwnChange(commit: Commit, caller: Actor, rules: KindRules): boolean {
  const { undoes, actor, changes } = commit;
  const counts = effectOutside(commit, rules) !== undefined || changes.some((change) => isRestored(change, rules));
  return undoes === undefined && sameActor(actor, caller) && counts;
}

/** What a commit did outside the store, in a few words; undefined when it can be taken back. */
export function effectOutside({ outside, changes }: Commit, rules: KindRules): string | undefined {
  const refused = changes.find(({ kind }) => rules[kind]?.undo === 'refused');
  return outside ?? (refused && `${refused.kind} ${refused.id}`);
}

/** Is this a change that undo makes good? */
export function isRestored({ kind, before }: Change, rules: KindRules): boolean {
  const rule = rules[kind]?.undo;
  return rule === undefined || rule === 'exact' || (rule === 'only-remove' && before === null);
}

function changedAfter({ seq, undoes }: Commit, since: Commit): BacklogError {
  const message = `you made ${describe(since)} after you had undone commit ${undoes}, so nothing is left to do again`;
  return new BacklogError('nothing-to-do', message, {
    hint: `task_redo ${seq} does it again all the same.`,
    data: { undo: seq, undoes, since: since.seq },
  });
}

function notYours(commit: Commit): BacklogError {
  return new BacklogError('forbidden', `${describe(commit)} is not yours`, {
    hint: 'Ask its author, or a person, to take it back.',
    data: { seq: commit.seq, actor: formatActor(commit.actor) },
  });
}

/** A commit in a sentence about it. */
export function describe(commit: Commit): string {
  return `commit ${commit.seq} (${commit.command}, ${formatActor(commit.actor)})`;
}
