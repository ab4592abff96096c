import { isWaiting } from '../../domain/urgency/virtual-tags.ts';
import type { Attribute } from './attribute.ts';

/** Taskwarrior 2.6's attributes, with its names and types. Those of stored fields are in the table of fields. */
export const TASKWARRIOR_ATTRIBUTES: readonly Attribute[] = [
  {
    name: 'description',
    doc: 'the one line; a search includes notes',
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
    of: ['time'],
    taskwarrior: true,
    type: 'choice',
    values: ['pending', 'waiting', 'recurring', 'completed', 'deleted'],
    ranked: false,
    read: (task, facts) => (isWaiting(task, facts) ? 'waiting' : task.status),
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
    name: 'urgency',
    doc: 'how urgent it is, -8 to 55 unless weighted otherwise',
    example: 'urgency.above:10',
    of: ['setting', 'time'],
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
