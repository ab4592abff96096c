import { batch, type Signal, signal } from '@preact/signals';
import type { Inputs, Outputs } from '../../../sdk/calls.ts';
import { dependsOf, touches } from '../../data/answer-dependencies.ts';
import { call, Refusal } from '../../data/api.ts';
import type { Message } from '../../data/feed.ts';
import { gathered } from '../../data/gather.ts';
import { createRetry } from '../../data/retry.ts';
import { onEvent, onTime, workspace } from '../../data/state.ts';
import type { ShownCard, Task } from '../../data/types.ts';
import { withChanged } from './changed-rows.ts';

/** A task as a row of the list. */
export type ListRow = Pick<Task, (typeof SHOWN_FIELDS)[number] | 'uuid' | 'id' | 'status' | 'entry' | 'modified'> & {
  urgency: number;
  state: string;
  objections?: ShownCard['objections'];
  run?: { id: string; state: string };
  by?: string;
  goal?: string;
  created?: string;
};

/** The fields of a row that people can edit. */
export const SHOWN_FIELDS = ['description', 'priority', 'project', 'tags', 'due', 'agent'] as const;

const FIELDS = ['uuid', 'id', ...SHOWN_FIELDS, 'status', 'entry', 'modified', 'urgency', 'state', 'objections'];
/** The selected tasks by uuid, as they were at the time of their selection. */
export type ChosenRows = ReadonlyMap<string, ListRow>;

/** Kinds of records that affect the computed values of a row, for every filter. */
const OF_ROWS = ['run', 'setting'];

/** Number of rows in one request. `MOST_PAGES` is the number of pages in the longest answer of the server. */
const PAGE = 200;
const MOST_PAGES = 5;

export interface ListQuery {
  filter: string;
  sort: string;
  /** Fields of further columns. */
  fields: readonly string[];
}

type Longest = Readonly<Record<string, number>>;

/**
 * Loads a list of any length. Loads a page of rows when it becomes visible. When a record changes, requests the changed
 * rows, or the visible pages if pages before them aren't loaded. `measure` returns the lengths of the longest texts by
 * column, from those of earlier rows and from new rows.
 */
