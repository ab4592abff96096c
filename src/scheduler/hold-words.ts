import { least } from '../base/iterables.ts';
import type { Meeting } from '../claims/index.ts';
import { inDoorWords, inputOf } from '../domain/calls/door.ts';
import { fromInstant, type Instant, toInstant } from '../domain/instant.ts';
import { RUN_REASONS } from '../domain/runs/run-reasons.ts';
import { RUN_STATES } from '../domain/runs/run-states.ts';
import { entryText } from '../domain/scope-text.ts';
import type { Task } from '../domain/task/task.ts';
import { nextOfRun } from '../text/runs/run.ts';
import { formatFull } from '../time/index.ts';
import { reasonText } from '../work/claim/reason-text.ts';
import { beyondText, type claimReader } from '../work/claim/refusals.ts';
import type { WordedHold } from './answers.ts';
import { PASSING, seriesIn } from './forecast/passing-holds.ts';
import type { AgentHoldReason, BudgetHoldReason, HoldReason } from './snapshot-types.ts';

export type HoldWordsInput = ReturnType<typeof claimReader>;

export function holdInWords(task: Task, hold: HoldReason, around: HoldWordsInput): WordedHold {
  return {
    why: hold.why,
    text: textOf(task, hold, around),
    next: inDoorWords(around, nextOf(task, hold, around)),
  };
}

const at = (instant: Instant, { zone }: HoldWordsInput) => formatFull(fromInstant(instant), zone);
const named = ({ id, description }: Task) => `${id} ${description}`;
const dollars = (usd: number) => `$${usd.toFixed(2)}`;

function textOf(task: Task, hold: HoldReason, around: HoldWordsInput): string {
  switch (hold.why) {
    case 'spans':
      return `it spans ${hold.repositories.join(' and ')}, and a run works in one repository`;
    case 'nowhere':
      return `there is no branch for it to begin from: ${hold.text}`;
    case 'unwanted':
      return 'the filter of the orchestrator leaves it out';
    case 'unmerged':
      return `${hold.run.id}, which ${RUN_STATES[hold.run.state].means}, has ${meets(hold.meeting, around)}`;
    case 'beside':
      return `${named(hold.task)} comes first and has ${meets(hold.meeting, around)}`;
    case 'yields':
      return `${named(hold.task)} was passed over for long and needs ${meets(hold.meeting, around)}`;
    case 'unlanded':
      return `the commits of ${hold.by.map((one) => `${named(one.task)} (${one.run.id})`).join(', ')} are not in the branch that it would begin from`;
    case 'later':
      return `its run ${hold.run.id} ${RUN_STATES[hold.run.state].means}; attempt ${hold.attempt} begins ${at(hold.until, around)}`;
    case 'given-up':
      return `it was tried ${hold.attempts} times; its run ${hold.run.id} ${ended(hold.run)}`;
    case 'person':
      return `its run ${hold.run.id} ${ended(hold.run)}`;
    case 'agents':
      return hold.none.length === 0
        ? 'no agent is known for it'
        : hold.none
            .map(({ agent, because }) => `${agent} ${because.map((one) => agentText(one, around)).join(' and ')}`)
            .join('; ');
    case 'slots':
      return `${placesText(hold)}, as many as are allowed`;
    case 'budget':
      return budgetText(hold);
    default:
      return reasonText(task, hold, around);
  }
}

export function budgetText({ spentUsd, budget }: BudgetHoldReason): string {
  return `${dollars(spentUsd)} of ${dollars(budget.usd)} ${budget.per === 'day' ? 'for today ' : ''}are spent`;
}

/** Names the occupants of all places: live runs, and tasks that come first. */
function placesText({ most, starting }: { most: number; starting: number }): string {
  const parts = [
    ...(most > starting ? [counted(most - starting, 'run is', 'runs are')] : []),
    ...(starting > 0 ? [counted(starting, 'task comes', 'tasks come')] : []),
  ];
  return `${parts.join(' at work and ')} ${starting > 0 ? 'first' : 'at work'}`;
}

const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

function ended({ state, reason }: { state: keyof typeof RUN_STATES; reason?: { text: string } | undefined }): string {
  return `${RUN_STATES[state].means}${reason ? ` (${reason.text})` : ''}`;
}

function meets({ mine, theirs, witness }: Meeting, { repositories }: HoldWordsInput): string {
  return `${entryText(theirs, repositories)}, which meets its ${entryText(mine, repositories)} in ${witness}`;
}

