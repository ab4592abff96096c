import { scopesMeet } from '../../claims/index.ts';
import type { Rule, RuleSet } from '../../domain/autonomy/rule.ts';
import type { ScopeEntry, Task } from '../../domain/task/task.ts';
import type { Context } from '../../work/workspace/context.ts';
import { inGlobs, ruleFilters } from './rule-reader.ts';
import { rulesIn } from './rules-in.ts';

/**
 * Decides whether a rule lets a task start that no person added or accepted. Pure.
 * @param isTask checks a filter; undefined for one that can't be read
 */
export function startRuleOf(
  { rules, problems }: RuleSet,
  scope: readonly ScopeEntry[],
  isTask: (filter: string) => boolean | undefined,
): Rule | undefined {
  if (problems.length > 0) return undefined;
  const asks = ({ effect, path, task }: Rule) =>
    effect === 'ask' && (task === '' || isTask(task) !== false) && (path.length === 0 || mayTouch(scope, path));
  if (rules.some(asks)) return undefined;
  return rules.find(
    ({ effect, path, task }) =>
      effect === 'start' && (task === '' || isTask(task) === true) && (path.length === 0 || isInside(scope, path)),
  );
}

/** Checks whether files of a scope can match globs. An empty scope is all files. */
function mayTouch(scope: readonly ScopeEntry[], globs: readonly string[]): boolean {
  const own = scope.map(({ glob }) => ({ glob }));
  return (
    scope.length === 0 ||
    scopesMeet(
      own,
      globs.map((glob) => ({ glob })),
    ) !== undefined
  );
}

/** Checks whether all files of a scope match globs, if the texts show it: a file, the same glob, or a folder's `/**`. */
function isInside(scope: readonly ScopeEntry[], globs: readonly string[]): boolean {
  const isOne = ({ glob }: ScopeEntry) =>
    globs.some((outer) => glob === outer || (/^[^*?[{]+\/\*\*$/.test(outer) && glob.startsWith(outer.slice(0, -2)))) ||
    (!/[*?[{]/.test(glob) && inGlobs(glob, globs));
  return scope.length > 0 && scope.every((entry) => !entry.glob.split('/').includes('..') && isOne(entry));
}

/**
 * Reads the rules of the main repository about starts, with their filters.
 * @returns undefined if no rule lets a task start
 */
export async function startRules(context: Context): Promise<((task: Task) => boolean) | undefined> {
  const set = rulesIn(context.store);
  if (!set.rules.some(({ effect }) => effect === 'start')) return undefined;
  const { isTask } = await ruleFilters(context, set.rules);
  return ({ uuid, scope = [] }) => startRuleOf(set, scope, (filter) => isTask(filter, uuid)) !== undefined;
}
