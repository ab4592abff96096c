import { stateLabel } from '../../../domain/state-words.ts';
import type { TaskLine } from '../../../report/task-line.ts';
import { type Clock, formatAge, formatDistance } from '../../../time/index.ts';
import type { TaskColumn, TaskRow } from '../../doc/doc.ts';
import { PRESSING, stateStyle } from '../../state-style.ts';
import type { ScreenPiece } from './screen.ts';
import type { TableColumn } from './table.ts';

/** A row of a table that is about a task. */
export interface Lined {
  task: TaskRow;
}

/** Columns about a task. A narrow terminal drops columns with the lowest `keep` first. */
export const TASK_COLUMNS: Readonly<Record<TaskColumn, (clock: Clock) => TableColumn<Lined>>> = {
  id: () => ({ head: 'Id', align: 'right', cell: ({ task }) => String(task.id) }),
  priority: () => ({ head: 'P', keep: 5, cell: ({ task }) => priorityPiece(task) }),
  state: () => ({ head: 'State', keep: 6, cell: ({ task }) => statePiece(task) }),
  due: (clock) => ({ head: 'Due', keep: 7, cell: ({ task }) => duePiece(task, clock) }),
  age: () => ({ head: 'Age', align: 'right', keep: 2, cell: ({ task }) => formatAge(task.age) }),
  urgency: () => ({ head: 'Urg', align: 'right', keep: 3, cell: ({ task }) => task.urgency.toFixed(1) }),
  project: () => ({ head: 'Project', keep: 4, least: 8, most: 24, cell: ({ task }) => task.project }),
  tags: () => ({ head: 'Tags', keep: 1, least: 8, most: 32, cell: ({ task }) => tagsText(task) }),
  description: () => ({ head: 'Description', least: 24, lines: 3, cell: ({ task }) => task.description }),
  branch: () => ({
    ...{ head: 'Description', least: 24, lines: 1 },
    cell: ({ task }) => ({ lead: guides(task.follows), text: task.description }),
  }),
  done: () => ({
    ...{ head: 'Done', align: 'right', keep: 3 },
    cell: ({ task: { closed, of } }) => (of ? `${closed}/${of}` : undefined),
  }),
  wave: () => ({ head: 'Wave', align: 'right', cell: ({ task }) => task.wave?.toString() }),
  after: () => ({ head: 'Blocked by', keep: 8, least: 6, most: 20, cell: ({ task }) => task.after?.join(', ') }),
};

/** Draws the connecting lines before a task: `│  └─ `, one part per level. */
function guides(follows: readonly boolean[] = []): string {
  return follows.map((more, i) => (i < follows.length - 1 ? (more ? '│  ' : '   ') : more ? '├─ ' : '└─ ')).join('');
}

/** Formats a state, in colour if it is important. The colours are the same as in the list of runs. */
export function statePiece({ state }: Pick<TaskLine, 'state'>): ScreenPiece {
  return { text: stateLabel(state), style: stateStyle(state) };
}

function priorityPiece({ priority }: TaskLine): ScreenPiece | undefined {
  return priority && { text: priority, style: priority === 'H' ? 'strong' : undefined };
}

/** Formats the due date relative to now, in colour if it is today or has passed. */
export function duePiece({ due, pressing }: Pick<TaskLine, 'due' | 'pressing'>, clock: Clock): ScreenPiece | undefined {
  if (due === undefined) return undefined;
  return { text: formatDistance(due, clock), style: pressing && PRESSING[pressing] };
}

function tagsText({ tags, agent }: TaskLine): string {
  return [...tags.map((tag) => `+${tag}`), ...(agent ? [`@${agent}`] : [])].join(' ');
}
