import { type ClaimRefusal, claimRefusal, dispatchHolder, isWithin, sessionOf } from '../../../claims/index.ts';
import { callOf } from '../../../domain/calls/door.ts';
import type { Dispatch } from '../../../domain/records.ts';
import type { Task } from '../../../domain/task/task.ts';
import { briefText } from '../../../text/brief.ts';
import type { Reason } from '../../../work/claim/eligibility.ts';
import { reasonPhrase } from '../../../work/claim/reason-text.ts';
import { claimReader } from '../../../work/claim/refusals.ts';
import { loadBrief } from '../../../work/task/brief.ts';
import type { Context } from '../../../work/workspace/context.ts';

/** Formats the addition to the prompt of an agent that gets a task. */
export async function givenTaskText(context: Context, task: Task, dispatch: Dispatch, others: Task[]): Promise<string> {
  const holder = dispatchHolder(dispatch.holder ?? dispatch.session, dispatch.token);
  return [
    `Backlog: this is your task (assignment ${dispatch.token}). It is assigned to you: your first tool call starts it and claims its files. Do not start it yourself.`,
    await brief(context, task, holder, dispatch.claim),
    [
      `When the task is completed: ${callOf(context.caller, 'task_done', String(task.id))}, with evidence for each acceptance criterion.`,
      context.caller.offers?.('task_stop') === false
        ? 'If you cannot finish it, list the finished and the remaining work in your last message.'
        : `If you cannot finish it: task_stop ${task.id} with handoff, a note about the finished and the remaining work.`,
    ].join(' '),
    ...(others.length > 0
      ? [
          `Only task ${task.id} is assigned to you. The prompt also names tasks that are not assigned to you: ${named(others)}.`,
        ]
      : []),
  ].join('\n');
}

/** Formats the addition to the prompt of an agent that helps the claim's holder. */
export async function helperText(context: Context, task: Task): Promise<string> {
  return [
    `Backlog: task ${task.id} is claimed by the session or agent that launched you. You may edit the files in its scope. Do not start it. Complete it only if your prompt asks for that. Report what you did.`,
    await brief(context, task, context.caller.holder),
  ].join('\n');
}

/** Formats the addition to the prompt of a read-only agent. */
export async function briefedText(context: Context, task: Task): Promise<string> {
  return [
    `Backlog: this is task ${task.id}, which your prompt names, for information only. It is not assigned to you, so do not do it.`,
    await brief(context, task, context.caller.holder),
  ].join('\n');
}

/** A task that the prompt names but that the agent can't get, with the main reason. */
export interface RefusedTask {
  refused: Task;
  reason: Reason;
}

/** Formats the addition to the prompt of an agent that can't get its task. */
export function refusalText(context: Context, { refused, reason }: RefusedTask): string {
  const around = claimReader(context);
  const said =
    'blockers' in reason
      ? `${claimRefusal(reason.blockers, around).message}${wayOut(context, reason.blockers)}`
      : `It ${reasonPhrase(refused, reason, around)}.`;
  return `Backlog: task ${refused.id} could not be assigned to you. ${said} Do not work on it. Report this to the agent that launched you.`;
}

export function unknownTaskText(id: string): string {
  return `Backlog: there is no task ${id}. List the tasks with task_list. Report this to the agent that launched you.`;
}

/**
 * Returns a hint if an agent of the same session has claimed the task or its files. That agent may have ended, so the
 * hint has the command that releases its task or claim.
 */
function wayOut({ caller, queue }: Context, [first]: readonly ClaimRefusal[]): string {
  if (!first || !isWithin(first.claim.holder, sessionOf(caller.holder))) return '';
  const { id, task } = first.claim;
  const held = task === undefined ? undefined : queue.get(task);
  const free = held ? callOf(caller, 'task_stop', String(held.id)) : callOf(caller, 'claim_release', id.slice(0, 8));
  return ` Tell the agent that launched you: if the claim's holder has ended, ${free} releases the claim.`;
}

async function brief(context: Context, task: Task, holder: string, without?: string): Promise<string> {
  const facts = context.facts();
  const loaded = await loadBrief(context, facts, task, holder);
  const claims = loaded.claims.filter(({ id }) => id !== without);
  return briefText({ ...loaded, claims }, facts, { offers: context.caller.offers });
}

function named(tasks: readonly Task[]): string {
  return tasks.map(({ id, description }) => `${id} (${description.slice(0, 80)})`).join(', ');
}
