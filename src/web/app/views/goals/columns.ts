import { isClosed } from '../../../../domain/goals/words.ts';
import type { GoalNode } from '../../parts/goal/marks.tsx';

/** The columns of the roadmap. The last one has the closed bets and goals. */
export const COLUMNS = ['now', 'next', 'idea', 'closed'] as const;
export type Column = (typeof COLUMNS)[number];

/** The place of a card on the roadmap. Without `before`, the card keeps its rank. */
export interface Place {
  column: Column;
  before?: GoalNode;
}

export const columnOf = (node: GoalNode): Column => (isClosed(node) ? 'closed' : ((node.state ?? 'idea') as Column));
