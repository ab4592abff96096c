import { counted } from '../base/amounts.ts';
import { least } from '../base/iterables.ts';
import { signatureText } from '../domain/actor.ts';
import { inputOf } from '../domain/calls/door.ts';
import { fromInstant, type Instant, toInstant } from '../domain/instant.ts';
import { deletedOf, deletedStep } from '../domain/queue/deleted-blockers.ts';
import type { Run } from '../domain/records.ts';
import { howToAddAgent, installStep } from '../domain/runs/providers.ts';
import { ON_THAT_MACHINE } from '../domain/runs/run-needs.ts';
import { RUN_REASONS } from '../domain/runs/run-reasons.ts';
import { isUnderWay } from '../domain/runs/run-states.ts';
import { shownState } from '../domain/state-words.ts';
import { STOP_TAG, type Task } from '../domain/task/task.ts';
import { nextOfRun } from '../text/runs/run.ts';
import { formatFull } from '../time/index.ts';
import type { claimReader } from '../work/claim/refusals.ts';
import { isReassigned } from './decision/retry-decision.ts';
import { PASSING, seriesIn } from './forecast/passing-holds.ts';
import type { AgentHoldReason, HoldReason } from './snapshot-types.ts';

/** The reader of a hold, and what its words need from the queue. */
export type HoldWordsInput = ReturnType<typeof claimReader>;

/** Formats a time in a hold, in the reader's zone. */
export const holdTime = (instant: Instant, { zone }: HoldWordsInput) => formatFull(fromInstant(instant), zone);

/** Returns the next step for starting the task. */
export function nextOf(task: Task, hold: HoldReason, around: HoldWordsInput): string {
  switch (hold.why) {
    case 'closed':
    case 'template':
      return 'nothing: it is not an open task';
    case 'blocked':
      if (deletedOf(hold.by).length > 0) return deletedStep(task, deletedOf(hold.by));
      return whenDone(hold.by, (series) => `task_modify ${task.id} --depends -${series.id} removes the dependency`);
    case 'obstacle':
      return `it starts after task_unblock ${task.id}`;
    case 'subtasks':
      return whenDone(hold.open, (series) => `task_modify ${series.id} --parent "" makes it a task of its own`);
    case 'waiting':
    case 'scheduled':
      return `it starts automatically then; to start it now: task_start ${task.id} or run_start ${task.id}`;
    case 'outside':
      return `task_accept ${task.id} takes its text over; task_start ${task.id} starts it as it is`;
    case 'underway':
      return `task_start ${task.id} starts it here; its tool can also free it`;
    case 'stopped':
      return `task_start ${task.id} or run_start ${task.id} starts it anyway; task_modify ${task.id} --tags -${STOP_TAG} lifts it`;
    case 'step':
      return `task_start ${task.id} takes it out of that session's hands`;
    case 'active':
      return `task_stop ${task.id} releases it; run_start ${task.id} starts an agent on it`;
    case 'assigned':
      return `${howToAddAgent(hold.agent)}; task_modify ${task.id} --agent "" removes the assignee`;
    case 'handed-off':
      return `task_start ${task.id} claims it; run_start ${task.id} starts an agent on it`;
    case 'run':
      return runNext(hold.run, around, task);
    case 'held':
    case 'scope':
      return 'it starts after that claim is released';
    case 'spans':
      return `task_split ${task.id} --by repo makes a subtask for each`;
    case 'nowhere':
      return hold.error.hint ?? 'it starts after this is fixed';
    case 'awaits':
    case 'cap':
      return intakeNext(task, hold, (instant) => holdTime(instant, around));
    case 'unwanted':
      return `run_start ${task.id} starts it; ${otherTerms(around, 'another', 'filter', 'selects it')}`;
    case 'unmerged':
      return runNext(hold.run, around);
    case 'beside':
      return 'it starts after that task';
    case 'yields':
      return `it starts after task ${hold.task.id}`;
    case 'unlanded':
      return 'merge or pull them into the target branch';
    case 'later':
      return `it starts automatically then; to continue now: run_resume ${hold.run.id}`;
    case 'given-up':
    case 'person':
      if (isReassigned(task.agent, hold.run))
        return `run_retry ${hold.run.id} --agent ${task.agent} discards it and starts its assignee ${task.agent}`;
      return nextOfRun(hold.run, { task, elsewhere: around.elsewhere(hold.run) });
    case 'elsewhere':
      return `${ON_THAT_MACHINE}run_resume ${hold.run.id}; on this one, run_retry ${hold.run.id} starts it again`;
    case 'agents':
      return agentsNext(
        task,
        hold.none.map(({ because }) => because),
        around,
      );
    case 'limits':
      return agentsNext(task, [hold.because], around);
    case 'slots':
      return `it starts after a run ends; ${otherTerms(around, 'a higher', 'agents', 'allows more runs')}`;
    case 'failures':
      return `it starts after an active run ${hold.failed > 0 ? 'succeeds' : 'ends'}; ${otherTerms(around, 'a higher', 'failures', 'allows more runs')}`;
    case 'unreviewed':
      return `it starts after you decide on a result: run_list ${inputOf(around.door, 'state')} review shows them; ${otherTerms(around, 'a higher', 'unreviewed', 'allows more')}`;
    case 'area':
      return `it starts after you decide on a result of ${hold.filter}: run_list ${inputOf(around.door, 'state')} review shows them; ${otherTerms(around, 'a higher', 'areas', 'allows more')}`;
    case 'late':
      return `run_start ${task.id} starts it now; another night starts it later`;
    case 'budget':
      return `${hold.budget.per === 'day' ? 'it starts tomorrow' : 'it does not start automatically'}; ${otherTerms(around, 'another', 'budget', 'lets it start')}`;
  }
}

