import { batch, type Signal, signal } from '@preact/signals';
import type { Inputs, Outputs } from '../../../sdk/calls.ts';
import { dependsOf, touches } from '../../data/answer-dependencies.ts';
import { gathered } from '../../data/gather.ts';
import { createQuery, followChanges } from '../../data/query.ts';
import type { Commit, ShownCard, Task } from '../../data/types.ts';
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
  let asked: ListQuery = { filter: '', sort: '', fields: [] };
  /** Kinds of records, besides tasks, that decide which rows the list has. Undefined before the first answer. */
  let follows: readonly string[] | undefined;
  /** The commit up to which all loaded pages are up to date. Undefined before the first answer. */
  let loaded: number | undefined;
  let seen = [0, 0];
  const coming = new Set<number>();
  /** Numbers of pages that the server refused. They are not requested again until a record changes. */
  const refused = new Set<number>();

  const nextTurn = () => {
    query.drop();
    loaded = undefined;
    coming.clear();
    refused.clear();
  };

  const load = async (page: number) => {
    if (coming.has(page)) return;
    coming.add(page);
    const got = await query.ask({ ...inputOf(asked), limit: PAGE, cursor: page * PAGE });
    if (!got) return;
    coming.delete(page);
    if (got.refusal) {
      refused.add(page);
      if (got.refusal.code === 'filter') {
        total.value = undefined;
        notes.value = [];
      }
      return;
    }
    const { answer, seq } = got;
    batch(() => {
      pageOf(page).value = keptRows(pageOf(page).peek(), answer.tasks as ListRow[]);
      take(answer);
    });
    const newest = Math.max(loaded ?? seq, seq);
    loaded = Math.min(loaded ?? seq, seq);
    if (loaded < newest) soon();
  };
  /** Shows what an answer says besides its rows. */
  const take = (answer: Outputs['task_list']) => {
    const lengths = measure(longest.peek(), answer.tasks as ListRow[]);
    if (JSON.stringify(lengths) !== JSON.stringify(longest.peek())) longest.value = lengths;
    total.value = answer.total;
    if (String(notes.peek()) !== String(answer.notes ?? [])) notes.value = answer.notes ?? [];
  };
  /** Returns the number of loaded pages at the beginning of the list, if these are all pages in sight. */
  const loadedPages = () => {
    let count = 0;
    while (pageOf(count).peek()) count++;
    return refused.size === 0 && coming.size === 0 && Math.max(...inSight()) < count ? count : 0;
  };
  /** Requests the rows that changed since the loaded answers. @returns whether the page shows them */
  const catchUp = async (): Promise<boolean> => {
    const [since, count] = [loaded, loadedPages()];
    if (since === undefined || count === 0 || count > MOST_PAGES) return false;
    const got = await query.ask({ ...inputOf(asked), limit: count * PAGE, after_change: since });
    if (!got) return true;
    if (got.refusal) return false;
    const { answer, seq } = got;
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
    const { filter, sort } = asked;
    follows = undefined;
    explained.drop();
    const got = await explained.ask({ filter: `${filter} ${sort ? `sort:${sort}` : ''}`.trim() });
    if (got) follows = got.answer?.follows;
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
  const query = createQuery('task_list', renew, { isComplete: () => refused.size === 0 });
  const explained = createQuery('filter_explain', () => void explain());
  const changed = (commit: Commit) => {
    const kinds = follows && [...OF_ROWS, ...(asked.fields.includes('by') ? ['claim'] : []), ...follows];
    if (!kinds || touches(commit, dependsOf(kinds))) soon();
  };
  return {
    longest,
    total,
    notes,
    error: query.error,
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
      const end = followChanges({ changed, renew });
      return () => {
        end();
        query.stop();
        explained.stop();
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
