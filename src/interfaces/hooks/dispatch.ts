import { isWithin } from '../../claims/index.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Dispatch } from '../../domain/records.ts';
import type { Task } from '../../domain/task.ts';
import type { Tx } from '../../store/index.ts';
import { type Launch, noteHelper, reserveTask, sweepDispatches } from '../../work/agent/dispatch.ts';
import { mirrorOf } from '../../work/agent/mirror.ts';
import { sessionEnded } from '../../work/agent/sessions.ts';
import { claimsHeld } from '../../work/claim/claims.ts';
import type { Context } from '../../work/workspace/context.ts';
import { onlyReads } from './agent-type.ts';
import { type Choice, chooseTask, DEFAULT_AGENT } from './choose-task.ts';
import { briefedText, givenText, helperText, refusalText } from './dispatch-text.ts';
import { openFull } from './full.ts';
import { type Handler, sessionFolder } from './host.ts';
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
  const launch: Launch = { session, holder: context.caller.holder, toolUse, agentType };
  const reads = onlyReads(agentType, sessionFolder(payload, host) ?? context.root, host);
  const decided = await decide(context, choice, launch, reads);
  const note = decided && (await textOf(context, decided));
  return note === undefined ? undefined : inputOutput({ ...input, prompt: `${prompt}\n\n---\n${note}` });
};

/** What a launch comes to. */
type Decided =
  | { given: Task; dispatch: Dispatch; others: Task[] }
  /** The task is the caller's own: the agent helps with it. */
  | { helps: Task }
  /** The agent can only look: it is told of the task. */
  | { briefed: Task }
  | { refused: BacklogError; what: string };

function textOf(context: Context, decided: Decided): Promise<string> | string {
  if ('given' in decided) return givenText(context, decided.given, decided.dispatch, decided.others);
  if ('helps' in decided) return helperText(context, decided.helps);
  if ('briefed' in decided) return briefedText(context, decided.briefed);
  return refusalText(context, decided);
}

async function decide(context: Context, choice: Choice, launch: Launch, reads: boolean): Promise<Decided | undefined> {
  if (choice.why === 'unknown') {
    const refused = new BacklogError('not-found', `There is no task ${choice.id}.`, {
      hint: 'task_list shows the tasks.',
    });
    return { refused, what: `task ${choice.id}` };
  }
  if (choice.why === 'named' && reads) return { briefed: choice.task };
  if (choice.why === 'named' && isOwn(context, choice.task)) {
    await helps(context, launch);
    return { helps: choice.task };
  }
  const tasks = choice.why === 'named' ? [choice.task] : reads ? [] : choice.tasks;
  if (tasks.length === 0) {
    await helps(context, launch);
    return undefined;
  }
  const { value } = await context.store.write({ command: 'agent_dispatch', actor: context.caller.actor }, (tx) => {
    sweepDispatches(tx);
    const first = firstFree(tx, context, tasks, launch, choice.why === 'assigned');
    return choice.why === 'assigned' && first && 'refused' in first ? undefined : first;
  });
  return value && 'given' in value && choice.why === 'named' ? { ...value, others: choice.others } : value;
}

/** Does the caller hold the task, or somebody above it? Whoever is launched then stands below the one who does. */
function isOwn({ store, caller }: Context, task: Task): boolean {
  return claimsHeld(store.state).some((claim) => claim.task === task.uuid && isWithin(caller.holder, claim.holder));
}

/** An agent's helper stands below it, which nothing but this says; below a session stands whoever it launches. */
async function helps({ store, caller }: Context, launch: Launch): Promise<void> {
  if (launch.holder === launch.session || !claimsHeld(store.state).some(({ holder }) => holder === launch.holder))
    return;
  await store.write({ command: 'agent_dispatch', actor: caller.actor }, (tx) => noteHelper(tx, launch));
}

/** The first of the tasks that can be had; else why the first could not. */
function firstFree(
  tx: Tx,
  context: Context,
  tasks: readonly Task[],
  launch: Launch,
  anyOf: boolean,
): Decided | undefined {
  let refused: Decided | undefined;
  for (const { uuid, id } of tasks) {
    const task = tx.get('task', uuid);
    if (!task || (anyOf && isElsewhere(tx, context, task, launch.session))) continue;
    try {
      return { given: task, dispatch: reserveTask(tx, context, task, launch), others: [] };
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
