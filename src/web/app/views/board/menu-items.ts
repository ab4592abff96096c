import { menuTargets } from '../../../../report/board/targets.ts';
import { act } from '../../data/act.ts';
import type { ShownCard } from '../../data/types.ts';
import type { MenuItem } from '../../parts/menu.tsx';
import { go, hrefOf } from '../../shell/route.ts';
import type { Focus } from './focus.ts';
import { GROUPS, type LaneTarget } from './groups.ts';
import type { Model } from './model.ts';
import { type DropTarget, moveInTurn } from './move.ts';

/** Maximum number of lanes in the menu, on each side of the card's own lane. */
const NEAR = 5;

/** Returns the other lanes that are nearest to a card's lane. */
function lanesNear(card: ShownCard, lanes: readonly LaneTarget[]): LaneTarget[] {
  const at = lanes.findIndex(({ by, name }) => GROUPS[by].of(card) === name);
  return lanes.filter((_, i) => i !== at && Math.abs(i - at) <= NEAR);
}

/** Returns the lane above or below a card's lane. */
export function laneBeside(card: ShownCard, lanes: readonly LaneTarget[], step: number): LaneTarget | undefined {
  return lanes[lanes.findIndex(({ by, name }) => GROUPS[by].of(card) === name) + step];
}

/** Returns the menu of a card. It contains all moves that are possible by dragging, and other actions. */
export function cardMenu(
  model: Model,
  card: ShownCard,
  { focus, lanes }: { focus: Focus; lanes: readonly LaneTarget[] },
): readonly MenuItem[] {
  const move = (target: DropTarget) => () => {
    focus.focused(card.uuid);
    moveInTurn({ model, focus }, card.uuid, () => target);
  };
  const { column } = card;
  return [
    ...menuTargets(card, focus.order(column)).map(({ title, target, disabled }) => ({
      ...{ title, disabled, run: move(target) },
      ...(target.before ? { note: 'Shift ↑ moves by one' } : {}),
    })),
    ...lanesNear(card, lanes).map((lane) => ({ title: `Move to ${lane.word}`, run: move({ column, lane }) })),
    ...(column === 'done'
      ? []
      : [
          {
            title: 'Start a run',
            disabled: column !== 'todo',
            run: () => void act('run_start', { filter: String(card.id) }, { done: `Started a run for #${card.id}` }),
          },
        ]),
    { title: 'Open', note: 'Enter', run: () => go(hrefOf('task', [card.id])) },
    {
      title: 'Delete',
      run: () => void act('task_delete', { id: card.uuid }, { done: `Deleted #${card.id}`, undo: true }),
    },
  ];
}
