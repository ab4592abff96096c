import type { ComponentChildren } from 'preact';
import { withoutEscapes } from '../../../../base/output/escapes.ts';
import { ownProperty } from '../../../../base/own-property.ts';
import { stateLabel } from '../../../../domain/state-words.ts';
import { inTheWayText } from '../../../../domain/task/objections.ts';
import { now } from '../../data/state.ts';
import { GoalIds } from '../../parts/goal/marks.tsx';
import { PriorityMark, RunLink } from '../../parts/task/marks.tsx';
import { StateView, stateClass } from '../../parts/task/state.tsx';
import { dateText, dueText, typedText } from '../../parts/units/time.ts';
import { Ago, Due } from '../../parts/units/when.tsx';
import type { ListRow } from './model.ts';

export interface ListColumn {
  name: string;
  title: string;
  /** Maximum width in characters. The column is as wide as its widest loaded text or its title. */
  most: number;
  /** What is different in a list that is too narrow for the other columns. */
  narrow?: Partial<ListColumn>;
  /** Whether its texts can be longer than its width. Only these cells clip, because clipping slows down scrolling. */
  clips?: true;
  /** Whether its texts are numbers, whose points are below each other. */
  isNumber?: true;
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
    most: 24,
    // The label has a space around its text.
    plain: (row) => `  ${stateText(row)}`,
    show: ({ state, objections = [] }) =>
      objections.length > 0 ? <StateView of={state} objections={objections} /> : stateLabel(state),
    mark: (row) => (row.objections?.length ? { class: 'line gap-6' } : stateMark(row)),
    narrow: { most: 10, show: ({ state }) => stateLabel(state), mark: stateMark },
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
    isNumber: true,
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
    mark: () => ({ class: 'who' }),
  },
  {
    name: 'created',
    clips: true,
    title: 'Creator',
    most: 18,
    plain: ({ created }) => created,
    fields: ['created'],
    show: ({ created }) => created,
    mark: () => ({ class: 'who' }),
    sort: 'created+',
  },
  { name: 'modified', title: 'Updated', most: 7, show: ({ modified }) => <Ago at={modified} />, sort: 'modified-' },
  { name: 'entry', title: 'Added', most: 7, show: ({ entry }) => <Ago at={entry} />, sort: 'entry-' },
];

/** Draws the whole cell as the label of the state. */
function stateMark(row: ListRow) {
  return { class: `${stateClass(row.state)} clip`, title: stateText(row) };
}

function stateText({ state, objections = [] }: ListRow): string {
  return objections.length > 0
    ? `${stateLabel(state)} (${withoutEscapes(inTheWayText(objections))})`
    : stateLabel(state);
}

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
