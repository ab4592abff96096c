import type { ComponentChildren } from 'preact';
import { ownProperty } from '../../../../base/own-property.ts';
import { stateLabel } from '../../../../domain/state-words.ts';
import { inTheWayText } from '../../../../domain/task/objections.ts';
import { now } from '../../data/state.ts';
import { GoalIds } from '../../parts/goal/marks.tsx';
import { PriorityMark, RunLink } from '../../parts/task/marks.tsx';
import { stateClass } from '../../parts/task/state.tsx';
import { dateText, dueText, typedText } from '../../parts/units/time.ts';
import { Ago, Due } from '../../parts/units/when.tsx';
import type { ListRow } from './model.ts';

export interface ListColumn {
  name: string;
  title: string;
  /** Maximum width in characters. The column is as wide as its widest loaded text or its title. */
  most: number;
  /** Returns the shorter text of the cell in a window that is too narrow for the other columns. */
  brief?(row: ListRow): string;
  /** Whether its texts can be longer than its width. Only these cells clip, because clipping slows down scrolling. */
  clips?: true;
  /** Returns the text by whose length the width is computed. Without it, the width is the maximum. */
  plain?(row: ListRow): string | undefined;
  /** Further fields of `task_list` that the column needs. */
  fields?: readonly string[];
  show(row: ListRow): ComponentChildren;
  /** Returns the class and the tooltip of the cell. Each cell is only one element, so that long lists stay fast. */
  mark?(row: ListRow): { class?: string; title?: string };
  /** The value of `sort` for `task_list` that sorts by this column, with the direction after the first click. */
  sort?: string;
  /** Returns the text to edit. `read` converts the edited text to the changed field. */
  text?(row: ListRow): string;
  read?(text: string): Readonly<Record<string, unknown>>;
}

const cleared = (text: string) => (text === '' ? null : text);

export const LIST_COLUMNS: readonly ListColumn[] = [
  {
    name: 'description',
    clips: true,
    title: 'Task',
    most: Number.POSITIVE_INFINITY,
    show: ({ description }) => description,
    mark: ({ description }) => ({ title: description }),
    sort: 'description+',
    text: ({ description }) => description,
    read: (description) => ({ description }),
  },
  {
    name: 'state',
    title: 'State',
    most: 26,
    plain: stateText,
    show: stateText,
    mark: (row) => ({ class: `${stateClass(row.state)} clip`, title: stateText(row) }),
    brief: ({ state }) => stateLabel(state),
  },
  {
    name: 'priority',
    title: 'Priority',
    most: 8,
    show: ({ priority }) => priority && <PriorityMark of={priority} />,
    sort: 'priority-',
    text: ({ priority }) => priority ?? '',
    read: (text) => ({ priority: cleared(text.toUpperCase()) }),
  },
  {
    name: 'project',
    clips: true,
    title: 'Project',
    most: 18,
    plain: ({ project }) => project,
    show: ({ project }) => project,
    mark: () => ({ class: 'project' }),
    sort: 'project+',
    text: ({ project }) => project ?? '',
    read: (text) => ({ project: cleared(text) }),
  },
  {
    name: 'tags',
    clips: true,
    title: 'Tags',
    most: 18,
    plain: ({ tags = [] }) => tags.map((tag) => `+${tag}`).join(' '),
    show: ({ tags = [] }) => tags.map((tag) => `+${tag}`).join(' '),
    mark: () => ({ class: 'who' }),
    text: ({ tags = [] }) => tags.join(' '),
    read: (text) => ({ tags: text.split(/[\s,]+/).filter(Boolean) }),
  },
  {
    name: 'due',
    title: 'Due',
    most: 12,
    plain: ({ due, status }) => (due ? (status === 'pending' ? dueText(due, now.peek()).text : dateText(due)) : ''),
    show: ({ due, status }) =>
      due && (status === 'pending' ? <Due at={due} /> : <span class="when">{dateText(due)}</span>),
    sort: 'due+',
    text: ({ due }) => typedText(due),
    read: (text) => ({ due: cleared(text) }),
  },
  {
    name: 'agent',
    clips: true,
    title: 'Assignee',
    most: 14,
    plain: ({ agent }) => agent,
    show: ({ agent }) => agent,
    mark: () => ({ class: 'who' }),
    sort: 'agent+',
    text: ({ agent }) => agent ?? '',
    read: (text) => ({ agent: cleared(text) }),
  },
  {
    name: 'goal',
    title: 'Goal',
    most: 8,
    plain: ({ goal }) => goal,
    fields: ['goal'],
    show: ({ goal }) => goal && <GoalIds ids={[goal]} />,
    text: ({ goal }) => goal ?? '',
    read: (text) => ({ goal: cleared(text) }),
  },
  {
    name: 'urgency',
    title: 'Urgency',
    most: 8,
    show: ({ urgency }) => urgency.toFixed(1),
    mark: () => ({ class: 'figures' }),
    sort: 'urgency-',
  },
  {
    name: 'run',
    clips: true,
    title: 'Run',
    most: 22,
    plain: ({ run }) => run && `${run.id} ${stateLabel(run.state)}`,
    fields: ['run'],
    show: ({ run }) =>
      run && (
        <>
          <RunLink id={run.id} /> {stateLabel(run.state)}
        </>
      ),
  },
  {
    name: 'by',
    clips: true,
    title: 'Worked on by',
    most: 22,
    plain: ({ by }) => by,
    fields: ['by'],
    show: ({ by }) => by,
    mark: ({ by }) => ({ class: 'who', ...(by ? { title: by } : {}) }),
  },
  {
    name: 'created',
    clips: true,
    title: 'Creator',
    most: 18,
    plain: ({ created }) => created,
    fields: ['created'],
    show: ({ created }) => created,
    mark: ({ created }) => ({ class: 'who', ...(created ? { title: created } : {}) }),
    sort: 'created+',
  },
  { name: 'modified', title: 'Updated', most: 7, show: ({ modified }) => <Ago at={modified} />, sort: 'modified-' },
  { name: 'entry', title: 'Added', most: 7, show: ({ entry }) => <Ago at={entry} />, sort: 'entry-' },
];

