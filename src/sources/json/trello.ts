import { isObject } from '../../base/is-object.ts';
import { groupedBy } from '../../base/iterables.ts';
import { objectsIn } from '../findings/values.ts';
import { looseMoment } from '../reading/loose-dates.ts';

type Values = Readonly<Record<string, unknown>>;

/** Detects the JSON export of a Trello board. */
export function isTrello(whole: unknown): whole is Values & { cards: Values[]; lists: Values[] } {
  return isObject(whole) && Array.isArray(whole.cards) && Array.isArray(whole.lists);
}

/**
 * Converts cards to rows, with the names of lists, labels, members, checklists and comments. A card whose date is
 * marked as done becomes a completed task.
 */
export function trelloCards(board: Values & { cards: Values[]; lists: Values[] }): Values[] {
  const byId = (list: unknown) => new Map(objectsIn(list).map((one) => [one.id, one]));
  const [lists, labels, members] = [byId(board.lists), byId(board.labels), byId(board.members)];
  const checklists = groupedBy(objectsIn(board.checklists), ({ idCard }) => idCard);
  const comments = groupedBy(
    objectsIn(board.actions).filter(({ type }) => type === 'commentCard'),
    ({ data }) => (isObject(data) && isObject(data.card) ? data.card.id : undefined),
  );
  return board.cards.filter(isObject).map((card) => {
    const list = lists.get(card.idList);
    return {
      id: card.id,
      title: card.name,
      description: card.desc,
      list: list?.name,
      ...(card.dueComplete === true ? { done: true } : {}),
      archived: card.closed === true || list?.closed === true,
      'created at': creationOf(card.id),
      due: card.due,
      start_date: card.start,
      labels: Array.isArray(card.labels)
        ? card.labels.map(labelName)
        : idsIn(card.idLabels).map((id) => labelName(labels.get(id))),
      // Somebody who left the board is only an id there.
      members: idsIn(card.idMembers).flatMap((id) => members.get(id)?.fullName ?? members.get(id)?.username ?? []),
      acceptance: (checklists.get(card.id) ?? []).flatMap(({ checkItems }) =>
        objectsIn(checkItems).flatMap((item) => (String(item.name ?? '').trim() === '' ? [] : [criterion(item, card)])),
      ),
      comments: (comments.get(card.id) ?? []).map(({ data, date, memberCreator }) => ({
        body: isObject(data) ? data.text : '',
        createdAt: date,
        author: memberCreator,
      })),
      url: card.url ?? card.shortUrl,
      'date last activity': card.dateLastActivity,
    };
  });
}

/** Returns the time at which a card was made. It is the first part of the card's id. */
function creationOf(id: unknown): string | undefined {
  return typeof id === 'string' && /^[0-9a-f]{24}$/.test(id)
    ? looseMoment(Number.parseInt(id.slice(0, 8), 16))
    : undefined;
}

function idsIn(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Returns the name of a label, or its colour if it has no name. */
function labelName(label: unknown): unknown {
  return isObject(label) ? label.name || label.color : label;
}

/**
 * Converts a checklist item to a criterion. The time of a done item is the card's last activity, because the board has
 * no other time.
 */
function criterion({ name, state }: Values, { dateLastActivity }: Values): object {
  const at = looseMoment(dateLastActivity) ?? '2000-01-01T00:00:00Z';
  const text = String(name ?? '');
  return state === 'complete' ? { text, met: { at, actor: 'Trello', evidence: 'checked' } } : { text };
}
