import { present } from '../../../base/present.ts';
import { quotedCall } from '../../../domain/calls/door.ts';
import { BacklogError } from '../../../domain/errors.ts';
import { fromInstant } from '../../../domain/instant.ts';
import { isRecordOf } from '../../../domain/kinds/schemas.ts';
import { namedIn, type Task, taskName } from '../../../domain/task/task.ts';
import { boundedCommit, CHANGE_LIMITS, commitTaskCount } from '../../../report/history.ts';
import { statementOf } from '../../../report/statement/statement.ts';
import type { Change, Commit, RecordFields, Undone, UndoOptions } from '../../../store/index.ts';
import type { OutputDoc } from '../../../text/doc/doc.ts';
import { changeLines, commitText } from '../../../text/history/commit.ts';
import { statementText } from '../../../text/history/statement.ts';
import { VALUE_LIMITS } from '../../../text/history/value.ts';
import { oneLine } from '../../../text/safe.ts';
import { formatFull } from '../../../time/index.ts';
import { anyArchived } from '../../../work/archive/is-archived.ts';
import { loadArchive } from '../../../work/archive/load-archive.ts';
import { checkEffects, checkEnds } from '../../../work/claim/check-effects.ts';
import { watchTransaction } from '../../../work/claim/watch-transaction.ts';
import { mayAct } from '../../../work/people/person-acts.ts';
import type { Context } from '../../../work/workspace/context.ts';
import type { CallQuestion } from '../../command-line.ts';
import type { Took } from './undo-output.ts';
import { changeTasks, checkUndone, endsClaims, startedAgain } from './undo-rules.ts';

/** Maximum number of changes in the output of a dry run (`trial`) and in an error (`refusal`). */
const SHOWN = { trial: 20, refusal: 3 } as const;

interface Asked {
  commit: number | undefined;
  dryRun: boolean;
  redo: boolean;
}

/** Undoes or redoes a commit, or says what that would change. */
export async function takeBack(context: Context, asked: Asked): Promise<Took> {
  const { undone, notes } = await undo(context, asked);
  return { ...undone, ...told(undone, context), dryRun: asked.dryRun, ...(notes.length > 0 ? { notes } : {}) };
}

