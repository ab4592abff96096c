import { setImmediate as nextTurn } from 'node:timers/promises';
import * as z from 'zod';
import type { Shape } from '../../base/shape.ts';
import { TASK_TEXTS } from '../../domain/task/folded-words.ts';
import { rawTitle, rawTitleOf } from '../../domain/task/raw-title.ts';
import { isOpen, type Task } from '../../domain/task/task.ts';
import type { Answer, Scored, TextIndex } from '../../search/full-text.ts';
import { currentVersion } from '../documents/documents.ts';
import { compileContextFilter } from '../task/select.ts';
import type { Context } from '../workspace/context.ts';
import { loadTexts } from './load-search.ts';

export interface SearchQuery {
  text: string;
  /** A filter that restricts the tasks. */
  filter?: string | undefined;
  /** Whether to find closed tasks, too. */
  closed: boolean;
  limit: number;
}

/** A task or a workspace document that matches. A hit for a workspace document has no task fields. */
export const searchHit = () =>
  z.strictObject({
    id: z.int().exactOptional(),
    uuid: z.string().exactOptional(),
    ...rawTitle(),
    description: z.string().exactOptional(),
    status: z.string().exactOptional(),
    /**
     * Where the text matches: `description`, `criterion`, `note`, `origin` (the source and fields of other tools), or
     * `document` and its name.
     */
    in: z.string(),
    /** The text around the match, on one line. */
    snippet: z.string().optional(),
    score: z.number(),
  });

export type Hit = Shape<typeof searchHit>;

/** Returns the hit for a task or, without a task, for a workspace document. Rounds the score to three decimals. */
export function hitOf(task: Task | undefined, { score, ...match }: Pick<Hit, 'in' | 'snippet' | 'score'>): Hit {
  return {
    ...(task ? { id: task.id, uuid: task.uuid, ...rawTitleOf(task), status: task.status } : {}),
    ...match,
    score: Math.round(score * 1_000) / 1_000,
  };
}

export interface Searched {
  total: number;
  hits: Hit[];
  /** Number of closed tasks that match but aren't in the result. */
  closed: number;
  /** True if every hit contains all words of the query; false if each hit contains only some of them. */
  all: boolean;
}

/**
 * Finds tasks and documents that contain a text, the best match first. Closed tasks are found only if the query
 * includes them.
 */
export async function search(context: Context, query: SearchQuery): Promise<Searched> {
  const index = await loadTexts(context);
  const wanted = await selectable(context, query);
  const { queue, store } = context;
  let closed = 0;
  const accept = (owner: string) => {
    const task = queue.get(owner);
    // A document without a task belongs to the workspace. Documents of removed tasks don't count; doctor reports them.
    const wants = task ? wanted(task) : query.filter === undefined && store.state.get('doc', owner) !== undefined;
    if (wants === 'closed') closed++;
    return wants === true;
  };
  const binding = (owner: string) => queue.get(owner)?.id ?? 0;
  const { total, best, all, fitting } = index.search(query.text, { most: query.limit, accept, tie: binding });
  const hits = best.map((one) => findMatch(context, { ...one, task: queue.get(one.owner) }, { index, fitting }));
  return { total, hits: await Promise.all(hits), closed, all };
}

type Wanted = (task: Task) => boolean | 'closed';

async function selectable(context: Context, { filter: text, closed }: SearchQuery): Promise<Wanted> {
  const filter = text === undefined ? undefined : await compileContextFilter(context, text);
  const isFound = (task: Task) => closed || filter?.saysStatus || isOpen(task) || 'closed';
  if (!filter) return isFound;
  const selected = new Set(filter.select(context.facts()));
  return (task) => selected.has(task) && isFound(task);
}

/**
 * Finds the text around the match. Prefers other texts to the description, because readers see the description anyway.
 */
async function findMatch(
  { store }: Context,
  { owner, score, task }: Scored & { task: Task | undefined },
  { index, fitting }: { index: TextIndex; fitting: Answer['fitting'] },
): Promise<Hit> {
  const { snippetOf } = await import('../../search/full-text.ts');
  let inDescription: Hit | undefined;
  for (const unit of index.where(owner, fitting)) {
    for (const [part, text] of await textsOf(unit)) {
      const snippet = snippetOf(text, fitting);
      if (snippet === undefined) continue;
      const hit = hitOf(task, { score, in: part, snippet });
      if (part !== 'description') return hit;
      inDescription = hit;
    }
  }
  return inDescription ?? hitOf(task, { score, in: 'description' });

  async function textsOf(unit: string): Promise<(readonly [part: string, text: string])[]> {
    if (task && unit === task.uuid)
      return Object.entries(TASK_TEXTS).flatMap(([part, read]) => read(task).map((text) => [part, text] as const));
    const doc = store.state.get('doc', unit);
    const blob = currentVersion(doc)?.blob;
    if (!doc || !blob) return [];
    await nextTurn();
    return [[`document ${doc.name}`, (await store.getBlob(blob)).toString('utf8')]];
  }
}
