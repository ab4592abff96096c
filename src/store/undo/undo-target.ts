import { isOfProcess } from '../../claims/index.ts';
import { type Actor, formatActor, sameActor } from '../../domain/actor.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { KindRules } from '../../domain/kinds/row.ts';
import type { Commit } from '../log/commit.ts';
import type { HistoryQuery } from '../log/history.ts';
import type { Change } from '../state/change.ts';
import type { Tx } from '../state/stage.ts';
import type { CommitResult, UndoOptions, WriteMeta } from '../types.ts';

/** The parts of a store that undo needs. */
export interface UndoContext {
  refresh(): Promise<void>;
  history(query: HistoryQuery): AsyncIterable<Commit>;
  write<T>(meta: WriteMeta, fn: (tx: Tx) => T): Promise<CommitResult<T>>;
  rules: KindRules;
  /** Makes files usable again that the changes reference. */
  revive(changes: readonly Change[]): Promise<void>;
}

/** What to do after a number that no change has, or without a change. */
export const SEE_CHANGES = { hint: 'See the changes with their numbers: task_history' };

/**
 * Returns the commit to undo: the actor's own last change that isn't undone, or the one with the given number.
 * With a number, another process of the same script may be the author.
 * @throws BacklogError `not-found`, `nothing-to-do`; `conflict` for an undone commit; `forbidden` for another actor's
 * commit
 */
export async function findTarget(store: UndoContext, { actor, seq, anyone }: UndoOptions): Promise<Commit> {
  const undoOf = createUndoOf();
  for await (const commit of store.history({ reverse: true, ...candidates(actor, seq) })) {
    const by = undoOf(commit)?.seq;
    if (seq === undefined ? isOwnChange(commit, actor, store.rules) && by === undefined : commit.seq === seq) {
      if (by !== undefined)
        throw new BacklogError('conflict', `${describe(commit)} was already undone by change ${by}`, {
          hint: `Redo it: task_redo ${commit.seq}`,
        });
      if (!anyone && !sameActor(commit.actor, actor) && !sameScript(commit.actor, actor)) throw notYours(commit, actor);
      return commit;
    }
  }
  if (seq !== undefined) throw new BacklogError('not-found', `there is no change ${seq} to undo`, SEE_CHANGES);
  throw nothingOf(actor, 'has made no change to undo');
}

/**
 * Returns the undo that a redo reverts: the actor's own last undo that applies, or the one that a number identifies.
 * The number may be the undo's own or that of the undone commit. Only the author of the undo may redo it; a person may
 * redo any undo by its number. Without a number, a later change by the same actor prevents the redo, as in an editor.
 * @throws BacklogError `not-found`, `nothing-to-do`, `conflict`, `forbidden`
 */
export async function findUndo(store: UndoContext, { actor, seq, anyone }: UndoOptions): Promise<Commit> {
  const undoOf = createUndoOf();
  let since: Commit | undefined;
  for await (const commit of store.history({ reverse: true, ...candidates(actor, seq) })) {
    const by = undoOf(commit);
    if (seq === undefined) {
      if (by !== undefined || !sameActor(commit.actor, actor)) continue;
      if (await isUndo(store, commit)) {
        if (since) throw changedAfter(commit, since);
        return commit;
      }
      if (isOwnChange(commit, actor, store.rules)) since ??= commit;
    } else if (commit.seq === seq) {
      const undo = await named(store, commit, by);
      if (!anyone && !sameActor(undo.actor, actor) && !sameScript(undo.actor, actor)) throw notYours(undo, actor);
      return undo;
    }
  }
  if (seq !== undefined) throw new BacklogError('not-found', `there is no change ${seq} to redo`, SEE_CHANGES);
  throw nothingOf(actor, 'has undone nothing to redo');
}

/**
 * Returns the query for the commits to search: with a number, all commits from it on; otherwise the actor's own commits
 * and all undos.
 */
function candidates(actor: Actor, seq: number | undefined): HistoryQuery {
  return seq === undefined ? { by: (author) => sameActor(author, actor), undoing: true } : { from: seq };
}

/**
 * Returns the undo that a number identifies.
 * @throws BacklogError `conflict` for a commit that isn't undone, or whose undo was reverted already
 */
async function named(store: UndoContext, commit: Commit, by: Commit | undefined): Promise<Commit> {
  if (await isUndo(store, commit)) {
    if (by === undefined) return commit;
    throw new BacklogError('conflict', `${describe(commit)} was already undone by change ${by.seq}`, SEE_CHANGES);
  }
  if (by !== undefined) return by;
  throw new BacklogError('conflict', `${describe(commit)} was not undone, or was already redone`, SEE_CHANGES);
}

/**
 * Checks whether two processes of one author without a session made a change and want it undone. The next shell of a
 * script is another process, so only a number names the change of the one before.
 */
function sameScript(made: Actor, caller: Actor): boolean {
  const isProcess = ({ kind, session }: Actor) => kind === 'system' && session !== undefined && isOfProcess(session);
  return made.name === caller.name && isProcess(made) && isProcess(caller);
}

