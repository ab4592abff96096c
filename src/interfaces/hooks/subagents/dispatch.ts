import { clip } from '../../../base/clip.ts';
import { type ClaimRefusal, claimRefusal, dispatchHolder, isWithin, sessionOf } from '../../../claims/index.ts';
import { callOf } from '../../../domain/calls/door.ts';
import type { Facts } from '../../../domain/queue/facts.ts';
import type { Dispatch } from '../../../domain/records.ts';
import { isOpen, type Task } from '../../../domain/task/task.ts';
import type { Coefficients } from '../../../domain/urgency/coefficients.ts';
import { urgency } from '../../../domain/urgency/urgency.ts';
import { briefText } from '../../../text/brief.ts';
import { nameText } from '../../../text/row.ts';
import { firstRecord } from '../../../work/agents/known-agents.ts';
import { claimsHeld } from '../../../work/claim/claims.ts';
import { eligibility, type PossibleHolder, type Reason } from '../../../work/claim/eligibility.ts';
import { reasonPhrase } from '../../../work/claim/reason-text.ts';
import { claimReader } from '../../../work/claim/refusals.ts';
import { candidateOf, snapshotOf } from '../../../work/claim/snapshot.ts';
import { cancelDispatch, noteHelper, reserveTask, type SubagentLaunch } from '../../../work/subagents/dispatch.ts';
import { sweepDispatches } from '../../../work/subagents/dispatch-sweep.ts';
import { loadBrief } from '../../../work/task/brief.ts';
import type { Context } from '../../../work/workspace/context.ts';
import type { Handler } from '../host.ts';
import { openWhole } from '../open-with-tasks.ts';
import { inputOutput } from '../output.ts';
import { payloadText } from '../payload.ts';
import { BUILT_IN_AGENTS, DEFAULT_AGENT, isReadOnlyType } from './agent-type.ts';
import { namedTasks } from './named-tasks.ts';

/** Handles a subagent's launch: chooses its task, reserves it for a minute, and adds its brief to the prompt. */
export const dispatchAgent: Handler = async (payload, host) => {
  const { input, session, toolUse } = payload;
  const prompt = payloadText(input, 'prompt');
  const context = prompt && toolUse ? await openWhole(payload, host) : undefined;
  if (!context || !prompt || !toolUse) return undefined;
  const agentType = payloadText(input, 'subagent_type') ?? DEFAULT_AGENT;
  const choice = chooseTask(prompt, agentType, context.facts(), context.coefficients);
  const launch: SubagentLaunch = { session, holder: context.caller.holder, toolUse, agentType };
  const reads = isReadOnlyType(agentType, host.env.CLAUDE_PROJECT_DIR ?? payload.cwd ?? context.root, host);
  const decided = await decide(context, choice, launch, reads);
  const note = decided && (await textOf(context, decided));
  return note === undefined ? undefined : inputOutput({ ...input, prompt: `${prompt}\n\n---\n${note}` });
};

/** The decision about the task of a subagent at its launch. */
type Decided =
  | { given: Task; dispatch: Dispatch; others: Task[] }
  /** The launching caller has claimed the task. The new agent helps with it. */
  | { helps: Task }
  /** The agent is read-only, so it gets the brief of this task but no claim. */
  | { briefed: Task }
  | RefusedTask
  | { unknown: string };

function textOf(context: Context, decided: Decided): Promise<string> | string {
  if ('given' in decided) return givenTaskText(context, decided.given, decided.dispatch, decided.others);
  if ('helps' in decided) return helperText(context, decided.helps);
  if ('briefed' in decided) return briefedText(context, decided.briefed);
  return 'unknown' in decided ? unknownTaskText(decided.unknown) : refusalText(context, decided);
}

async function decide(
  context: Context,
  choice: TaskChoice,
  launch: SubagentLaunch,
  reads: boolean,
): Promise<Decided | undefined> {
  if (choice.why === 'unknown') return { unknown: choice.id };
  if (choice.why === 'named') {
    if (reads) return { briefed: choice.task };
    if (!isOwn(context, choice.task)) return reserve(context, [choice.task], launch, choice.others);
    await helps(context, launch);
    return { helps: choice.task };
  }
  if (!reads && choice.tasks.length > 0) return reserve(context, choice.tasks, launch);
  await helps(context, launch);
  return undefined;
}

