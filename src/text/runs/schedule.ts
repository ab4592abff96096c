import { counted } from '../../base/amounts.ts';
import { greatest, groupedBy } from '../../base/iterables.ts';
import { type Door, inDoorWords } from '../../domain/calls/door.ts';
import type { Named, Task } from '../../domain/task/task.ts';
import { clippedName } from '../row.ts';
import { oneLine } from '../safe.ts';
import { unpricedLines } from './orchestrator.ts';
import { durationText } from './run.ts';

interface Explained {
  task: Named;
  start?: { agent: string; how: 'start' | 'resume' | 'retry' | 'request_changes'; run?: unknown } | undefined;
  reasons: readonly { text: string; next: string }[];
}

/** Maximum number of reasons for each task if several tasks are shown. */
const REASONS = 2;
/** Maximum number of tasks shown for each wave. */
const OF_WAVE = 8;
/** Maximum number of characters of a reason. */
const SAID = 400;
const WAVES = 12;

const named = (task: Named) => clippedName(task, 60);

interface Shown {
  /** The runs that the budget can't count. */
  unpriced?: { runs: readonly string[]; text: string } | undefined;
  tasks: readonly Explained[];
  total: number;
  most: number;
  /** Notes about a filter that selects no open task. */
  notes?: readonly string[] | undefined;
}

/** Formats each task's start, or the reasons that keep it from starting. Shows at most `most` tasks. */
export function scheduleText(
  wish: string,
  { unpriced, tasks, total, most, notes = ['No open tasks.'] }: Shown,
  door?: Door,
): string {
  const uncounted = unpricedLines({ unpriced }, door);
  if (tasks.length === 0) return [...uncounted, ...notes.map((note) => oneLine(note, 300))].join('\n');
  const lines = tasks.slice(0, most).flatMap((one) => explainedLines(one, tasks.length === 1, wish === 'running'));
  const rest = total - Math.min(most, tasks.length);
  return [
    ...(wish === 'running'
      ? []
      : [
          inDoorWords(
            door,
            `The orchestrator is ${wish}, so no task starts automatically. To start it: orchestrator_start.`,
          ),
        ]),
    ...uncounted,
    ...lines,
    ...(rest > 0 ? [`… and ${rest} more: select some with a filter.`] : []),
  ].join('\n');
}

function explainedLines({ task, start, reasons }: Explained, alone: boolean, running: boolean): string[] {
  if (start) return [`${named(task)}: ${HOW[running ? 'running' : 'else'][start.how]} with ${start.agent}`];
  const told = alone ? reasons : reasons.slice(0, REASONS);
  return [
    `${named(task)}: does not start`,
    ...told.map(({ text, next }) => `  - ${oneLine(text, SAID)} (${oneLine(next, SAID)})`),
    ...(told.length < reasons.length ? [`  - and ${reasons.length - told.length} more`] : []),
  ];
}

/** Texts for tasks that can start. `else` applies if the orchestrator doesn't run. */
const HOW = {
  running: {
    start: 'starts now',
    resume: 'continues now',
    retry: 'starts again now',
    request_changes: 'resolves a conflict now',
  },
  else: {
    start: 'would start',
    resume: 'would continue',
    retry: 'would start again',
    request_changes: 'would resolve a conflict',
  },
} as const;

interface Forecasted {
  waves: readonly { wave: number; tasks: readonly { task: Task; agent: string; endsMs: number }[] }[];
  endsMs?: number | undefined;
  goal?: { id: string; title: string; tasks: number; endsMs?: number } | undefined;
  critical: readonly Task[];
  criticalMs?: number | undefined;
  unblocking: readonly { task: Task; count: number }[];
  left: readonly { task: Task; text: string; next: string }[];
  assumed: readonly string[];
}

export function forecastText(told: Forecasted): string {
  const { waves, endsMs, goal, critical, criticalMs, unblocking, left, assumed } = told;
  if (waves.length === 0 && left.length === 0) return 'No task is left to start.';
  // Tasks with the same reason share one line.
  const together = [...groupedBy(left, ({ text }) => text)];
  const untold = together.slice(OF_WAVE).reduce((sum, [, tasks]) => sum + tasks.length, 0);
  const count = waves.reduce((sum, { tasks }) => sum + tasks.length, 0);
  return [
    count === 0
      ? 'No task would start.'
      : `${counted(count, 'task')} in ${counted(waves.length, 'wave')}${endsMs === undefined ? '' : `, completed in about ${durationText(endsMs)}`}.`,
    ...waves.slice(0, WAVES).map(({ wave, tasks }) => waveLine(wave, tasks, endsMs !== undefined)),
    ...(waves.length > WAVES ? [`… and ${counted(waves.length - WAVES, 'more wave')}`] : []),
    ...(goal ? [goalLine(goal)] : []),
    ...(critical.length > 0
      ? [
          `Longest chain${criticalMs === undefined ? '' : ` (${durationText(criticalMs)})`}: ${listed(critical.map(named), ' > ')}`,
        ]
      : []),
    ...(unblocking[0]
      ? [`Unblocks most: ${named(unblocking[0].task)} (blocks ${counted(unblocking[0].count, 'task')})`]
      : []),
    ...(left.length > 0
      ? [
          'Does not start automatically:',
          ...together.slice(0, OF_WAVE).map(
            ([text, kept]) =>
              `  - ${listed(
                kept.map(({ task }) => named(task)),
                ', ',
              )}: ${oneLine(text, 160)} (${oneLine(kept[0]!.next, SAID)})`,
          ),
        ]
      : []),
    ...(together.length > OF_WAVE ? [`  - and ${counted(untold, 'more task')}`] : []),
    ...(count === 0 ? [] : assumed),
  ].join('\n');
}

function goalLine({ id, title, tasks, endsMs }: NonNullable<Forecasted['goal']>): string {
  const end = endsMs === undefined ? '' : `, the last ends in about ${durationText(endsMs)}`;
  return `${oneLine(`${id} ${title}`, 80)}: ${counted(tasks, 'task')}${end}.`;
}

function waveLine(wave: number, tasks: Forecasted['waves'][number]['tasks'], timed: boolean): string {
  const until = timed ? ` (until ${durationText(greatest(tasks.map(({ endsMs }) => endsMs)))} from now)` : '';
  return `wave ${wave}${until}: ${listed(
    tasks.map(({ task, agent }) => `${named(task)} [${agent}]`),
    ', ',
  )}`;
}

function listed(texts: readonly string[], between: string): string {
  const rest = texts.length - OF_WAVE;
  return [...texts.slice(0, OF_WAVE), ...(rest > 0 ? [`${rest} more`] : [])].join(between);
}
