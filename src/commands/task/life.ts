import * as z from 'zod';
import { lazy } from '../../base/lazy.ts';
import { present } from '../../base/present.ts';
import { callOf, inDoorWords, quotedCall } from '../../domain/calls/door.ts';
import { flagInput, idInput, idsInput, noteInput, objectsInput } from '../../domain/calls/inputs.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';
import { fromInstant } from '../../domain/instant.ts';
import { deletedOf, deletedStep } from '../../domain/queue/deleted-blockers.ts';
import { openDependents, unmetDependencies } from '../../domain/queue/graph.ts';
import type { Claim } from '../../domain/records.ts';
import { offBranchStep, offBranchText } from '../../domain/task/off-branch.ts';
import { openInstances } from '../../domain/task/readiness.ts';
import { isOffBranch, type Task } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';
import { briefText } from '../../text/brief.ts';
import { despiteLines, heldText, nameText } from '../../text/row.ts';
import { oneLine } from '../../text/safe.ts';
import { formatFull } from '../../time/index.ts';
import { claimsHeld } from '../../work/claim/claims.ts';
import { emptyScopes } from '../../work/claim/empty-scopes.ts';
import { loadBrief } from '../../work/task/brief.ts';
import { completeTask, deleteTask } from '../../work/task/close.ts';
import { meetCriterion } from '../../work/task/evidence.ts';
import { findTask } from '../../work/task/find.ts';
import { startTask, stopTask } from '../../work/task/life.ts';
import type { Context, Write } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

const ids = lazy(() => idsInput().describe('12, or several: 12,13'));

/** Does one step for each named task. Stores all steps in one commit, or none if a step fails. */
async function forEach<T>(
  { queue }: Context,
  write: Write,
  named: readonly string[],
  step: (tx: Tx, task: Task) => T,
): Promise<T[]> {
  if (named.length === 0) refuse('usage', 'id: expected at least one id, received none');
  return write((tx) => named.map((id) => step(tx, findTask(queue, id)))).catch((error: unknown) => {
    if (named.length < 2 || !(error instanceof BacklogError) || error.code !== 'not-found') throw error;
    const { code, message, hint, data } = error;
    throw new BacklogError(
      code,
      `${message}, so none of the ${named.length} tasks was changed`,
      present({ hint, data }),
    );
  });
}

export const taskStart = defineCommand({
  name: 'task_start',
  title: 'Start a task',
  summary: 'Start a particular task and claim it and its scope. task_next chooses one for you.',
  toolset: 'queue',
  group: 'daily',
  access: { effect: 'write', idempotent: true },
  input: () =>
    z.strictObject({
      id: idInput(),
      force: flagInput().describe('Start even if blocked or subtasks are open').optional(),
    }),
  output: () => z.strictObject({ brief: outputs.brief(), claim: outputs.stored('claim'), already: z.boolean() }),
  async run(context, input, write) {
    const { holder } = context.caller;
    const [started] = await forEach(context, write, [input.id], (tx, task) => ({
      already: task.start !== undefined && claimsHeld(tx).some((c) => c.task === task.uuid && c.holder === holder),
      ...startTask(tx, context, task, { force: input.force ?? false }),
    }));
    const { task, claim, already } = started!;
    return { brief: await loadBrief(context, context.facts(), task, holder), claim, already };
  },
  show: {
    text: ({ brief, claim, already }, context) =>
      [
        `${already ? 'You have already claimed it' : 'Started and claimed'}. ${endText(claim, context)}.`,
        ...emptyScopes(context, [claim]),
        briefText(brief, context.facts(), context.caller),
      ].join('\n'),
  },
  cli: { positional: ['id'], selects: { field: 'id', each: true }, examples: ['task start 12'] },
  mcp: { unlisted: { force: 'even if blocked or subtasks are open' } },
});

function endText(claim: Claim, context: Context): string {
  const facts = context.facts();
  const isRenewed = claim.lasts === undefined && facts.holdOf(claim)?.until !== undefined;
  if (!isRenewed) return `The claim lasts ${heldText(claim, facts)}`;
  return `The claim expires at ${formatFull(fromInstant(claim.expires), facts.zone)} and is renewed while you work`;
}

export const taskStop = defineCommand({
  name: 'task_stop',
  title: 'Stop a task',
  elsewhere: 'unstart, unclaim, give-up',
  summary: 'Stop active tasks, release their claims. With `handoff`, leave a note for the next session.',
  toolset: 'queue',
  group: 'daily',
  access: { effect: 'write' },
  input: () =>
    z.strictObject({ id: ids(), handoff: noteInput().describe('State, remaining work, next step').optional() }),
  output: () => z.strictObject({ tasks: outputs.tasks() }),
  async run(context, input, write) {
    return {
      tasks: await forEach(context, write, input.id, (tx, task) => stopTask(tx, context, task, input.handoff)),
    };
  },
  show: {
    text: ({ tasks }) =>
      tasks.map((task) => `Stopped ${nameText(task)}${task.handoff ? ' with a handoff' : ''}`).join('\n'),
  },
  cli: {
    positional: ['id'],
    selects: { field: 'id' },
    examples: ['task stop 12', 'task stop 12 --handoff "Parser done; tests for errors are missing"'],
  },
});

