import { appended } from '../../base/long-list.ts';
import { formatActor } from '../../domain/actor.ts';
import { WORKSPACE } from '../../domain/document-owner.ts';
import type { Doc, DocVersion } from '../../domain/records.ts';
import type { Task } from '../../domain/task/task.ts';
import type { State, Tx } from '../../store/index.ts';
import type { Caller, Context } from '../workspace/context.ts';

export const SPEC = 'spec';
export { WORKSPACE };

export function docId(owner: string, name: string): string {
  return `${owner}/${name}`;
}

/** Returns the current version of a document; undefined for a missing or deleted document. */
export function currentVersion(doc: Doc | undefined): DocVersion | undefined {
  const last = doc?.versions.at(-1);
  return last && last.blob !== null ? last : undefined;
}

export function findDoc(context: Pick<Context, 'store'>, task: Task | undefined, name: string): Doc | undefined {
  return context.store.state.get('doc', docId(task?.uuid ?? WORKSPACE, name));
}

/** Reads the body of a document's current version; null for a missing document. */
export async function readDoc(
  context: Pick<Context, 'store'>,
  task: Task | undefined,
  name: string,
): Promise<string | null> {
  const version = currentVersion(findDoc(context, task, name));
  return version ? bodyOf(context, version) : null;
}

/** Returns the body of a version. Returns an empty text if the version is the deletion of the document. */
export async function bodyOf({ store }: Pick<Context, 'store'>, version: DocVersion | undefined): Promise<string> {
  return version?.blob ? (await store.getBlob(version.blob)).toString('utf8') : '';
}

/** Returns all documents of a task or of the workspace, including deleted ones, sorted by name. */
export function documentsOf(state: Pick<State, 'all'>, task: Pick<Task, 'uuid'> | undefined): Doc[] {
  const found = Array.from(state.all('doc'), ([, doc]) => doc).filter((doc) => doc.task === task?.uuid);
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Adds a version to a document. The version's body must be stored already; a `blob` of null deletes the document. */
export function putDocVersion(
  tx: Tx,
  context: { caller: Pick<Caller, 'actor'> },
  doc: { task: Task | undefined; name: string; blob: string | null; note?: string | undefined },
): Doc {
  const id = docId(doc.task?.uuid ?? WORKSPACE, doc.name);
  const present = tx.get('doc', id);
  const versions = present?.versions ?? [];
  const version = {
    n: (versions.at(-1)?.n ?? 0) + 1,
    blob: doc.blob,
    actor: formatActor(context.caller.actor),
    at: tx.at,
    ...(doc.note ? { note: doc.note } : {}),
  };
  const next: Doc = {
    ...(doc.task ? { task: doc.task.uuid } : {}),
    name: doc.name,
    versions: appended(versions, [version]),
  };
  tx.put('doc', id, next);
  return next;
}
