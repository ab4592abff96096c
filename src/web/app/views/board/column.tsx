import type { Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { COLUMN_TITLES, EMPTY_COLUMNS } from '../../../../report/columns.ts';
import type { Outputs } from '../../../sdk/calls.ts';
import type { BoardColumn, Card } from '../../data/types.ts';
import { Icon } from '../../parts/icon.tsx';
import type { MenuItem } from '../../parts/menu.tsx';
import { countOf } from '../../parts/units/count.ts';
import { Left } from '../../parts/units/time-left.tsx';
import { Virtual } from '../../parts/virtual-list.tsx';
import { CardView } from './card.tsx';
import { dragged, dropColumn, type Over, over, scrollNearEdges } from './drag.ts';
import { type ColumnLine, type GroupName, groupWord } from './groups.ts';

/** Text of an empty column. */
const EMPTY: Readonly<Record<BoardColumn, string>> = {
  ...EMPTY_COLUMNS,
  progress: `${EMPTY_COLUMNS.progress} Drag a card here or start a run.`,
  review: `${EMPTY_COLUMNS.review} Open one to decide about it.`,
};

export interface ColumnProps {
  name: BoardColumn;
  total: number;
  /** The remaining time of all its tasks. */
  left: Outputs['report_board']['left'];
  lines: readonly ColumnLine[];
  by: GroupName;
  /** The filters of the groups, if the board is grouped by filters. */
  rows: readonly string[];
  focused: string | undefined;
  /** A counter. Each increment is a request to scroll to the focused card. */
  reveal: number;
  wantedMenu: Signal<string | undefined>;
  menuOf(card: Card): readonly MenuItem[];
  onFocus(card: Card): void;
  onFold(group: string): void;
  drop(card: Card, to: Over): void;
}

/** A column of the board. Only visible cards are in the page. */
export function ColumnView(props: ColumnProps) {
  const { name, total, left, lines, by, focused, reveal, drop } = props;
  const title = COLUMN_TITLES[name];
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
      <header class="column-head line gap-8">
        <span class={`dot of-${name}`} />
        <h2>{title}</h2>
        <span class="count">{total.toLocaleString()}</span>
        {left && (
          <span class="faint small">
            <Left
              of={{ ms: left.ms, by: 'past', said: `Remaining time of ${countOf(left.known, 'task')}` }}
              at={left.now}
            />
          </span>
        )}
      </header>
      {total === 0 && <p class="column-empty faint small">{EMPTY[name]}</p>}
      <Virtual
        class="column-cards rest short"
        role="list"
        label={`${title}, ${total} tasks`}
        count={lines.length}
        size={by === 'none' ? 101 : 96}
        keyOf={(i) => lines[i]?.key ?? i}
        row={(i) => <LineView line={lines[i]} next={nextCard(lines, i)} {...props} />}
        reveal={focused === undefined ? undefined : { index: lines.findIndex(({ key }) => key === focused), n: reveal }}
      />
    </section>
  );
}

function nextCard(lines: readonly ColumnLine[], at: number): Card | undefined {
  const next = lines[at + 1];
  return next?.kind === 'card' ? next.card : undefined;
}

function LineView({ line, next, ...props }: ColumnProps & { line: ColumnLine | undefined; next: Card | undefined }) {
  if (!line) return null;
  if (line.kind === 'card')
    return (
      <CardView
        card={line.card}
        group={line.group}
        next={next}
        focused={props.focused === line.card.uuid}
        menu={props.menuOf(line.card)}
        wantedMenu={props.wantedMenu}
        onFocus={() => props.onFocus(line.card)}
        drop={props.drop}
      />
    );
  return (
    <button
      type="button"
      class="group-head line soft small"
      aria-expanded={!line.folded}
      onClick={() => props.onFold(line.group)}
    >
      <Icon name={line.folded ? 'right' : 'down'} size={12} />
      {groupWord(props.by, line.group, props.rows)} <span class="count">{line.count}</span>
    </button>
  );
}
