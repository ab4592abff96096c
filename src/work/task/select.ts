import { refuse } from '../../domain/errors.ts';
import type { Task } from '../../domain/task.ts';
import { compileFilter, type Filter, FilterError } from '../../filter/index.ts';
import { loadEnglish } from '../../time/index.ts';
import type { Context } from '../workspace/context.ts';
import { findTask } from './find.ts';

const ONLY_IDS = /^\s*#?(\d+|[0-9a-fA-F]{8}[0-9a-fA-F-]*)([\s,]+#?(\d+|[0-9a-fA-F]{8}[0-9a-fA-F-]*))*\s*$/;

/**
 * Compiles a filter in the caller's clock and zone. Plain English dates are tried only after the strict reading failed,
 * so that the reader of English is loaded when somebody uses it.
 * @throws BacklogError `filter` with position, what was expected and the nearest known name
 */
export async function compile(context: Context, text: string): Promise<Filter> {
  const env = {
    clock: context.clock,
    views: context.view,
    viewNames: () => viewNames(context),
    coefficients: context.coefficients,
  };
  try {
    return compileFilter(text, env);
  } catch (error) {
    if (!(error instanceof FilterError) || !error.mayBeEnglish) throw error;
    return compileFilter(text, { ...env, english: await loadEnglish() });
  }
}

/**
 * The tasks a writing command acts on: ids (each must exist) or a filter (which must select something).
 * @throws BacklogError `usage` for an empty filter, `not-found`, `filter`, or `nothing-to-do`
 */
export async function selectForWriting(context: Context, text: string): Promise<Task[]> {
  if (text.trim() === '') {
    refuse('usage', 'an empty filter would change every task', {
      hint: 'Name ids (12,15) or give a filter (project:web +bug).',
    });
  }
  if (ONLY_IDS.test(text)) {
    const tasks = text
      .trim()
      .split(/[\s,]+/)
      .map((id) => findTask(context.queue, id));
    return [...new Set(tasks)];
  }
  const filter = await compile(context, text);
  const tasks = filter.select(context.facts());
  if (tasks.length > 0) return tasks.slice(0, filter.limit);
  return refuse('nothing-to-do', `no task matches ${text}`, {
    hint: 'task_list with the same filter shows what it selects.',
  });
}

function* viewNames({ store }: Context): Iterable<string> {
  for (const [name] of store.state.all('view')) yield name;
}
