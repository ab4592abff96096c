import { signal } from '@preact/signals';
import { followed } from '../../../../report/board/order.ts';
import type { Inputs, Outputs } from '../../../sdk/calls.ts';
import { dependsOf, touches } from '../../data/answer-dependencies.ts';
import { call, Refusal } from '../../data/api.ts';
import type { Message } from '../../data/feed.ts';
import { gathered } from '../../data/gather.ts';
import { createRetry } from '../../data/retry.ts';
import { onEvent, onTime, workspace } from '../../data/state.ts';
import type { ShownCard } from '../../data/types.ts';

type Answer = Outputs['report_board'];

/** A server's answer, and the number of the commit that it shows. */
type AnswerAt = Answer & { seq: number };

/** Number of cards in the first request, so that something appears soon. A second request loads all cards. */
const FIRST = 60;
const ALL = 100_000;

/** Loads the cards of the board. Keeps them up to date by requesting the cards that changed since the last answer. */
export function createModel() {
  const cards = signal<ReadonlyMap<string, ShownCard>>(new Map());
  const totals = signal<Answer['totals'] | undefined>(undefined);
  const sums = signal<Pick<Answer, 'left' | 'todo' | 'limits'>>({});
  const error = signal<Refusal | undefined>(undefined);
  let filter = '';
  let rows: readonly string[] = [];
  /** Kinds of records, besides tasks, that affect the cards. Undefined before the first answer. */
  let follows: readonly string[] | undefined;
  /** Number of the current load. The page ignores an answer to an earlier load. */
  let turn = 0;
  /**
   * The commit up to which all shown cards are up to date. Undefined while some cards aren't loaded. `newest` is the
   * last commit that may have changed a card.
   */
  let loaded: number | undefined;
  let newest = 0;
  let loading: Promise<void> | undefined;
  let asking = 0;
  /** Moved cards whose commits are newer than the shown answer. An older answer doesn't replace them. */
  const ahead = new Map<string, { card: ShownCard; seq: number }>();

  const ask = async (input: Inputs['report_board']): Promise<AnswerAt | undefined> => {
    const [at, mine] = [workspace.peek()?.uuid, turn];
    if (at === undefined) return undefined;
    retry.asked();
    asking++;
    try {
      let seq = 0;
      const wanted = { filter, ...input, ...(rows.length > 0 ? { rows: [...rows] } : {}) };
      const answer = await call(at, 'report_board', wanted, { at: (of: number) => (seq = of) });
      if (mine !== turn) return undefined;
      error.value = undefined;
      retry.answered();
      return { ...answer, seq };
    } catch (failure) {
      if (!(failure instanceof Refusal)) throw failure;
      if (mine !== turn) return undefined;
      error.value = failure;
      retry.failed(failure);
      return undefined;
    } finally {
      asking--;
    }
  };
  /** Shows an answer, unless a newer answer is already shown. */
  const take = (answer: AnswerAt) => {
    if (loaded !== undefined && answer.seq < loaded) return;
    for (const [uuid, { seq }] of ahead) if (seq <= answer.seq) ahead.delete(uuid);
    const kept = { cards: [...ahead.values()].map(({ card }) => card), gone: [] };
    cards.value = followed(followed(cards.peek(), answer), kept);
    totals.value = answer.totals;
    sums.value = answer;
    follows = answer.follows;
    loaded = answer.seq;
    if (newest > loaded) soon();
  };
  const load = (wanted: string, groups = rows) => (loading = loadAll(wanted, groups));
  const loadAll = async (wanted: string, groups: readonly string[]) => {
    turn++;
    const isShown = follows !== undefined && filter === wanted && rows === groups;
    loaded = undefined;
    filter = wanted;
    rows = groups;
    if (!isShown) {
      const first = await ask({ limit: FIRST });
      if (!first) return;
      const isAll = Object.values(first.totals).every((total) => total <= FIRST);
      if (isAll) return take(first);
      cards.value = followed(cards.peek(), first);
      totals.value = first.totals;
      sums.value = first;
    }
    const all = await ask({ limit: ALL });
    if (all) take(all);
  };
  const soon = gathered({
    // The page requests no changes during the first load: the load contains them, or `take` requests them afterwards.
    isAsking: () => loaded !== undefined && asking > 0,
    ask: () => void (loaded !== undefined && catchUp(newest)),
  });
  /** Loads the changes up to a commit, unless the cards already show it. */
  const catchUp = async (commit: number) => {
    newest = Math.max(newest, commit);
    if (loaded === undefined) await loading;
    if (loaded === undefined || commit <= loaded) return;
    const answer = await ask({ since: loaded, limit: ALL });
    if (answer) take(answer);
  };
  const retry = createRetry(() => (loaded === undefined ? void load(filter) : soon()));
  const receive = (message: Message) => {
    if (message.type === 'reset') {
      newest = 0;
      void load(filter);
    }
    if (message.type !== 'commit' || (follows && !touches(message.commit, dependsOf(follows)))) return;
    newest = Math.max(newest, message.commit.seq);
    soon();
  };
  const follow = () => {
    const ends = [onEvent(receive), onTime(() => void load(filter))];
    return () => {
      for (const end of ends) end();
      retry.stop();
    };
  };
  /**
   * Shows moved cards. The server's answer to a move doesn't contain the filter group of a card, so the card keeps its
   * group until the next full answer. @param seq the commit of the move
   */
  const putMoved = (moved: ShownCard, seq = 0) => {
    const card = { ...rowIn(cards.peek().get(moved.uuid)), ...moved };
    if (seq > (loaded ?? 0)) ahead.set(card.uuid, { card, seq });
    cards.value = followed(cards.peek(), { cards: [card], gone: [] });
  };
  return { cards, totals, sums, error, load, put: putMoved, follow };
}

function rowIn(card: ShownCard | undefined): Pick<ShownCard, 'row'> {
  return card?.row === undefined ? {} : { row: card.row };
}

export type Model = ReturnType<typeof createModel>;
