import * as z from 'zod';
import { switchField, textField } from '../../../domain/calls/inputs.ts';
import { machine } from './row.ts';

const address = () => z.string().describe('Address in PostgreSQL or S3, without a password or key');

const isNew = () => switchField('Create a queue there, although the database or bucket has others');

const ADDRESSES = [
  'A database and a bucket can have many queues, one for each NAME or PREFIX:',
  '  postgres://[user@]host[:port]/database[?store=NAME&sslmode=MODE]   password: PGPASSWORD, BACKLOG_STORE_PASSWORD_COMMAND or ~/.pgpass',
  '  s3://BUCKET/PREFIX[?endpoint=URL&region=NAME&profile=NAME]         keys: the variables or files of the AWS command line',
];

/** What the commands about the place of a queue have in common. */
const OF_STORE = { group: 'admin', place: 'profile' } as const;

/** Commands that decide where the queue of a folder is. */
export const STORE_ROWS = [
  machine({
    ...OF_STORE,
    name: 'store_init',
    title: 'Use a queue on a server',
    summary:
      'Use a queue in PostgreSQL or S3 for this folder or repository. `backlog init --store ADDRESS` is the same. Creates the tables and the queue if they are missing, otherwise joins the existing queue. A folder that has a queue of its own keeps it. After a failure, no other queue begins in the folder, until this command succeeds; with `disk`, it creates one on this machine. For people.',
    access: { effect: 'write', personAct: 'queues' },
    input: () =>
      z.strictObject({
        address: address().describe('Address in PostgreSQL or S3, without a password or key, or disk'),
        new: isNew(),
        repository: textField(
          'Repository of that queue of which this folder is a clone; default: the one with the same remote or the same first commit',
        ),
      }),
    cli: {
      positional: ['address'],
      more: () => ADDRESSES,
      examples: [
        'store init "postgres://ada@db.example/work?store=web"',
        'store init "s3://work-queues/web?region=eu-west-1"',
      ],
    },
  }),
  machine({
    ...OF_STORE,
    name: 'store_move',
    title: 'Move the queue to a server',
    summary:
      'Move the queue of this folder or repository to an address, or with `disk` back to this machine. Copies and compares all files. The old place stays, read-only. After an interruption, the same command continues. For people.',
    access: { effect: 'write', personAct: 'queues' },
    input: () => z.strictObject({ address: address().describe('Address in PostgreSQL or S3, or disk'), new: isNew() }),
    cli: {
      positional: ['address'],
      more: () => ADDRESSES,
      examples: ['store move "postgres://ada@db.example/work?store=web"', 'store move disk'],
    },
  }),
  machine({
    ...OF_STORE,
    name: 'store_trust',
    title: 'Agree to what the queue executes',
    summary: 'Show what the queue would execute on this machine, and ask you to agree. For people.',
    access: { effect: 'read', personAct: 'queues' },
    input: () =>
      z.strictObject({
        content: textField('Agree to exactly the content that `store trust` printed, without a question'),
      }),
    cli: { examples: ['store trust'] },
  }),
  machine({
    ...OF_STORE,
    name: 'store_role_list',
    title: 'List the roles of the database',
    summary: 'List the roles of the database with their authors (PostgreSQL).',
    access: { effect: 'read' },
    input: () => z.strictObject({}),
    cli: { aliases: ['store role'], aliasIfNext: /^(-|$)/ },
  }),
  machine({
    ...OF_STORE,
    name: 'store_role_add',
    title: 'Let a role write in some names',
    summary:
      'Let a role write only in the names of `as`; the database refuses others. The first role makes all others read-only. For people.',
    access: { effect: 'write', personAct: 'queues' },
    input: () =>
      z.strictObject({
        name: z.string().describe('Name of the role'),
        as: textField('Authors of the role, separated by commas; default: human:NAME,ai:*,system:*'),
      }),
    cli: { positional: ['name'], examples: ['store role add ada --as human:ada,ai:*'] },
  }),
  machine({
    ...OF_STORE,
    name: 'store_role_remove',
    title: 'Let a role only read',
    summary: 'Let a role of the database only read. For people.',
    access: { effect: 'write', personAct: 'queues' },
    input: () => z.strictObject({ name: z.string().describe('Name of the role') }),
    cli: { positional: ['name'] },
  }),
  machine({
    ...OF_STORE,
    name: 'store_role_off',
    title: 'End the checks of authors',
    summary: 'End the checks: roles with rights in the database write in any name again. For people.',
    access: { effect: 'write', personAct: 'queues' },
    input: () => z.strictObject({}),
  }),
] as const;
