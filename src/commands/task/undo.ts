import * as z from 'zod';
import { sameActor } from '../../domain/actor.ts';
import { callOf, shortLine } from '../../domain/door.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';
import { countInput, flagInput } from '../../domain/inputs.ts';
import { lazy } from '../../domain/lazy.ts';
import { openInstances } from '../../domain/readiness.ts';
import type { Task } from '../../domain/task.ts';
import { boundedCommit, CHANGE_LIMITS, taskCount } from '../../report/history.ts';
import type { Change, Commit, Tx, Undone, UndoOptions } from '../../store/index.ts';
import { changeLines, commitText } from '../../text/history/commit.ts';
import { commitSummary } from '../../text/history/summary.ts';
import type { Screen } from '../../text/screen/screen.ts';
import { anyArchived } from '../../work/archive/known.ts';
import { loadArchive } from '../../work/archive/load.ts';
import { changeHeld } from '../../work/claim/held.ts';
import { belongings, checkGraphs, referrers } from '../../work/task/integrity.ts';
import { startAgain } from '../../work/task/life.ts';
import type { Context } from '../../work/workspace/context.ts';
import { mayAct } from '../../work/workspace/people.ts';
import { checkTerminal, isForTerminal } from '../../work/workspace/terminal.ts';
import { defineCommand } from '../command.ts';
import { checkSpec } from '../doc/named.ts';
import * as outputs from '../outputs.ts';

/** Changes that a trial shows, and that a refusal does. */
const SHOWN = { trial: 20, refusal: 3 } as const;

interface Took extends Undone {
  /** What was done, in a few words: `the import of 10,000 tasks`. */
  what: string;
  /** How many tasks that changes. */
  tasks: number;
  /** Changes that are left out. */
  left?: number | undefined;
  dryRun: boolean;
  notes?: string[] | undefined;
}

const input = lazy(() =>
  z.strictObject({
    commit: countInput().describe('Its number; default: your last').optional(),
    dry_run: flagInput().describe('Only show what it would change').optional(),
  }),
);

const output = () =>
  z.strictObject({
    /** The commit that is taken back: of a redo, the undo. */
    undone: outputs.commit(),
    /** What was done in the first place: of a redo, what it does again. */
    done: outputs.commit(),
    /** The same in a few words: `the import of 10,000 tasks`. */
    what: z.string(),
    /** How many tasks that changes. */
    tasks: z.int(),
    /** What that changes. */
    changes: z.array(outputs.change()),
    /** Changes that are left out. */
    left: z.int().optional(),
    seq: z.int().nullable(),
    dryRun: z.boolean(),
    /** What became of tasks that were active before. */
    notes: outputs.notes(),
  });

export const taskUndo = defineCommand({
  name: 'task_undo',
  title: 'Undo',
  summary:
    'Takes back your own last change, or the commit named by its number (task_history shows them), unless something changed since.',
  toolset: 'queue',
  effect: 'write',
  positional: ['commit'],
  selects: { field: 'commit', meant: (context, input) => meantBy(context, input, false) },
  examples: ['task undo', 'task undo 41', 'task undo --dry-run'],
  input,
  output,
  run: (context, { commit, dry_run }) => takeBack(context, { commit, dryRun: dry_run ?? false, redo: false }),
  text: (took, context) => tookText(took, 'undo', context),
  screen: (took, context, screen) => tookScreen(took, 'undo', context, screen),
});

export const taskRedo = defineCommand({
  name: 'task_redo',
  title: 'Redo',
  summary: 'Does again what you undid last, or the commit named by its number, unless something changed since.',
  toolset: 'queue',
  effect: 'write',
  positional: ['commit'],
  selects: { field: 'commit', meant: (context, input) => meantBy(context, input, true) },
  examples: ['task redo', 'task redo --dry-run'],
  input,
  output,
  run: (context, { commit, dry_run }) => takeBack(context, { commit, dryRun: dry_run ?? false, redo: true }),
  text: (took, context) => tookText(took, 'redo', context),
  screen: (took, context, screen) => tookScreen(took, 'redo', context, screen),
});

