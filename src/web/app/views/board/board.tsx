import { computed, type Signal, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useMemo, useRef } from 'preact/hooks';
import { BOARD_COLUMNS } from '../../../../domain/board-columns.ts';
import { isLive } from '../../../../domain/runs/run-states.ts';
import { CARD_KEYS, type CardAct } from '../../../../report/board/keys.ts';
import { byColumn } from '../../../../report/board/order.ts';
import { above, below, beside } from '../../../../report/board/targets.ts';
import type { Refusal } from '../../data/api.ts';
import { useRead } from '../../data/live.ts';
import type { ListedRun, ShownCard } from '../../data/types.ts';
import { Empty } from '../../parts/empty.tsx';
import { FilterBox } from '../../parts/forms/filter-box.tsx';
import { GroupSelect } from '../../parts/forms/group-select.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { NewTaskButton } from '../../parts/task/no-tasks.tsx';
import { ViewHead } from '../../parts/view-head.tsx';
import { type Key, useKeys } from '../../shell/keys/keys.ts';
import { go, goQuery, hrefOf, route } from '../../shell/route.ts';
import { ColumnView } from './column.tsx';
import { type Over, scrollNearEdges } from './drag.ts';
import { type Focus, useFocus } from './focus.ts';
import { cardsIn, GROUPS, type GroupName, groupWord, type LaneTarget, lanesOf, laneTargets } from './groups.ts';
import { Lanes } from './lanes.tsx';
import { cardMenu, laneBeside } from './menu-items.ts';
import { createModel, type Model } from './model.ts';
import { afterMoves, type DropTarget, isMoving, moveCard, moveInTurn } from './move.ts';
import { RowFilters } from './row-filters.tsx';

/** The board: tasks in columns. Moving a card calls a command, which the server can refuse. */
export function BoardView() {
  const { query } = route.value;
  const filter = query.get('filter') ?? '';
  const by = groupNamed(query.get('group'));
  const said = by === 'filters' ? (query.get('rows') ?? '') : '';
  const rows = useMemo(() => said.split('\n').filter(Boolean), [said]);
  const model = useMemo(createModel, []);
  const folded = useSignal<ReadonlySet<string>>(new Set());
  useEffect(() => model.follow(), [model]);
  useEffect(() => void model.load(filter, rows), [model, filter, rows]);
  const order = useMemo(() => orderOf(model, by, folded), [model, by, folded]);
  const [columns, lanes, cards] = [order.columns.value, order.lanes.value, order.cards.value];
  const focus = useFocus(order.cards, GROUPS[by].of);
  const liveOf = useLiveRuns(columns.progress);
  const move = useCallback(
    async (card: ShownCard, to: Over) => {
      const before = to.before === undefined ? undefined : model.cards.peek().get(to.before);
      const { group: name } = to;
      const lane = name === undefined || by === 'none' ? undefined : { by, name, word: groupWord(by, name, []) };
      await moveCard(model, card, { column: to.column, before, lane });
      focus.show(card.uuid);
    },
    [model, by],
  );
  const targets = useMemo(() => laneTargets(lanes, by), [lanes, by]);
  useBoardKeys({ model, focus, lanes: () => laneTargets(order.lanes.peek(), by) });
  const totals = model.totals.value;
  const wrong = wrongRow(model.error.value);
  const fold = (group: string) => {
    const next = new Set(folded.value);
    if (!next.delete(group)) next.add(group);
    folded.value = next;
  };
  const shown = {
    totals,
    sums: model.sums.value,
    focused: focus.inColumn,
    reveal: focus.focusRequests.value,
    wantedMenu: focus.menu,
    liveOf,
    menuOf: (card: ShownCard) => cardMenu(model, card, { focus, lanes: targets }),
    onFocus: (card: ShownCard) => focus.focused(card.uuid),
    drop: move,
  };
  const none = totals && filter === '' && Object.values(totals).every((total) => total === 0);
  return (
    <div class="board fill">
      <ViewHead title="Board">
        <FilterBox
          filter={filter}
          error={wrong?.row === undefined ? model.error.value : undefined}
          onFilter={(text) => goQuery({ filter: text })}
        />
        <GroupSelect by={by} groups={GROUPS} />
      </ViewHead>
      {by === 'filters' && (
        <RowFilters rows={rows} error={wrong} onRows={(next) => goQuery({ rows: next.join('\n') })} />
      )}
      {model.error.value && !totals && <ProblemNote refusal={model.error.value} />}
      {none ? (
        <Empty icon="board" title="No tasks yet" first>
          <NewTaskButton />
        </Empty>
      ) : lanes ? (
        <Lanes {...shown} lanes={lanes} cards={cards} columns={columns} by={by} rows={rows} onFold={fold} />
      ) : (
        <Columns>
          {BOARD_COLUMNS.map((name) => (
            <ColumnView key={name} {...shown} name={name} cards={cards[name]} />
          ))}
        </Columns>
      )}
    </div>
  );
}

