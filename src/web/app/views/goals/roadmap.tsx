import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { groupedBy } from '../../../../base/iterables.ts';
import type { GoalNode } from '../../../../report/goals/goal-node.ts';
import { act, undoing } from '../../data/act.ts';
import { useKeys } from '../../shell/keys/keys.ts';
import { toast } from '../../shell/notices/toasts.ts';
import { go, goQuery, hrefOf, route } from '../../shell/route.ts';
import { CloseGoal } from '../goal/close.tsx';
import { type GoalsAnswer, nodesById, rankBeside } from './model.ts';
import { RoadmapCard } from './roadmap-card.tsx';
import {
  COLUMNS,
  dropRoadmapColumn,
  overColumn,
  type RoadmapColumn,
  type RoadmapPlace,
  roadmapColumnOf,
} from './roadmap-drag.ts';

const TITLES: Readonly<Record<RoadmapColumn, string>> = { now: 'Now', next: 'Next', idea: 'Ideas', closed: 'Closed' };
const EMPTY: Readonly<Record<RoadmapColumn, string>> = {
  now: 'Bets and goals in progress appear here.',
  next: 'The next bets and goals appear here.',
  idea: 'Ideas appear here.',
  closed: 'Closed bets and goals appear here, with what was learned.',
};

/** The bets, and the goals without a bet: now, next, ideas and closed. Cards are moved by drag, menu and keys. */
export function Roadmap({ plan }: { plan: GoalsAnswer }) {
  const known = useMemo(() => nodesById(plan), [plan]);
  const whom = route.value.query.get('for') ?? '';
  const closing = useSignal<GoalNode | undefined>(undefined);
  const cards = useMemo(() => cardsOf(plan, known, whom), [plan, whom]);
  const latest = useRef(cards);
  latest.current = cards;
  const wanted = useRef<string | undefined>(undefined);
  useLayoutEffect(() => {
    const card = wanted.current && document.querySelector<HTMLElement>(`[data-card="${wanted.current}"]`);
    if (!card || closing.peek()) return;
    wanted.current = undefined;
    card.focus();
  }, [plan]);
  const move = useMemo(
    () => async (node: GoalNode, place: RoadmapPlace) => {
      wanted.current = node.id;
      if (place.column === 'closed' && roadmapColumnOf(node) !== 'closed') closing.value = node;
      else await moveCard(node, place);
    },
    [],
  );
  useRoadmapKeys(latest, move);
  const people = plan.nodes.filter(({ kind }) => kind === 'persona' || kind === 'problem');
  return (
    <>
      {people.length > 0 && (
        <p class="goal-for line gap-8">
          <label class="line gap-8 small soft slim">
            <span class="rigid">For</span>
            <select class="slim" value={whom} onChange={({ currentTarget }) => goQuery({ for: currentTarget.value })}>
              <option value="">everybody</option>
              {people.map(({ id, title }) => (
                <option key={id} value={id}>
                  {id} {title}
                </option>
              ))}
            </select>
          </label>
        </p>
      )}
      <div class="roadmap columns gap-10 rest">
        {COLUMNS.map((column) => (
          <ColumnView key={column} name={column} cards={cards[column]} most={plan.betsNow} known={known} move={move} />
        ))}
      </div>
      {closing.value && <CloseGoal of={closing.value} onClose={() => (closing.value = undefined)} />}
    </>
  );
}

type Cards = Readonly<Record<RoadmapColumn, readonly GoalNode[]>>;
type Move = (node: GoalNode, place: RoadmapPlace) => Promise<void>;

/** Returns the cards by column: bets before goals, each kind by rank. */
function cardsOf({ nodes }: GoalsAnswer, known: ReadonlyMap<string, GoalNode>, whom: string): Cards {
  const served = known.get(whom)?.servedBy;
  const isCard = ({ kind, under }: GoalNode) =>
    kind === 'bet' || (kind === 'goal' && !under.some((id) => known.get(id)?.kind === 'bet'));
  const found = groupedBy(
    nodes.filter((node) => isCard(node) && (!served || served.includes(node.id))),
    roadmapColumnOf,
  );
  return { now: [], next: [], idea: [], closed: [], ...Object.fromEntries(found) };
}

interface ColumnProps {
  name: RoadmapColumn;
  cards: readonly GoalNode[];
  /** Number of bets that the column `now` should have at most. */
  most: number;
  known: ReadonlyMap<string, GoalNode>;
  move: Move;
}