export function createRows(measure: (before: Longest, rows: readonly ListRow[]) => Longest) {
  /** One signal for each page, so that a loaded page redraws only its own rows. */
  const pages = new Map<number, Signal<readonly ListRow[] | undefined>>();
  const pageOf = (page: number) => {
    const known = pages.get(page) ?? signal(undefined);
    pages.set(page, known);
    return known;
  };
  const longest = signal<Longest>({});
  const total = signal<number | undefined>(undefined);
  const notes = signal<readonly string[]>([]);
  const error = signal<Refusal | undefined>(undefined);
  let asked: ListQuery = { filter: '', sort: '', fields: [] };
  /** Kinds of records, besides tasks, that decide which rows the list has. Undefined before the first answer. */
  let follows: readonly string[] | undefined;
  let turn = 0;
  /** The commit up to which all loaded pages are up to date. Undefined before the first answer. */
  let loaded: number | undefined;
  let seen = [0, 0];
  const coming = new Set<number>();
  /** Numbers of pages that the server refused. They are not requested again until a record changes. */
  const refused = new Set<number>();

  const nextTurn = () => {
    turn++;
    loaded = undefined;
    coming.clear();
    refused.clear();
  };

  const load = async (page: number) => {
    const [at, mine] = [workspace.peek()?.uuid, turn];
    if (at === undefined || coming.has(page)) return;
    coming.add(page);
    retry.asked();
    try {
      let seq = 0;
      const input = { ...inputOf(asked), limit: PAGE, cursor: page * PAGE };
      const answer = await call(at, 'task_list', input, { at: (of) => (seq = of) });
      if (mine !== turn) return;
      batch(() => {
        pageOf(page).value = keptRows(pageOf(page).peek(), answer.tasks as ListRow[]);
        take(answer);
      });
      const newest = Math.max(loaded ?? seq, seq);
      loaded = Math.min(loaded ?? seq, seq);
      if (loaded < newest) soon();
      if (refused.size === 0) retry.answered();
    } catch (failure) {
      if (!(failure instanceof Refusal)) throw failure;
      if (mine !== turn) return;
      refused.add(page);
      error.value = failure;
      retry.failed(failure);
      if (failure.code === 'filter') total.value = undefined;
    } finally {
      if (mine === turn) coming.delete(page);
    }
  };
  /** Shows what an answer says besides its rows. */
  const take = (answer: Outputs['task_list']) => {
    const lengths = measure(longest.peek(), answer.tasks as ListRow[]);
    if (JSON.stringify(lengths) !== JSON.stringify(longest.peek())) longest.value = lengths;
    total.value = answer.total;
    if (String(notes.peek()) !== String(answer.notes ?? [])) notes.value = answer.notes ?? [];
    error.value = undefined;
  };
  /** Returns the number of loaded pages at the beginning of the list, if these are all pages in sight. */
  const loadedPages = () => {
    let count = 0;
    while (pageOf(count).peek()) count++;
    return refused.size === 0 && coming.size === 0 && Math.max(...inSight()) < count ? count : 0;
  };
  /** Requests the rows that changed since the loaded answers. @returns whether the page shows them */
  const catchUp = async (): Promise<boolean> => {
    const [at, mine, since, count] = [workspace.peek()?.uuid, turn, loaded, loadedPages()];
    if (at === undefined || since === undefined || count === 0 || count > MOST_PAGES) return false;
    let seq = 0;
    const input = { ...inputOf(asked), limit: count * PAGE, after_change: since };
    const answer = await call(at, 'task_list', input, { at: (of) => (seq = of) }).catch(() => undefined);
    if (mine !== turn) return true;
    if (!answer) return false;
    if ((loaded ?? 0) > seq) return true;
    if (count !== loadedPages()) return false;
    const before = Array.from({ length: count }, (_, page) => pageOf(page).peek()!).flat();
    const rows = withChanged(before, answer, count * PAGE);
    if (!rows || rows.length < Math.min(answer.total, count * PAGE)) return false;
    batch(() => {
      for (const page of pages.keys()) {
        const next = page < count ? rows.slice(page * PAGE, (page + 1) * PAGE) : undefined;
        pageOf(page).value = next && keptRows(pageOf(page).peek(), next);
      }
      take(answer);
    });
    loaded = seq;
    return true;
  };
  /** Loads the kinds of records that the filter reads. Until then, or without, each commit refreshes the list. */
  const explain = async () => {
    const [at, { filter, sort }] = [workspace.peek()?.uuid, asked];
    follows = undefined;
    if (at === undefined) return;
    const wanted = `${filter} ${sort ? `sort:${sort}` : ''}`.trim();
    const answer = await call(at, 'filter_explain', { filter: wanted }).catch(() => undefined);
    if (filter === asked.filter && sort === asked.sort) follows = answer?.follows;
  };
  const inSight = () => {
    const [first = 0, last = 0] = seen;
    return Array.from(
      { length: Math.floor(last / PAGE) - Math.floor(first / PAGE) + 1 },
      (_, i) => Math.floor(first / PAGE) + i,
    );
  };
  const renew = () => {
    nextTurn();
    const kept = new Set(inSight());
    for (const [page, rows] of pages) if (!kept.has(page)) rows.value = undefined;
    for (const page of kept) void load(page);
  };
  let catching = 0;
  const renewChanged = async () => {
    catching++;
    try {
      if (!(await catchUp())) renew();
    } finally {
      catching--;
    }
  };
  const soon = gathered({ ask: () => void renewChanged(), isAsking: () => coming.size + catching > 0 });
  const retry = createRetry(renew);
  const receive = (message: Message) => {
    const touched =
      message.type === 'reset' ||
      (message.type === 'commit' &&
        (!follows ||
          touches(
            message.commit,
            dependsOf([...OF_ROWS, ...(asked.fields.includes('by') ? ['claim'] : []), ...follows]),
          )));
    if (message.type === 'reset') renew();
    else if (touched) soon();
  };
  return {
    longest,
    total,
    notes,
    error,
    rowAt: (index: number): ListRow | undefined => pageOf(Math.floor(index / PAGE)).value?.[index % PAGE],
    /** Returns a loaded row by its uuid. */
    find(uuid: string): ListRow | undefined {
      return [...pages.values()].flatMap((rows) => rows.peek() ?? []).find((row) => row.uuid === uuid);
    },
    ask(wanted: ListQuery) {
      asked = wanted;
      void explain();
      nextTurn();
      batch(() => {
        for (const rows of pages.values()) rows.value = undefined;
        longest.value = {};
      });
      seen = [0, 0];
      void load(0);
    },
    see(first: number, last: number) {
      seen = [first, last];
      for (const page of inSight()) if (!pageOf(page).peek() && !refused.has(page)) void load(page);
    },
    follow() {
      const ends = [onEvent(receive), onTime(renew)];
      return () => {
        for (const end of ends) end();
        retry.stop();
      };
    },
  };
}

export type ListRows = ReturnType<typeof createRows>;

function inputOf({ filter, sort, fields }: ListQuery): Inputs['task_list'] {
  return { filter, fields: [...FIELDS, ...fields], ...(sort ? { sort } : {}) };
}

/** Keeps the old object of an unchanged row, so that the row isn't drawn again. */
function keptRows(before: readonly ListRow[] = [], now: readonly ListRow[]): readonly ListRow[] {
  const known = new Map(before.map((row) => [row.uuid, row]));
  return now.map((row) => {
    const old = known.get(row.uuid);
    return old && JSON.stringify(old) === JSON.stringify(row) ? old : row;
  });
}
