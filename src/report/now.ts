import { holderLabel } from '../claims/index.ts';
import type { Coefficients } from '../domain/coefficients.ts';
import type { Facts } from '../domain/facts.ts';
import { openDependents } from '../domain/graph.ts';
import type { Run } from '../domain/records.ts';
import { needOf } from '../domain/run-needs.ts';
import { isParked, isUnderWay } from '../domain/run-states.ts';
import type { Task } from '../domain/task.ts';
import { isReady } from '../domain/virtual-tags.ts';
import { type Card, cardOf, columnOf } from './cards.ts';

/** Why something waits for the person, in the order in which equals stand. */
export const WAITS = ['question', 'review', 'failure', 'unsent', 'unfound', 'stuck', 'handoff'] as const;
export type Wait = (typeof WAITS)[number];

/** One thing that goes on only when the person has said something. */
export interface WaitingRow {
  what: Wait;
  card: Card;
  /** Id of the run that waits. */
  run?: string;
  /** The question, the reason, the note. */
  said?: string;
  /** What to do, for a run that went no further. */
  next?: string;
  since: string;
  /** How many open tasks cannot go on before it does, one behind the other. */
  holdsUp: number;
}

/** A task in hand that no run works on. */
export interface InHand {
  card: Card;
  /** Nobody, when the task was started and let go. */
  by?: string;
  since: string;
}

export interface Now {
  waiting: WaitingRow[];
  /** Ids of the runs at work, the one that has worked longest first. */
  running: string[];
  inHand: InHand[];
  next: Card[];
  totals: Record<'waiting' | 'running' | 'inHand' | 'next' | 'blocked' | 'overdue' | 'open' | 'doneToday', number>;
}

interface Known {
  facts: Facts;
  coefficients: Coefficients;
  runs: readonly Run[];
  questionOf(run: Run): string | undefined;
  /** Signs that a run at work does not get on. */
  stuck(run: Run): { text: string; next: string } | undefined;
  /** What to do about a run that went no further. */
  nextOf(run: Run): string | undefined;
  /** A text of ours with its commands as the reader's door calls them. */
  spelled(next: string): string;
  /** Rows of a list, at most. */
  rows: number;
}

/** What the person should look at, in the order in which it holds others up; what runs; what comes next. */
export function nowOf(known: Known): Now {
  const { facts, coefficients, runs, rows } = known;
  const open = [...facts.queue.open()].filter(({ status }) => status === 'pending');
  const card = (task: Task) => cardOf(task, columnOf(task, facts) ?? 'todo', facts, coefficients);
  const waiting = [...runs.flatMap((run) => runWaits(run, known)), ...open.flatMap(leftBehind)];
  const held = waiting.map((row) => ({ ...row, holdsUp: heldUp(row.task, facts) }));
  const ordered = held.sort(
    (a, b) => b.holdsUp - a.holdsUp || WAITS.indexOf(a.what) - WAITS.indexOf(b.what) || (a.since < b.since ? -1 : 1),
  );
  const running = runs.filter(({ state }) => isUnderWay(state));
  const busy = new Set(running.map(({ task }) => task));
  const inHand = open.filter(({ start, uuid }) => start !== undefined && !busy.has(uuid) && !waits(uuid, waiting));
  const ready = open.filter((task) => isReady(task, facts) && task.start === undefined && !task.handoff);
  const first = (tasks: readonly Task[]) => tasks.map(card).sort((a, b) => b.urgency - a.urgency || a.id - b.id);
  return {
    waiting: ordered.slice(0, rows).map(({ task, ...row }) => ({ ...row, card: card(task) })),
    running: running.map(({ id }) => id).slice(0, rows),
    inHand: inHand.slice(0, rows).map((task) => ({ card: card(task), ...holder(task, facts), since: task.start! })),
    next: first(ready).slice(0, rows),
    totals: {
      waiting: waiting.length,
      running: running.length,
      inHand: inHand.length,
      next: ready.length,
      blocked: open.filter((task) => facts.queue.isBlocked(task)).length,
      overdue: open.filter(({ due }) => due !== undefined && due < facts.instant).length,
      open: open.length,
      doneToday: doneSince(facts, facts.calendar().today),
    },
  };
}

type Unplaced = Omit<WaitingRow, 'card' | 'holdsUp'> & { task: Task };

/** Of each task the last run counts. */
function runWaits(run: Run, { facts, questionOf, stuck, nextOf, spelled }: Known): Unplaced[] {
  const task = facts.queue.get(run.task);
  if (!task || facts.latestRun(run.task)?.id !== run.id) return [];
  const row = { task, run: run.id, since: run.since };
  if (run.state === 'asking') return [{ what: 'question', ...row, ...said(questionOf(run)) }];
  if (run.state === 'review') return [{ what: 'review', ...row, ...said(run.rounds?.at(-1)?.summary) }];
  const need = needOf(run);
  if (need) return [{ what: need.what, ...row, said: need.text, next: spelled(need.next) }];
  if (isParked(run.state)) {
    // Of a task that is done without it nobody waits for the run.
    if (task.status !== 'pending') return [];
    const next = nextOf(run);
    return [
      { what: 'failure', ...row, ...said(run.reason?.text ?? `the run ${run.state}`), ...(next ? { next } : {}) },
    ];
  }
  const sign = stuck(run);
  return sign ? [{ what: 'stuck', ...row, said: sign.text, next: sign.next }] : [];
}

const said = (text: string | undefined) => (text === undefined ? {} : { said: text });

function leftBehind(task: Task): Unplaced[] {
  return task.handoff ? [{ what: 'handoff', task, said: task.handoff.note, since: task.handoff.at }] : [];
}

const waits = (uuid: string, rows: readonly Unplaced[]) => rows.some(({ task }) => task.uuid === uuid);

/** Open tasks that wait for this one, or for one that does. */
function heldUp(task: Task, { queue }: Facts): number {
  const found = new Set<string>();
  const queued = [task];
  for (let at = queued.pop(); at; at = queued.pop())
    for (const dependent of openDependents(queue, at))
      if (!found.has(dependent.uuid)) {
        found.add(dependent.uuid);
        queued.push(dependent);
      }
  return found.size;
}

function holder(task: Task, facts: Facts): { by?: string } {
  const claim = facts.claimsOf(task.uuid).find(facts.holdOf);
  return claim ? { by: holderLabel(claim.holder) } : {};
}

function doneSince({ queue }: Facts, day: string): number {
  let count = 0;
  for (const uuid of queue.byStatus('completed')) if (queue.get(uuid)!.end! >= day) count++;
  return count;
}
