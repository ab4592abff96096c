import type { Call } from '../domain/calls/call.ts';
import type { Facts } from '../domain/queue/facts.ts';
import type { Task } from '../domain/task/task.ts';
import { noCriteria, noScope } from './bare.ts';
import { circular } from './circular.ts';
import { duplicate } from './duplicate.ts';
import { large } from './large.ts';
import { LINT_KINDS, type LintKind } from './lint-output.ts';
import { neverReady } from './never-ready.ts';
import { orphaned } from './orphaned.ts';
import { type FoundFlaw, type LintRule, lintContext } from './rule.ts';
import { stale } from './stale.ts';
import type { Thresholds } from './thresholds.ts';
import { vague } from './vague.ts';

export interface FlawFinding {
  kind: LintKind;
  task: Task;
  /** The flaw as a sentence about the task, without a full stop. */
  why: string;
  /** Calls that fix the flaw, the likeliest first. */
  mend: readonly Call[];
  /** Other tasks that `why` names. */
  others: readonly Task[];
}

/** The flaws of a queue: the first findings, and numbers of all. */
export interface Flaws {
  first: FlawFinding[];
  total: number;
  /** Number of findings by kind. */
  kinds: Record<string, number>;
  /** All tasks with findings. */
  tasks: ReadonlySet<Task>;
}

export interface LintOptions {
  /** Return only flaws of these kinds. */
  kinds?: readonly string[];
  /** Return only findings that involve one of these tasks. The set contains uuids. */
  wanted?: ReadonlySet<string>;
  /** Uuids of archived tasks that pending tasks refer to; empty by default. */
  archived?: ReadonlySet<string>;
}

/** The findings of one rule. */
interface Found {
  rule: LintRule;
  flaws: readonly FoundFlaw<unknown>[];
}

/**
 * Finds flaws of pending tasks. Keeps the findings of one task together, and sorts tasks by their worst flaw. Returns at
 * most `most` findings, because a large queue can have hundreds of thousands.
 */
export function lint(
  facts: Facts,
  limits: Thresholds,
  most: number,
  { kinds, wanted, archived }: LintOptions = {},
): Flaws {
  const context = lintContext(facts, limits, archived);
  const isWanted = ({ task, others }: FoundFlaw<unknown>) =>
    !wanted || wanted.has(task.uuid) || others?.some(({ uuid }) => wanted.has(uuid));
  const found = LINT_RULES.filter(({ name }) => !kinds || kinds.includes(name))
    .map((rule): Found => ({ rule, flaws: Array.from(rule.find(context)).filter(isWanted) }))
    .filter(({ flaws }) => flaws.length > 0);
  const tasks = new Set<Task>();
  for (const { flaws } of found) {
    (flaws as FoundFlaw<unknown>[]).sort((a, b) => a.task.id - b.task.id);
    for (const { task } of flaws) tasks.add(task);
  }
  return {
    first: firstByTask(found, tasks, most),
    total: found.reduce((sum, { flaws }) => sum + flaws.length, 0),
    kinds: Object.fromEntries(found.map(({ rule, flaws }) => [rule.name, flaws.length])),
    tasks,
  };
}

/**
 * Returns the first `most` findings, grouped by task. `tasks` are in the order of their worst flaws, since the rules are
 * in the order of severity. Each task has a finding, so `most` tasks are enough.
 */
function firstByTask(found: readonly Found[], tasks: Iterable<Task>, most: number): FlawFinding[] {
  const groups = new Map<Task, FlawFinding[]>();
  for (const task of tasks) {
    if (groups.size >= most) break;
    groups.set(task, []);
  }
  for (const { rule, flaws } of found)
    for (const flaw of flaws) {
      const { task, why, others = [] } = flaw;
      groups.get(task)?.push({ kind: rule.name, task, why, others, mend: rule.mend(flaw) });
    }
  return [...groups.values()].flat().slice(0, most);
}

const RULES: Readonly<Record<LintKind, LintRule>> = {
  circular,
  'never-ready': neverReady,
  orphaned,
  duplicate,
  stale,
  large,
  vague,
  'no-criteria': noCriteria,
  'no-scope': noScope,
};

/** All rules, the most severe first. To add one, write a file, list its rule here and its name in `lint-output.ts`. */
export const LINT_RULES: readonly LintRule[] = LINT_KINDS.map((kind) => RULES[kind]);
