import type { ComponentChildren } from 'preact';
import { COLUMN_TITLES } from '../../../../report/columns.ts';
import type { Outputs } from '../../../sdk/calls.ts';
import { now } from '../../data/state.ts';
import type { BoardColumn, Card } from '../../data/types.ts';
import { countOf } from '../../parts/units/count.ts';
import { lengthText } from '../../parts/units/time.ts';

/** The times of a column's tasks, added up by the server. */
export type Sums = Pick<Outputs['report_board'], 'left' | 'todo'>;

interface Props {
  name: BoardColumn;
  total: number;
  sums: Sums;
  /** The shown cards of the column. */
  cards: readonly Card[];
}

/** The title of a column with its number of tasks, and how long they will take. */
export function ColumnHead({ name, total, sums, cards }: Props) {
  return (
    <header class="column-head line gap-8">
      <span class={`dot of-${name}`} />
      <h2>{COLUMN_TITLES[name]}</h2>
      <span class="count">{total.toLocaleString()}</span>
      <span class="faint small clip">{timeOf(name, sums, cards)}</span>
    </header>
  );
}

/** Adds up the present remaining times of the shown cards, or the lengths of tasks in "To do". */
function timeOf(name: BoardColumn, { left, todo }: Sums, cards: readonly Card[]): ComponentChildren {
  if (name === 'todo' && todo) return <Sum {...todo} word="" />;
  if (name !== 'progress' || !left) return null;
  const ms = cards.reduce((sum, card) => sum + (card.left ? leftNow(card.left) : 0), 0);
  return <Sum {...left} ms={ms} word=" left" />;
}

/** Returns a card's remaining time now. */
export const leftNow = ({ ms, now: at }: NonNullable<Card['left']>) => Math.max(0, ms - (now.value - at));

function Sum({ ms, known, unknown, word }: { ms: number; known: number; unknown: number; word: string }) {
  const rest = unknown > 0 ? `, ${unknown} unknown` : '';
  return (
    <span title={`By reports, estimates and past runs of ${countOf(known, 'task')}${rest}`}>
      ~{lengthText(ms)}
      {word}
      {rest}
    </span>
  );
}
