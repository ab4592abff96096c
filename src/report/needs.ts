import * as z from 'zod';
import { present } from '../base/present.ts';
import type { Shape } from '../base/shape.ts';
import { task } from '../domain/kinds/schemas.ts';
import { deletedOf, deletedStep, deletedText } from '../domain/queue/deleted-blockers.ts';
import type { Facts } from '../domain/queue/facts.ts';
import { unmetDependencies } from '../domain/queue/graph.ts';
import type { Run } from '../domain/records.ts';
import { hiddenQuestion } from '../domain/runs/hidden/hidden-tests.ts';
import { waitsText } from '../domain/runs/merge-order.ts';
import { findingsText, openFindings } from '../domain/runs/objections/finding.ts';
import { needOf, ON_THAT_MACHINE } from '../domain/runs/run-needs.ts';
import { isParked } from '../domain/runs/run-states.ts';
import { doesText, SHOWN_STATE_NAMES, shownState } from '../domain/state-words.ts';
import { inTheWay, objection } from '../domain/task/objections.ts';
import { offBranchStep, offBranchText } from '../domain/task/off-branch.ts';
import type { Task } from '../domain/task/task.ts';

/** Reasons why something needs a person's attention, the most important first. */
export const ATTENTION_REASONS = [
  'question',
  'review',
  'failure',
  'unmerged',
  'unsent',
  'unfound',
  'changed',
  'stuck',
  'handoff',
  'offbranch',
  'blocked',
] as const;
export type AttentionReason = (typeof ATTENTION_REASONS)[number];

/** An item that can't continue before a person decides. */
export const attention = () =>
  z.strictObject({
    why: z.enum(ATTENTION_REASONS),
    task: task(),
    /** Id of the run that needs the decision. */
    run: z.string().exactOptional(),
    /** The run's state, as all views show it. Only for a run. */
    state: z.enum(SHOWN_STATE_NAMES).exactOptional(),
    /** The agent's question or summary, the run's reason, the handoff note, or the reason of a block. */
    said: z.string().exactOptional(),
    /** Where the run's result is, if it is on another machine of a queue on a server. */
    elsewhere: z.string().exactOptional(),
    /** Reasons that block the approval of the result. */
    objections: z.array(objection()).exactOptional(),
    /** The next step, with commands in the syntax of the reader's interface. */
    next: z.string(),
    since: z.string(),
    /** Number of open tasks that this task blocks, directly or through other tasks. */
    holdsUp: z.int(),
  });
export type Attention = Shape<typeof attention>;

/** What decides whether a run or a task needs a person. */
export interface NeedsInput {
  facts: Facts;
  /** Returns the open question of a run's agent. */
  questionOf(run: Run): string | undefined;
  /** Returns a sign that an active run makes no progress; undefined if there is none. */
  stuckOf(run: Run): { text: string; next: string } | undefined;
  /** Returns the next step for a run, with the names of commands as in the command table. */
  nextOf(run: Run, around: { task: Task; attempts?: number }): string;
  /** Says where a run's result is, if it is on another machine. */
  elsewhereOf(run: Run): string | undefined;
  /** Rewrites the commands in a text for the reader's interface. */
  spelled(next: string): string;
}

export type Need = Omit<Attention, 'holdsUp'>;

/**
 * Returns the reasons why a run needs a person. Only the latest run of a task counts. A failed, stopped or interrupted
 * run counts until the task is closed, started again or handed off.
 */
export function needsOfRun(run: Run, { facts, questionOf, stuckOf, nextOf, elsewhereOf, spelled }: NeedsInput): Need[] {
  const task = facts.queue.get(run.task);
  if (!task || facts.latestRun(run.task)?.id !== run.id) return [];
  const elsewhere = elsewhereOf(run);
  const there = elsewhere === undefined ? '' : ON_THAT_MACHINE;
  const need = (
    why: AttentionReason,
    said: string | undefined,
    next = nextOf(run, { task, attempts: facts.attemptsAt(task.uuid) }),
  ): Need[] => [
    {
      ...{ why, task, run: run.id, state: shownState(run), ...present({ said, elsewhere }) },
      ...{ next: `${there}${spelled(next)}`, since: run.since },
    },
  ];
  if (run.state === 'asking') return need('question', questionOf(run));
  if (run.state === 'review') {
    const objections = inTheWay({ run, task, found: facts.findingsOf(run.id) });
    const [row] = need(
      'review',
      run.waits ? waitsText(run.waits) : (hiddenQuestion(run) ?? run.rounds?.at(-1)?.summary),
    );
    return [{ ...row!, ...(objections.length > 0 ? { objections } : {}) }];
  }
  const unmet = needOf(run);
  // A person who reopens the task has decided about the missing commit of its run.
  if (unmet && !(unmet.what === 'unfound' && task.status === 'pending'))
    return need(unmet.what, unmet.text, unmet.next);
  const found = openFindings(facts.findingsOf(run.id), run.verdict?.seen);
  if (found.length > 0) return need('changed', findingsText(found));
  if (isParked(run.state)) {
    // Its task may be closed: that is why it was stopped.
    if (run.reason?.code === 'withdrawn') return need('failure', run.reason.text);
    if (task.status !== 'pending' || task.start || task.handoff) return [];
    return need('failure', run.reason?.text ?? `the run ${doesText(run)}`);
  }
  const sign = stuckOf(run);
  return sign ? need('stuck', sign.text, sign.next) : [];
}

/** Returns the need of a task on which somebody works although it is closed at its service, or work on it is to stop. */
export function withdrawnOf(task: Task, { facts, spelled }: NeedsInput): Need | undefined {
  const found = facts.findingsOf(task.uuid);
  const [first] = found;
  if (!first) return undefined;
  const next = spelled(`task_done ${task.id} or task_delete ${task.id} follows; otherwise go on`);
  return { why: 'changed', task, said: findingsText(found), next, since: first.when };
}

/** Returns the need of a task that an agent left unfinished. */
export function handoffOf(task: Task, { spelled }: NeedsInput): Need {
  const { note, at } = task.handoff!;
  return { why: 'handoff', task, said: note, next: spelled(`task_start ${task.id} continues it`), since: at };
}

/** Returns the need of a task whose block was to be looked at again by now. */
export function obstacleOf(task: Task, { spelled }: NeedsInput): Need {
  const { note, at } = task.obstacle!;
  return { why: 'blocked', task, said: note, next: spelled(`task_unblock ${task.id} removes the block`), since: at };
}

/** Returns the need of a task that waits for deleted tasks; undefined if it waits for none. */
export function deletedBlockersOf(task: Task, { facts: { queue }, spelled }: NeedsInput): Need | undefined {
  const deleted = deletedOf(unmetDependencies(queue, task));
  if (deleted.length === 0) return undefined;
  const since = deleted.map(({ end, modified }) => end ?? modified).sort()[0]!;
  return { why: 'blocked', task, said: deletedText(deleted), next: spelled(deletedStep(task, deleted)), since };
}

/** Returns the need of a completed task whose work is not on the branch. */
export function offBranchOf(task: Task, { spelled }: NeedsInput): Need {
  const off = task.offBranch!;
  return { why: 'offbranch', task, said: offBranchText(off), next: spelled(offBranchStep(task, off)), since: off.at };
}
