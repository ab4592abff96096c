import { inScope } from '../../claims/index.ts';
import type { Rule, RuleSet } from '../../domain/autonomy/rule.ts';
import type { Run } from '../../domain/records.ts';
import type { Task } from '../../domain/task/task.ts';
import { type Filter, FilterError, unreadIn } from '../../filter/index.ts';
import { compileAnyStatus } from '../../work/task/select.ts';
import type { Context } from '../../work/workspace/context.ts';
import type { RuleReader } from './decide-landing.ts';

/** The filters of rules, read once, so that a decision itself is pure. */
interface RuleFilters {
  /**
   * Checks a task. Undefined for a filter that can't be read. By what agents can change, an agent would choose the rule for
   * its own task or result, so such a filter has no answer, whether a rule starts or lands. Notes are not read, either.
   */
  isTask(filter: string, uuid: string): boolean | undefined;
  /** The names in a filter whose values agents can change. */
  unread(filter: string): readonly string[];
}

export async function ruleFilters(context: Context, rules: readonly Pick<Rule, 'task'>[]): Promise<RuleFilters> {
  const found = new Map<string, Filter | undefined>();
  for (const { task } of rules)
    if (task !== '' && !found.has(task)) found.set(task, await compileAnyStatus(context, task).catch(() => undefined));
  const facts = context.facts();
  const unread = (filter: string) => {
    const read = found.get(filter);
    return read ? [...new Set(unreadIn(read.ast.where))] : [];
  };
  return {
    unread,
    isTask(filter, uuid) {
      const read = found.get(filter);
      if (!read || unread(filter).length > 0) return undefined;
      const task = context.queue.get(uuid);
      try {
        return task !== undefined && read.matches(withoutNotes(task), facts);
      } catch (error) {
        // A pattern that takes too long.
        if (error instanceof FilterError) return undefined;
        throw error;
      }
    },
  };
}

const withoutNotes = ({ annotations: _, ...task }: Task): Task => task;

/** Returns what the decision about a run's result reads of the surroundings. */
export async function ruleReader(
  context: Context,
  { rules }: RuleSet,
  { task }: Pick<Run, 'task'>,
): Promise<RuleReader> {
  const { isTask, unread } = await ruleFilters(context, rules);
  return {
    isTask: (filter) => isTask(filter, task),
    ...{ unread, isIn: inGlobs, mayBeIn: mayBeInGlobs },
  };
}

/** Checks whether a path matches one of the globs, exactly: what lands must be what the rule names. */
export function inGlobs(path: string, globs: readonly string[]): boolean {
  return inScope(
    path,
    globs.map((glob) => ({ glob })),
  );
}

/**
 * Checks whether a path can be one that the globs name. On some file systems, `docs/Legal` and `docs/legal` are one
 * folder, and so are two ways to write an accent. So a rule that asks can't be avoided by another spelling.
 */
export function mayBeInGlobs(path: string, globs: readonly string[]): boolean {
  return inGlobs(path, globs) || inGlobs(plain(path), globs.map(plain));
}

const plain = (path: string): string => path.normalize('NFC').toLowerCase();
