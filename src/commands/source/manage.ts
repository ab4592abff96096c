import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { shellWord } from '../../base/shell-word.ts';
import { flagInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { CLOSES } from '../../domain/kinds/sync/service.ts';
import type { Tx } from '../../store/index.ts';
import { oneLine } from '../../text/safe.ts';
import { allowPath } from '../../work/paths/allow-path.ts';
import type { AllowedPath } from '../../work/paths/named-path.ts';
import { addSource, changeSource, removeSource } from '../../work/services/sources.ts';
import { syncedFormat } from '../../work/sync/file.ts';
import { addFileSource, fileSourceNamed, removeFileSource, switchFileSource } from '../../work/sync/file-sources.ts';
import type { Context } from '../../work/workspace/context.ts';
import { tried } from '../../work/workspace/dry-run.ts';
import { defineCommand } from '../command.ts';
import { FILE_EXAMPLE, isFileKind, refuseForFiles, shownFile } from './files.ts';
import { dryInput, mapInput, nameInput, readMap, shownSource } from './outputs.ts';

const access = { effect: 'write', personAct: 'sources' } as const;

export const sourceAdd = defineCommand({
  name: 'source_add',
  title: 'Add a source',
  summary:
    'Add what is kept in step with tasks: issues of GitHub or Jira, or a Markdown or JSON file. Pulls nothing yet. For people.',
  toolset: 'admin',
  group: 'team',
  access,
  input: () =>
    z.strictObject({
      service: z.string().describe('github, jira, markdown or json'),
      list: z.string().describe('Repository, such as acme/app, project, such as acme.atlassian.net/APP, or a file'),
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
  output: () => z.strictObject({ source: shownSource(), dryRun: z.boolean() }),
  async run(context, { service, list, name, filter, prefix, close, notes, map, dry_run: dryRun = false }, write) {
    if (isFileKind(service)) {
      refuseForFiles({ prefix, close, notes, map });
      const named = fileOf(context, service, list);
      const add = (tx: Tx) => addFileSource(tx, context, { named, name, only: filter });
      return { source: shownFile(await tried(write, dryRun, add)), dryRun };
    }
    const ask = { service, list, name, filter: filter ?? '', prefix: prefix ?? 'backlog:', map: readMap(map) };
    const more = { closes: close ?? ('merged' as const), notes: notes ?? false };
    return { source: await addSource(context, write, { ask: { ...ask, ...more }, dryRun, env: process.env }), dryRun };
  },
  show: {
    text: ({ source: { name, kind, list, filter }, dryRun }) =>
      `${dryRun ? 'Would add' : 'Added'} source ${name}: ${oneLine(list)}${filter === '' ? '' : `, ${oneLine(filter)}`}\n${isFileKind(kind) ? `Synchronise it: \`backlog source sync ${shellWord(name)}\`` : `Pull its issues: \`backlog source pull ${name}\``}`,
  },
  cli: {
    positional: ['service', 'list'],
    examples: [
      'source add github acme/app',
      'source add github acme/app --filter "label:agent"',
      'source add markdown TODO.md',
      'source add jira acme.atlassian.net/APP --filter "labels = agent"',
    ],
  },
});

/** Returns the file of a new source. @throws BacklogError `usage` for an ending of another format, and those of `allowPath` */
function fileOf(context: Context, service: string, path: string): AllowedPath {
  const named = allowPath({ said: path, use: 'over', line: `source add ${service} ${shellWord(path)}` }, context);
  const format = syncedFormat(named);
  if (format.name !== (service === 'json' ? 'backlog' : service))
    refuse('usage', `${oneLine(path, 200)} is no file of ${service}`, { hint: FILE_EXAMPLE });
  return named;
}

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
    output: () => z.strictObject({ source: shownSource(), dryRun: z.boolean() }),
    run: async (context, { name, dry_run: dryRun = false }, write) => ({
      source: await tried(write, dryRun, (tx) => switched(tx, context, name, state)),
      dryRun,
    }),
    show: { text: ({ source, dryRun }) => `${dryRun ? `Would ${verb}` : did} source ${source.name}` },
    cli: { positional: ['name'], examples: [`source ${verb} app`] },
  });
}

function switched(tx: Tx, context: Context, name: string, state: 'enabled' | 'disabled') {
  const file = fileSourceNamed(context, name);
  if (!file) return changeSource(tx, context, name, { state });
  switchFileSource(tx, file, state);
  return { ...shownFile(file), state };
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
  output: () => z.strictObject({ source: shownSource(), linked: z.int(), dryRun: z.boolean() }),
  run: async (context, { name, dry_run: dryRun = false }, write) => ({
    ...(await tried(write, dryRun, (tx) => {
      const file = fileSourceNamed(context, name);
      return file ? { source: shownFile(file), linked: removeFileSource(tx, file) } : removeSource(tx, context, name);
    })),
    dryRun,
  }),
  show: {
    text: ({ source, linked, dryRun }) =>
      `${dryRun ? 'Would remove' : 'Removed'} source ${source.name}. ${counted(linked, 'task')} of it stay${linked === 1 ? 's' : ''} in the queue.`,
  },
  cli: { positional: ['name'], examples: ['source remove app', 'source remove app --dry-run'] },
});
