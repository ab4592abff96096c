import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { flagInput } from '../../domain/calls/inputs.ts';
import { CLOSES } from '../../domain/kinds/sync/service.ts';
import { oneLine } from '../../text/safe.ts';
import { addSource, changeSource, removeSource } from '../../work/services/sources.ts';
import { tried } from '../../work/workspace/dry-run.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';
import { dryInput, mapInput, nameInput, readMap } from './outputs.ts';

const stored = () => outputs.stored('source');
const access = { effect: 'write', personAct: 'sources' } as const;

export const sourceAdd = defineCommand({
  name: 'source_add',
  title: 'Add a source',
  summary:
    'Add a service whose issues are kept in step with tasks: a repository on GitHub, a project of Jira. Pulls nothing yet. For people.',
  toolset: 'admin',
  group: 'team',
  access,
  input: () =>
    z.strictObject({
      service: z.string().describe('github or jira'),
      list: z.string().describe('Repository, such as acme/app, or project, such as acme.atlassian.net/APP'),
      name: z.string().describe('Name, default: that of the repository or project').optional(),
      filter: z
        .string()
        .describe(
          'Issues that become tasks: label:agent state:all, or JQL for Jira. Default: all open ones; all of Jira',
        )
        .optional(),
      prefix: z
        .string()
        .max(50)
        .describe('Beginning of labels that Backlog adds and removes, default backlog:')
        .optional(),
      close: z.enum(CLOSES).describe('When a completed task closes its issue, default merged').optional(),
      notes: flagInput().describe('Turn notes of people into comments').optional(),
      map: mapInput(),
      dry_run: dryInput(),
    }),
  output: () => z.strictObject({ source: stored(), dryRun: z.boolean() }),
  async run(
    context,
    {
      service,
      list,
      name,
      filter = '',
      prefix = 'backlog:',
      close = 'merged',
      notes = false,
      map,
      dry_run: dryRun = false,
    },
    write,
  ) {
    const ask = { service, list, name, filter, prefix, closes: close, notes, map: readMap(map) };
    return { source: await addSource(context, write, { ask, dryRun, env: process.env }), dryRun };
  },
  show: {
    text: ({ source: { name, list, filter }, dryRun }) =>
      `${dryRun ? 'Would add' : 'Added'} source ${name}: ${oneLine(list)}${filter === '' ? '' : `, ${oneLine(filter)}`}\nPull its issues: \`backlog source pull ${name}\``,
  },
  cli: {
    positional: ['service', 'list'],
    examples: [
      'source add github acme/app',
      'source add github acme/app --filter "label:agent"',
      'source add jira acme.atlassian.net/APP --filter "labels = agent"',
    ],
  },
});

/** Makes the command that lets a source pull and push, or stops it. */
function switching<Name extends string>(
  row: { name: Name; title: string; summary: string },
  { state, verb, did }: { state: 'enabled' | 'disabled'; verb: string; did: string },
) {
  return defineCommand({
    ...row,
    toolset: 'admin',
    group: 'team',
    access: { ...access, idempotent: true },
    input: () => z.strictObject({ name: nameInput(), dry_run: dryInput() }),
    output: () => z.strictObject({ source: stored(), dryRun: z.boolean() }),
    run: async (context, { name, dry_run: dryRun = false }, write) => ({
      source: await tried(write, dryRun, (tx) => changeSource(tx, context, name, { state })),
      dryRun,
    }),
    show: { text: ({ source, dryRun }) => `${dryRun ? `Would ${verb}` : did} source ${source.name}` },
    cli: { positional: ['name'], examples: [`source ${verb} app`] },
  });
}

export const sourceEnable = switching(
  {
    name: 'source_enable',
    title: 'Enable a source',
    summary: 'Let a disabled source pull and push again. For people.',
  },
  { state: 'enabled', verb: 'enable', did: 'Enabled' },
);

export const sourceDisable = switching(
  {
    name: 'source_disable',
    title: 'Disable a source',
    summary: 'Stop pulling from a source and pushing to it. Its links stay. For people.',
  },
  { state: 'disabled', verb: 'disable', did: 'Disabled' },
);

export const sourceRemove = defineCommand({
  name: 'source_remove',
  title: 'Remove a source',
  summary: 'Remove a source with its links and conflicts. The tasks stay, and so does everything there. For people.',
  toolset: 'admin',
  group: 'team',
  access,
  input: () => z.strictObject({ name: nameInput(), dry_run: dryInput() }),
  output: () => z.strictObject({ source: stored(), linked: z.int(), dryRun: z.boolean() }),
  run: async (context, { name, dry_run: dryRun = false }, write) => ({
    ...(await tried(write, dryRun, (tx) => removeSource(tx, context, name))),
    dryRun,
  }),
  show: {
    text: ({ source, linked, dryRun }) =>
      `${dryRun ? 'Would remove' : 'Removed'} source ${source.name}. ${counted(linked, 'task')} of it stay${linked === 1 ? 's' : ''} in the queue.`,
  },
  cli: { positional: ['name'], examples: ['source remove app', 'source remove app --dry-run'] },
});
