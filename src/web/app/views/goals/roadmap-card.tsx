import { useEffect, useRef } from 'preact/hooks';
import { isClosedGoal } from '../../../../domain/goals/words.ts';
import type { GoalNode } from '../../../../report/goals/goal-node.ts';
import { GoalIds, GoalLink, KIND_WORDS } from '../../parts/goal/marks.tsx';
import { Icon } from '../../parts/icon.tsx';
import { MenuButton, type MenuItem } from '../../parts/menu.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { visible } from '../../parts/text/visible.tsx';
import { countOf } from '../../parts/units/amounts.ts';
import { Ago, Due } from '../../parts/units/when.tsx';
import { go, hrefOf } from '../../shell/route.ts';
import { COLUMNS, dragRoadmapCard, type RoadmapColumn, type RoadmapPlace } from './roadmap-drag.ts';

interface Props {
  node: GoalNode;
  column: RoadmapColumn;
  known: ReadonlyMap<string, GoalNode>;
  move(node: GoalNode, place: RoadmapPlace): Promise<void>;
}

/** A bet, or a goal without one: its measures, tasks, the time left, and the lesson once it is closed. */
export function RoadmapCard({ node, column, known, move }: Props) {
  const { id, kind, title, state, open, done, by, closed, learned } = node;
  const ref = useRef<HTMLLIElement>(null);
  const latest = useRef(node);
  latest.current = node;
  useEffect(
    () =>
      dragRoadmapCard(ref.current!, { node: () => latest.current, column, drop: (moved, to) => void move(moved, to) }),
    [column],
  );
  const outcomes = node.links.flatMap((link) => known.get(link) ?? []).filter((link) => link.kind === 'outcome');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys of the roadmap act on the card with the focus.
    <li ref={ref} class="card" tabIndex={0} data-card={id} aria-label={`${KIND_WORDS[kind]} ${id} ${title}`}>
      <span class="card-top line slim gap-8">
        <span class="faint small rigid">
          {KIND_WORDS[kind]} {id}
        </span>
        {closed && state && <StateView of={state} />}
        <span class="end">
          <MenuButton label={`Actions on ${id}`} items={itemsOf(node, column, move)} class="card-menu">
            <Icon name="more" />
          </MenuButton>
        </span>
      </span>
      <span class="card-title">
        <GoalLink of={node} />
      </span>
      {node.measure &&
        (node.target === undefined ? (
          <span class="small">{visible(node.measure)}</span>
        ) : (
          <MeasureBar of={node} label={node.metric ?? 'Value'} />
        ))}
      {outcomes.map((outcome) => (
        <MeasureBar key={outcome.id} of={outcome} label={outcome.title} />
      ))}
      <span class="facts">
        {outcomes.length > 0 && (
          <span>
            <GoalIds ids={outcomes.map((outcome) => outcome.id)} titles={known} />
          </span>
        )}
        {open + done > 0 && (
          <span>
            {done} of {countOf(open + done, 'task')} done
          </span>
        )}
        {by && !isClosedGoal(node) && <Due at={by} />}
        {closed && <Ago at={closed} />}
      </span>
      {learned && <q class="soft small anywhere">{visible(learned)}</q>}
    </li>
  );
}

function itemsOf(node: GoalNode, column: RoadmapColumn, move: Props['move']): MenuItem[] {
  const words: Readonly<Record<RoadmapColumn, string>> = { now: 'now', next: 'next', idea: 'ideas', closed: 'closed' };
  return [
    { title: 'Open', run: () => go(hrefOf('goal', [node.id])) },
    ...COLUMNS.filter((to) => to !== column).map((to) => ({
      title: to === 'closed' ? 'Close …' : `Move to ${words[to]}`,
      run: () => void move(node, { column: to }),
    })),
  ];
}

type Measured = Pick<GoalNode, 'baseline' | 'target' | 'current' | 'moved'>;

/** The way from the baseline to the target, with the last value. Shows nothing without a target. */
function MeasureBar({ of, label }: { of: Measured; label: string }) {
  const { baseline, target, current, moved } = of;
  if (target === undefined) return null;
  const value = current === undefined ? 'no reading' : String(current.value);
  return (
    <span class="measure whole stack gap-4">
      <span class="line-text wrap gap-6 small">
        <span class="soft anywhere">{label}</span>
        <span class="figures end">
          {baseline !== undefined && `${baseline} → `}
          <strong>{value}</strong> → {target}
        </span>
      </span>
      {moved !== undefined && (
        <meter
          class="whole"
          min={0}
          max={100}
          value={moved}
          aria-label={`${label}: ${moved} % of the way`}
          title={`${moved} %`}
        />
      )}
    </span>
  );
}