/**
 * Computes the order of the cards as signals, so that a key that follows a move at once acts on the new order, although
 * the page isn't drawn yet.
 */
function orderOf(model: Model, by: GroupName, folded: Signal<ReadonlySet<string>>) {
  const columns = computed(() => byColumn(model.cards.value));
  const lanes = computed(() => (by === 'none' ? undefined : lanesOf(columns.value, { by, folded: folded.value })));
  const cards = computed(() => (lanes.value ? cardsIn(lanes.value) : columns.value));
  return { columns, lanes, cards };
}

/** The columns beside each other. While a card is dragged to an edge, they scroll. */
function Columns({ children }: { children: ComponentChildren }) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => scrollNearEdges(ref.current!), []);
  return (
    <div ref={ref} class="columns rest short gap-10">
      {children}
    </div>
  );
}

/** Maximum number of active runs whose last action the board shows. */
const LIVE = 50;

/** Reads the active runs of cards with their agents' last actions, as the agents act. */
function useLiveRuns(cards: readonly ShownCard[]): (card: ShownCard) => ListedRun | undefined {
  const runs = cards.flatMap(({ run }) => (run && isLive(run.state) ? [run.id] : [])).slice(0, LIVE);
  const { value } = useRead('run_list', runs.length > 0 ? { runs, all: true } : undefined, { runs: true });
  const views = runs.length > 0 ? (value.value?.runs ?? []) : [];
  return ({ run }) => (run && isLive(run.state) ? views.find((view) => view.run.id === run.id) : undefined);
}

/** Returns the refusal if it concerns one of the row filters. */
function wrongRow(refusal: Refusal | undefined): { row: number; refusal: Refusal } | undefined {
  const row = refusal?.data?.row;
  return refusal && typeof row === 'number' ? { row, refusal } : undefined;
}

function groupNamed(name: string | null): GroupName {
  return name !== null && Object.hasOwn(GROUPS, name) ? (name as GroupName) : 'none';
}

interface BoardActions {
  model: Model;
  focus: Focus;
  /** Returns the lanes that a card can move to. */
  lanes(): readonly LaneTarget[];
}

/** Binds keys for all actions that a pointer can do on the board. */
function useBoardKeys({ model, focus, lanes }: BoardActions): void {
  const onCard = (run: (card: ShownCard, event: KeyboardEvent) => void) => (event: KeyboardEvent) => {
    const card = focus.card();
    if (card) run(card, event);
  };
  const move = (targetOf: (card: ShownCard) => DropTarget | undefined) =>
    onCard(({ uuid }, { repeat }) => {
      // While the reader holds a key down, the moves don't go on after its release.
      if (!repeat || !isMoving()) moveInTurn({ model, focus }, uuid, targetOf);
    });
  const acts: Readonly<Record<CardAct, (event: KeyboardEvent) => void>> = {
    down: () => focus.step({ down: 1 }),
    up: () => focus.step({ down: -1 }),
    left: () => focus.step({ across: -1 }),
    right: () => focus.step({ across: 1 }),
    open: onCard(({ id }) => go(hrefOf('task', [id]))),
    menu: onCard(({ uuid }) =>
      afterMoves(() => {
        if (model.cards.peek().has(uuid)) focus.menu.value = uuid;
      }),
    ),
    moveRight: move((card) => beside(card, 1)),
    moveLeft: move((card) => beside(card, -1)),
    moveUp: move((card) => above(card, focus.order(card.column))),
    moveDown: move((card) => below(card, focus.order(card.column))),
  };
  const toLane = (step: number) =>
    move((card) => {
      const lane = laneBeside(card, lanes(), step);
      return lane && { column: card.column, lane };
    });
  useKeys('Board', [
    ...CARD_KEYS.map(({ keys, title, act }): Key => [keys, title, acts[act]]),
    ['alt+ArrowUp', 'Move to the lane above', toLane(-1)],
    ['alt+ArrowDown', 'Move to the lane below', toLane(1)],
  ]);
}
