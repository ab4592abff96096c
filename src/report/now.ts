import type { Facts } from '../domain/queue/facts.ts';
import type { Task } from '../domain/task/task.ts';
import type { Coefficients } from '../domain/urgency/coefficients.ts';
import { type Card, cardOf } from './cards.ts';
import type { Attention, Situation, Working } from './situation.ts';

type OnCard<Row> = Omit<Row, 'task'> & { card: Card };

/** One thing that goes on only when the person has decided something. */
export type WaitingRow = OnCard<Omit<Attention, 'why' | 'objections'>> & { what: Attention['why'] };

export interface Now {
  waiting: WaitingRow[];
  /** Ids of the runs at work, the one that has worked longest first. */
  running: string[];
  /** Tasks in hand that no run works on. */
  inHand: OnCard<Working>[];
  next: Card[];
  totals: Record<'waiting' | 'running' | 'inHand' | 'next' | 'blocked' | 'overdue' | 'open' | 'doneToday', number>;
}

interface Known {
  facts: Facts;
  coefficients: Coefficients;
  /** Rows of a list, at most. */
  rows: number;
}

/** What the person should look at, in the order in which it holds others up; what runs; what comes next. */
export function nowOf(situation: Situation, { facts, coefficients, rows }: Known): Now {
  const { attention, working, ready, overdue, blocked, totals } = situation;
  const card = (task: Task) => cardOf(task, facts, coefficients);
  const running = working.flatMap(({ run }) => run ?? []);
  const inHand = working.filter(({ run }) => run === undefined);
  return {
    waiting: attention
      .slice(0, rows)
      .map(({ task, why, objections: _, ...row }) => ({ ...row, what: why, card: card(task) })),
    running: running.slice(0, rows),
    inHand: inHand.slice(0, rows).map(({ task, ...row }) => ({ ...row, card: card(task) })),
    next: situation.mostUrgent(ready, rows).map(card),
    totals: {
      ...{ waiting: attention.length, running: running.length, inHand: inHand.length, next: ready.length },
      ...{ blocked: blocked.length, overdue: overdue.length, open: totals.open },
      doneToday: doneSince(facts, facts.calendar().today),
    },
  };
}

function doneSince({ queue }: Facts, day: string): number {
  let count = 0;
  for (const uuid of queue.byStatus('completed')) if (queue.get(uuid)!.end! >= day) count++;
  return count;
}
