import type { Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { COLUMN_TITLES, EMPTY_COLUMNS } from '../../../../domain/board-columns.ts';
import type { BoardColumn, ListedRun, ShownCard } from '../../data/types.ts';
import type { MenuItem } from '../../parts/menu.tsx';
import { countOf } from '../../parts/units/amounts.ts';
import { Virtual } from '../../parts/virtual-list.tsx';
import { CardView } from './card.tsx';
import { ColumnHead, type ColumnSums } from './column-head.tsx';
import { dragged, dropColumn, type Over, over, scrollNearEdges } from './drag.ts';

/** Text of an empty column. */
const EMPTY: Readonly<Record<BoardColumn, string>> = {
  ...EMPTY_COLUMNS,
  progress: `${EMPTY_COLUMNS.progress} Drag a card here or start a run.`,
  review: `${EMPTY_COLUMNS.review} Open one to decide about it.`,
};

/** What the cards of all columns and lanes need. */
export interface CardsProps {
  totals: Readonly<Record<BoardColumn, number>> | undefined;
  sums: ColumnSums;
  focused(column: BoardColumn): string | undefined;
  /** A counter. Each increment is a request to scroll to the focused card. */
  reveal: number;
  wantedMenu: Signal<string | undefined>;
  /** Returns the active run of a card, with its agent's last action. */
  liveOf(card: ShownCard): ListedRun | undefined;
  menuOf(card: ShownCard): readonly MenuItem[];
  onFocus(card: ShownCard): void;
  drop(card: ShownCard, to: Over): void;
}

/** A column of the board. Only visible cards are in the page. */
export function ColumnView({ name, cards, ...props }: CardsProps & { name: BoardColumn; cards: readonly ShownCard[] }) {
  const { totals, sums, reveal, drop } = props;
  const total = totals?.[name] ?? 0;
  const title = COLUMN_TITLES[name];
  const focused = props.focused(name);
  const ref = useRef<HTMLElement>(null);
  useEffect(() => dropColumn(ref.current!, name, drop), [name, drop]);
  useEffect(() => {
    const list = ref.current?.querySelector<HTMLElement>('.virtual');
    return list ? scrollNearEdges(list) : undefined;
  }, []);
  const isTarget = dragged.value !== undefined && over.value?.column === name;
  return (
    <section
      ref={ref}
      class={`column flex-column short ${isTarget ? 'is-target' : ''}`}
      data-column={name}
      aria-label={title}
    >
      <ColumnHead name={name} total={total} sums={sums} cards={cards} />
      {total === 0 && <p class="column-empty faint small">{EMPTY[name]}</p>}
      <Virtual
        class="column-cards rest short"
        role="list"
        label={`${title}, ${countOf(total, 'task')}`}
        count={cards.length}
        size={86}
        keyOf={(i) => cards[i]?.uuid ?? i}
        row={(i) => cards[i] && <BoardCard {...props} card={cards[i]} next={cards[i + 1]} group="" />}
        reveal={
          focused === undefined ? undefined : { index: cards.findIndex(({ uuid }) => uuid === focused), n: reveal }
        }
      />
    </section>
  );
}

/** A card of a column, or of a lane. @param next the card below it */
export function BoardCard({
  card,
  next,
  group,
  ...props
}: CardsProps & { card: ShownCard; next: ShownCard | undefined; group: string }) {
  return (
    <CardView
      card={card}
      live={props.liveOf(card)}
      group={group}
      next={next}
      focused={props.focused(card.column) === card.uuid}
      menu={props.menuOf(card)}
      wantedMenu={props.wantedMenu}
      onFocus={() => props.onFocus(card)}
      drop={props.drop}
    />
  );
}
