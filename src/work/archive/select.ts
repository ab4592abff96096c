import { ascending } from '../../base/ascending.ts';
import { createFacts } from '../../domain/queue/facts.ts';
import { createQueue } from '../../domain/queue/queue.ts';
import type { Attachment, Doc } from '../../domain/records.ts';
import { isClosed } from '../../domain/task/task.ts';
import { currentVersion } from '../documents/documents.ts';
import { findTask } from '../task/find.ts';
import { compileContextFilter, namedIds } from '../task/select.ts';
import type { Context } from '../workspace/context.ts';
import { closedAt } from './choose.ts';
import { type Archived, archivedTask, everyArchived } from './look-up.ts';

/** Returns the records of a kind that were archived with a task. */
export function recordsIn<Record>({ row }: Archived, kind: string): Record[] {
  return row.records.filter(([of]) => of === kind).map(([, , record]) => record as Record);
}

/** Returns the documents that were archived with a task, by name. */
export function documentsIn(archived: Archived): Doc[] {
  const docs = recordsIn<Doc>(archived, 'doc').filter((doc) => currentVersion(doc));
  return docs.sort((a, b) => (a.name < b.name ? -1 : 1));
}

interface Asked {
  filter?: string | undefined;
  quarter?: string | undefined;
  missed?: string[];
}

/**
 * Yields the archived tasks that ids or a filter select. `''` selects all. A filter reads all files, one at a time, the
 * latest quarter first. The function adds ids without an archived task to `missed`.
 * @throws BacklogError `filter`
 */
export async function* selectArchived(
  context: Context,
  { filter: text = '', quarter, missed }: Asked,
): AsyncGenerator<Archived> {
  const ids = namedIds(context, text);
  if (ids) {
    for (const id of ids) {
      const found = await archivedTask(context.store, id);
      if (found && (quarter === undefined || found.file.file.startsWith(quarter))) yield found;
      else missed?.push(id);
    }
    return;
  }
  const filter = await compileContextFilter(context, text);
  const authorsOf = filter.asksForAuthors ? { authorsOf: await context.store.authors.readAll() } : {};
  for await (const file of everyArchived(context.store, { quarter })) {
    const byUuid = new Map(file.map((archived) => [archived.task.uuid, archived]));
    const facts = createFacts({
      queue: createQueue(file.map(({ task }) => task)),
      now: context.clock.now,
      zone: context.clock.zone,
      docNames: (uuid) => documentsIn(byUuid.get(uuid)!).map(({ name }) => name),
      attachmentNames: (uuid) => recordsIn<Attachment>(byUuid.get(uuid)!, 'attachment').map(({ name }) => name),
      ...authorsOf,
    });
    const tasks = filter.select(facts).sort((a, b) => ascending(closedAt(b), closedAt(a)));
    for (const { uuid } of tasks) yield byUuid.get(uuid)!;
  }
}

/**
 * Returns the uuids of the tasks to archive: closed tasks that a filter selects, or the tasks that ids name. For an
 * open task named by id, the choice later gives the reason why it stays.
 */
export async function namedForArchive(context: Context, text: string): Promise<ReadonlySet<string>> {
  const ids = namedIds(context, text);
  if (ids) {
    return new Set(ids.map((id) => findTask(context.queue, id).uuid));
  }
  const filter = await compileContextFilter(context, text);
  const closed = filter.select(context.facts()).filter(isClosed);
  return new Set(closed.map(({ uuid }) => uuid));
}
