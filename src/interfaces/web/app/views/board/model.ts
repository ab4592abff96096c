import { signal } from '@preact/signals';
import { compareCards } from '../../../../../report/card-order.ts';
import { eachColumn } from '../../../../../report/columns.ts';
import type { Inputs, Outputs } from '../../../sdk/calls.ts';
import { call, Refusal } from '../../data/api.ts';
import type { Message } from '../../data/feed.ts';
import { createRetry } from '../../data/retry.ts';
import { onEvent, workspace } from '../../data/state.ts';
import type { Card, Column } from '../../data/types.ts';

type Answer = Outputs['report_board'];

/** An answer with the commit that it is of. */
type Told = Answer & { seq: number };

/** Cards of a column that come first, so that something is seen at once; all the others follow. */
const FIRST = 60;
const ALL = 100_000;
/** Milliseconds in which changes are gathered before they are asked for together. */
const GATHER_MS = 8;
/** Changed tasks of one question; more of them load the board again. */
const MOST_CHANGED = 200;

/** The cards of a board, kept up to date by asking for those that a commit touched. */
export function createModel() {
  const cards = signal<ReadonlyMap<string, Card>>(new Map());
  const totals = signal<Answer['totals'] | undefined>(undefined);
  const error = signal<Refusal | undefined>(undefined);
  const changed = new Set<string>();
  let filter = '';
  let rows: readonly string[] = [];
  /** Counts loads: what an older one brings is not wanted any more. */
  let turn = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** uuid -> the commit that what is shown of it is of; gone ones too, so that a slow answer does not bring one back. */
  const known = new Map<string, number>();
  /** The commit that all others are of at least. */
  let loaded = 0;

  const ask = async (input: Inputs['report_board']): Promise<Told | undefined> => {
    const [at, mine] = [workspace.peek()?.uuid, turn];
    if (at === undefined) return undefined;
    retry.asked();
    try {
      let seq = 0;
      const told = { at: (of: number) => (seq = of) };
      const wanted = { filter, ...input, ...(rows.length > 0 ? { rows: [...rows] } : {}) };
      const answer = await call(at, 'report_board', wanted, told);
      if (mine !== turn) return undefined;
      totals.value = answer.totals;
      error.value = undefined;
      retry.answered();
      return { ...answer, seq };
    } catch (failure) {
      if (!(failure instanceof Refusal)) throw failure;
      if (mine !== turn) return undefined;
      error.value = failure;
      retry.failed(failure);
      return undefined;
    }
  };
  const isNewer = (uuid: string, seq: number) => seq >= Math.max(loaded, known.get(uuid) ?? 0);
  const put = (fresh: readonly Card[], gone: readonly string[] = [], seq = Number.POSITIVE_INFINITY) => {
    const next = new Map(cards.peek());
    const told = (uuid: string) => {
      if (!isNewer(uuid, seq)) return false;
      if (Number.isFinite(seq)) known.set(uuid, seq);
      return true;
    };
    for (const uuid of gone) if (told(uuid)) next.delete(uuid);
    for (const card of fresh) if (told(card.uuid)) next.set(card.uuid, card);
    cards.value = next;
  };
  /** All cards are those of the answer, but for those of which something newer is known already. */
  const replace = ({ cards: fresh, seq }: Told) => {
    for (const [uuid, of] of known) if (of <= seq) known.delete(uuid);
    const newer = [...cards.peek()].filter(([uuid]) => known.has(uuid));
    const others = fresh.filter(({ uuid }) => !known.has(uuid)).map((card) => [card.uuid, card] as const);
    loaded = seq;
    cards.value = new Map([...others, ...newer]);
  };
  /** Of another store, or for another filter, none of it counts. */
  const forget = () => {
    known.clear();
    loaded = 0;
  };
  /** Is the whole board what is missing, not only some cards? */
  let isLoading = false;
  const load = async (wanted: string, groups = rows) => {
    turn++;
    isLoading = true;
    if (filter !== wanted || rows !== groups) forget();
    filter = wanted;
    rows = groups;
    changed.clear();
    const first = await ask({ limit: FIRST });
    if (!first) return;
    replace(first);
    const isAll = Object.values(first.totals).every((total) => total <= FIRST);
    const all = isAll ? first : await ask({ limit: ALL });
    if (!all) return;
    if (!isAll) replace(all);
    isLoading = false;
  };
  const soon = () => {
    if (timer === undefined) timer = setTimeout(() => void askChanged(), GATHER_MS);
  };
  const askChanged = async () => {
    timer = undefined;
    const tasks = [...changed];
    changed.clear();
    if (tasks.length === 0) return;
    if (tasks.length > MOST_CHANGED) return load(filter);
    const answer = await ask({ tasks, limit: ALL });
    if (!answer) for (const uuid of tasks) changed.add(uuid);
    else {
      put(answer.cards, answer.gone, answer.seq);
      // Those of a question that failed meanwhile.
      if (changed.size > 0) soon();
    }
  };
  const retry = createRetry(() => void (isLoading ? load(filter) : askChanged()));
  const hear = (message: Message) => {
    if (message.type === 'reset') {
      forget();
      void load(filter);
    }
    if (message.type !== 'commit') return;
    const touched = tasksOf(message.commit.changes, cards.peek());
    if (touched === undefined || message.commit.left !== undefined) return void load(filter);
    for (const uuid of touched) changed.add(uuid);
    soon();
  };
  /** Cards that were moved come without their rows: they stay in those until the server has said more. */
  const putMoved = (moved: readonly Card[]) =>
    put(moved.map((card) => ({ ...rowIn(cards.peek().get(card.uuid)), ...card })));
  const follow = () => {
    const leave = onEvent(hear);
    return () => {
      leave();
      retry.stop();
    };
  };
  return { cards, totals, error, load, put: putMoved, follow };
}

function rowIn(card: Card | undefined): Pick<Card, 'row'> {
  return card?.row === undefined ? {} : { row: card.row };
}

export type Model = ReturnType<typeof createModel>;

/** uuids of the tasks that changes touch; undefined when that cannot be told. */
function tasksOf(
  changes: readonly { kind: string; id: string; before?: object | null; after?: object | null }[],
  cards: ReadonlyMap<string, Card>,
): string[] | undefined {
  const found: string[] = [];
  for (const { kind, id, before, after } of changes) {
    if (kind === 'task') found.push(id);
    if (kind !== 'run' && kind !== 'claim') continue;
    const { task } = { ...before, ...after } as { task?: string };
    const known = task ?? [...cards.values()].find(({ run }) => kind === 'run' && run?.id === id)?.uuid;
    if (known !== undefined) found.push(known);
    else if (kind === 'run') return undefined;
  }
  return found;
}

/** The cards of each column, in their order. */
export function byColumn(cards: ReadonlyMap<string, Card>): Readonly<Record<Column, readonly Card[]>> {
  const columns = eachColumn((): Card[] => []);
  for (const card of cards.values()) columns[card.column].push(card);
  for (const column of Object.values(columns)) column.sort(compareCards);
  return columns;
}
