import { setImmediate as nextTurn } from 'node:timers/promises';
import { present } from '../../base/present.ts';
import { TASK_TEXTS } from '../../domain/task/folded-words.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Answer, Scored, TextIndex } from '../../search/full-text.ts';
import { currentVersion } from '../documents/documents.ts';
import { compileContextFilter } from '../task/select.ts';
import { selectTasks } from '../task/selection.ts';
import type { Context } from '../workspace/context.ts';
import { loadTexts } from './load-search.ts';

export interface SearchQuery {
  text: string;
  /** Narrows it down. */
  filter?: string | undefined;
  /** Closed tasks, too. */
  closed: boolean;
  limit: number;
}

/** A task or a document of the workspace in which something was found. */
export interface Hit {
  /** Undefined for a document of the workspace. */
  task?: Task | undefined;
  score: number;
  /** `description`, `criterion`, `note`, or `document` and its name. */
  in: string;
  /** What is written there around it, on one line. */
  snippet?: string | undefined;
}

export interface Searched {
  total: number;
  hits: Hit[];
  /** Tasks that fit and are closed; those that are not open were not asked for. */
  closed: number;
  /** Does everything found have all words? Else it has some of them. */
  all: boolean;
}

/** Tasks and documents in which a text is found, best first; open tasks unless the query or its filter says otherwise. */
export async function search(context: Context, query: SearchQuery): Promise<Searched> {
  const index = await loadTexts(context);
  const wanted = await selectable(context, query);
  const { queue, store } = context;
  let closed = 0;
  const accept = (owner: string) => {
    const task = queue.get(owner);
    // Without a task it is a document of the workspace, or one whose task is gone, which doctor tells.
    const wants = task ? wanted(task) : query.filter === undefined && store.state.get('doc', owner) !== undefined;
    if (wants === 'closed') closed++;
    return wants === true;
  };
  const binding = (owner: string) => queue.get(owner)?.id ?? 0;
  const { total, best, all, fitting } = index.search(query.text, { most: query.limit, accept, tie: binding });
  const hits = best.map((one) => hitOf(context, { ...one, task: queue.get(one.owner) }, { index, fitting }));
  return { total, hits: await Promise.all(hits), closed, all };
}

type Wanted = (task: Task) => boolean | 'closed';

async function selectable(context: Context, { filter: text, closed }: SearchQuery): Promise<Wanted> {
  const filter = text === undefined ? undefined : await compileContextFilter(context, text);
  if (!filter) return ({ status }) => closed || status === 'pending' || 'closed';
  const facts = context.facts();
  const open = new Set(selectTasks(filter, facts).tasks);
  const all = filter.select(facts);
  const left: ReadonlySet<Task> = new Set(closed ? [] : all);
  const taken: ReadonlySet<Task> = closed ? new Set(all) : open;
  return (task) => taken.has(task) || (left.has(task) && 'closed');
}

/** Says where, preferably elsewhere than in the description, which a reader sees anyhow. */
async function hitOf(
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
      const hit = { ...present({ task }), score, in: part, snippet };
      if (part !== 'description') return hit;
      inDescription = hit;
    }
  }
  return inDescription ?? { ...present({ task }), score, in: 'description' };

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
