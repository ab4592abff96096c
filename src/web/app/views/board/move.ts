import { signal } from '@preact/signals';
import { COLUMN_TITLES } from '../../../../domain/board-columns.ts';
import type { CardTarget } from '../../../../report/board/targets.ts';
import { act, showRefusal, undoing } from '../../data/act.ts';
import { Refusal } from '../../data/api.ts';
import type { ShownCard } from '../../data/types.ts';
import { announce } from '../../shell/notices/announce.ts';
import { toast } from '../../shell/notices/toasts.ts';
import { changedText } from './changed.ts';
import type { Focus } from './focus.ts';
import { GROUPS, type LaneTarget } from './groups.ts';
import type { Model } from './model.ts';

export interface DropTarget extends CardTarget<ShownCard> {
  /** The new lane, if the board has groups. */
  lane?: LaneTarget | undefined;
}

/** The cards whose move the server has not answered, by uuid. */
export const movingCards = signal<ReadonlySet<string>>(new Set());

let moves: Promise<unknown> = Promise.resolve();
let waiting = 0;

/** Returns whether the server has not answered all moves. */
export const isMoving = () => waiting > 0;

/** Moves a card after the moves before it, so that it starts where they left the card. The card keeps the focus. */
export function moveInTurn(
  { model, focus }: { model: Model; focus: Focus },
  uuid: string,
  targetOf: (card: ShownCard) => DropTarget | undefined,
): void {
  const move = async () => {
    const card = model.cards.peek().get(uuid);
    const target = card && targetOf(card);
    if (!target) return;
    await moveCard(model, card, target);
    if (focus.card()?.uuid === uuid) focus.show(uuid);
  };
  afterMoves(move);
}

/** Does something after all moves, so that keys that are faster than the server act in their order. */
export function afterMoves(work: () => unknown): void {
  waiting++;
  moves = moves.then(work, work).finally(() => waiting--);
}

/**
 * Moves a card to another column, lane and place, as one change, for dragging, menu and keys. Does so only if nobody else
 * changed its task since the page showed it.
 */
export async function moveCard(model: Model, card: ShownCard, target: DropTarget): Promise<boolean> {
  const { lane, before, after, last } = target;
  const elsewhere = target.column !== card.column;
  const isElsewhere = lane !== undefined && GROUPS[lane.by].of(card) !== lane.name;
  if (isElsewhere && lane.by === 'filters') explainFilterGroups(card);
  const fields = (isElsewhere && GROUPS[lane.by].change?.(lane.name)) || undefined;
  if (!elsewhere && !fields && !before && !after && !last) return true;
  let commits: readonly number[] = [];
  movingCards.value = new Set([...movingCards.value, card.uuid]);
  const moved = await act(
    'task_move',
    {
      id: card.uuid,
      seen: card.version,
      ...(elsewhere ? { to: target.column } : {}),
      ...(before ? { before: before.uuid } : {}),
      ...(after ? { after: after.uuid } : {}),
      ...(last ? { last: true } : {}),
      ...fields,
    },
    { wrote: (made) => (commits = made), refused: (refusal) => showMoveRefusal(model, refusal, card) },
  ).finally(() => {
    movingCards.value = new Set([...movingCards.value].filter((uuid) => uuid !== card.uuid));
  });
  if (!moved) return false;
  model.put(moved, commits.at(-1));
  announceMove(moved, { to: elsewhere ? COLUMN_TITLES[moved.column] : fields ? lane?.word : undefined, commits });
  return true;
}

/** @param to the title of another column or lane */
function announceMove(
  { id, column }: ShownCard,
  { to, commits }: { to: string | undefined; commits: readonly number[] },
): void {
  if (to === undefined) announce(`Moved #${id} within ${COLUMN_TITLES[column]}`);
  else toast({ text: `Moved #${id} to ${to}`, ...undoing(commits) });
}

/** Explains that a card can't be moved into a filter's group by hand. */
function explainFilterGroups({ id }: ShownCard): void {
  const text = `#${id} stays in its group: filters decide which group a card is in`;
  const hint = 'Change the field that the filter selects by, such as a tag, project or date.';
  toast({ text, hint });
}

/** Shows the refusal of a move. The refusal contains the card's present state, which the page then shows. */
function showMoveRefusal(model: Model, refusal: Refusal, shown: ShownCard): void {
  const { card } = refusal.data as { card?: ShownCard };
  if (!card) {
    showRefusal(refusal);
    return;
  }
  model.put(card);
  showRefusal(new Refusal({ ...refusal, message: changedText(shown, card) }));
}
