import * as z from 'zod';
import { countInput, idInput } from '../../domain/inputs.ts';
import { kindRow } from '../../domain/kinds/table.ts';
import type { Task } from '../../domain/task.ts';
import type { Commit } from '../../store/index.ts';
import { commitText } from '../../text/history.ts';
import { findTask } from '../../work/task/find.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

const DEFAULT_LIMIT = 20;
const LIMIT_MAX = 500;

export const taskHistory = defineCommand({
  name: 'task_history',
  title: 'Show history',
  summary:
    'Who changed what when, newest first: of one task with its documents, or of the whole queue; with commit, one in full.',
  toolset: 'queue',
  effect: 'read',
  positional: ['id'],
  examples: ['task history 12', 'task history --limit 50', 'task history --commit 41'],
  input: () =>
    z.strictObject({
      id: idInput().describe('Of this task alone').optional(),
      limit: countInput().describe(`Commits, ${DEFAULT_LIMIT} by default`).optional(),
      commit: countInput().describe('Its number: everything it changed').optional(),
    }),
  output: () => z.strictObject({ commits: z.array(outputs.commit()), whole: z.boolean() }),
  async run(context, input) {
    const limit = Math.min(input.limit ?? DEFAULT_LIMIT, LIMIT_MAX);
    const task = input.id === undefined ? undefined : findTask(context.queue, input.id);
    const range = input.commit === undefined ? {} : { from: input.commit, to: input.commit, quiet: true };
    const commits = await (task ? commitsOf(context, task, { ...range, limit }) : read(context, { ...range, limit }));
    return { commits, whole: input.commit !== undefined };
  },
  text: ({ commits, whole }, { queue, clock }) =>
    commits.length === 0
      ? 'No changes.'
      : commits.map((commit) => commitText(commit, { queue, zone: clock.zone, whole })).join('\n'),
});

type Query = NonNullable<Parameters<Context['store']['history']>[0]>;

async function read({ store }: Context, query: Query): Promise<Commit[]> {
  const commits: Commit[] = [];
  for await (const commit of store.history({ reverse: true, ...query })) commits.push(commit);
  return commits;
}

/** What happened to a task and to what belongs to it, such as its documents. */
async function commitsOf(context: Context, task: Task, query: Query & { limit: number }): Promise<Commit[]> {
  const ids = new Set([task.uuid, ...belongings(context, task)]);
  const found = new Map<number, Commit>();
  for (const id of ids)
    for (const commit of await read(context, { ...query, id }))
      found.set(commit.seq, { ...commit, changes: commit.changes.filter((change) => ids.has(change.id)) });
  return [...found.values()].sort((a, b) => b.seq - a.seq).slice(0, query.limit);
}

/** Ids of the records of a task that history tells of. */
function belongings({ store: { state } }: Context, { uuid }: Task): string[] {
  return state.kinds().flatMap((kind) => {
    const row = kindRow(kind);
    if (!row?.told || !row.task) return [];
    return Array.from(state.all(kind)).flatMap(([id, record]) => (row.task!(record as never) === uuid ? [id] : []));
  });
}
