import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { sentence } from '../../base/output/sentence.ts';
import { shellWord } from '../../base/shell-word.ts';
import { toInstant } from '../../domain/instant.ts';
import type { Source } from '../../domain/records.ts';
import { namedTask, namedTaskOf } from '../../domain/task/raw-title.ts';
import { oneLine, quoted } from '../../text/safe.ts';
import { findSource } from '../../work/services/links.ts';
import { sourceStates } from '../../work/services/source-states.ts';
import { resentWhen, unmadeTasks } from '../../work/services/unread.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import { missingAmong } from './missing.ts';
import { firstLines, isFileKind, missingLine, shownSource, sourceName } from './outputs.ts';

const trial = { direction: undefined, only: undefined, dryRun: true };

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
    ...{ linked: z.int(), conflicts: z.int(), open: z.int(), missing: z.int(), sending: z.int() },
    quota: z.strictObject({ limit: z.int(), left: z.int(), renews: z.string(), at: z.string() }).exactOptional(),
    waits: z.strictObject({ until: z.string(), why: z.string() }).exactOptional(),
  });

export const sourceList = defineCommand({
  name: 'source_list',
  title: 'List sources',
  summary:
    'List what is kept in step with tasks: services, with open conflicts and the rest of the quota, and files of `sync`.',
  group: 'team',
  access: { effect: 'read' },
  input: () => z.strictObject({}),
  output: () => z.strictObject({ sources: z.array(sourceState()) }),
  async run(context) {
    const { syncedFiles } = await import('../exchange-on-call.ts');
    return { sources: [...sourceStates(context, context.clock.now), ...syncedFiles(context)] };
  },
  show: {
    rows: { of: 'sources', columns: ['name', 'list', 'state', 'linked', 'conflicts'] },
    text: ({ sources }) =>
      sources.length === 0
        ? 'No sources. A person can add one: `backlog source add --help`'
        : sources
            .map((one) =>
              [
                `${one.name}  ${oneLine(one.list)}${one.filter === '' ? '' : ` (${oneLine(one.filter)})`}`,
                counted(one.linked, 'task'),
                ...(one.conflicts > 0 ? [counted(one.conflicts, 'conflict')] : []),
                ...(one.missing > 0 ? [`${counted(one.missing, 'issue')} not in step`] : []),
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
  summary:
    'Show a source: its list, its filter, who agreed to changes there. Show what is not in step, with each reason and the line that cures it.',
  group: 'team',
  access: { effect: 'read' },
  input: () => z.strictObject({ name: sourceName() }),
  output: () =>
    z.strictObject({
      source: shownSource(),
      state: sourceState(),
      refused: z.array(z.strictObject({ number: z.int(), why: z.string() })),
      /** What the service doesn't show, and when it is asked again. */
      missing: z.array(
        z.strictObject({ number: z.int(), run: z.string().exactOptional(), part: z.string(), why: z.string() }),
      ),
      /** Tasks of which the service refuses to make issues. */
      unmade: z.array(namedTask().extend({ why: z.string() })),
      /** What fields and statuses of the service mean, with the defaults. */
      meanings: z.record(z.string(), z.string()),
    }),
  async run(context, { name }) {
    const sources = await import('../exchange-on-call.ts');
    const file = sources.fileSourceNamed(context, name);
    if (file) {
      const state = sources.syncedFiles(context).find((one) => one.name === file.name)!;
      const { sync } = file;
      const named = sources.allowedFileOf(context, file, `source show ${file.name}`);
      // A file that can't be read has no columns; what a person said about them is shown.
      const columns = await sources
        .columnsOf(named, sync.map ?? {}, toInstant(context.clock.now))
        .catch(() => sync.map ?? {});
      return { source: sources.shownFile(file), state, refused: [], missing: [], unmade: [], meanings: columns };
    }
    const source = findSource(context, name);
    const state = sourceStates(context, context.clock.now).find((one) => one.name === name)!;
    const own = Array.from(context.store.state.all('linked'), ([, one]) => one).filter((one) => one.source === name);
    const refused = own.flatMap(({ number, open }) => (open === undefined ? [] : [{ number, why: open }]));
    const items = await missingAmong(context, (linked) => linked.source === name);
    const missing = [...items, ...(await unreadPulls(context, name))];
    const unmade = unmadeTasks(context, name).flatMap(({ task: uuid, why, again, kind }) => {
      const task = context.queue.get(uuid);
      if (!task) return [];
      const line = `backlog source push ${shellWord(name)} --only ${task.id}`;
      const next = `To send it again ${resentWhen(kind, again)}: \`${line}\`. To keep it only here: \`backlog source resolve ${task.id} here\``;
      return [{ ...namedTaskOf(task), why: `${sentence(why)} ${next}` }];
    });
    return { source, state, refused, missing, unmade, meanings: await sources.sourceMeanings(source) };
  },
  show: {
    text: ({ source, state, refused, missing, unmade, meanings }) =>
      [
        `${source.name}: ${oneLine(source.list)}${isFileKind(source.kind) ? '' : ` on ${oneLine(source.api)}`}`,
        isFileKind(source.kind)
          ? `Adds to the file: ${oneLine(source.filter) || 'only its own tasks'}`
          : `Filter: ${oneLine(source.filter) || (source.kind === 'github' ? 'all open issues' : 'all issues')}`,
        `Tasks: ${state.linked}, conflicts: ${state.conflicts}, ${source.state}`,
        ...(isFileKind(source.kind) ? [] : serviceLines(source)),
        ...(state.quota
          ? [`Quota: ${state.quota.left} of ${state.quota.limit} requests left until ${state.quota.renews}`]
          : []),
        ...(state.waits ? [`Waits until ${state.waits.until}: ${state.waits.why}`] : []),
        ...titled('Not in step', [
          ...firstLines(refused.map(({ number, why }) => `#${number}: ${oneLine(why, 200)}`)),
          ...firstLines(missing.map(missingLine)),
          ...firstLines(
            unmade.map(({ id, description, why }) => `task ${id}, ${quoted(description, 60)}: ${oneLine(why, 400)}`),
          ),
        ]),
        ...Object.entries(meanings).map(([field, value]) => `Map: ${oneLine(field)}=${oneLine(value) || '(none)'}`),
      ].join('\n'),
  },
  cli: { positional: ['name'], examples: ['source show app'] },
});

const titled = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${line}`)];

/** Returns the pull requests of runs that could not be read. Loads their code only if there are some. */
async function unreadPulls(context: Context, source: string) {
  if (!Array.from(context.store.state.all('pull')).some(([, pull]) => pull.source === source)) return [];
  const { failedPulls } = await import('../on-call.ts');
  return failedPulls(context, source);
}

function serviceLines({ agreed, closes }: Pick<Source, 'agreed' | 'closes'>): string[] {
  const when = { merged: 'when a run is merged', completed: 'when the task is completed', never: 'never' }[closes];
  return [
    agreed ? `Changes issues there, agreed to by ${agreed.actor}` : 'Changes nothing there until a person agrees',
    `Closes issues: ${when}`,
  ];
}

export const sourceValidate = defineCommand({
  name: 'source_validate',
  title: 'Validate a source',
  summary:
    'Check that a source can be reached, that the token may write, and that the repository is still the same one.',
  group: 'team',
  access: { effect: 'read' },
  input: () => z.strictObject({ name: sourceName() }),
  output: () =>
    z.strictObject({
      ...{ source: z.string(), list: z.string(), url: z.string(), mayWrite: z.boolean() },
      problems: z.array(z.string()),
    }),
  async run(context, { name }) {
    const sources = await import('../exchange-on-call.ts');
    const file = sources.fileSourceNamed(context, name);
    if (file) {
      const { sync } = file;
      const problems = sources.fileProblems(file);
      // A trial reads the file as a synchronisation does, and refuses what that would refuse.
      if (problems.length === 0)
        await sources.fileStep(context, (fn) => context.write('task_sync', fn), { ...trial, source: file });
      return {
        source: file.name,
        list: sync.file,
        url: pathToFileURL(sync.file).href,
        mayWrite: problems.length === 0,
        problems,
      };
    }
    const source = findSource(context, name);
    const connection = await sources.connectSource(context, source, process.env);
    const { list, url, mayWrite, why } = await sources.asking(() => connection.identity());
    const isRenamed = list.toLowerCase() !== source.list.toLowerCase();
    const problems = [
      ...(isRenamed ? [`the repository is called ${list} now`] : []),
      ...(mayWrite ? [] : [`${why ?? 'the token may not write'}, so nothing can be pushed`]),
    ];
    return { source: name, list, url, mayWrite, problems };
  },
  show: {
    text: ({ source, list, problems }) =>
      [`${source}: ${oneLine(list)} answers`, ...problems.map((one) => `Problem: ${oneLine(one)}`)].join('\n'),
  },
  cli: { positional: ['name'], leavesOpen: ({ problems }) => problems.length > 0, examples: ['source validate app'] },
});
