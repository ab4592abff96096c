import { signal } from '@preact/signals';
import { followed } from '../../../../report/board/order.ts';
import type { Inputs, Outputs } from '../../../sdk/calls.ts';
import { dependsOf, touches } from '../../data/answer-dependencies.ts';
import { gathered } from '../../data/gather.ts';
import { createQuery, followChanges } from '../../data/query.ts';
import type { Commit, ShownCard } from '../../data/types.ts';

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
  let filter = '';
  let rows: readonly string[] = [];
  /** Kinds of records, besides tasks, that affect the cards. Undefined before the first answer. */
  let follows: readonly string[] | undefined;
  /**
   * The commit up to which all shown cards are up to date. Undefined while some cards aren't loaded. `newest` is the
   * last commit that may have changed a card.
   */
  let loaded: number | undefined;
  let newest = 0;
  let loading: Promise<void> | undefined;
  /** Moved cards whose commits are newer than the shown answer. An older answer doesn't replace them. */
  const ahead = new Map<string, { card: ShownCard; seq: number }>();

  const ask = async (input: Inputs['report_board']): Promise<AnswerAt | undefined> => {
    const got = await query.ask({ filter, ...input, ...(rows.length > 0 ? { rows: [...rows] } : {}) });
    return got?.answer && { ...got.answer, seq: got.seq };
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
    query.drop();
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
    isAsking: () => loaded !== undefined && query.isAsking(),
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
  const query = createQuery('report_board', () => (loaded === undefined ? void load(filter) : soon()));
  const changed = (commit: Commit) => {
    if (follows && !touches(commit, dependsOf(follows))) return;
    newest = Math.max(newest, commit.seq);
    soon();
  };
  const follow = () => {
    const renew = () => {
      newest = 0;
      void load(filter);
    };
    const end = followChanges({ changed, renew });
    return () => {
      end();
      query.stop();
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
  return { cards, totals, sums, error: query.error, load, put: putMoved, follow };
}

function rowIn(card: ShownCard | undefined): Pick<ShownCard, 'row'> {
  return card?.row === undefined ? {} : { row: card.row };
}

export type Model = ReturnType<typeof createModel>;
