import * as z from 'zod';
import { quotedCall } from '../../domain/calls/door.ts';
import { flagInput, idInput, idsInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { newFieldInputs } from '../../domain/fields/schemas.ts';
import { howToAddAgent } from '../../domain/runs/providers.ts';
import { type Task, taskName } from '../../domain/task/task.ts';
import { repeated } from '../../lint/duplicate.ts';
import { lintContext } from '../../lint/rule.ts';
import { lintThresholds } from '../../lint/thresholds.ts';
import { usableAgents } from '../../runs/agents/find-program.ts';
import { configRefs } from '../../runs/config/config-refs.ts';
import { refInFiles } from '../../runs/git/store/ref-files.ts';
import { rowText } from '../../text/row.ts';
import { oneLine } from '../../text/safe.ts';
import { emptyScopes } from '../../work/claim/empty-scopes.ts';
import { putDocVersion, SPEC } from '../../work/documents/documents.ts';
import { agreeToOwn } from '../../work/settings/agreed-commands.ts';
import { settingOf } from '../../work/settings/settings.ts';
import { createTask } from '../../work/task/create.ts';
import { resolveDates } from '../../work/task/dates.ts';
import { findTask } from '../../work/task/find.ts';
import { checkGraphs } from '../../work/task/integrity.ts';
import { withMet } from '../../work/task/met-dependencies.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';
import { parseWith } from '../parse.ts';
import { splitAttributes } from './attributes.ts';
import { commandNotes } from './command-notes.ts';
import { fieldsOfWords, lineWords, mergeFields } from './line.ts';
import { changeTask } from './modify.ts';

/** The fields of a new task. A call sets them by name, or by words in the description. */
const newFields = () => ({ description: z.string().describe('What to do, in one line'), ...newFieldInputs() });

export const taskAdd = defineCommand({
  name: 'task_add',
  title: 'Add a task',
  elsewhere: 'create, new, q, add-task, add-subtask',
  summary: 'Add a task. task_import adds several at once.',
  toolset: 'core',
  group: 'daily',
  access: { effect: 'write' },
  input: () =>
    z.strictObject({
      ...newFields(),
      spec: z.string().describe('Spec in Markdown').optional(),
      discovered_from: idInput().describe('Task that led to it').optional(),
      blocks: idsInput().describe('Tasks that then depend on it').optional(),
      words: flagInput()
        .describe('Read fields from the words of the description: Fix login +bug due:friday')
        .optional(),
    }),
  output: () => outputs.task(),
  async run(context, { words, ...input }, write) {
    const given = words ? withWords(input) : input;
    const { spec, discovered_from, blocks = [], ...fields } = await resolveDates(given, context.clock);
    const met = await withMet(context, fields.depends);
    const blob = spec ? await context.store.putBlob(spec) : undefined;
    return write((tx) => {
      const origin = discovered_from ? findTask(context.queue, discovered_from) : undefined;
      const link = origin ? { links: [{ type: 'discovered-from' as const, uuid: origin.uuid }] } : {};
      const task = createTask(
        tx,
        met.context,
        { ...fields, depends: met.depends, project: fields.project === undefined ? origin?.project : fields.project },
        link,
      );
      const depends = [`+${task.uuid}`];
      const blocked = blocks.map((id) => changeTask(tx, context, findTask(context.queue, id), { fields: { depends } }));
      checkGraphs(blocked, context.queue);
      if (blob) putDocVersion(tx, context, { task, name: SPEC, blob });
      agreeToOwn(tx, context, { after: task });
      return task;
    });
  },
  show: {
    text: (task, context) =>
      [
        `Added ${rowText(task, context.facts())}`,
        ...twinOf(task, context),
        ...partOf(task, context),
        ...commandNotes(context, [task]),
        ...emptyScopes(context, [task]),
        ...(task.status === 'recurring'
          ? [
              `This is a recurring task. Its instances are separate tasks; ${quotedCall(context.caller, 'task_list')} shows them.`,
            ]
          : []),
        ...firstSteps(task, context),
      ].join('\n'),
  },
  cli: {
    positional: ['description'],
    examples: [
      'task add "Fix login" --project web --tags bug,auth --due friday',
      'task add "Write tests" --depends 12 --scope "test/**"',
    ],
  },
  mcp: {
    hide: ['words', 'blocks'],
    unlisted: {
      scheduled: 'not ready before',
      wait: 'hidden until',
      until: 'deleted after: dates',
      recur: 'weekly, P1M; needs due',
      type: 'bug, feature, …',
      estimate: '2h',
      checks: 'names of configured checks',
      rank: false,
      goal: false,
      upkeep: false,
    },
  },
});

/** Names the open task that the new one repeats. */
function twinOf(task: Task, context: Context): string[] {
  const limits = lintThresholds((name) => settingOf(context.store.state, name));
  const why = repeated(task, lintContext(context.facts(), limits));
  return why === undefined ? [] : [oneLine(why)];
}

/** Names the task whose part the new one is. The row of a task doesn't show it. */
function partOf({ parent }: Task, { store }: Context): string[] {
  const whole = parent === undefined ? undefined : store.state.get('task', parent);
  return whole ? [`part of ${taskName(whole)}`] : [];
}

/** Returns the steps that work after the first task of a queue, for a person at a terminal. Says what a run lacks. */
function firstSteps({ id, status }: Task, context: Context): string[] {
  const { caller, store, workspace } = context;
  if (caller.door !== 'cli' || id !== 1 || status !== 'pending') return [];
  for (const [, task] of store.state.all('task')) if (task.id !== id) return [];
  switch (lacksForRun(context)) {
    case 'repository':
      return [`This is the queue of the folder ${workspace().root}, which is in no git repository.`, START_ALONE];
    case 'commit':
      return [START_ALONE, 'Runs by agents need a first commit: `git commit --allow-empty -m "First commit"`'];
    case 'agent':
      return [START_ALONE, `No agent is installed here. ${howToAddAgent()}`];
    default:
      return ['next: `backlog run 1` gives it to an agent, `backlog start 1` to you'];
  }
}

/** The next step where no agent can do it. */
const START_ALONE = 'next: `backlog start 1` gives it to you';

/**
 * Splits a description into its text and the fields that its words set.
 * @throws BacklogError `usage` for a description without text
 */
function withWords<Input extends { description: string }>({ description, ...named }: Input) {
  const schema = z.strictObject(newFields());
  const { plain, fields: said } = splitAttributes(lineWords(description), schema.shape);
  if (plain.length === 0) refuse('usage', 'the line has fields, but no description');
  return mergeFields(named, parseWith('task_add', schema, { ...fieldsOfWords(said), description: plain.join(' ') }));
}

export const taskLog = defineCommand({
  name: 'task_log',
  title: 'Log finished work',
  summary: 'Add finished work as a completed task. Takes fields of task_add.',
  toolset: 'queue',
  group: 'daily',
  access: { effect: 'write' },
  input: () => {
    const { project, priority, tags, parent, agent, type, estimate } = newFieldInputs();
    return z.strictObject({
      description: z.string().describe('Work done, in one line'),
      project,
      priority,
      tags,
      parent,
      agent,
      type,
      estimate,
    });
  },
  output: () => outputs.task(),
  async run(context, input, write) {
    const fields = await resolveDates(input, context.clock);
    return write((tx) => createTask(tx, context, fields, { status: 'completed', end: tx.at }));
  },
  show: { text: (task, context) => `Logged ${rowText(task, context.facts())}` },
  cli: { positional: ['description'], examples: ['task log "Upgraded the compiler" --project build'] },
  mcp: { fieldsAsIn: 'task_add', unlisted: { priority: false, agent: false } },
});

/**
 * Returns the first thing that a run lacks here: a git repository, a commit to start from, or an agent whose program is
 * installed. Reads files only. @returns undefined if it finds nothing missing
 */
function lacksForRun({
  store: { state },
  workspace,
  cwd,
}: Pick<Context, 'store' | 'workspace' | 'cwd'>): 'repository' | 'commit' | 'agent' | undefined {
  const { common } = workspace();
  if (common === undefined) return 'repository';
  if (configRefs(state, {}, common).every((ref) => refInFiles(common, ref) === undefined)) return 'commit';
  return usableAgents(state, cwd).length === 0 ? 'agent' : undefined;
}
