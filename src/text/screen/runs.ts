import { dollars } from '../../base/amounts.ts';
import type { RunView } from '../../domain/runs/run-shapes.ts';
import type { TimeLeft } from '../../domain/runs/time-left.ts';
import { type ShownState, shownState } from '../../domain/state-words.ts';
import { formatAge } from '../../time/index.ts';
import { calling, lastWords, stateText, tokenCount, WORTH_TELLING_MS } from '../runs/run.ts';
import { listScreen } from './layout/list.ts';
import type { Screen, Style } from './layout/screen.ts';
import type { TableColumn } from './layout/table.ts';

/** Draws runs as a table with state, task, agent and last message. */
export function runsScreen(
  { runs, total, more }: { runs: readonly RunView[]; total: number; more: string },
  screen: Screen,
): string {
  const notes = total > runs.length ? [more] : [];
  return listScreen({ columns: COLUMNS, rows: runs, noun: 'run', total, notes }, screen);
}

const COLUMNS: TableColumn<RunView>[] = [
  { head: 'Run', cell: ({ run }) => run.id },
  {
    head: 'State',
    least: 14,
    most: 28,
    lines: 4,
    cell: ({ run, objections }) => ({ text: stateText(run, objections), style: styleOf(shownState(run)) }),
  },
  { head: 'Task', align: 'right', keep: 8, cell: ({ id }) => String(id) },
  { head: 'Agent', keep: 6, least: 6, most: 16, cell: ({ run }) => run.agent },
  { head: 'Work', align: 'right', keep: 7, cell: ({ elapsedMs }) => formatAge(elapsedMs) },
  {
    head: 'Idle',
    align: 'right',
    keep: 2,
    cell: ({ waitedMs }) => (waitedMs < WORTH_TELLING_MS ? undefined : formatAge(waitedMs)),
  },
  { head: 'Left', align: 'right', keep: 3, cell: ({ left }) => left && leftCell(left) },
  { head: 'Tokens', align: 'right', keep: 1, cell: ({ run: { usage } }) => usage && tokens(usage) },
  {
    head: 'Cost',
    align: 'right',
    keep: 4,
    cell: ({ run: { usage } }) => (usage?.costUsd ? dollars(usage.costUsd) : undefined),
  },
  { head: 'Description', keep: 9, least: 14, most: 60, lines: 2, cell: ({ description }) => description },
  { head: 'Last message', keep: 5, least: 16, lines: 2, cell: saidLast },
];

/** Formats the remaining time for a column: `~4min, reported`, `over estimate`. */
export function leftCell({ ms, by, percent }: TimeLeft): string {
  const source = by === 'progress' ? (percent === undefined ? 'reported' : `${percent}%`) : by;
  return ms > 0 ? `~${formatAge(ms)} ${source}` : `over ${source}`;
}

function tokens({ input, output }: { input: number; output: number }): string {
  return input + output === 0 ? '' : tokenCount(input + output);
}

function saidLast(told: RunView) {
  const call = calling(told);
  return call ? { text: call, style: 'warning' as const } : (lastWords(told) ?? told.elsewhere);
}

const STYLES: Partial<Record<ShownState, Style>> = {
  ...{ asking: 'warning', review: 'warning', returned: 'alarm', unfound: 'warning' },
  ...{ failed: 'alarm', stopped: 'alarm', interrupted: 'alarm' },
  ...{ waits_for_checkout: 'alarm', unmerged: 'alarm', unsent: 'alarm' },
  ...{ queued: 'good', preparing: 'good', running: 'good', checking: 'good', changes_requested: 'good' },
};

export const styleOf = (state: ShownState): Style => STYLES[state] ?? 'faint';
