import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { BOARD_COLUMNS, COLUMN_TITLES } from '../../../../domain/board-columns.ts';
import { type ByColumn, firstFull } from '../../../../report/board/order.ts';
import type { BoardColumn, ShownCard } from '../../data/types.ts';
import { Icon } from '../../parts/icon.tsx';
import { countOf } from '../../parts/units/amounts.ts';
import { Virtual } from '../../parts/virtual-list.tsx';
import { cardId } from './card.tsx';
import { BoardCard, type CardsProps } from './column.tsx';
import { ColumnHead } from './column-head.tsx';
import { dragged, dropColumn, over, scrollNearEdges } from './drag.ts';
import { type GroupName, groupWord, type LaneLine } from './groups.ts';

interface Props extends CardsProps {
  lanes: readonly LaneLine[];
  /** The cards in open lanes, and all cards. */
  cards: ByColumn<ShownCard>;
  columns: ByColumn<ShownCard>;
  by: GroupName;
  /** The filters of the lanes, if the board is grouped by filters. */
  rows: readonly string[];
  onFold(group: string): void;
}

/** The board with groups: lanes over all columns. Only visible lines are in the page. */
export function Lanes({ lanes, cards, columns, by, rows, onFold, ...props }: Props) {
  const { totals, sums, reveal } = props;
  const focused =
    props.focused(firstFull(cards)) ?? BOARD_COLUMNS.map(props.focused).find((uuid) => uuid !== undefined);
  const isFocused = (line: LaneLine) =>
    line.kind === 'cards' && Object.values(line.cells).some(({ uuid }) => uuid === focused);
  const at = focused === undefined ? -1 : lanes.findIndex(isFocused);
  const sheet = useRef<HTMLDivElement>(null);
  const lines = useRef<HTMLDivElement | null>(null);
  useEffect(() => scrollNearEdges(sheet.current!), []);
  useEffect(() => (lines.current ? scrollNearEdges(lines.current) : undefined), []);
  const drawn = useSignal<readonly [first: number, last: number]>([0, 0]);
  return (
    <div ref={sheet} class="lanes rest short">
      <div class="lanes-sheet flex-column short">
        {BOARD_COLUMNS.map((name) => (
          <ColumnList
            key={name}
            name={name}
            total={totals?.[name] ?? 0}
            lines={[...lanes.slice(drawn.value[0], drawn.value[1] + 1), ...lanes.slice(Math.max(0, at), at + 1)]}
          />
        ))}
        <div class="lane-heads lane-grid">
          {BOARD_COLUMNS.map((name) => (
            <ColumnHead key={name} name={name} total={totals?.[name] ?? 0} sums={sums} cards={columns[name]} />
          ))}
        </div>
        <Virtual
          class="lane-lines rest short"
          count={lanes.length}
          size={86}
          keyOf={(i) => lanes[i]?.key ?? i}
          row={(i) => {
            const line = lanes[i];
            if (!line) return null;
            if (line.kind === 'head') return <LaneHead line={line} by={by} rows={rows} onFold={onFold} />;
            const below = lanes[i + 1];
            const next = below?.kind === 'cards' ? below.cells : {};
            return (
              <div class="lane-grid" data-lane={line.group}>
                {BOARD_COLUMNS.map((name) => (
                  <LaneCell
                    key={name}
                    {...props}
                    name={name}
                    group={line.group}
                    card={line.cells[name]}
                    next={next[name]}
                  />
                ))}
              </div>
            );
          }}
          reveal={at < 0 ? undefined : { index: at, n: reveal }}
          scroller={(element) => (lines.current = element)}
          seen={(first, last) => {
            if (drawn.peek()[0] !== first || drawn.peek()[1] !== last) drawn.value = [first, last];
          }}
        />
      </div>
    </div>
  );
}

/**
 * The list of a column for screen readers. A column is one list, although the page contains its cards lane by lane.
 * @param lines the lines that are in the page
 */
function ColumnList({ name, total, lines }: { name: BoardColumn; total: number; lines: readonly LaneLine[] }) {
  const ids = lines.flatMap((line) => (line.kind === 'cards' && line.cells[name] ? [cardId(line.cells[name])] : []));
  if (ids.length === 0) return null;
  return (
    <div
      role="list"
      aria-label={`${COLUMN_TITLES[name]}, ${countOf(total, 'task')}`}
      aria-owns={[...new Set(ids)].join(' ')}
    />
  );
}

interface HeadProps extends Pick<Props, 'by' | 'rows' | 'onFold'> {
  line: LaneLine & { kind: 'head' };
}

function LaneHead({ line: { group, counts, folded }, by, rows, onFold }: HeadProps) {
  const parts = BOARD_COLUMNS.filter((name) => counts[name] > 0);
  const count = parts.reduce((sum, name) => sum + counts[name], 0);
  return (
    <h3 class="lane-head line gap-12">
      <button type="button" class="group-head line gap-4 soft" aria-expanded={!folded} onClick={() => onFold(group)}>
        <Icon name={folded ? 'right' : 'down'} size={12} />
        {groupWord(by, group, rows)} <span class="count">{count}</span>
      </button>
      <span class="count small">
        {parts.map((name) => `${counts[name]} ${COLUMN_TITLES[name].toLowerCase()}`).join(' · ')}
      </span>
    </h3>
  );
}

interface CellProps extends CardsProps {
  name: BoardColumn;
  group: string;
  card: ShownCard | undefined;
  next: ShownCard | undefined;
}

/** The place of one card in a lane. A card can be dropped on it, also if it is empty. */
function LaneCell({ name, group, card, next, ...props }: CellProps) {
  const ref = useRef<HTMLDivElement>(null);
  const { drop } = props;
  useEffect(() => dropColumn(ref.current!, name, drop, group), [name, group, drop]);
  const isTarget = dragged.value !== undefined && over.value?.column === name && over.value.group === group;
  return (
    <div ref={ref} class={`lane-cell ${isTarget ? 'is-target' : ''}`} data-column={name}>
      {card && <BoardCard key={card.uuid} {...props} card={card} next={next} group={group} />}
    </div>
  );
}
