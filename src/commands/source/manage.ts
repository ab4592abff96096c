import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { shellWord } from '../../base/shell-word.ts';
import { flagInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { toInstant } from '../../domain/instant.ts';
import { CLOSES } from '../../domain/kinds/sync/service.ts';
import { fileKindNamed } from '../../domain/task-formats.ts';
import type { Tx } from '../../store/index.ts';
import { oneLine } from '../../text/safe.ts';
import { tried } from '../../work/workspace/dry-run.ts';
import { defineCommand } from '../command.ts';
import { dryInput, mapInput, readMap, shownSource, sourceName, syncHint } from './outputs.ts';

const access = { effect: 'write', personAct: 'sources' } as const;

export const sourceAdd = defineCommand({
  name: 'source_add',
  title: 'Add a source',
  summary:
    'Add what is kept in step with tasks: issues of GitHub or Jira, a file (Markdown, JSON, CSV), or a folder of Backlog.md. Pulls nothing yet. For people.',
  group: 'team',
  access,
  input: () =>
    z.strictObject({
      service: z.string().describe('github, jira, markdown, json, csv or backlog.md'),
      list: z
        .string()
        .describe('Repository, such as acme/app, project, such as acme.atlassian.net/APP, a file or a folder'),
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
  output: () =>
    z.strictObject({
      source: shownSource(),
      dryRun: z.boolean(),
      /** The field of each column of a table. */
      columns: z.record(z.string(), z.string()).exactOptional(),
    }),
  async run(context, { service, list, name, filter, prefix, close, notes, map, dry_run: dryRun = false }, write) {
    const sources = await import('../exchange-on-call.ts');
    const kind = fileKindNamed(service);
    if (kind) {
      sources.refuseForFiles({ prefix, close, notes });
      const said = sources.fileMap(map, { kind }) ?? {};
      const named = sources.newSourceFile(context, kind, list);
      const columns = await sources.columnsOf(named, said, toInstant(context.clock.now));
      const add = (tx: Tx) => sources.addFileSource(tx, context, { named, kind, name, only: filter, map: said });
      const source = sources.shownFile(await tried(write, dryRun, add));
      return { source, dryRun, ...(kind === 'csv' ? { columns } : {}) };
    }
    const ask = { service, list, name, filter: filter ?? '', prefix: prefix ?? 'backlog:', map: readMap(map) };
    const more = { closes: close ?? ('merged' as const), notes: notes ?? false };
    return {
      source: await sources.addSource(context, write, { ask: { ...ask, ...more }, dryRun, env: process.env }),
      dryRun,
    };
  },
  show: {
    text: ({ source: { name, kind, list, filter }, columns, dryRun }) =>
      [
        `${dryRun ? 'Would add' : 'Added'} source ${name}: ${oneLine(list)}${filter === '' ? '' : `, ${oneLine(filter)}`}`,
        ...(columns ? columnLines(name, columns) : []),
        syncHint({ name, kind }),
      ].join('\n'),
  },
  cli: {
    positional: ['service', 'list'],
    examples: [
      'source add github acme/app',
      'source add github acme/app --filter "label:agent"',
      'source add markdown TODO.md',
      'source add csv tasks.csv --map Kunde=project',
      'source add backlog.md backlog',
      'source add jira acme.atlassian.net/APP --filter "labels = agent"',
    ],
  },
});

/** Says what the columns of a table mean. */
function columnLines(name: string, columns: Readonly<Record<string, string>>): string[] {
  const all = Object.entries(columns);
  const shown = (some: readonly (readonly [string, string])[], text: (one: readonly [string, string]) => string) =>
    oneLine(some.map(text).join(', '), 400);
  const [meant, others] = [all.filter(([, field]) => field !== ''), all.filter(([, field]) => field === '')];
  return [
    ...(meant.length > 0 ? [`Columns: ${shown(meant, ([column, field]) => `${column}=${field}`)}`] : []),
    ...(others.length > 0 ? [`Not kept in step: ${shown(others, ([column]) => column)}`] : []),
    `Change it: \`backlog source update ${shellWord(name)} --map COLUMN=FIELD\``,
  ];
}

/** Makes the command that lets a source pull and push, or stops it. */
function switching<Name extends string>(
  row: { name: Name; title: string; summary: string },
  { state, verb, did }: { state: 'enabled' | 'disabled'; verb: string; did: string },
) {
  return defineCommand({
    ...row,
    group: 'team',
    access: { ...access, idempotent: true },
    input: () => z.strictObject({ name: sourceName(), dry_run: dryInput() }),
    output: () => z.strictObject({ source: shownSource(), dryRun: z.boolean() }),
    async run(context, { name, dry_run: dryRun = false }, write) {
      const { switchSource } = await import('../exchange-on-call.ts');
      return { source: await tried(write, dryRun, (tx) => switchSource(tx, context, name, state)), dryRun };
    },
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
  group: 'team',
  access,
  input: () => z.strictObject({ name: sourceName(), dry_run: dryInput() }),
  output: () => z.strictObject({ source: shownSource(), linked: z.int(), dryRun: z.boolean() }),
  async run(context, { name, dry_run: dryRun = false }, write) {
    const sources = await import('../exchange-on-call.ts');
    const isFile = sources.fileSourceNamed(context, name) !== undefined;
    // A synchronisation under way would go on with what it sent, which nobody could recognise any more.
    const led = isFile || dryRun ? undefined : await sources.leadSync(context, `source ${name}`);
    if (!(isFile || dryRun || led))
      refuse('conflict', `another process is synchronising ${name}`, {
        hint: `Stop it: \`backlog source disable ${name}\`. Then remove the source.`,
      });
    try {
      const done = await tried(write, dryRun, (tx) => {
        const file = sources.fileSourceNamed(context, name);
        return file
          ? { source: sources.shownFile(file), linked: sources.removeFileSource(tx, file) }
          : sources.removeSource(tx, context, name);
      });
      return { ...done, dryRun };
    } finally {
      await led?.release();
    }
  },
  show: {
    text: ({ source, linked, dryRun }) =>
      `${dryRun ? 'Would remove' : 'Removed'} source ${source.name}. ${counted(linked, 'task')} of it stay${linked === 1 ? 's' : ''} in the queue.`,
  },
  cli: { positional: ['name'], examples: ['source remove app', 'source remove app --dry-run'] },
});
