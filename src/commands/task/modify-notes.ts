import { counted } from '../../base/amounts.ts';
import { signatureText } from '../../domain/actor.ts';
import { callOf, quotedCall, type Reader } from '../../domain/calls/door.ts';
import { AGENT_NAME } from '../../domain/kinds/agent.ts';
import { howToAddAgent } from '../../domain/runs/providers.ts';
import { isOpen, type Task } from '../../domain/task/task.ts';
import { oneLine } from '../../text/safe.ts';
import { knownAgents } from '../../work/agents/known-agents.ts';
import type { FieldInput } from '../../work/task/fields.ts';
import type { Context } from '../../work/workspace/context.ts';

interface Changed {
  task: Task;
  before: Task;
}

type Around = Pick<Context, 'caller' | 'queue' | 'workspace'>;

/** Returns notes on effects of a change that its fields don't show: an assignee, an estimate. */
export function modifyNotes(
  { caller, store, queue, workspace }: Around & Pick<Context, 'store'>,
  changed: readonly Changed[],
  { agent, estimate }: FieldInput,
): string[] {
  return [
    ...(typeof agent === 'string'
      ? assigneeNotes(changed, knownAgents(store.state), { caller, queue, workspace })
      : []),
    ...(estimate === undefined || caller.actor.kind === 'human' ? [] : keptEstimates(changed)),
  ];
}

/** Says whether the assignee is an agent that runs can use. */
function assigneeNotes(
  changed: readonly Changed[],
  agents: readonly { name: string }[],
  { caller: reader, queue, workspace }: Around,
): string[] {
  const assigned = changed.filter(({ task, before }) => task.agent !== undefined && task.agent !== before.agent);
  const [first] = assigned;
  if (!first) return [];
  const name = oneLine(first.task.agent!);
  const them = assigned.length === 1 ? 'it' : counted(assigned.length, 'task');
  if (reader.actor.kind === 'human' && reader.actor.name === first.task.agent)
    return ownNotes(assigned, { caller: reader, queue });
  if (!agents.some((agent) => agent.name === first.task.agent))
    return [
      `No agent is named ${name}, so the orchestrator doesn't start ${them}. ${howToAddAgent(AGENT_NAME.test(name) ? name : undefined)}`,
    ];
  const open = assigned.filter(({ task }) => isOpen(task)).map(({ task }) => task);
  const closed = assigned.filter(({ task }) => !isOpen(task)).map(({ task }) => task.id);
  return [...closedNotes(closed, reader), ...startNotes(open, name, { caller: reader, queue, workspace })];
}

/** Says how a person begins the tasks that they assigned to themselves. */
function ownNotes(assigned: readonly Changed[], { caller, queue }: Pick<Context, 'caller' | 'queue'>): string[] {
  const begins = (task: Task) =>
    isOpen(task) && task.start === undefined && !queue.isBlocked(task) && !queue.hasOpenSubtasks(task);
  const ids = assigned.flatMap(({ task }) => (begins(task) ? task.id : []));
  return ids.length === 0 ? [] : [`To begin: ${quotedCall(caller, 'task_start', ids.join(','))}`];
}

/** Says that the orchestrator doesn't start closed tasks, and how to reopen them. */
function closedNotes(ids: readonly number[], reader: Reader): string[] {
  if (ids.length === 0) return [];
  const [which, them] = ids.length === 1 ? [`#${ids[0]} is closed`, 'it'] : [`${ids.length} tasks are closed`, 'them'];
  const reopen = callOf(reader, 'task_modify', `${ids.join(',')} --status pending`);
  return [`${which}, so the orchestrator doesn't start ${them}. To reopen: \`${reopen}\``];
}

/** Says which agent the orchestrator starts open tasks with, and how to start those now that nothing blocks. */
function startNotes(tasks: readonly Task[], name: string, { caller, queue, workspace }: Around): string[] {
  if (tasks.length === 0) return [];
  const them = tasks.length === 1 ? 'it' : counted(tasks.length, 'task');
  const free = tasks.filter((task) => !queue.isBlocked(task)).map(({ id }) => id);
  const starts = `The orchestrator starts ${them} with ${name}`;
  if (free.length === 0) return [`${starts} when nothing blocks ${tasks.length === 1 ? 'it' : 'them'} any more.`];
  if (workspace().common === undefined)
    return [`${starts} in a git repository, and this folder is in none. Type \`git init\`, then make a first commit.`];
  return [`${starts}. To start now: ${quotedCall(caller, 'run_start', free.join(','))}`];
}

/** Returns a note for each task whose estimate stayed a person's, though the caller gave another one. */
function keptEstimates(changed: readonly Changed[]): string[] {
  return changed.flatMap(({ task: { id, estimate, estimates } }) => {
    const { person, agent } = estimates ?? {};
    if (estimate === undefined || agent?.estimate === estimate) return [];
    const by = person ? ` by ${oneLine(signatureText(person))}` : '';
    return [
      `Task ${id} keeps its estimate ${estimate}${by}${agent ? `; yours (${agent.estimate}) is kept beside it` : ''}.`,
    ];
  });
}