interface Asked {
  commit: number | undefined;
  dryRun: boolean;
  redo: boolean;
}

async function takeBack(context: Context, asked: Asked): Promise<Took> {
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
    check: (tx, made, before) => {
      checkUndone(tx, made, context);
      changeWorkedBy(tx, made, before, context);
      notes = startedAgain(tx, made, context);
    },
    nameOf: nameIn(context),
    tell: (changes) => changesTold(changes, SHOWN.refusal, context).join('; '),
  });
  return { undone, notes };
}

/** An import may have changed tens of thousands of tasks: each part of the answer holds the first. */
function told({ undone, done, changes }: Undone, { queue }: Context): Omit<Took, 'seq' | 'dryRun'> {
  const short = (commit: Commit) => ({ tasks: taskCount(commit), ...boundedCommit(commit, CHANGE_LIMITS.lines) });
  const { changes: first, left } = boundedCommit({ changes }, CHANGE_LIMITS.lines);
  return {
    ...{ undone: short(undone), done: short(done), what: commitSummary(done, queue) },
    ...{ tasks: taskCount({ changes }), changes: first, ...(left === undefined ? {} : { left }) },
  };
}

/** The tasks that it would change, and the call that changes these whatever is done meanwhile. */
async function meantBy(context: Context, { commit }: { commit?: unknown }, redo: boolean) {
  // As a command line has it; what is no number the command itself refuses.
  const number = commit === undefined ? undefined : Number(commit);
  if (number !== undefined && !Number.isInteger(number)) return { tasks: [], input: { commit } };
  const asked = { commit: number, dryRun: true, redo };
  const { undone, changes } = (await undo(context, asked)).undone;
  const tasks = changes
    .filter(({ kind }) => kind === 'task')
    .map(({ id, before, after }) => context.queue.get(id) ?? ({ ...before, ...after } as unknown as Task));
  return { tasks, input: { commit: undone.seq } };
}

/** Where archived tasks stand in the way, restoring them is what helps. */
async function undoOrTell(context: Context, options: UndoOptions): Promise<Undone> {
  try {
    return await context.store.undo(options);
  } catch (error) {
    if (!(error instanceof BacklogError) || !anyArchived(context.store)) throw error;
    const { toldOfArchived } = await loadArchive();
    throw await toldOfArchived(context, error);
  }
}

function tookText({ done, changes, left, dryRun, notes = [] }: Took, verb: 'undo' | 'redo', context: Context): string {
  const command = context.caller.door === 'cli' ? shortLine(done.command) : done.command;
  const told = commitText(
    { ...done, command },
    { queue: context.queue, zone: context.clock.zone, door: context.caller.door },
  );
  if (!dryRun) return [`${verb === 'undo' ? 'Undone' : 'Done again'}: ${told}`, ...notes].join('\n');
  return [
    `Would ${verb === 'undo' ? 'undo' : 'do again'} ${told}`,
    'That would change:',
    ...changesTold(changes, SHOWN.trial, context, left).map((line) => `  ${line}`),
  ].join('\n');
}

async function tookScreen(took: Took, verb: 'undo' | 'redo', context: Context, { columns }: Screen): Promise<string> {
  const { paragraphs } = await import('../../text/screen/screens.ts');
  return paragraphs(tookText(took, verb, context), columns).join('\n');
}

function changesTold(changes: readonly Change[], most: number, { queue, clock }: Context, left = 0): string[] {
  const lines = changes.flatMap((change) =>
    changeLines({ seq: 0, changes: [change] }, { queue, zone: clock.zone }).slice(0, 1),
  );
  const more = Math.max(0, lines.length - most) + left;
  return more > 0 ? [...lines.slice(0, most), `and ${more} more`] : lines;
}

/** A refusal names tasks as readers know them. */
function nameIn({ queue }: Context) {
  return (kind: string, id: string) => {
    const task = kind === 'task' ? queue.get(id) : undefined;
    return task ? `${task.id} ${task.description}` : `${kind} ${id}`;
  };
}

