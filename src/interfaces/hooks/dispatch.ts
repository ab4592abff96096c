import { dispatchHolder } from '../../claims/index.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Dispatch } from '../../domain/records.ts';
import type { Task } from '../../domain/task.ts';
import type { Tx } from '../../store/index.ts';
import { briefText } from '../../text/brief.ts';
import { type Launch, reserveTask, sweepDispatches } from '../../work/agent/dispatch.ts';
import { mirrorOf } from '../../work/agent/mirror.ts';
import { sessionEnded } from '../../work/agent/sessions.ts';
import { loadBrief } from '../../work/task/docs.ts';
import type { Context } from '../../work/workspace/context.ts';
import { type Choice, chooseTask, DEFAULT_AGENT } from './choose-task.ts';
import { openFull } from './full.ts';
import type { Handler } from './host.ts';
import { inputOutput } from './output.ts';
import { textField } from './payload.ts';

/** Before a subagent is launched: chooses its task, holds it for a minute, and puts the brief into its prompt. */
export const dispatchAgent: Handler = async (payload, host) => {
  const { input, session, toolUse } = payload;
  const prompt = textField(input, 'prompt');
  const context = prompt && toolUse ? await openFull(payload, host) : undefined;
  if (!context || !prompt || !toolUse) return undefined;
  const agentType = textField(input, 'subagent_type') ?? DEFAULT_AGENT;
  const choice = chooseTask(prompt, agentType, context.facts(), context.coefficients);
  const reserved = await reserve(context, choice, { session, toolUse, agentType });
  if (!reserved) return undefined;
  const note = 'refused' in reserved ? refusalText(reserved) : await givenText(context, reserved);
  return inputOutput({ ...input, prompt: `${prompt}\n\n---\n${note}` });
};

interface Given {
  task: Task;
  dispatch: Dispatch;
}

interface Refused {
  refused: BacklogError;
  what: string;
}

type Reserved = Given | Refused | undefined;

async function reserve(context: Context, choice: Choice, launch: Launch): Promise<Reserved> {
  if (choice.why === 'unknown') {
    const error = new BacklogError('not-found', `There is no task ${choice.id}.`, {
      hint: 'task_list shows the tasks.',
    });
    return { refused: error, what: `task ${choice.id}` };
  }
  const tasks = choice.why === 'named' ? [choice.task] : choice.tasks;
  if (tasks.length === 0) return undefined;
  const { value } = await context.store.write({ command: 'agent_dispatch', actor: context.caller.actor }, (tx) => {
    sweepDispatches(tx);
    const first = firstFree(tx, context, tasks, launch, choice.why === 'assigned');
    return choice.why === 'assigned' && first && 'refused' in first ? undefined : first;
  });
  return value;
}

/** The first of the tasks that can be had; else why the first could not. */
function firstFree(tx: Tx, context: Context, tasks: readonly Task[], launch: Launch, anyOf: boolean): Reserved {
  let refused: Refused | undefined;
  for (const { uuid, id } of tasks) {
    const task = tx.get('task', uuid);
    if (!task || (anyOf && isElsewhere(tx, context, task, launch.session))) continue;
    try {
      return { task, dispatch: reserveTask(tx, context, task, launch) };
    } catch (error) {
      if (!(error instanceof BacklogError)) throw error;
      refused ??= { refused: error, what: `task ${id}` };
    }
  }
  return refused;
}

/** A task that another living session mirrors is that session's own. */
function isElsewhere(tx: Tx, context: Context, task: Task, session: string): boolean {
  const mirror = mirrorOf(tx, task);
  return mirror !== undefined && mirror.session !== session && !sessionEnded(context, mirror.session);
}

async function givenText(context: Context, { task, dispatch }: Given): Promise<string> {
  const facts = context.facts();
  const brief = await loadBrief(context, facts, task, dispatchHolder(dispatch.session, dispatch.token));
  return [
    `Backlog: this is your task (dispatch ${dispatch.token}). It and its files are reserved for you and yours from your first step on; do not start it.`,
    briefText({ ...brief, claims: brief.claims.filter((claim) => claim.id !== dispatch.claim) }, facts),
    `When it is done: task_done ${task.id}, with evidence for each acceptance criterion. If you cannot finish: task_stop ${task.id} with handoff.`,
  ].join('\n');
}

function refusalText({ refused, what }: Refused): string {
  return `Backlog: ${what} could not be reserved for you. ${refused.message}${refused.hint ? ` ${refused.hint}` : ''} Do not work on it; report this back.`;
}
