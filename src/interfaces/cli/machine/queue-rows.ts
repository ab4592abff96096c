import * as z from 'zod';
import { countInput, switchField, textField } from '../../../domain/calls/inputs.ts';
import { machine } from './row.ts';

const name = () => z.string().describe('Name, beginning of an id (8 characters), or folder');

/** Commands about all queues of this machine. */
export const QUEUE_ROWS = [
  machine({
    name: 'queue_list',
    title: 'List the queues',
    summary:
      'List the queues of this machine, the last changed one first. `-w NAME` uses a queue in any command, from any folder. `backlog list +READY --all-queues` lists the tasks of all queues.',
    group: 'admin',
    access: { effect: 'read' },
    place: 'flags',
    input: () => z.strictObject({ limit: countInput().describe('Maximum queues (default 50); 0: all').optional() }),
    cli: {
      aliases: ['queue'],
      silent: ['queues'],
      aliasIfNext: /^(-|$)/,
      examples: ['queue list', 'list -w api'],
    },
  }),
  machine({
    name: 'queue_rename',
    title: 'Rename a queue',
    summary: 'Give a queue another name. For people.',
    group: 'admin',
    access: { effect: 'write', checksAct: 'settings' },
    place: 'flags',
    input: () => z.strictObject({ name: name(), new: z.string().describe('The new name') }),
    cli: { positional: ['name', 'new'], examples: ['queue rename api shop'] },
  }),
  machine({
    name: 'queue_remove',
    title: 'Remove a queue',
    summary: 'Move a queue aside, with its history. Deletes nothing. For people.',
    group: 'admin',
    access: { effect: 'destructive', personAct: 'queues' },
    place: 'flags',
    input: () =>
      z.strictObject({
        name: name(),
        force: switchField("Remove a queue that can't be read, so it may be in use"),
      }),
    cli: { positional: ['name'], asks: async () => undefined, examples: ['queue remove api'] },
  }),
  machine({
    name: 'queue_restore',
    title: 'Restore a removed queue',
    summary: 'Bring a removed queue back. Without a name, list the removed queues. For people.',
    group: 'admin',
    access: { effect: 'read', checksAct: 'queues' },
    place: 'flags',
    input: () => z.strictObject({ name: textField('Name of a removed queue') }),
    cli: { positional: ['name'], examples: ['queue restore', 'queue restore api'] },
  }),
  machine({
    name: 'queue_link',
    title: 'Link a queue to this repository',
    summary: 'Use the earlier queue of this repository again, for example after a new `git init`. For people.',
    group: 'admin',
    access: { effect: 'write', personAct: 'queues' },
    place: 'flags',
    input: () => z.strictObject({ name: name() }),
    cli: { positional: ['name'], examples: ['queue link api'] },
  }),
] as const;
