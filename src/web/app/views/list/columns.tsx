import type { ComponentChildren } from 'preact';
import { ownProperty } from '../../../../base/own-property.ts';
import { stateLabel } from '../../../../domain/state-words.ts';
import { inTheWayText } from '../../../../domain/task/objections.ts';
import { PriorityMark } from '../../parts/task/marks.tsx';
import { stateClass } from '../../parts/task/state.tsx';
import { dateText, typedText } from '../../parts/units/time.ts';
import { Ago, Due } from '../../parts/units/when.tsx';
import type { ListRow } from './model.ts';

export interface ListColumn {
  name: string;
  title: string;
  /** Width of the column, as a track size of the CSS grid. */
  width: string;
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
    title: 'Task',
    width: 'minmax(220px, 1fr)',
    show: ({ description }) => description,
    mark: ({ description }) => ({ title: description }),
    sort: 'description+',
    text: ({ description }) => description,
    read: (description) => ({ description }),
  },
  {
    name: 'state',
    title: 'State',
    width: '96px',
    show: ({ state, objections = [] }) =>
      objections.length > 0 ? `${stateLabel(state)} (${inTheWayText(objections)})` : stateLabel(state),
    mark: ({ state, objections = [] }) =>
      objections.length > 0
        ? { class: `${stateClass(state)} is-objected`, title: inTheWayText(objections) }
        : { class: stateClass(state) },
  },
  {
    name: 'priority',
    title: 'Priority',
    width: '72px',
    show: ({ priority }) => priority && <PriorityMark of={priority} />,
    sort: 'priority-',
    text: ({ priority }) => priority ?? '',
    read: (text) => ({ priority: cleared(text.toUpperCase()) }),
  },
  {
    name: 'project',
    title: 'Project',
    width: '130px',
    show: ({ project }) => project,
    mark: () => ({ class: 'project' }),
    sort: 'project+',
    text: ({ project }) => project ?? '',
    read: (text) => ({ project: cleared(text) }),
  },
  {
    name: 'tags',
    title: 'Tags',
    width: '130px',
    show: ({ tags = [] }) => tags.map((tag) => `+${tag}`).join(' '),
    mark: () => ({ class: 'who' }),
    text: ({ tags = [] }) => tags.join(' '),
    read: (text) => ({ tags: text.split(/[\s,]+/).filter(Boolean) }),
  },
  {
    name: 'due',
    title: 'Due',
    width: '96px',
    show: ({ due, status }) =>
      due && (status === 'pending' ? <Due at={due} /> : <span class="when">{dateText(due)}</span>),
    sort: 'due+',
    text: ({ due }) => typedText(due),
    read: (text) => ({ due: cleared(text) }),
  },
  {
    name: 'agent',
    title: 'Assignee',
    width: '96px',
    show: ({ agent }) => agent,
    mark: () => ({ class: 'who' }),
    sort: 'agent+',
    text: ({ agent }) => agent ?? '',
    read: (text) => ({ agent: cleared(text) }),
  },
  {
    name: 'urgency',
    title: 'Urgency',
    width: '72px',
    show: ({ urgency }) => urgency.toFixed(1),
    mark: () => ({ class: 'figures' }),
    sort: 'urgency-',
  },
  { name: 'entry', title: 'Added', width: '64px', show: ({ entry }) => <Ago at={entry} />, sort: 'entry-' },
];

/** Columns that are shown by default. */
export const USUAL = ['description', 'state', 'priority', 'project', 'tags', 'due', 'urgency'];

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