function stateText({ state, objections = [] }: ListRow): string {
  return objections.length > 0 ? `${stateLabel(state)} (${inTheWayText(objections)})` : stateLabel(state);
}

/** Average width of a character, and the space around a text, in pixels. */
const CHARACTER = 7;
const AROUND = 8;
/** Minimum width in pixels of the column that takes the rest of the width. */
const LEAST = 132;
/** Width in pixels of the columns before the first: the box and the number. */
const FIRST = [20, 48];
const GAP = 10;

/** Length of the longest loaded text by column. */
type Longest = Readonly<Record<string, number>>;

/** Returns the width of a column in pixels, at least. */
function widthOf({ name, title, most, plain, sort }: ListColumn, longest: Longest): number {
  if (!Number.isFinite(most)) return LEAST;
  const wanted = Math.max(title.length + (sort ? 2 : 0), plain ? (longest[name] ?? 0) : most);
  return Math.min(Math.max(most, title.length), wanted) * CHARACTER + AROUND;
}

/** Returns the columns as tracks of the CSS grid. */
export function tracksOf(columns: readonly ListColumn[], longest: Longest): string {
  const tracks = columns.map((column) => {
    const width = widthOf(column, longest);
    return Number.isFinite(column.most) ? `${width}px` : `minmax(${width}px, 1fr)`;
  });
  return [...FIRST.map((width) => `${width}px`), ...tracks].join(' ');
}

/** Width in pixels below which a list has brief texts, and their width in characters. */
export const NARROW = 500;
const BRIEF = 10;

/** Returns the columns with these names. */
export function columnsOf(names: readonly string[], isNarrow: boolean): ListColumn[] {
  return LIST_COLUMNS.filter(({ name }) => names.includes(name)).map((column) => {
    const { brief } = column;
    return isNarrow && brief ? { ...column, most: BRIEF, plain: brief, show: brief } : column;
  });
}

/** The usual columns in the order in which they go when the window is too narrow for all. The others stay. */
const GOING = ['modified', 'urgency', 'tags', 'project', 'priority', 'due'];

/** Returns the usual columns that fit into a width in pixels. */
export function fitting(width: number, longest: Longest): string[] {
  const shown = new Set(USUAL);
  const wide = () => {
    const widths = LIST_COLUMNS.filter(({ name }) => shown.has(name)).map((column) => widthOf(column, longest));
    return [...FIRST, ...widths].reduce((sum, one) => sum + one + GAP, -GAP);
  };
  for (const name of GOING) if (wide() > width) shown.delete(name);
  return USUAL.filter((name) => shown.has(name));
}

/** Returns the lengths of the longest texts by column, at least those in `before`. */
export function longestIn(before: Readonly<Record<string, number>>, rows: readonly ListRow[]): Record<string, number> {
  return Object.fromEntries(
    LIST_COLUMNS.map(({ name, plain }) => [
      name,
      rows.reduce((most, row) => Math.max(most, plain?.(row)?.length ?? 0), before[name] ?? 0),
    ]),
  );
}

/** Columns that are shown by default. */
const USUAL = ['description', 'state', 'priority', 'project', 'tags', 'due', 'urgency', 'modified'];

export interface ListGroup {
  title: string;
  sort: string;
  of(row: ListRow): string;
}

/** The possible groups of rows. In groups, the list is first sorted by group. */
export const LIST_GROUPS: Readonly<Record<string, ListGroup>> = {
  project: { title: 'By project', sort: 'project+', of: ({ project }) => project ?? 'No project' },
  priority: {
    title: 'By priority',
    sort: 'priority-',
    of: ({ priority }) => (priority ? `Priority ${priority}` : 'No priority'),
  },
  agent: { title: 'By assignee', sort: 'agent+', of: ({ agent }) => agent ?? 'No assignee' },
};

/** Returns the groups with this name; undefined for an unknown one. The URL's name can be any text. */
export const listGroup = (name: string) => ownProperty(LIST_GROUPS, name);