function agentText(hold: AgentHoldReason, around: HoldWordsInput): string {
  switch (hold.why) {
    case 'assigned':
      return `is not ${hold.agent}`;
    case 'full':
      return `has no place left: ${placesText(hold)}, as many as it may have`;
    case 'provider-full':
      return `is of ${hold.provider}, which has no place left: ${placesText(hold)}, as many as are allowed`;
    case 'missing':
      return `cannot be started: no program ${hold.program} is in PATH`;
    case 'limited':
      return `is of ${hold.provider}, whose limit is reached until ${at(hold.until, around)} (${hold.run.id})`;
    case 'down':
      return `could not begin ${hold.run.id}: ${hold.run.reason?.text ?? 'nobody knows why'}`;
    default:
      return beyondText(hold);
  }
}

function whenDone(waitedFor: readonly Task[], without: (series: Task) => string): string {
  const series = seriesIn(waitedFor);
  if (series) return `${series.id} recurs and is never done; ${without(series)}`;
  return `it starts when ${waitedFor.length === 1 ? 'that is' : 'those are'} completed`;
}

/** Returns the step that would let the task start. */
function nextOf(task: Task, hold: HoldReason, around: HoldWordsInput): string {
  switch (hold.why) {
    case 'closed':
    case 'template':
      return 'nothing: it is not to be done';
    case 'blocked':
      return whenDone(hold.by, (series) => `task_modify ${task.id} depends:-${series.id} does not wait for it`);
    case 'subtasks':
      return whenDone(hold.open, (series) => `task_modify ${series.id} parent: does not wait for it`);
    case 'waiting':
    case 'scheduled':
      return `it starts by itself then; task_start ${task.id} or run_start ${task.id} begins at once`;
    case 'active':
      return `task_stop ${task.id} gives it back; run_start ${task.id} gives it to an agent`;
    case 'assigned':
      return `agent_add makes ${hold.agent} known as an agent; task_modify ${task.id} agent: takes the assignment away`;
    case 'handed-off':
      return `whoever touches it takes the mark away; run_start ${task.id} gives it to an agent`;
    case 'mirrored':
      return 'it starts when that session has ended';
    case 'run':
      return nextOfRun(hold.run);
    case 'held':
    case 'scope':
      return 'it starts when that claim ends';
    case 'spans':
      return `task_split ${task.id} by repo makes a subtask for each`;
    case 'nowhere':
      return 'it starts once there is one';
    case 'unwanted':
      return `run_start ${task.id}, or orchestrator_start with another filter`;
    case 'unmerged':
      return nextOfRun(hold.run);
    case 'beside':
      return 'it starts after that one';
    case 'yields':
      return `it starts after ${hold.task.id}`;
    case 'unlanded':
      return 'it starts when they are there: merge or pull them into that branch';
    case 'later':
      return `it starts by itself then; run_resume ${hold.run.id} goes on at once`;
    case 'given-up':
    case 'person':
      return hold.run.reason
        ? RUN_REASONS[hold.run.reason.code].next.replaceAll('<run>', hold.run.id)
        : nextOfRun(hold.run);
    case 'agents':
      return agentsNext(
        task,
        hold.none.map(({ because }) => because),
        around,
      );
    case 'limits':
      return agentsNext(task, [hold.because], around);
    case 'slots':
      return `it starts when a run ends; orchestrator_start with ${inputOf(around.door, 'agents')} allows more`;
    case 'budget':
      return `${hold.budget.per === 'day' ? 'it starts tomorrow' : 'it does not start by itself'}; orchestrator_start with ${inputOf(around.door, 'budget')} allows more`;
  }
}

/**
 * Returns advice about the agent that lacks the least. Ignores agents that don't fit the task, since freeing them
 * wouldn't help.
 */
function agentsNext(task: Task, none: readonly (readonly AgentHoldReason[])[], around: HoldWordsInput): string {
  const kept = (...by: AgentHoldReason['why'][]) =>
    none.filter((because) => because.every(({ why }) => by.includes(why))).flat();
  const busy = kept(...PASSING);
  const limited = least(busy.flatMap((one) => (one.why === 'limited' ? [fromInstant(one.until)] : [])));
  if (limited !== undefined) return `it starts by itself ${at(toInstant(limited), around)}`;
  if (busy.length > 0) return 'it starts when a run of them ends';
  const down = kept(...PASSING, 'down').find((one) => one.why === 'down');
  if (down)
    return `${RUN_REASONS[down.run.reason?.code ?? 'no_agent'].next.replaceAll('<run>', down.run.id)}, or orchestrator_start`;
  const absent = kept(...PASSING, 'down', 'missing').find((one) => one.why === 'missing');
  if (absent)
    return `it starts once ${absent.program} is installed; task_modify ${task.id} gives it to another agent (agent_list), the setting runs.agent all that name none`;
  return `agent_add or agent_update makes an agent fit; task_modify ${task.id} changes what it asks for`;
}
