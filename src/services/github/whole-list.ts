import { BacklogError } from '../../domain/errors.ts';
import type { GithubAnswer, GithubApi } from './api.ts';

/** Maximum number of pages of a list that belongs to one thing: 5,000 comments, and some more. */
const PAGES = 60;

const PAGE = 100;

/** Checks whether a list goes on. A page can be short, because GitHub leaves out elements of blocked users afterwards. */
export const hasNextPage = ({ headers }: Pick<GithubAnswer, 'headers'>, length: number, size: number): boolean =>
  length >= size || /\brel="?next\b/.test(String(headers.link ?? ''));

/**
 * Reads all pages of a list.
 * @param rowsOf reads a page. @throws BacklogError for an answer that is no list
 * @throws BacklogError `service` for a list that doesn't end: a part of it must not pass for the whole
 */
export async function wholeList<One>(
  api: GithubApi,
  path: string,
  rowsOf: (data: unknown) => One[],
  query: Readonly<Record<string, unknown>> = {},
): Promise<One[]> {
  const all: One[] = [];
  for (let page = 1; page <= PAGES; page++) {
    const answer = await api.get(path, { ...query, per_page: PAGE, page });
    const found = rowsOf(answer.data);
    all.push(...found);
    if (!hasNextPage(answer, found.length, PAGE)) return all;
  }
  throw new BacklogError('service', `GitHub answers more than ${PAGES} pages to ${path}, which Backlog doesn't read`);
}
