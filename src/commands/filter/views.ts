import * as z from 'zod';
import { formatActor } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import { compileContextFilter } from '../../work/task/select.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';
import { checkGuiding, guidesOrchestrator, OTHER_FILTER_HINT, orchestratorFilter, usersOfView } from './view-users.ts';

const viewName = () =>
  z
    .string()
    .regex(/^@?[\p{L}_][\p{L}\p{N}_.-]{0,63}$/u, 'the name of a saved filter has up to 64 letters, digits, _ . -')
    .transform((name) => name.replace(/^@/, ''))
    .describe('Name, with or without @');

export const viewSet = defineCommand({
  name: 'view_set',
  title: 'Save a filter',
  elsewhere: 'filter save, context define',
  summary: 'Save a filter under a name. Use it as @name in any filter.',
  group: 'daily',
  access: { effect: 'write', idempotent: true },
  input: () =>
    z.strictObject({
      name: viewName(),
      filter: z.string().trim().min(1, 'a saved filter must not be empty').describe('Filter to save'),
    }),
  output: () => z.strictObject({ name: z.string(), filter: z.string() }),
  async run(context, { name, filter }, write) {
    const view = (asked: string) => (asked === name ? filter : context.view(asked));
    // Compiles the filter twice: as written, so that an error shows the position in it, and as a saved filter inside
    // another filter, which is one level deeper.
    for (const text of [filter, `@${name}`]) await compileContextFilter(context, text, view);
    await checkOrchestrator(context, name, view);
    await write((tx) => {
      if (tx.get('view', name)?.filter !== filter) checkGuiding(tx, context, name, `view set ${name}`);
      tx.put('view', name, { name, filter, at: tx.at, actor: formatActor(context.caller.actor) });
    });
    return { name, filter };
  },
  show: { text: ({ name, filter }) => `@${name} = ${filter}` },
  cli: { positional: ['name', 'filter'], examples: ['view set mine "agent:ada +READY sort:due+"', 'task list @mine'] },
});

/** Checks that the orchestrator can use its filter with a changed saved filter, which `view` finds. */
async function checkOrchestrator(context: Context, name: string, view: Context['view']): Promise<void> {
  const { state } = context.store;
  const filter = orchestratorFilter(state);
  if (filter === undefined || !guidesOrchestrator(state, name)) return;
  const { checkFilter } = await import('../on-call.ts');
  await checkFilter(context, filter, view);
}

export const viewList = defineCommand({
  name: 'view_list',
  title: 'List saved filters',
  elsewhere: 'context list, context show',
  summary: 'List the saved filters.',
  group: 'daily',
  access: { effect: 'read' },
  input: () => z.strictObject({}),
  output: () => z.strictObject({ views: z.array(outputs.stored('view')) }),
  run: async ({ store }) => ({
    views: Array.from(store.state.all('view'), ([, view]) => view).sort((a, b) => (a.name < b.name ? -1 : 1)),
  }),
  show: {
    rows: { of: 'views', columns: ['name', 'filter'] },
    text: ({ views }) =>
      views.length === 0 ? 'No saved filters.' : views.map(({ name, filter }) => `@${name} = ${filter}`).join('\n'),
  },
  cli: { examples: ['view list'] },
});

export const viewDelete = defineCommand({
  name: 'view_delete',
  title: 'Delete a saved filter',
  elsewhere: 'context delete',
  summary: 'Delete a saved filter.',
  group: 'daily',
  access: { effect: 'write' },
  input: () => z.strictObject({ name: viewName() }),
  output: () => z.strictObject({ name: z.string() }),
  async run(_, { name }, write) {
    await write((tx) => {
      if (!tx.get('view', name)) refuse('not-found', `no saved filter @${name}`, { hint: 'See them: view_list' });
      const users = usersOfView(tx, name);
      if (users.length > 0)
        refuse('referenced', `@${name} is used by ${users.join(', ')}`, { hint: OTHER_FILTER_HINT });
      tx.remove('view', name);
    });
    return { name };
  },
  show: { text: ({ name }) => `Deleted @${name}` },
  cli: { positional: ['name'], examples: ['view delete mine'] },
});