async function undo(context: Context, { commit, dryRun, redo }: Asked): Promise<{ undone: Undone; notes: string[] }> {
  const { actor } = context.caller;
  const named = commit === undefined ? {} : { seq: commit, anyone: mayAct(context.caller, 'undo.others') };
  let notes: string[] = [];
  const undone = await undoOrTell(context, {
    actor,
    ...named,
    redo,
    dryRun,
    check: (undoing, made, before) => {
      const earlier = made.changes.map(({ kind, id }) => ({ kind, id, record: before<string>(kind, id) }));
      const watched = watchTransaction(undoing, earlier);
      const { tx } = watched;
      checkUndone(tx, made, context);
      changeTasks(tx, made, before, context);
      endsClaims(tx, made, context);
      notes = startedAgain(tx, made, context);
      checkEffects(context, watched);
      if (!dryRun) checkEnds(context, watched);
    },
    nameOf: nameIn(context),
    whatOf: (done, removedAs) =>
      doingText(done, { get: (uuid) => context.queue.get(uuid) ?? namedIn(removedAs('task', uuid) ?? {}) }),
    timeText: (at) => formatFull(fromInstant(at), context.clock.zone),
    describeChanges: (changes) => {
      const lines = changesTold(changes, context);
      const more = lines.length - SHOWN.refusal;
      return [...lines.slice(0, SHOWN.refusal), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
    },
  });
  return { undone, notes };
}

/** Names what a commit did, for texts such as "Undone": `the import of 10,000 tasks`. */
const doingText = (commit: Commit, tasks: Parameters<typeof statementOf>[1]) =>
  statementText(statementOf(commit, tasks), { form: 'doing' });

/** Returns the answer with only the first records of each list. An import can change tens of thousands. */
function told({ undone, done, changes }: Undone, { queue }: Context): Omit<Took, 'seq' | 'dryRun'> {
  const short = (commit: Commit) => ({ tasks: commitTaskCount(commit), ...boundedCommit(commit, CHANGE_LIMITS.lines) });
  const { changes: first, left } = boundedCommit({ changes }, CHANGE_LIMITS.lines);
  return {
    ...{ undone: short(undone), done: short(done), what: doingText(done, queue) },
    ...{ tasks: commitTaskCount({ changes }), changes: first, ...present({ left }) },
  };
}

/**
 * Returns the tasks that the call would change, and a call that names the commit by its number. Later commits don't
 * change the meaning of that call.
 */
export async function undoMeant(context: Context, { commit }: { commit?: unknown }, redo: boolean) {
  // The value comes from the command line as text. The command itself refuses a text that isn't a number.
  const number = commit === undefined ? undefined : Number(commit);
  if (number !== undefined && !Number.isInteger(number)) return { tasks: [], input: { commit } };
  // Nobody answers a question of a script, and the number says which change it means.
  if (number !== undefined && context.caller.actor.kind !== 'human') return { tasks: [], input: { commit } };
  const asked = { commit: number, dryRun: true, redo };
  const { undone, changes } = (await undo(context, asked)).undone;
  const tasks = changes
    .filter(({ kind }) => kind === 'task')
    .flatMap(({ id, before, after }) => {
      const removed = { ...before, ...after };
      return context.queue.get(id) ?? (isRecordOf('task', removed) ? removed : []);
    });
  return { tasks, input: { commit: undone.seq } };
}

/**
 * Returns the question about a number that is a task's, too: `undo 2` names a change, which can be about something else.
 * Only a reader at a terminal is asked.
 */
export async function numberQuestion(
  context: Context,
  { number, task, redo }: { number: number; task: Task; redo: boolean },
): Promise<CallQuestion | undefined> {
  const named = await undo(context, { commit: number, dryRun: true, redo });
  if (named.undone.changes.some(({ id }) => id === task.uuid)) return undefined;
  const last = await undo(context, { commit: undefined, dryRun: true, redo }).catch(() => undefined);
  if (last?.undone.undone.seq === named.undone.undone.seq) return undefined;
  const { queue, clock, caller } = context;
  return {
    text: [
      `${number} is the number of a change: ${commitText(named.undone.done, { queue, clock, door: caller.door })}`,
      `Task ${oneLine(taskName(task), VALUE_LIMITS.text)} has other changes: ${quotedCall(caller, 'task_history', String(task.id))}`,
    ].join('\n'),
    action: `${redo ? 'Redo' : 'Undo'} change ${number}`,
  };
}

/** Undoes a commit. If archived tasks prevent this, the error suggests restoring them first. */
async function undoOrTell(context: Context, options: UndoOptions): Promise<Undone> {
  try {
    return await context.store.undo(options);
  } catch (error) {
    if (!(error instanceof BacklogError) || !anyArchived(context.store)) throw error;
    const { archivedUndoError } = await loadArchive();
    throw await archivedUndoError(context, error);
  }
}

/** Returns what was undone or redone as a document. */
export function tookDoc(
  { done, changes, left = 0, dryRun, notes }: Took,
  verb: 'undo' | 'redo',
  context: Context,
): OutputDoc {
  const { queue, clock, caller } = context;
  const told = commitText(done, { queue, clock, door: caller.door });
  if (!dryRun) return { sections: [{ lines: [`${verb === 'undo' ? 'Undone' : 'Redone'}: ${told}`] }], notes };
  const lines = changesTold(changes, context);
  return {
    title: `Would ${verb} ${told}`,
    sections: [{ title: 'That would change', count: lines.length + left, most: SHOWN.trial, lines }],
  };
}

function changesTold(changes: readonly Change[], { queue, clock }: Context): string[] {
  return changes.flatMap((change) => changeLines({ seq: 0, changes: [change] }, { queue, clock }).slice(0, 1));
}

/** Returns a function that names a record in an error, a task by its id and description, also one that is archived. */
function nameIn({ queue }: Context) {
  return (kind: string, id: string, removed: RecordFields | undefined) => {
    const task = kind === 'task' ? (queue.get(id) ?? namedIn(removed ?? {})) : undefined;
    return task ? oneLine(taskName(task), VALUE_LIMITS.text) : `${kind} ${id}`;
  };
}
