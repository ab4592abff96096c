import { clip } from '../../base/clip.ts';
import { refuse } from '../../domain/errors.ts';
import { WORDED_ID } from '../../domain/task/source-refs.ts';
import { type Filter, type FilterEnv, FilterError, readFilter, readListFilter, sortTasks } from '../../filter/index.ts';
import { loadEnglish } from '../../time/index.ts';
import { agentNames } from '../agents/known-agents.ts';
import { loadTexts } from '../search/load-search.ts';
import type { Context } from '../workspace/context.ts';
import { findTask, isTaskName, tasksNamed } from './find.ts';
import { type Selection, selectTasks } from './selection.ts';

const ID = `(?:#?\\d+|${WORDED_ID}|[0-9a-f]{8}[0-9a-f-]*)`;
const IDS = `^\\s*${ID}(?:[\\s,]+${ID})*`;
const IDS_FIRST = new RegExp(`${IDS}\\s+[a-z]`, 'i');

/**
 * Compiles a filter with the caller's clock and time zone. Loads the parser for plain English dates only if the other
 * date forms don't match.
 * @param view finds saved filters; a caller can add one that isn't saved yet
 * @throws BacklogError `filter` with the position, the expected form and the nearest known name
 */
export async function compileContextFilter(context: Context, text: string, view = context.view): Promise<Filter> {
  return compiled(context, text, view, readFilter);
}

/** Does the same for a list of tasks, which has a default condition. */
export async function compileListFilter(context: Context, text: string): Promise<Filter> {
  return compiled(context, text, context.view, readListFilter);
}

async function compiled(
  context: Context,
  text: string,
  view: Context['view'],
  reader: typeof readFilter,
): Promise<Filter> {
  const env = {
    clock: context.clock,
    views: view,
    viewNames: () => viewNames(context),
    named: (word: string) => tasksNamed(context.queue, word),
    coefficients: context.coefficients,
    caller: { ...context.caller, names: agentNames(context.caller.actor) },
  };
  const filter = await read(text, env, reader);
  if (filter.asksForText) await loadTexts(context);
  if (filter.asksForAuthors) await context.store.authors.ready();
  return filter;
}

/** Compiles a filter for tasks of every status. */
export const compileAnyStatus = (context: Context, filter: string): Promise<Filter> =>
  compileContextFilter(context, `( ${filter} ) +ANY`);

/** Returns the uuids of the tasks of every status that a filter selects. */
export async function uuidsOfAnyStatus(context: Context, filter: string): Promise<ReadonlySet<string>> {
  const any = await compileAnyStatus(context, filter);
  return new Set(selectTasks(any, context.facts()).tasks.map(({ uuid }) => uuid));
}

/**
 * Explains a filter that selects no open task: a sentence, and the names in it that no task has. Empty if it selects one,
 * or can't be read any more.
 */
export async function missNotes(context: Context, filter: string): Promise<string[]> {
  try {
    const { tasks, notes } = selectTasks(await compileContextFilter(context, filter), context.facts());
    return tasks.length > 0 ? [] : [`No open task matches ${JSON.stringify(clip(filter, 80))}.`, ...notes];
  } catch (error) {
    if (error instanceof FilterError) return [];
    throw error;
  }
}

async function read(text: string, env: FilterEnv, reader: typeof readFilter): Promise<Filter> {
  try {
    return await reader(text, env);
  } catch (error) {
    if (!(error instanceof FilterError) || !error.mayBeEnglish) throw error;
    return reader(text, { ...env, english: await loadEnglish() });
  }
}

/**
 * Returns a function that selects the tasks of a writing command. The text has ids, which must exist, or a filter,
 * which must match. The filter's order and limit apply, and the most urgent task comes first. Call the function in the
 * transaction, so that it reads the newest state.
 * @throws BacklogError `usage` for an empty filter, `filter`; the returned function: `not-found` or `nothing-to-do`
 */
export async function selectForWriting(context: Context, text: string): Promise<() => Selection> {
  return (await readForWriting(context, text)).select;
}

/** Does the same as {@link selectForWriting}, and also returns the filter. The filter is undefined for ids. */
export async function readForWriting(
  context: Context,
  text: string,
): Promise<{ filter?: Filter; select: () => Selection }> {
  if (text.trim() === '') {
    refuse('usage', 'an empty filter would change every task', {
      hint: 'Give ids (12,15) or a filter (project:web +bug).',
    });
  }
  const ids = namedIds(context, text);
  if (ids) return { select: () => named(context, ids) };
  const filter = await compileContextFilter(context, text);
  const select = () => {
    const facts = context.facts();
    const selection = selectTasks(filter, facts);
    if (selection.tasks.length === 0) refuseEmpty(text, filter, selection);
    const options = { limit: filter.limit, coefficients: context.coefficients };
    return { ...selection, tasks: sortTasks(selection.tasks, filter.sort, facts, options) };
  };
  return { filter, select };
}

/** Returns the ids of a text that contains only ids, also of other tools; undefined for any other text. */
export function namedIds({ queue }: Pick<Context, 'queue'>, text: string): string[] | undefined {
  const words = text.trim().split(/[\s,]+/);
  return words.every((word) => isTaskName(queue, word)) ? words : undefined;
}

function named({ queue }: Context, ids: readonly string[]): Selection {
  return {
    tasks: [...new Set(ids.map((id) => findTask(queue, id)))],
    besides: { closed: 0, templates: 0 },
    notes: [],
  };
}

function refuseEmpty(text: string, filter: Filter, { notes, besides }: Selection): never {
  const hint = IDS_FIRST.test(text)
    ? `The words after the ids are part of the filter. To add a note: task_annotate ${text.trim().split(/[\s,]/)[0]} --text "…"`
    : 'See what a filter selects: task_list with that filter.';
  return refuse('nothing-to-do', `no ${filter.saysStatus ? '' : 'open '}task matches ${text}`, {
    hint: notes.length > 0 && !IDS_FIRST.test(text) ? notes.join(' ') : hint,
    data: { ...besides },
  });
}

function* viewNames({ store }: Context): Iterable<string> {
  for (const [name] of store.state.all('view')) yield name;
}