export const taskDone = defineCommand({
  name: 'task_done',
  title: 'Complete tasks',
  elsewhere: 'complete, finish, close, resolve, tick',
  summary: 'Complete tasks and release their claims. Refused while acceptance criteria are unmet.',
  toolset: 'core',
  group: 'daily',
  access: { effect: 'write' },
  input: () =>
    z.strictObject({
      id: ids(),
      evidence: objectsInput(
        z.strictObject({ criterion: z.union([z.string(), z.int()]).transform(String), text: noteInput() }),
      )
        .describe('Evidence by criterion (id or position)')
        .optional(),
      force: flagInput().describe('Complete despite unmet criteria, open subtasks or blockers').optional(),
    }),
  output: () => z.strictObject({ tasks: outputs.tasks(), unblocked: outputs.tasks(), despite: outputs.despite() }),
  async run(context, input, write) {
    const results = await forEach(context, write, input.id, (tx, task) => {
      const proven = (input.evidence ?? []).reduce((t, evidence) => meetCriterion(tx, context, t, evidence), task);
      return completeTask(tx, context, proven, { force: input.force ?? false });
    });
    const off = results.filter(({ task }) => isOffBranch(task)).map(({ task }) => task);
    if (off.length > 0) await (await import('../../runs/upkeep/off-branch.ts')).followOffBranch(context, off);
    const still = new Map(results.flatMap(({ unblocked }) => unblocked).map((task) => [task.uuid, task]));
    return {
      tasks: results.map(({ task }) => context.queue.get(task.uuid) ?? task),
      unblocked: [...still.values()].filter((task) => !context.queue.isBlocked(task)),
      ...outputs.despiteOf(results.flatMap(({ despite }) => despite)),
    };
  },
  show: {
    text: ({ tasks, unblocked, despite }) =>
      [
        ...tasks.map((task) => `Completed ${nameText(task)}${offText(task)}`),
        ...despiteLines(despite),
        ...(unblocked.length > 0 ? [`Unblocked: ${unblocked.map(nameText).join('; ')}`] : []),
      ].join('\n'),
  },
  cli: {
    positional: ['id'],
    selects: { field: 'id' },
    examples: [
      'task done 12',
      'task done 3-5',
      `task done 12 --evidence '[{"criterion":"a1b2c3d4","text":"npm test passes"}]'`,
    ],
  },
  mcp: { unlisted: { force: '' } },
});

/** Explains where the work of a completed task is, if it is not on the branch, and how to bring it there. */
function offText({ id, offBranch }: Task): string {
  if (!offBranch) return '';
  return oneLine(
    `, but it is not on the branch: ${offBranchText(offBranch)}. Tasks that depend on it wait. To bring it, ${offBranchStep({ id }, offBranch)}`,
  );
}

export const taskDelete = defineCommand({
  name: 'task_delete',
  title: 'Delete a task',
  elsewhere: 'remove, del, rm, trash, remove-task, remove-subtask',
  summary: 'Delete tasks: they are hidden, and still block their dependents. Undo restores them.',
  toolset: 'queue',
  group: 'daily',
  access: { effect: 'write' },
  input: () => z.strictObject({ id: ids() }),
  output: () =>
    z.strictObject({
      tasks: outputs.tasks(),
      /** The number of the change, for undo. */
      change: z.int().exactOptional(),
    }),
  async run(context, input, write) {
    const deleted = await forEach(context, write, input.id, (tx, task) => ({
      task: deleteTask(tx, context, task),
      change: tx.seq,
    }));
    return { tasks: deleted.map(({ task }) => task), ...present({ change: deleted[0]?.change }) };
  },
  show: {
    text: ({ tasks, change }, context) =>
      [
        ...tasks.map((task) => `Deleted ${nameText(task)}${stay(task, context)}`),
        ...stillWaiting(tasks, context),
        ...(change !== undefined && context.caller.door === 'cli' ? [undoLine(change, context)] : []),
      ].join('\n'),
  },
  cli: {
    positional: ['id'],
    selects: { field: 'id', careful: true },
    examples: ['task delete 12,13', 'task delete +obsolete'],
  },
});

/** Returns the line that restores deleted tasks in the next shell, which is another session without a terminal. */
function undoLine(change: number, { caller: { actor } }: Context): string {
  return `To restore: \`${callOf('cli', 'task_undo', actor.kind === 'human' ? '' : String(change))}\``;
}

/** Returns a line for each open task that waits for deleted ones, with the commands that end that. */
function stillWaiting(deleted: readonly Task[], { queue, caller }: Context): string[] {
  const waiting = [...new Set(deleted.flatMap((task) => openDependents(queue, task)))];
  return waiting.map((task) => {
    const blockers = deletedOf(unmetDependencies(queue, task));
    return `${nameText(task)} is still blocked by ${blockers.map(({ id }) => id).join(', ')} and does not start. A person decides: ${inDoorWords(caller, deletedStep(task, blockers))}`;
  });
}

/** Returns a note about the open instances of a deleted recurring task. They are separate tasks, so they stay. */
function stay(template: Task, { queue, caller }: Context): string {
  const open = openInstances(queue, template).map(({ id }) => id);
  if (open.length === 0) return '';
  const which = open.length === 1 ? 'its open instance stays' : 'its open instances stay';
  return `; the series ends, but ${which} until ${quotedCall(caller, 'task_delete', open.join(','))}`;
}
