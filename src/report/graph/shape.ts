import type { StateWord } from '../state-word.ts';

/** A task of a drawing of dependencies. What it does not have is left out. */
export interface GraphNode {
  id: number;
  uuid: string;
  description: string;
  state: StateWord;
  /** 1 for what waits for nothing; each other one stands in the wave after the last one that it waits for. 0: in a circle, or behind one. */
  wave: number;
  project?: string;
  /** Milliseconds, as somebody estimated. */
  estimateMs?: number;
  /** How many open tasks cannot begin before it is done, directly or through others. */
  holdsUp?: number;
  critical?: true;
  /** The filter did not select it: it came along, since another one waits for it. */
  along?: true;
  /** Dependencies on tasks that are deleted, or not in the queue any more: they hold nobody up. */
  gone?: { uuid: string; id?: number }[];
  /** How many of those that it waits for, and that wait for it, are left out. */
  hidden?: [before: number, after: number];
}

/** Who waits for whom among open tasks. */
export interface Graph {
  nodes: GraphNode[];
  /** Numbers: the first one has to be done before the second one. */
  edges: [before: number, after: number][];
  /** The same of subtasks and the task that they are parts of. */
  parts: [before: number, after: number][];
  /** The chain that takes longest; of one task there is none. */
  critical: { ids: number[]; by: 'estimate' | 'count'; ms?: number; guessed?: number };
  /** The tasks that most others wait for, the first the most. */
  unblocking: { id: number; count: number }[];
  totals: {
    /** Tasks in the drawing, and those that the limit left out. */
    shown: number;
    left: number;
    waves: number;
    /** Tasks without any dependency that are not shown. */
    alone: number;
  };
}
