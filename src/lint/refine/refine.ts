import { counted } from '../../base/amounts.ts';
import { clip } from '../../base/clip.ts';
import { sentence } from '../../base/output/sentence.ts';
import { present } from '../../base/present.ts';
import {
  type Candidate,
  type ProposedChange,
  type ProposedPart,
  REFINE_KINDS,
  type RefineKind,
  SPLIT_LIMITS,
} from '../../domain/inbox/words.ts';
import { versionOf } from '../../domain/record-version.ts';
import type { Task } from '../../domain/task/task.ts';
import { noCriteria, noScope } from '../bare.ts';
import { large } from '../large.ts';
import type { FoundFlaw, LintContext, LintRule } from '../rule.ts';
import { stale } from '../stale.ts';
import { vague } from '../vague.ts';
import { learnedChecks, learnedCriteria, learnedScope, type MergedRun, neededEntries, relatedRuns } from './past.ts';

/** A run of a task that ended without a merge. Others wrote its reason. */
export interface EndedRun {
  id: string;
  why: string;
  /** Name of the repository, if it is not the one in which the queue was created. */
  repo?: string;
  /** Changed files, and those that were out of scope. */
  files: number;
  outside: readonly string[];
}

/** Facts about a queue's past and its settings, beside those that lint reads. */
export interface RefineFacts {
  lint: LintContext;
  merged: readonly MergedRun[];
  /** Failed and discarded runs by the task's uuid. */
  ended: ReadonlyMap<string, readonly EndedRun[]>;
  /** Names of the defined checks. */
  checks: ReadonlySet<string>;
  /** Checks whether a repository has a file or folder. True if its folder is not on this machine. */
  exists(path: string, repo?: string): boolean;
  /** Returns the parts of a task along the folders of its scope; undefined if it can't be divided. */
  parts(task: Task): readonly ProposedPart[] | undefined;
  /** Whether somebody works on the task. */
  isHeld(task: Task): boolean;
}

type Change = Omit<ProposedChange, 'task' | 'kind' | 'modified' | 'version'>;

/** A task that needs a change, with why, and the change if the past says which. */
interface Refined {
  task: Task;
  why: string;
  title: string;
  change: Change;
  body?: string;
}

/** Finds the tasks of one kind. Pure. */
type Proposer = (facts: RefineFacts) => Iterable<Refined>;

const PROPOSERS: Readonly<Record<RefineKind, Proposer>> = {
  failed: failedTasks,
  large: largeTasks,
  vague: vagueTasks,
  stale: staleTasks,
};

/**
 * Proposes changes of tasks, the most urgent kind first. Pure. Nothing is proposed for a task that somebody works on, and
 * nothing that the queue's past does not support.
 * @param wanted uuids of the tasks to look at; absent: all
 */
export function refineTasks(facts: RefineFacts, wanted?: ReadonlySet<string>): Candidate[] {
  const changed = new Map<string, Set<string>>();
  return REFINE_KINDS.flatMap((kind) =>
    Array.from(PROPOSERS[kind](facts)).flatMap(({ task, why, title, change, body }): Candidate[] => {
      const fields = changed.get(task.uuid) ?? new Set();
      if (Object.keys(change).some((field) => fields.has(field))) return [];
      if ((wanted && !wanted.has(task.uuid)) || facts.isHeld(task)) return [];
      changed.set(task.uuid, new Set([...fields, ...Object.keys(change)]));
      return [
        {
          title: clip(`${title} task ${task.id}: ${task.description}`, 200),
          body: [`Task ${task.id}: ${sentence(why)}`, body].filter(Boolean).join('\n'),
          rule: kind,
          ...present({ project: task.project }),
          change: { task: task.uuid, kind, modified: task.modified, version: versionOf(task), ...change },
        },
      ];
    }),
  );
}

/** Tasks with several failed or discarded runs: their files were out of scope, or the task is too much for one run. */
function* failedTasks(facts: RefineFacts): Iterable<Refined> {
  const { single, limits } = facts.lint;
  for (const task of single) {
    const ended = facts.ended.get(task.uuid) ?? [];
    if (ended.length < limits.failedRuns) continue;
    const why = `${counted(ended.length, 'run')} failed or ${ended.length === 1 ? 'was' : 'were'} discarded`;
    const body = ended
      .slice(-5)
      .map((run) => `${run.id}: ${clip(run.why, 200)}`)
      .join('\n');
    const { scope = [] } = task;
    const needed = ended.flatMap(({ outside, repo }) => outside.map((path) => ({ path, repo })));
    const entries = scope.length > 0 ? neededEntries(needed, scope) : [];
    if (entries.length > 0) {
      yield {
        task,
        why: `${why}, and changed files out of its scope`,
        title: 'Widen the scope of',
        change: { scope: [...scope, ...entries] },
        body,
      };
    } else {
      const parts = partsOf(facts, task);
      if (parts) yield { task, why, title: 'Split', change: { parts }, body };
    }
  }
}