function ColumnView({ name, cards, most, known, move }: ColumnProps) {
  const ref = useRef<HTMLElement>(null);
  useEffect(() => dropRoadmapColumn(ref.current!, name, (node, place) => void move(node, place)), [name, move]);
  const bets = cards.filter(({ kind }) => kind === 'bet').length;
  return (
    <section
      ref={ref}
      class={`column flex-column short ${overColumn.value === name ? 'is-target' : ''}`}
      aria-label={TITLES[name]}
    >
      <header class="column-head line gap-8">
        <h2>{TITLES[name]}</h2>
        <span class="count">{cards.length}</span>
        {name === 'now' && bets > most && <span class="small asks">{bets} bets at once are many</span>}
      </header>
      {cards.length === 0 && <p class="column-empty faint small">{EMPTY[name]}</p>}
      <ul class="stack gap-6 column-cards" aria-label={`${TITLES[name]}, ${cards.length} cards`}>
        {cards.map((node) => (
          <RoadmapCard key={node.id} node={node} column={name} known={known} move={move} />
        ))}
      </ul>
    </section>
  );
}

/** Changes the state of a bet or goal, its rank, or both. Undo takes back both. */
async function moveCard(node: GoalNode, { column, before }: RoadmapPlace): Promise<void> {
  const isElsewhere = roadmapColumnOf(node) !== column;
  if (!isElsewhere && before) {
    await rankBeside(node, 'before', before);
    return;
  }
  if (!isElsewhere) return;
  const commits: number[] = [];
  const wrote = (made: readonly number[]) => void commits.push(...made);
  const moved = await act('goal_modify', { id: node.id, state: column, seen: node.version }, { wrote });
  if (moved && before) await act('goal_rank', { id: node.id, before: before.id }, { wrote });
  if (moved) toast({ text: `Moved ${node.id} to ${TITLES[column]}`, ...undoing(commits) });
}

/** Binds the keys of the roadmap. They act on the card with the focus. */
function useRoadmapKeys(cards: { current: Cards }, move: Move): void {
  const place = () => {
    const id = document.activeElement?.closest<HTMLElement>('[data-card]')?.dataset.card;
    const column = COLUMNS.find((name) => cards.current[name].some((node) => node.id === id));
    const row = column ? cards.current[column].findIndex((node) => node.id === id) : -1;
    return column ? { column, row, node: cards.current[column][row]! } : undefined;
  };
  const show = (node: GoalNode | undefined) =>
    node && document.querySelector<HTMLElement>(`[data-card="${node.id}"]`)?.focus();
  const down = (by: number) => {
    const at = place();
    show(at ? cards.current[at.column][at.row + by] : COLUMNS.flatMap((name) => cards.current[name])[0]);
  };
  const across = (by: number) => {
    const at = place();
    const others = COLUMNS.slice(at ? COLUMNS.indexOf(at.column) + by : 0);
    const column = at && (by > 0 ? others.find((name) => cards.current[name].length > 0) : filledBefore(at.column));
    if (column) show(cards.current[column][Math.min(at!.row, cards.current[column].length - 1)]);
    else if (!at) down(0);
  };
  const filledBefore = (column: RoadmapColumn) =>
    COLUMNS.slice(0, COLUMNS.indexOf(column)).findLast((name) => cards.current[name].length > 0);
  const toColumn = (by: number) => {
    const at = place();
    const column = at && COLUMNS[COLUMNS.indexOf(at.column) + by];
    if (at && column) void move(at.node, { column });
  };
  const rank = (by: -1 | 1) => {
    const at = place();
    const other = at && cards.current[at.column][at.row + by];
    if (at && other && other.kind === at.node.kind) void rankBeside(at.node, by < 0 ? 'before' : 'after', other);
  };
  useKeys('Roadmap', [
    ['ArrowDown', 'Card below', () => down(1)],
    ['ArrowUp', 'Card above', () => down(-1)],
    ['j', 'Card below', () => down(1)],
    ['k', 'Card above', () => down(-1)],
    ['ArrowLeft', 'Column to the left', () => across(-1)],
    ['ArrowRight', 'Column to the right', () => across(1)],
    ['Enter', 'Open', () => void (place() && go(hrefOf('goal', [place()!.node.id])))],
    ['m', 'Actions …', () => document.activeElement?.querySelector<HTMLElement>('[aria-haspopup=menu]')?.click()],
    ['shift+ArrowRight', 'Move to the next column', () => toColumn(1)],
    ['shift+ArrowLeft', 'Move to the previous column', () => toColumn(-1)],
    ['shift+ArrowUp', 'Move up', () => rank(-1)],
    ['shift+ArrowDown', 'Move down', () => rank(1)],
  ]);
}