/** Checks whether a commit is an undo, not a redo (an undo of an undo). */
async function isUndo(store: UndoContext, { undoes }: Commit): Promise<boolean> {
  if (undoes === undefined) return false;
  for await (const commit of store.history({ from: undoes, to: undoes })) return !(await isUndo(store, commit));
  return true;
}

/**
 * Checks whether a commit is a change by the caller. Changes with effects outside the store count, and those of records
 * that only a person changes, so that undo refuses them and doesn't skip them.
 */
function isOwnChange(commit: Commit, caller: Actor, rules: KindRules): boolean {
  const { undoes, actor, changes } = commit;
  const counts =
    effectOutside(commit, rules) !== undefined ||
    changes.some(({ kind }) => rules[kind]?.byHand) ||
    changes.some((change) => isRestored(change, rules) && !isBookkeeping(change, rules));
  return undoes === undefined && sameActor(actor, caller) && counts;
}

/** Checks whether a change only touches fields that nobody but Backlog keeps. */
function isBookkeeping({ kind, before, after }: Change, rules: KindRules): boolean {
  const { bookkeeping = [], stamps = [] } = rules[kind] ?? {};
  if (before === null || after === null) return false;
  const fields = [...Object.keys(before), ...Object.keys(after)];
  const isKept = (field: string) => bookkeeping.includes(field);
  return fields.some(isKept) && fields.every((field) => isKept(field) || stamps.includes(field));
}

/** Describes a commit's effect outside the store; undefined if the commit can be undone. */
export function effectOutside({ outside, changes }: Commit, rules: KindRules): string | undefined {
  const refused = changes.find((change) => undoRule(change, rules) === 'refused');
  return outside ?? (refused && `${refused.kind} ${refused.id}`);
}

/** Checks whether a commit can be undone, as long as nobody changed its records later. */
export const canUndo = (commit: Commit, rules: KindRules): boolean =>
  effectOutside(commit, rules) === undefined &&
  commit.purged === undefined &&
  commit.changes.some((change) => isRestored(change, rules));

/** Returns the numbers of the commits that others of a list undid. @param commits the newest first */
export function undoneIn(commits: Iterable<Commit>): ReadonlySet<number> {
  const undoOf = createUndoOf();
  return new Set(Array.from(commits).flatMap((commit) => (undoOf(commit) ? commit.seq : [])));
}

/**
 * Returns a function that gets commits one after the other, the newest first, and returns the one that undid a commit. An
 * undo that was undone itself undid nothing.
 */
function createUndoOf(): (commit: Commit) => Commit | undefined {
  const undos = new Map<number, Commit>();
  return (commit) => {
    const by = undos.get(commit.seq);
    if (by === undefined && commit.undoes !== undefined) undos.set(commit.undoes, commit);
    return by;
  };
}

/** Checks whether undo reverts this change. */
export function isRestored(change: Change, rules: KindRules): boolean {
  const { before, after } = change;
  const rule = undoRule(change, rules);
  if (rule === 'only-remove') return before === null;
  if (rule === 'only-fields') return before !== null && after !== null;
  return rule === undefined || rule === 'exact' || (rule === 'only-restore' && after === null);
}

function undoRule({ kind, before, after }: Change, rules: KindRules): KindRules[string]['undo'] {
  const { undo, undoable } = rules[kind] ?? {};
  return undo === 'refused' && after && undoable?.(after, before ?? {}) ? undefined : undo;
}

function changedAfter({ seq, undoes }: Commit, since: Commit): BacklogError {
  const message = `nothing is left to redo: you made ${describe(since)} after you undid change ${undoes}`;
  return new BacklogError('nothing-to-do', message, {
    hint: `Redo it anyway: task_redo ${seq}`,
    data: { undo: seq, undoes, since: since.seq },
  });
}

function nothingOf(actor: Actor, what: string): BacklogError {
  const who = `${actor.kind === 'human' ? '' : 'this session of '}${formatActor(actor)}`;
  return new BacklogError('nothing-to-do', `${who} ${what}`, {
    hint: `${SEE_CHANGES.hint}.${actor.kind === 'system' ? ` ${ONE_SESSION}` : ''}`,
  });
}

/** How the processes of a script are one author. */
const ONE_SESSION = 'Processes with the same BACKLOG_SESSION can undo the changes of each other.';

function notYours(commit: Commit, { kind, name }: Actor): BacklogError {
  const isSession = commit.actor.kind === kind && commit.actor.name === name;
  const why = isSession ? ': another session of its author made it' : '';
  return new BacklogError('forbidden', `${describe(commit)} is not yours${why}`, {
    hint: isSession
      ? `Ask a person to undo it.${kind === 'system' ? ` ${ONE_SESSION}` : ''}`
      : 'Ask its author, or a person, to undo it.',
    data: { seq: commit.seq, actor: formatActor(commit.actor), personAct: 'undo.others' },
  });
}

/** Formats a commit for use inside a sentence. */
export function describe(commit: Commit): string {
  return `change ${commit.seq} (${commit.command}, ${formatActor(commit.actor)})`;
}