/** Says how other terms of the orchestrator let the task start. Those of a night can't change. */
function otherTerms({ door, night }: HoldWordsInput, which: string, input: string, effect: string): string {
  return night === undefined
    ? `orchestrator_start with ${which} ${inputOf(door, input)} ${effect}`
    : `the terms of night ${night} can't change, and night_stop ends it`;
}

function whenDone(waitedFor: readonly Task[], without: (series: Task) => string): string {
  const series = seriesIn(waitedFor);
  if (series) return `#${series.id} is a recurring task, which is never completed; ${without(series)}`;
  return `it starts after ${waitedFor.length === 1 ? 'that task is' : 'those tasks are'} completed`;
}

/** Returns the next step for a run that has the task or its files. One that continues by itself needs no step. */
function runNext(run: Run, { elsewhere }: HoldWordsInput, task?: Task): string {
  const shown = shownState(run);
  const continues = shown === 'proposing' || (shown === run.state && isUnderWay(run.state));
  return continues ? `run_show ${run.id} shows its progress` : nextOfRun(run, { task, elsewhere: elsewhere(run) });
}

/**
 * Returns advice about the agent with the fewest reasons against it. Ignores agents that don't fit the task, because
 * they can't help.
 */
function agentsNext(task: Task, none: readonly (readonly AgentHoldReason[])[], around: HoldWordsInput): string {
  const kept = (...by: AgentHoldReason['why'][]) =>
    none.filter((because) => because.every(({ why }) => by.includes(why))).flat();
  const busy = kept(...PASSING);
  const limited = least(busy.flatMap((one) => (one.why === 'limited' ? [fromInstant(one.until)] : [])));
  if (limited !== undefined) return `it starts automatically ${holdTime(toInstant(limited), around)}`;
  if (busy.length > 0) return 'it starts after one of their runs ends';
  const down = kept(...PASSING, 'down').find((one) => one.why === 'down');
  if (down)
    return `${RUN_REASONS[down.run.reason?.code ?? 'no_agent'].next.replaceAll('<run>', down.run.id)}, or orchestrator_start tries again`;
  const unknown = none.flat().find((one) => one.why === 'unknown');
  if (unknown)
    return `agent_list shows the agents; \`backlog config explain ${unknown.setting}\` shows where the name comes from`;
  const absent = kept(...PASSING, 'down', 'missing').find((one) => one.why === 'missing');
  if (absent)
    return `${installStep(absent.program)}, or assign another agent (agent_list): task_modify ${task.id} --agent NAME, or the setting runs.agent. ${howToAddAgent()}`;
  return `agent_add or agent_update makes an agent suitable; task_modify ${task.id} changes the task's requirements`;
}

type IntakeHold = Extract<HoldReason, { why: 'awaits' | 'cap' }>;

/** Formats the reason why a task that no person added or accepted doesn't start. */
export function intakeText(hold: IntakeHold): string {
  if (hold.why === 'awaits') {
    const { why, run } = hold.awaits;
    const by = signatureText(hold.awaits);
    if (why === 'discarded') return `its run ${run} was discarded by ${by}`;
    if (why === 'reverted') return `the merge of its run ${run} was reverted by ${by}`;
    return `it was ${why === 'recurring' ? 'made recurring' : why} by ${by}, and no person has accepted it`;
  }
  const { cap, most, run } = hold;
  const of = {
    run: `of run ${run}`,
    hour: 'of agents within an hour',
    night: 'of agents in this night',
    queue: 'of agents since a person started the orchestrator',
  } as const;
  return `the limit of added tasks is reached: ${counted(most, 'task')} ${of[cap]}`;
}

/** Returns the next step for starting such a task. */
function intakeNext({ id }: Task, hold: IntakeHold, when: (instant: Instant) => string): string {
  if (hold.why === 'awaits') return `task_accept ${id} lets the orchestrator start it; run_start ${id} starts it now`;
  const later = hold.until === undefined ? '' : `it starts automatically ${when(hold.until)}; `;
  return `${later}task_accept ${id} lets it start without this limit`;
}
