import { setImmediate as nextTurn } from 'node:timers/promises';
import { BacklogError } from '../../domain/errors.ts';
import type { Doc } from '../../domain/records.ts';
import { TASK_TEXTS } from '../../domain/task/folded-words.ts';
import type { Task } from '../../domain/task/task.ts';
import type { TextIndex } from '../../search/full-text.ts';
import type { Index, Store } from '../../store/index.ts';
import { currentVersion } from '../documents/documents.ts';
import type { Texts } from '../workspace/context.ts';

/** Numbers of tasks, documents and characters to index before the process does other work. */
const TURN = { tasks: 500, docs: 200, characters: 100_000 } as const;

/**
 * Returns the text index of a store. Reads nothing before the first search. After that, it remembers changed records
 * and indexes them at the next search.
 */
export function createTexts({ state, getBlob }: Pick<Store, 'state' | 'getBlob'>): Texts & Index {
  let index: TextIndex | undefined;
  const tasks = new Set<string>();
  const docs = new Set<string>();
  /** The indexed blob of each document, by record id. */
  const bodies = new Map<string, string>();
  const unreadable = new Set<string>();
  let catchingUp: Promise<void> | undefined;

  const begin = (create: () => TextIndex) => {
    index = create();
    for (const [id] of state.all('task')) tasks.add(id);
    for (const [id] of state.all('doc')) docs.add(id);
    return index;
  };
  const takeTasks = (into: TextIndex, most: number) => {
    for (const id of first(tasks, most)) {
      const task = state.get('task', id);
      if (task) into.put({ id, owner: id, texts: textsIn(task) });
      else into.remove(id);
    }
  };
  const readDoc = async (id: string): Promise<ReadDoc> => {
    const doc = state.get('doc', id);
    const blob = currentVersion(doc)?.blob ?? undefined;
    const body = blob === undefined || blob === bodies.get(id) ? undefined : await readable(getBlob, blob);
    return { id, doc, blob, body };
  };
  const takeDoc = (into: TextIndex, { id, doc, blob, body }: ReadDoc) => {
    if (into !== index || (blob !== undefined && blob === bodies.get(id))) return;
    unreadable.delete(id);
    if (body !== undefined) {
      bodies.set(id, blob!);
      into.put({ id, owner: doc!.task ?? id, texts: { document: body } });
      return;
    }
    if (blob !== undefined) unreadable.add(id);
    bodies.delete(id);
    into.remove(id);
  };
  const takeDocs = async (into: TextIndex, ids: readonly string[]) => {
    let taken = 0;
    for (const one of await Promise.all(ids.map(readDoc))) {
      takeDoc(into, one);
      taken += one.body?.length ?? 0;
      if (taken < TURN.characters) continue;
      taken = 0;
      await nextTurn();
    }
  };
  const catchUp = async (into: TextIndex) => {
    while (into === index && tasks.size + docs.size > 0) {
      const ids = first(docs, TURN.docs);
      takeTasks(into, TURN.tasks);
      await takeDocs(into, ids);
      await nextTurn();
    }
  };
  return {
    reset() {
      index = undefined;
      for (const each of [tasks, docs, bodies, unreadable]) each.clear();
    },
    apply(kind, id, before, after) {
      if (!index) return;
      if (kind === 'task' && differ(before, after)) tasks.add(id);
      else if (kind === 'doc') docs.add(id);
    },
    async ready(create) {
      let into = index ?? begin(create);
      while (tasks.size + docs.size > 0 || catchingUp || into !== index) {
        into = index ?? begin(create);
        catchingUp ??= catchUp(into).finally(() => {
          catchingUp = undefined;
        });
        await catchingUp;
      }
      return into;
    },
    having(text) {
      if (!index) throw new TypeError('the texts were not read before they were asked for');
      takeTasks(index, Number.POSITIVE_INFINITY);
      return index.having(text);
    },
    unreadable: () => [...unreadable].sort(),
  };
}

interface ReadDoc {
  id: string;
  doc: Doc | undefined;
  blob: string | undefined;
  /** The body to index. Undefined if there is none, if it is already in the index, or if it can't be read. */
  body: string | undefined;
}

function textsIn(task: Task) {
  return Object.fromEntries(Object.entries(TASK_TEXTS).map(([part, read]) => [part, read(task).join('\n')]));
}

function differ(before: Task | undefined, after: Task | undefined): boolean {
  if (!before || !after) return true;
  return READ.some((field) => before[field] !== after[field]);
}

const READ = Object.values(TASK_TEXTS).flatMap(({ fields }) => fields);

/** Removes the first `most` ids from a set, and returns them. */
function first(ids: Set<string>, most: number): string[] {
  const taken: string[] = [];
  for (const id of ids) {
    if (taken.length >= most) break;
    taken.push(id);
  }
  for (const id of taken) ids.delete(id);
  return taken;
}

/** Returns the body of a document. Returns undefined for a lost or damaged document, so that the search still works. */
async function readable(getBlob: Store['getBlob'], blob: string): Promise<string | undefined> {
  try {
    return (await getBlob(blob)).toString('utf8');
  } catch (error) {
    if (error instanceof BacklogError) return undefined;
    throw error;
  }
}
