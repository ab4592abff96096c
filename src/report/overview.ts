import { holderLabel } from '../claims/index.ts';
import type { Claim } from '../domain/claim.ts';
import type { Coefficients } from '../domain/coefficients.ts';
import type { Facts } from '../domain/facts.ts';
import { openDependencies } from '../domain/graph.ts';
import { fromInstant } from '../domain/instant.ts';
import type { Run } from '../domain/records.ts';
import { needOf, type RunNeed } from '../domain/run-needs.ts';
import { isLive, isParked, waitsForPerson } from '../domain/run-states.ts';
import type { Task } from '../domain/task.ts';
import { urgency } from '../domain/urgency.ts';
import { isReady } from '../domain/virtual-tags.ts';
import { type TaskLine, taskLine } from './task-line.ts';

/** What waits for the reader: a run that asks, is to be reviewed, needs a word or went no further, or a task that somebody left. */
export interface Waiting {
  what: 'question' | 'review' | RunNeed['what'] | 'stuck' | 'handoff';
  task: TaskLine;
  run?: string | undefined;
  /** The question, the reason, the note. */
  said?: string | undefined;
}

export interface Working {
  task: TaskLine;
  /** Who holds it; nobody when the task was started and let go. */
  by?: string | undefined;
  run?: string | undefined;
  /** For how long, in milliseconds. */
  since: number;
}

/** The queue on one page: each part the most important first, and cut to `rows`; the totals count all of it. */
export interface Overview {
  waiting: Waiting[];
  working: Working[];
  overdue: TaskLine[];
  next: TaskLine[];
  blocked: { task: TaskLine; by: { id: number; description: string }[] }[];
  totals: Record<'waiting' | 'working' | 'overdue' | 'next' | 'blocked' | 'open' | 'closed', number>;
}

interface Known {
  facts: Facts;
  claims: readonly Claim[];
  runs: readonly Run[];
  /** What the agent of a run asks. */
  questionOf(run: Run): string | undefined;
  coefficients: Coefficients;
  rows: number;
}

export function overviewOf({ facts, claims, runs, questionOf, coefficients, rows }: Known): Overview {
  const score = new Map<Task, number>();
  const scoreOf = (task: Task) => {
    const known = score.get(task) ?? urgency(task, facts, coefficients);
    score.set(task, known);
    return known;
  };
  const line = (task: Task) => taskLine(task, facts, coefficients);
  const open = [...facts.queue.open()].filter(({ status }) => status === 'pending');
  const first = (tasks: readonly Task[]) =>
    [...tasks].sort((a, b) => scoreOf(b) - scoreOf(a) || a.id - b.id).slice(0, rows);
  const waiting = [...waitingRuns({ facts, runs, questionOf }), ...handoffs(open)];
  const working = open.filter(({ start }) => start !== undefined);
  const overdue = open.filter(({ due }) => due !== undefined && due < facts.instant);
  const next = open.filter((task) => isReady(task, facts) && !task.start && !task.handoff);
  const blocked = open.filter((task) => facts.queue.isBlocked(task));
  return {
    waiting: waiting.slice(0, rows).map(({ task, ...more }) => ({ ...more, task: line(task) })),
    working: first(working).map((task) => ({ task: line(task), ...workerOf(task, { facts, claims, runs }) })),
    overdue: first(overdue).map(line),
    next: first(next).map(line),
    blocked: first(blocked).map((task) => ({ task: line(task), by: openDependencies(facts.queue, task) })),
    totals: {
      waiting: waiting.length,
      working: working.length,
      overdue: overdue.length,
      next: next.length,
      blocked: blocked.length,
      open: open.length,
      closed: facts.queue.size - facts.queue.openSize,
    },
  };
}

type WaitingTask = Omit<Waiting, 'task'> & { task: Task };

/** Questions before reviews before runs that went no further. Of each task the last run counts. */
function waitingRuns({ facts, runs, questionOf }: Pick<Known, 'facts' | 'runs' | 'questionOf'>): WaitingTask[] {
  const found = runs.flatMap((run): WaitingTask[] => {
    const task = facts.queue.get(run.task);
    if (!task || facts.latestRun(run.task)?.id !== run.id) return [];
    if (run.state === 'asking') return [{ what: 'question', task, run: run.id, said: questionOf(run) }];
    if (waitsForPerson(run.state)) return [{ what: 'review', task, run: run.id }];
    const need = needOf(run);
    if (need) return [{ what: need.what, task, run: run.id, said: need.text }];
    return isParked(run.state) ? [{ what: 'stuck', task, run: run.id, said: run.reason?.text }] : [];
  });
  const order = ['question', 'review', 'unsent', 'unfound', 'stuck'];
  return found.sort((a, b) => order.indexOf(a.what) - order.indexOf(b.what));
}

function handoffs(open: readonly Task[]): WaitingTask[] {
  return open
    .filter(({ handoff }) => handoff !== undefined)
    .sort((a, b) => (a.handoff!.at < b.handoff!.at ? 1 : -1))
    .map((task) => ({ what: 'handoff', task, said: task.handoff!.note }));
}

function workerOf(
  task: Task,
  { facts, claims, runs }: Pick<Known, 'facts' | 'claims' | 'runs'>,
): Omit<Working, 'task'> {
  const claim = claims.find((one) => one.task === task.uuid && facts.holdOf(one));
  const run = runs.find((one) => one.task === task.uuid && isLive(one.state));
  return {
    by: claim && holderLabel(claim.holder),
    run: run?.id,
    since: Math.max(0, facts.now - fromInstant(task.start!)),
  };
}
