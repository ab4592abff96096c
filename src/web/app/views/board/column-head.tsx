import type { ComponentChildren } from 'preact';
import { COLUMN_TITLES } from '../../../../domain/board-columns.ts';
import type { Outputs } from '../../../sdk/calls.ts';
import type { BoardColumn, ShownCard } from '../../data/types.ts';
import { stateClass, toneClass } from '../../parts/task/state.tsx';
import { countOf } from '../../parts/units/amounts.ts';
import { roughText } from '../../parts/units/time.ts';
import { leftNow } from '../../parts/units/time-left.tsx';
import { hrefOf } from '../../shell/route.ts';

/** The times of each column's tasks, added up by the server, and the columns' limits. */
export type ColumnSums = Pick<Outputs['report_board'], 'left' | 'todo' | 'limits'>;

/** A state whose colour a column has. */
const STATES: Readonly<Record<BoardColumn, string>> = {
  todo: 'waiting',
  progress: 'active',
  review: 'review',
  done: 'completed',
};

interface Props {
  name: BoardColumn;
  total: number;
  sums: ColumnSums;
  /** All cards of the column, also those of folded lanes. */
  cards: readonly ShownCard[];
}

/** The title of a column with its number of tasks, its limit, and how long the tasks will take. */
export function ColumnHead({ name, total, sums, cards }: Props) {
  const limit = sums.limits?.[name];
  const over = limit ? limit.tasks - limit.most : 0;
  return (
    <header class="column-head line gap-8">
      <span class={`dot ${toneClass(STATES[name])}`} />
      <h2>{COLUMN_TITLES[name]}</h2>
      <span class="count">{total.toLocaleString()}</span>
      {limit && (
        <a
          class={over > 0 ? stateClass('over the limit') : 'faint small'}
          href={hrefOf('settings', [], { q: 'board.limit' })}
          title={`${countOf(limit.tasks, 'task')} in this column, at most ${limit.most}`}
        >
          {over > 0 ? `${over} over the limit` : `limit ${limit.most}`}
        </a>
      )}
      <span class="faint small clip">{timeOf(name, sums, cards)}</span>
    </header>
  );
}

/** Adds up the present remaining times of the shown cards, or the lengths of tasks in "To do". */
function timeOf(name: BoardColumn, { left, todo }: ColumnSums, cards: readonly ShownCard[]): ComponentChildren {
  if (name === 'todo' && todo) return <Sum {...todo} />;
  if (name !== 'progress' || !left) return null;
  const ms = cards.reduce((sum, card) => sum + (card.left ? Math.max(0, leftNow(card.left)) : 0), 0);
  return <Sum {...left} ms={ms} />;
}

function Sum({ ms, known, unknown }: { ms: number; known: number; unknown: number }) {
  const rest = unknown > 0 ? `. The time of ${countOf(unknown, 'more task')} is unknown` : '';
  return (
    <span title={`By reports, estimates and past runs of ${countOf(known, 'task')}${rest}`}>
      ~{roughText(ms)}
      {rest && '+'}
    </span>
  );
}
