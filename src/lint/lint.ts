import { groupedBy } from '../base/iterables.ts';
import type { Call } from '../domain/calls/call.ts';
import type { Facts } from '../domain/queue/facts.ts';
import type { Task } from '../domain/task/task.ts';
import type { LintContext } from './rule.ts';
import { LINT_RULES } from './rules.ts';
import type { Thresholds } from './thresholds.ts';

/** A flaw of one task. */
export interface FlawFinding {
  kind: string;
  task: Task;
  /** What is wrong, as one sentence about the task, without its full stop. */
  why: string;
  /** The calls that mend it, the likeliest first. */
  mend: readonly Call[];
  /** Other tasks that the sentence is about. */
  others: readonly Task[];
}

export interface LintOptions {
  /** Only flaws of these kinds. */
  kinds?: readonly string[];
  /** Only findings that are about one of these tasks. */
  wanted?: ReadonlySet<string>;
  /** As {@link LintContext} has them; none unless they are given. */
  archived?: ReadonlySet<string>;
}

/** Looks for flaws in the pending tasks. Findings of one task are together; tasks with the worst flaw come first. */
export function lint(facts: Facts, limits: Thresholds, { kinds, wanted, archived }: LintOptions = {}): FlawFinding[] {
  const look = lookAt(facts, limits, archived);
  const rules = LINT_RULES.filter(({ name }) => !kinds || kinds.includes(name));
  const isWanted = (task: Task) => !wanted || wanted.has(task.uuid);
  const found = rules.flatMap((rule) =>
    Array.from(rule.find(look), (each): FlawFinding => {
      const { task, why, others = [] } = each;
      return { kind: rule.name, task, why, others, mend: rule.mend(each) };
    })
      .filter(({ task, others }) => isWanted(task) || others.some(isWanted))
      .sort((a, b) => a.task.id - b.task.id),
  );
  return byTask(found);
}

/** The tasks that are looked at. */
export function lookAt(facts: Facts, limits: Thresholds, archived: ReadonlySet<string> = new Set()): LintContext {
  const { queue } = facts;
  const pending = [...queue.open()].filter(({ status }) => status === 'pending');
  const single = pending.filter((task) => !task.template && !isListed(task) && !queue.hasOpenSubtasks(task));
  return { facts, pending, single, limits, archived };
}

/** A task of a client's own list is as short as its session likes. */
function isListed({ source }: Task): boolean {
  return source?.kind === 'claude-code' && source.list !== undefined;
}

/** The rules come one after the other, so a task's place is that of its first finding. */
function byTask(found: readonly FlawFinding[]): FlawFinding[] {
  return [...groupedBy(found, ({ task }) => task.uuid).values()].flat();
}
