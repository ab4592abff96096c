import * as z from 'zod';
import { groupedBy } from '../base/iterables.ts';
import type { Shape } from '../base/shape.ts';
import type { Call } from '../domain/calls/call.ts';
import type { Facts } from '../domain/queue/facts.ts';
import { wordsOfText } from '../domain/task/folded-words.ts';
import type { Task } from '../domain/task/task.ts';
import type { LintContext } from './rule.ts';
import { LINT_RULES } from './rules.ts';
import type { Thresholds } from './thresholds.ts';

const counts = () => z.record(z.string(), z.int());

/** Output schema of `task_lint`. */
export const lintOutput = () =>
  z.strictObject({
    /**
     * `open` is the number of open tasks that were checked, `total` the number of findings, `tasks` the number of tasks
     * with findings.
     */
    open: z.int(),
    total: z.int(),
    tasks: z.int(),
    kinds: counts(),
    findings: z.array(
      z.strictObject({
        kind: z.string(),
        id: z.int(),
        uuid: z.string(),
        description: z.string(),
        why: z.string(),
        others: z.array(z.int()),
        mend: z.array(
          z.strictObject({
            command: z.string(),
            words: z.record(z.string(), z.string()),
            flags: z.record(z.string(), z.unknown()).exactOptional(),
          }),
        ),
      }),
    ),
    /** Number of findings that the output leaves out, by kind. */
    more: counts(),
    /** Sentences for the reader about the selected tasks. */
    notes: z.array(z.string()).exactOptional(),
  });
export type Linted = Shape<typeof lintOutput>;

export interface FlawFinding {
  kind: string;
  task: Task;
  /** The flaw as a sentence about the task, without a full stop. */
  why: string;
  /** Returns calls that fix the flaw, the likeliest first. A reader sees only the first of thousands of findings. */
  mend(): readonly Call[];
  /** Other tasks that `why` names. */
  others: readonly Task[];
}

export interface LintOptions {
  /** Return only flaws of these kinds. */
  kinds?: readonly string[];
  /** Return only findings that involve one of these tasks. The set contains uuids. */
  wanted?: ReadonlySet<string>;
  /** Uuids of archived tasks that pending tasks refer to; empty by default. */
  archived?: ReadonlySet<string>;
}

/** Finds flaws of pending tasks. Keeps the findings of one task together, and sorts tasks by their worst flaw. */
export function lint(facts: Facts, limits: Thresholds, { kinds, wanted, archived }: LintOptions = {}): FlawFinding[] {
  const context = lintContext(facts, limits, archived);
  const rules = LINT_RULES.filter(({ name }) => !kinds || kinds.includes(name));
  const isWanted = (task: Task) => !wanted || wanted.has(task.uuid);
  const found = rules.flatMap((rule) =>
    Array.from(rule.find(context), (each): FlawFinding => {
      const { task, why, others = [] } = each;
      return { kind: rule.name, task, why, others, mend: () => rule.mend(each) };
    })
      .filter(({ task, others }) => isWanted(task) || others.some(isWanted))
      .sort((a, b) => a.task.id - b.task.id),
  );
  return byTask(found);
}

/** Builds the input of the lint rules, with the tasks to check. */
export function lintContext(facts: Facts, limits: Thresholds, archived: ReadonlySet<string> = new Set()): LintContext {
  const { queue } = facts;
  const pending = [...queue.open()].filter(({ status }) => status === 'pending');
  const single = pending.filter((task) => !task.template && !isListed(task) && !queue.hasOpenSubtasks(task));
  const known = new Map<Task, readonly string[]>();
  const wordsOf = (task: Task) => {
    const words = known.get(task) ?? wordsOfText(task.description);
    known.set(task, words);
    return words;
  };
  return { facts, pending, single, limits, wordsOf, archived };
}

/** Checks whether the task comes from a client's to-do list. The rules allow short descriptions for such tasks. */
function isListed({ source }: Task): boolean {
  return source?.kind === 'claude-code' && source.list !== undefined;
}

/** Groups findings by task. The rules run in order of severity, so a task's first finding is its worst. */
function byTask(found: readonly FlawFinding[]): FlawFinding[] {
  return [...groupedBy(found, ({ task }) => task.uuid).values()].flat();
}