/** Reserves the first free task. Without `others`, the prompt named no task, so a failure isn't reported. */
async function reserve(
  context: Context,
  tasks: readonly Task[],
  launch: SubagentLaunch,
  others?: Task[],
): Promise<Decided | undefined> {
  const { state } = context.store;
  const who: PossibleHolder = {
    ...candidateOf(state, context.caller),
    holder: dispatchHolder(launch.holder, 'next'),
    names: [launch.agentType],
    agent: firstRecord(state, [launch.agentType, context.caller.actor.name]),
    how: others ? 'named' : 'dispatch',
  };
  return context.write('agent_dispatch', (tx): Decided | undefined => {
    sweepDispatches(tx);
    cancelDispatch(tx, launch);
    const now = tasks.map(({ uuid }) => tx.get('task', uuid)).filter((task) => task !== undefined);
    const verdicts = [...eligibility(snapshotOf(tx, context), who, now)];
    const free = verdicts.find(({ reasons }) => reasons.length === 0)?.task;
    if (free) return { given: free, dispatch: reserveTask(tx, context, free, launch), others: others ?? [] };
    const [first] = verdicts;
    const reason = first?.reasons[0];
    return others && first && reason ? { refused: first.task, reason } : undefined;
  });
}

/**
 * Checks whether the caller, or a holder above it, has claimed the task. The new agent's holder path will be below that
 * holder's.
 */
function isOwn({ store, caller }: Context, task: Task): boolean {
  return claimsHeld(store.state).some((claim) => claim.task === task.uuid && isWithin(caller.holder, claim.holder));
}

/**
 * Records that an agent has launched a helper, so that the helper's holder path is below the agent's. A helper that the
 * session launched needs no record.
 */
async function helps(context: Context, launch: SubagentLaunch): Promise<void> {
  const holds = claimsHeld(context.store.state).some(({ holder }) => holder === launch.holder);
  if (launch.holder === launch.session || !holds) return;
  await context.write('agent_dispatch', (tx) => noteHelper(tx, launch));
}

type TaskChoice =
  /**
   * The prompt names this task. The agent gets this task, or the reason why it can't. `others` are further tasks in the
   * prompt.
   */
  | { why: 'named'; task: Task; others: Task[] }
  /** A number in the prompt (`task 12`) that no task has. */
  | { why: 'unknown'; id: string }
  /**
   * Open tasks that are assigned to this agent type, the most urgent first. Can be empty. A later step checks which
   * ones are free.
   */
  | { why: 'assigned'; tasks: Task[] };

/** Chooses a subagent's task: a task that its prompt names, or a task that is assigned to its type. */
export function chooseTask(prompt: string, agentType: string, facts: Facts, of?: Coefficients): TaskChoice {
  const { tasks: named, unknown } = namedTasks(prompt, facts);
  const [task, ...others] = named;
  if (task) return { why: 'named', task, others };
  if (unknown !== undefined) return { why: 'unknown', id: unknown };
  if (BUILT_IN_AGENTS.has(agentType)) return { why: 'assigned', tasks: [] };
  const tasks = [...facts.queue.byAgent(agentType)]
    .map((uuid) => facts.queue.get(uuid))
    .filter((task) => task !== undefined)
    .filter(isOpen)
    .map((task) => ({ task, urgency: urgency(task, facts, of) }))
    .sort((a, b) => b.urgency - a.urgency || a.task.id - b.task.id)
    .map(({ task }) => task);
  return { why: 'assigned', tasks };
}

/** Formats the addition to the prompt of an agent that gets a task. */
async function givenTaskText(context: Context, task: Task, dispatch: Dispatch, others: Task[]): Promise<string> {
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
async function helperText(context: Context, task: Task): Promise<string> {
  return [
    `Backlog: task ${task.id} is claimed by the session or agent that launched you. You may edit the files in its scope. Do not start it. Complete it only if your prompt asks for that. Report what you did.`,
    await brief(context, task, context.caller.holder),
  ].join('\n');
}

/** Formats the addition to the prompt of a read-only agent. */
async function briefedText(context: Context, task: Task): Promise<string> {
  return [
    `Backlog: this is task ${task.id}, which your prompt names, for information only. It is not assigned to you, so do not do it.`,
    await brief(context, task, context.caller.holder),
  ].join('\n');
}

/** A task that the prompt names but that the agent can't get, with the main reason. */
interface RefusedTask {
  refused: Task;
  reason: Reason;
}

/** Formats the addition to the prompt of an agent that can't get its task. */
function refusalText(context: Context, { refused, reason }: RefusedTask): string {
  const around = claimReader(context);
  const said =
    'blockers' in reason
      ? `${claimRefusal(reason.blockers, around).message}${wayOut(context, reason.blockers)}`
      : `It ${reasonPhrase(refused, reason, around)}.`;
  return `Backlog: task ${refused.id} could not be assigned to you. ${said} Do not work on it. Report this to the agent that launched you.`;
}

function unknownTaskText(id: string): string {
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
  return tasks.map((task) => clip(nameText(task), 90)).join(', ');
}