/** What a commit did may hold up what came later: a task that others now wait for cannot be undone away. */
function checkUndone(tx: Tx, undone: Commit, context: Context): void {
  if (undone.changes.some(isForTerminal)) checkTerminal(context.caller, 'undoing that', `undo ${undone.seq}`);
  const changes = undone.changes.filter(({ kind }) => kind === 'task');
  // What goes back into the archive may be referred to from the queue.
  const archives = undone.changes.some(({ kind }) => kind === 'archive');
  for (const { id, after } of archives ? [] : changes)
    if (!tx.get('task', id) && referrers(id, context.queue).length > 0)
      refuseToRemove({ uuid: id, id: Number(after?.id) }, context);
  refuseToOrphan(tx, changes, archives);
  const restored = changes.map(({ id }) => tx.get('task', id)).filter((task) => task !== undefined);
  checkGraphs(restored, context.queue);
}

/** What a holder works by is its own to change, by an undo too; the claims on a task follow its scope. */
function changeWorkedBy(tx: Tx, { changes }: Commit, before: Tx['get'], context: Context): void {
  for (const { kind, id } of changes) {
    if (kind === 'task') {
      const [was, task] = [before('task', id), tx.get('task', id)];
      if (was && task) changeHeld(tx, context, was, task);
    }
    if (kind !== 'doc') continue;
    const doc = before('doc', id) ?? tx.get('doc', id);
    const task = doc?.task === undefined ? undefined : tx.get('task', doc.task);
    if (doc && task) checkSpec(tx, context, task, doc.name);
  }
}

/** Starts what was active before the commit that is taken back; what became of each. */
function startedAgain(tx: Tx, undone: Commit, context: Context): string[] {
  const isOwn = sameActor(undone.actor, context.caller.actor);
  const changed = undone.changes.filter(({ kind, before }) => kind === 'task' && before !== null && 'start' in before);
  return changed.flatMap(({ id }) => {
    const task = tx.get('task', id);
    const why = task && startAgain(tx, context, task, isOwn);
    if (why === undefined) return [];
    return why === null ? `Task ${task!.id} is active, and you hold it.` : `Task ${task!.id} is pending: ${why}`;
  });
}

/** What others added to the task meanwhile would belong to nothing. */
function refuseToOrphan(tx: Tx, changes: readonly Change[], archives: boolean): void {
  const gone = new Map(
    changes.filter(({ id }) => !tx.get('task', id)).map(({ id, before, after }) => [id, before ?? after]),
  );
  const left = gone.size === 0 ? [] : belongings(tx, (task) => gone.has(task)).filter(({ name }) => name !== undefined);
  if (left.length === 0) return;
  const names = [...new Set(left.map(({ name }) => name))].join(', ');
  const ids = [...new Set(left.map(({ task }) => gone.get(task)?.id))].join(',');
  refuse('referenced', `that would leave ${names} without task ${ids}`, {
    hint: archives
      ? `task_archive ${ids} takes them along.`
      : `Undo those first. Or leave the task and delete it: task_delete ${ids}.`,
    data: { left: left.map(({ kind, id }) => ({ kind, id })) },
  });
}

/** Nobody can undo the instances of a series: time made them. */
function refuseToRemove(task: Pick<Task, 'uuid' | 'id'>, { queue, caller }: Context): never {
  const others = referrers(task.uuid, queue);
  const series = [task, ...openInstances(queue, task)].map(({ id }) => id);
  refuse(
    'referenced',
    `that would remove a task that ${others.join(', ')} ${others.length === 1 ? 'refers' : 'refer'} to`,
    {
      hint:
        queue.instances(task.uuid).size > 0
          ? `It is a series of which there are instances: \`${callOf(caller, 'task_delete', series.join(','))}\` ends it and deletes those that are open.`
          : 'Undo those first, or delete the task.',
      data: { referrers: others },
    },
  );
}
