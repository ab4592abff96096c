import { callOf, type Door } from '../../domain/calls/door.ts';
import type { RunView } from '../../domain/runs/run-shapes.ts';
import { isOver } from '../../domain/runs/run-states.ts';
import { shownState } from '../../domain/state-words.ts';
import { titleOf } from '../../domain/task/task.ts';
import type { Cell, Column } from '../doc/doc.ts';
import { rowLine } from '../doc/lines.ts';
import { oneLine } from '../safe.ts';
import { stateStyle } from '../state-style.ts';
import {
  calling,
  draftsText,
  gradedText,
  lastWords,
  leavesText,
  stateText,
  stepLines,
  WORTH_TELLING_MS,
} from './run.ts';

/** The columns of a list of runs. */
export const RUN_COLUMNS: readonly Column[] = [
  { head: 'Run', kind: 'what', of: 'run' },
  { head: 'State', kind: 'status' },
  { head: 'Task', kind: 'id', of: 'task' },
  { head: 'Agent', kind: 'agent' },
  { head: 'Work', kind: 'work' },
  { head: 'Idle', kind: 'idle' },
  { head: 'Left', kind: 'left' },
  { head: 'Tokens', kind: 'tokens' },
  { head: 'Cost', kind: 'cost' },
  { head: 'Place', kind: 'extra' },
  { head: 'Description', kind: 'title' },
  { head: 'Last message', kind: 'message' },
];

/** Returns a run as cells of {@link RUN_COLUMNS}. */
export function runCells(told: RunView): Cell[] {
  const { run, id, description, outside, objections, elapsedMs, waitedMs, left, elsewhere, attempts } = told;
  const { usage } = run;
  const tokens = usage ? usage.input + usage.output : 0;
  const call = calling(told);
  return [
    run.id,
    { is: 'state', state: shownState(run), text: stateText(run, objections), style: stateStyle(shownState(run)) },
    String(id),
    run.agent,
    { is: 'duration', ms: elapsedMs },
    waitedMs < WORTH_TELLING_MS ? undefined : { is: 'duration', ms: waitedMs, word: 'waiting' },
    left && { is: 'left', left },
    tokens > 0 ? { is: 'tokens', tokens } : undefined,
    usage?.costUsd ? { is: 'cost', usd: usage.costUsd } : undefined,
    [attempts && `one of ${attempts} attempts`, run.cleaned && 'worktree deleted', stackCell(run), elsewhere]
      .filter(Boolean)
      .join(', '),
    titleOf({ description, outside }),
    call === undefined ? lastWords(told) : { is: 'text', text: call, style: 'warning' },
  ];
}

/** Names the run on whose result an unfinished one is stacked. */
const stackCell = ({ stackedOn, state }: RunView['run']) =>
  stackedOn && !isOver(state) && state !== 'merged' && `stacked on ${stackedOn.run}`;

/** Formats a run on one line: `r7 running 12 Fix login  (claude, 3 min, 12 k tokens, $0.21): Edit src/login.ts`. */
export function runRow(told: RunView): string {
  return rowLine(runCells(told), RUN_COLUMNS);
}

/** Formats a run after an action on it: its line, the files that an approval doesn't merge, and draft comments. */
export function actText(told: RunView, door?: Door): string {
  const { run, id, leaves = [], drafts = 0, replaces, awaits, cantStart, grades = [] } = told;
  return [
    runRow(told),
    ...(replaces === undefined ? [] : [`${replaces} is discarded. ${run.id} replaces it.`]),
    ...(awaits
      ? [`The orchestrator leaves task ${id} to a person: ${callOf(door, 'task_accept', String(id))} lets it start`]
      : []),
    ...(cantStart === undefined ? [] : [oneLine(cantStart)]),
    ...grades.map((graded) => `- ${oneLine(graded.text)}: ${gradedText(graded)}`),
    ...(leaves.length > 0 ? [leavesText(run, leaves, door)] : []),
    ...(drafts > 0 ? [draftsText(run.id, drafts, door)] : []),
    ...stepLines([run], door, told),
  ].join('\n');
}
