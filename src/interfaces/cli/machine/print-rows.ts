import * as z from 'zod';
import { countInput, switchField, textField } from '../../../domain/calls/inputs.ts';
import { machine, PRINTS } from './row.ts';

/** Commands that print the log of the queue, or what the program says about itself. */
export const PRINT_ROWS = [
  machine({
    name: 'audit',
    title: 'Print every change as NDJSON',
    summary:
      'Print every change of the queue as NDJSON, oldest first: one line for each commit, with its number, time, author, command, changes and hash. Unlike the history, it has no limit and includes renewals of claims.',
    group: 'admin',
    ...PRINTS,
    place: 'profile',
    input: () =>
      z.strictObject({
        after: countInput().describe('Only commits after this number').optional(),
        until: countInput().describe('Only commits up to this number').optional(),
      }),
    cli: {
      more: () => [
        'Store the last number, and continue after it. A line is the commit as it is stored. SHA-256 of the line without `,"sum":"…"` is its sum. `prev` is the sum of the line before.',
        'A line about a token lacks its hash. `hidden` lists the fields that it lacks, and its sum is that of the whole commit.',
      ],
      examples: ['audit > audit.ndjson', 'audit --after 4120 >> audit.ndjson'],
    },
  }),
  machine({
    name: 'schema',
    title: 'Print JSON schemas of commands, records and files',
    summary:
      'Print a JSON schema: of the input and output of a command, of a kind of record, of the config file, or of exported tasks. Without a name, list the names, and the formats of files that have no schema.',
    group: 'admin',
    ...PRINTS,
    several: true,
    input: () => z.strictObject({ name: textField('Name of the schema, or of a format') }),
    cli: {
      positional: ['name'],
      examples: ['schema', 'schema task_add', 'schema config', 'schema record run'],
    },
  }),
  machine({
    name: 'completion',
    title: 'Print a completion script for your shell',
    summary:
      'Print a script that completes commands, flags, ids and filters. For this shell: `source <(backlog completion bash)`. If you call the program by another name, give that, too.',
    group: 'admin',
    ...PRINTS,
    input: () =>
      z.strictObject({
        shell: z.enum(['bash', 'zsh', 'fish']).describe('Your shell'),
        name: z
          .string()
          .regex(/^[\w.-]+$/, 'expected the name of a program')
          .describe('Name of the program; default: backlog')
          .default('backlog'),
      }),
    cli: { positional: ['shell', 'name'], examples: ['completion bash', 'completion bash bq'] },
  }),
  machine({
    name: 'help',
    title: 'Show help on a command',
    elsewhere: 'quickstart, commands',
    summary: 'Explain a command, the commands of a noun or a group, filters, or the flags of every command.',
    group: 'admin',
    ...PRINTS,
    several: true,
    input: () =>
      z.strictObject({
        words: z.string().describe('A command, a noun, a group, `filters` or `flags`').default(''),
        all: switchField('List every command'),
      }),
    cli: { positional: ['words'], examples: ['help', 'help add', 'help runs', 'help --all'] },
  }),
  machine({
    name: 'words',
    title: 'Find a word of another program',
    summary: "Show Backlog's line for a word, a line or a flag of another program.",
    group: 'admin',
    access: { effect: 'read' },
    several: true,
    input: () =>
      z.strictObject({ words: z.string().describe('Words of a line: `ready`, or `issue close`').default('') }),
    cli: { positional: ['words'], examples: ['words ready', 'words issue close', 'words assignee'] },
  }),
  machine({
    name: 'version',
    title: 'Show the version',
    summary: 'Print the version of Backlog.',
    group: 'admin',
    ...PRINTS,
    input: () => z.strictObject({}),
  }),
] as const;