/** Tasks that are too large by their estimate, their scope, or the results of earlier runs. */
function* largeTasks(facts: RefineFacts): Iterable<Refined> {
  const { limits, single } = facts.lint;
  const why = new Map(flaws(large, facts).map((flaw) => [flaw.task, flaw.why]));
  for (const task of single) {
    const most = Math.max(0, ...(facts.ended.get(task.uuid) ?? []).map(({ files }) => files));
    if (most > limits.files && !why.has(task))
      why.set(task, `an earlier run changed ${counted(most, 'file')}, more than ${limits.files}`);
  }
  for (const [task, reason] of why) {
    const parts = partsOf(facts, task);
    if (parts) yield { task, why: reason, title: 'Split', change: { parts } };
    else if (isEverything(task)) {
      const scope = learnedScope(relatedRuns(task, facts.merged), facts.exists);
      if (scope.length > 0) yield { task, why: reason, title: 'Narrow the scope of', change: { scope } };
    }
  }
}

const isEverything = ({ scope = [] }: Task) => scope.some(({ glob }) => /^(?:\.\/)?\*\*(?:\/\*{1,2})?$/.test(glob));

/** Tasks whose text says too little: what merged runs of similar tasks changed says more. */
function* vagueTasks(facts: RefineFacts): Iterable<Refined> {
  const found = new Map<Task, string[]>();
  for (const rule of [vague, noCriteria, noScope])
    for (const { task, why } of flaws(rule, facts)) found.set(task, [...(found.get(task) ?? []), why]);
  for (const [task, reasons] of found) {
    const related = relatedRuns(task, facts.merged);
    const scope = task.scope?.length ? [] : learnedScope(related, facts.exists);
    const checks = task.checks?.length ? [] : learnedChecks(related, facts.checks);
    const acceptance = task.acceptance?.length ? [] : learnedCriteria(related);
    if (scope.length + checks.length + acceptance.length === 0) continue;
    const change: Change = {
      ...(scope.length > 0 ? { scope } : {}),
      ...(checks.length > 0 ? { checks } : {}),
      ...(acceptance.length > 0 ? { acceptance } : {}),
    };
    const body = `Learned from ${counted(related.length, 'merged run')} of similar tasks.`;
    yield {
      task,
      why: reasons.join('; '),
      title: `Set ${Object.keys(change)
        .map((field) => FIELD_WORDS[field])
        .join(' and ')} of`,
      change,
      body,
    };
  }
}

const FIELD_WORDS: Readonly<Record<string, string>> = {
  scope: 'the scope',
  checks: 'the checks',
  acceptance: 'criteria',
};

/** Tasks that nobody touched for a long time. One that somebody began needs a person's words, so it is left out. */
function* staleTasks(facts: RefineFacts): Iterable<Refined> {
  for (const { task, why } of flaws(stale, facts))
    if (task.start === undefined && !task.handoff && !facts.lint.facts.queue.hasOpenSubtasks(task))
      yield { task, why, title: 'Delete', change: { close: true } };
}

function flaws(rule: LintRule, { lint }: RefineFacts): FoundFlaw<unknown>[] {
  return [...rule.find(lint)];
}

/** Returns the parts of a split, unless they are too few or too many, or the task is already a part of a part. */
function partsOf(facts: RefineFacts, task: Task): readonly ProposedPart[] | undefined {
  if (depthOf(task, facts) >= SPLIT_LIMITS.depth) return undefined;
  const parts = facts.parts(task);
  return parts && parts.length >= 2 && parts.length <= SPLIT_LIMITS.parts ? parts : undefined;
}

/** Returns how many tasks are above a task, up to the maximum that matters. */
export function depthOf(task: Task, { lint: { facts } }: Pick<RefineFacts, 'lint'>): number {
  let [depth, parent] = [0, task.parent];
  while (parent !== undefined && depth < SPLIT_LIMITS.depth) {
    depth++;
    parent = facts.queue.get(parent)?.parent;
  }
  return depth;
}
