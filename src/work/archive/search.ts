import { ascending } from '../../base/ascending.ts';
import { BacklogError } from '../../domain/errors.ts';
import { hasWords, TASK_TEXTS, wordsOfText } from '../../domain/task/folded-words.ts';
import type { Task } from '../../domain/task/task.ts';
import { snippetOf } from '../../search/full-text.ts';
import { currentVersion } from '../documents/documents.ts';
import { type Hit, hitOf, type Searched } from '../search/search.ts';
import type { Context } from '../workspace/context.ts';
import { closedAt } from './choose.ts';
import type { Archived } from './look-up.ts';
import { documentsIn, selectArchived } from './select.ts';

interface Query {
  text: string;
  filter?: string | undefined;
  limit: number;
}

type Found = Pick<Hit, 'in' | 'snippet' | 'score'> & { task: Task };

/** A text of a task, and its origin in the task: `description`, `note`, `document spec`. */
interface Passage {
  part: string;
  text: string;
}

/**
 * Finds archived tasks that contain every word of the query, or words that begin with it. Matches in descriptions come
 * first, then the latest closed tasks.
 * Reads all archive files, one at a time, and builds no index.
 */
export async function searchArchive(context: Context, { text, filter, limit }: Query): Promise<Searched> {
  const words = wordsOfText(text);
  let hits: Found[] = [];
  let total = 0;
  for await (const archived of selectArchived(context, { filter })) {
    const hit = await hitIn(context, archived, words);
    if (!hit) continue;
    total++;
    hits.push(hit);
    if (hits.length >= 2 * limit) hits = best(hits, limit);
  }
  return { total, hits: best(hits, limit).map(({ task, ...match }) => hitOf(task, match)), closed: 0, all: true };
}

function best(hits: readonly Found[], limit: number): Found[] {
  return hits.toSorted((a, b) => b.score - a.score || ascending(closedAt(b.task), closedAt(a.task))).slice(0, limit);
}

/** Returns the match in an archived task, or undefined. Reads documents only if the other texts lack a word. */
async function hitIn(context: Context, archived: Archived, words: readonly string[]): Promise<Found | undefined> {
  const { task } = archived;
  const own = Object.entries(TASK_TEXTS).flatMap(([part, read]) => read(task).map((text) => ({ part, text })));
  const has = (passages: readonly Passage[], sought: readonly string[]) =>
    hasWords(
      passages.map(({ text }) => text),
      sought,
    );
  const passages = has(own, words) ? own : [...own, ...(await bodiesOf(context, archived))];
  if (passages !== own && !has(passages, words)) return undefined;
  const { part, text } =
    passages.find((one) => has([one], words)) ?? passages.find((one) => words.some((word) => has([one], [word])))!;
  const fitting = new Set(wordsOfText(text).filter((word) => words.some((sought) => word.startsWith(sought))));
  return { task, score: part === 'description' ? 1 : 0.5, in: part, snippet: snippetOf(text, fitting) };
}

/**
 * Returns the document texts of an archived task. Skips a lost document, so that the search still finds the other
 * texts.
 */
async function bodiesOf({ store }: Context, archived: Archived): Promise<Passage[]> {
  const bodies = documentsIn(archived).map(async (doc) => {
    try {
      const text = (await store.getBlob(currentVersion(doc)!.blob!)).toString('utf8');
      return [{ part: `document ${doc.name}`, text }];
    } catch (error) {
      if (error instanceof BacklogError) return [];
      throw error;
    }
  });
  return (await Promise.all(bodies)).flat();
}
