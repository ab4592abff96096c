import { PRIORITIES } from '../../domain/task.ts';
import { isWaiting } from '../../domain/virtual-tags.ts';
import type { Attribute } from './attribute.ts';

const date = (name: DateField, doc: string): Attribute => ({
  name,
  doc,
  example: `${name}.before:tomorrow`,
  taskwarrior: true,
  type: 'date',
  read: (task) => task[name],
});
type DateField = 'due' | 'scheduled' | 'wait' | 'until' | 'entry' | 'modified' | 'start' | 'end';

const NONE: readonly string[] = [];

/** Taskwarrior 2.6's attributes, with its names and types. */
export const TASKWARRIOR_ATTRIBUTES: readonly Attribute[] = [
  {
    name: 'description',
    doc: 'the one line; searching also looks into annotations',
    example: 'description.has:login',
    taskwarrior: true,
    type: 'text',
    matching: 'prefix',
    read: (task) => task.description,
    alsoIn: (task) => task.annotations,
  },
  {
    name: 'status',
    doc: 'pending, waiting (pending with a wait date to come), recurring, completed or deleted',
    example: 'status:pending',
    taskwarrior: true,
    type: 'choice',
    values: ['pending', 'waiting', 'recurring', 'completed', 'deleted'],
    ranked: false,
    read: (task, facts) => (isWaiting(task, facts) ? 'waiting' : task.status),
  },
  {
    name: 'project',
    doc: 'dotted segments; `project:web` takes in everything below `web.`',
    example: 'project:web.ui',
    taskwarrior: true,
    type: 'text',
    matching: { below: '.' },
    read: (task) => task.project,
  },
  {
    name: 'priority',
    doc: 'H above M above L above none',
    example: 'priority.above:L',
    taskwarrior: true,
    type: 'choice',
    values: PRIORITIES,
    ranked: true,
    read: (task) => task.priority,
  },
  {
    name: 'tags',
    doc: 'the set of stored tags',
    example: 'tags:bug',
    taskwarrior: true,
    type: 'set',
    matching: 'whole',
    lists: true,
    read: (task) => task.tags ?? NONE,
  },
  date('due', 'when it should be done'),
  date('scheduled', 'when work can begin'),
  date('wait', 'hidden until then'),
  date('until', 'dropped after that'),
  date('entry', 'when it was added'),
  date('modified', 'when it was last changed'),
  date('start', 'when work began'),
  date('end', 'when it was closed'),
  {
    name: 'depends',
    doc: 'the tasks it waits for',
    example: 'depends:12',
    taskwarrior: true,
    type: 'reference',
    read: (task) => task.depends ?? NONE,
  },
  {
    name: 'recur',
    doc: 'how often it recurs',
    example: 'recur:weekly',
    taskwarrior: true,
    type: 'duration',
    read: (task) => task.recur,
  },
  {
    name: 'id',
    doc: 'the short number',
    example: 'id < 100',
    taskwarrior: true,
    type: 'number',
    read: (task) => (task.id === 0 ? undefined : task.id),
  },
  {
    name: 'uuid',
    doc: 'the identity',
    example: 'uuid:abcdef01',
    taskwarrior: true,
    type: 'text',
    matching: 'prefix',
    read: (task) => task.uuid,
  },
  {
    name: 'urgency',
    doc: 'how urgent it is, -8 to 55 unless weighted otherwise',
    example: 'urgency.above:10',
    taskwarrior: true,
    type: 'urgency',
  },
  {
    name: 'parent',
    doc: 'the task it is part of, or the recurrence template it comes from',
    example: 'parent:12',
    taskwarrior: true,
    type: 'reference',
    read: (task) => [task.parent, task.template].filter((uuid) => uuid !== undefined),
  },
];
