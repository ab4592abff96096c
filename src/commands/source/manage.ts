import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { flagInput } from '../../domain/calls/inputs.ts';
import { CLOSES } from '../../domain/kinds/sync/service.ts';
import { oneLine } from '../../text/safe.ts';
import { findSource } from '../../work/services/links.ts';
import {
  addSource,
  asking,
  changeSource,
  connectSource,
  removeSource,
  sourceMeanings,
  sourceStates,
  syncedFiles,
} from '../../work/services/sources.ts';
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

const sourceState = () =>
  z.strictObject({
    ...{
      name: z.string(),
      kind: z.string(),
      list: z.string(),
      filter: z.string(),
      state: z.enum(['enabled', 'disabled']),
    },
    /** Whether a person agreed that Backlog changes things there. */
    pushes: z.boolean(),
    ...{ linked: z.int(), conflicts: z.int(), open: z.int(), sending: z.int() },
    quota: z.strictObject({ limit: z.int(), left: z.int(), renews: z.string(), at: z.string() }).exactOptional(),
    waits: z.strictObject({ until: z.string(), why: z.string() }).exactOptional(),
  });

export const sourceList = defineCommand({
  name: 'source_list',
  title: 'List sources',
  summary:
    'List what is kept in step with tasks: services, with open conflicts and the rest of the quota, and files of `sync`.',
  toolset: 'admin',
  group: 'team',
  access: { effect: 'read' },
  input: () => z.strictObject({}),
  output: () => z.strictObject({ sources: z.array(sourceState()) }),
  run: async (context) => ({ sources: [...sourceStates(context, context.clock.now), ...syncedFiles(context)] }),
  show: {
    rows: { of: 'sources', columns: ['name', 'list', 'state', 'linked', 'conflicts'] },
    text: ({ sources }) =>
      sources.length === 0
        ? 'No sources. Add one: `backlog source add github acme/app`'
        : sources
            .map((one) =>
              [
                `${one.name}  ${oneLine(one.list)}${one.filter === '' ? '' : ` (${oneLine(one.filter)})`}`,
                counted(one.linked, 'task'),
                ...(one.conflicts > 0 ? [counted(one.conflicts, 'conflict')] : []),
                ...(one.state === 'disabled' ? ['disabled'] : []),
                ...(one.quota ? [`${one.quota.left} of ${one.quota.limit} requests left`] : []),
                ...(one.waits ? [`waits until ${one.waits.until}`] : []),
              ].join('  '),
            )
            .join('\n'),
  },
  cli: { examples: ['source list'] },
});

export const sourceShow = defineCommand({
  name: 'source_show',
  title: 'Show a source',
  summary: 'Show a source: its list, its filter, who agreed to changes there, and issues that the queue refused.',
  toolset: 'admin',
  group: 'team',
  access: { effect: 'read' },
  input: () => z.strictObject({ name: nameInput() }),
  output: () =>
    z.strictObject({
      source: stored(),
      state: sourceState(),
      refused: z.array(z.strictObject({ number: z.int(), why: z.string() })),
      /** What fields and statuses of the service mean, with the defaults. */
      meanings: z.record(z.string(), z.string()),
    }),
  async run(context, { name }) {
    const source = findSource(context, name);
    const state = sourceStates(context, context.clock.now).find((one) => one.name === name)!;
    const refused = Array.from(context.store.state.all('linked'), ([, one]) => one)
      .filter((one) => one.source === name && one.open !== undefined)
      .map(({ number, open }) => ({ number, why: open! }));
    return { source, state, refused, meanings: await sourceMeanings(source) };
  },
  show: {
    text: ({ source, state, refused, meanings }) =>
      [
        `${source.name}: ${source.list} on ${oneLine(source.api)}`,
        `Filter: ${oneLine(source.filter) || (source.kind === 'github' ? 'all open issues' : 'all issues')}`,
        `Tasks: ${state.linked}, conflicts: ${state.conflicts}, ${source.state}`,
        source.agreed
          ? `Changes issues there, agreed to by ${source.agreed.actor}`
          : 'Changes nothing there until a person agrees',
        `Closes issues: ${source.closes === 'merged' ? 'when a run is merged' : source.closes === 'completed' ? 'when the task is completed' : 'never'}`,
        ...(state.quota
          ? [`Quota: ${state.quota.left} of ${state.quota.limit} requests left until ${state.quota.renews}`]
          : []),
        ...(state.waits ? [`Waits until ${state.waits.until}: ${state.waits.why}`] : []),
        ...Object.entries(meanings).map(([field, value]) => `Map: ${oneLine(field)}=${oneLine(value) || '(none)'}`),
        ...refused.slice(0, 20).map(({ number, why }) => `#${number}: ${oneLine(why, 200)}`),
      ].join('\n'),
  },
  cli: { positional: ['name'], examples: ['source show app'] },
});

export const sourceValidate = defineCommand({
  name: 'source_validate',
  title: 'Validate a source',
  summary:
    'Check that a source can be reached, that the token may write, and that the repository is still the same one.',
  toolset: 'admin',
  group: 'team',
  access: { effect: 'read' },
  input: () => z.strictObject({ name: nameInput() }),
  output: () =>
    z.strictObject({
      ...{ source: z.string(), list: z.string(), url: z.string(), mayWrite: z.boolean() },
      problems: z.array(z.string()),
    }),
  async run(context, { name }) {
    const source = findSource(context, name);
    const connection = await connectSource(context, source, process.env);
    const { list, url, mayWrite } = await asking(() => connection.identity());
    const isRenamed = list.toLowerCase() !== source.list.toLowerCase();
    const problems = [
      ...(isRenamed ? [`the repository is called ${list} now`] : []),
      ...(mayWrite ? [] : ['the token may not write, so nothing can be pushed']),
    ];
    return { source: name, list, url, mayWrite, problems };
  },
  show: {
    text: ({ source, list, problems }) =>
      [`${source}: ${oneLine(list)} answers`, ...problems.map((one) => `Problem: ${oneLine(one)}`)].join('\n'),
  },
  cli: { positional: ['name'], leavesOpen: ({ problems }) => problems.length > 0, examples: ['source validate app'] },
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
