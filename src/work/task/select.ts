import { refuse } from '../../domain/errors.ts';
import { type Filter, type FilterEnv, FilterError, readFilter, sortTasks } from '../../filter/index.ts';
import { loadEnglish } from '../../time/index.ts';
import { loadTexts } from '../search/load-search.ts';
import type { Context } from '../workspace/context.ts';
import { findTask } from './find.ts';
import { type Selection, selectTasks } from './selection.ts';

const ONLY_IDS = /^\s*#?(\d+|[0-9a-fA-F]{8}[0-9a-fA-F-]*)([\s,]+#?(\d+|[0-9a-fA-F]{8}[0-9a-fA-F-]*))*\s*$/;

/**
 * Compiles a filter in the caller's clock and zone. Plain English dates are tried only after the strict reading failed,
 * so that the reader of English is loaded when somebody uses it. `view` reads saved filters where one is not saved yet.
 * @throws BacklogError `filter` with position, what was expected and the nearest known name
 */
export async function compileContextFilter(context: Context, text: string, view = context.view): Promise<Filter> {
  const env = {
    clock: context.clock,
    views: view,
    viewNames: () => viewNames(context),
    coefficients: context.coefficients,
  };
  const filter = await read(text, env);
  if (filter.asksForText) await loadTexts(context);
  return filter;
}

async function read(text: string, env: FilterEnv): Promise<Filter> {
  try {
    return await readFilter(text, env);
  } catch (error) {
    if (!(error instanceof FilterError) || !error.mayBeEnglish) throw error;
    return readFilter(text, { ...env, english: await loadEnglish() });
  }
}

/**
 * How to find the tasks that a writing command acts on: ids (each must exist) or a filter (which must select something), in its
 * order and up to its limit, the most urgent first. What it returns is asked inside the transaction, of the newest state.
 * @throws BacklogError `usage` for an empty filter, `filter`; then `not-found` or `nothing-to-do`
 */
export async function selectForWriting(context: Context, text: string): Promise<() => Selection> {
  if (text.trim() === '') {
    refuse('usage', 'an empty filter would change every task', {
      hint: 'Name ids (12,15) or give a filter (project:web +bug).',
    });
  }
  const ids = namedIds(text);
  if (ids) return () => named(context, ids);
  const filter = await compileContextFilter(context, text);
  return () => {
    const facts = context.facts();
    const selection = selectTasks(filter, facts);
    if (selection.tasks.length === 0) refuseEmpty(text, filter, selection);
    const options = { limit: filter.limit, coefficients: context.coefficients };
    return { ...selection, tasks: sortTasks(selection.tasks, filter.sort, facts, options) };
  };
}

/** The ids of a text that is nothing but ids. */
export function namedIds(text: string): string[] | undefined {
  return ONLY_IDS.test(text) ? text.trim().split(/[\s,]+/) : undefined;
}

function named({ queue }: Context, ids: readonly string[]): Selection {
  return {
    tasks: [...new Set(ids.map((id) => findTask(queue, id)))],
    besides: { closed: 0, templates: 0 },
    notes: [],
  };
}

function refuseEmpty(text: string, filter: Filter, { notes, besides }: Selection): never {
  return refuse('nothing-to-do', `no ${filter.saysStatus ? '' : 'open '}task matches ${text}`, {
    hint: notes.length > 0 ? notes.join(' ') : 'task_list with the same filter shows what it selects.',
    data: { ...besides },
  });
}

function* viewNames({ store }: Context): Iterable<string> {
  for (const [name] of store.state.all('view')) yield name;
}
