import { BacklogError } from '../../domain/errors.ts';
import { toInstant } from '../../domain/instant.ts';
import { type ItemPage, type Position, TooLarge } from '../service.ts';
import type { GithubAnswer, GithubApi } from './api.ts';
import { hasNextPage } from './whole-list.ts';

/** Sizes of a page: the usual one, and smaller ones if an answer is too large. */
const SIZES = [100, 10, 1];

/** Maximum number of times that the issues of one second are read, if they fill more than a page. */
const TURNS = 4;

/**
 * Maximum number of full pages in a row without anything new, besides those of the turn before, which come again. A server
 * that ignores the page would answer for ever.
 */
const STALE = 20;

interface Row {
  key: string;
  updated: string;
}

/**
 * Reads a list in the order of its changes. Each request begins at the last change that was read, so neither a change nor
 * a deletion in the meantime makes it skip an element. Elements of the last second come again, since the service compares
 * whole seconds. Only if more than a page has the same second, it turns pages, until a turn brings nothing new.
 */
export async function* walk<One extends Row>(
  api: GithubApi,
  path: string,
  { from, query, read }: { from: Position; query: Readonly<Record<string, unknown>>; read(data: unknown): One[] },
): AsyncGenerator<ItemPage<One>> {
  const isFirst = from.since === undefined || from.first !== undefined;
  let { since, first } = from;
  let [page, size, turns, stale, known] = [1, 0, 0, 0, 0];
  let group = new Map<string, string>();
  let [hasNews, newest] = [false, since ?? ''];
  for (;;) {
    const perPage = SIZES[size]!;
    const asked = { ...query, sort: 'updated', direction: 'asc', per_page: perPage, page, ...(since ? { since } : {}) };
    let answer: GithubAnswer;
    try {
      answer = await api.get(path, asked, page === 1 && since === from.since ? from.tag : undefined);
    } catch (error) {
      if (!(error instanceof TooLarge) || size === SIZES.length - 1) throw error;
      [size, page] = [size + 1, 1];
      continue;
    }
    if (isFirst) first ??= toInstant(api.serverNow() - 1_000);
    if (answer.status === 304) return;
    const rows = read(answer.data);
    const length = Array.isArray(answer.data) ? answer.data.length : 0;
    const isFull = hasNextPage(answer, length, perPage);
    const fresh = rows.filter(({ key, updated }) => group.get(key) !== updated);
    for (const { key, updated } of fresh) group.set(key, updated);
    hasNews ||= fresh.length > 0;
    stale = fresh.length > 0 || (rows.length === 0 && length > 0) ? 0 : stale + 1;
    if (stale > STALE + known)
      throw new BacklogError('service', `GitHub answers the same page of ${path} again and again`);
    const last = lastOf(answer.data) ?? newest;
    if (last > newest) newest = last;
    const isSameSecond = last === since;
    const again = page > 1 && (!isFull || !isSameSecond) && hasNews && ++turns < TURNS;
    if (!isFull && !again) {
      const { etag } = answer.headers;
      const tag = page === 1 && since === newest && typeof etag === 'string' ? { tag: etag } : {};
      yield { rows: fresh, next: isFirst ? { since: first } : { since: newest || since, ...tag } };
      return;
    }
    yield { rows: fresh, next: { since, ...(isFirst ? { first } : {}) } };
    if (again) [known, page, hasNews] = [page, 1, false];
    else if (isSameSecond) page++;
    else {
      [since, page, turns, hasNews, known] = [last, 1, 0, false, 0];
      group = new Map([...group].filter(([, updated]) => updated === last));
    }
  }
}

/** Returns the time of the last change in an answer, also of elements that Backlog doesn't read. */
function lastOf(data: unknown): string | undefined {
  const last = Array.isArray(data) ? (data.at(-1) as { updated_at?: unknown } | undefined) : undefined;
  return typeof last?.updated_at === 'string' ? last.updated_at : undefined;
}
