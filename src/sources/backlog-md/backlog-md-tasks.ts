import type { Given } from '../reading/given.ts';
import type { ReadRows, SourceTask } from '../reading/row.ts';
import { type BacklogMdProject, projectFiles } from './backlog-md-project.ts';
import { readTask, type TaskFolder } from './backlog-md-task.ts';

export const TASK_FOLDERS: readonly TaskFolder[] = [
  { folder: 'tasks/' },
  { folder: 'completed/', status: 'completed' },
  { folder: 'archive/tasks/', status: 'deleted' },
  { folder: 'drafts/', tag: 'draft' },
  { folder: 'archive/drafts/', status: 'deleted', tag: 'draft' },
];

/** Reads the tasks of a project, whose references are ids of rows. */
export async function readTasks(given: Given, home: string, project: BacklogMdProject): Promise<ReadRows> {
  const reading: ReadRows = { rows: [], left: [], mapped: new Map(), bySource: true };
  for (const place of TASK_FOLDERS)
    for (const file of projectFiles(given, home + place.folder))
      reading.rows.push(await readTask(given, file, { project, place, reading }));
  renameArchived(reading.rows, home, project.prefix);
  findByNumber(reading.rows, project.prefix);
  return reading;
}

/**
 * Replaces ids in references by the ids of the rows that they mean. As in Backlog.md, leading zeros don't matter, and
 * an id can lack its prefix.
 */
function findByNumber(rows: readonly SourceTask[], prefix: string): void {
  const ids = rows.flatMap(({ known }) => (known.source as { id?: string } | undefined)?.id ?? []);
  const exact = new Set(ids);
  const byNumber = new Map(ids.toReversed().map((id) => [canonicalId(id, prefix), id]));
  const meant = (id: string) => (exact.has(id) ? id : (byNumber.get(canonicalId(id, prefix)) ?? id));
  for (const { known } of rows) {
    if (typeof known.parent === 'string') known.parent = meant(known.parent);
    if (Array.isArray(known.depends)) known.depends = known.depends.map(meant);
  }
}

/** `TASK-04.1`, `task-4.01` and `4.1` are the same task in Backlog.md. */
export function canonicalId(id: string, prefix: string): string {
  const [, own = prefix, number] = /^(?:([A-Z]+)-)?(\d+(?:\.\d+)*)$/i.exec(id) ?? [];
  return number === undefined ? id : `${own.toUpperCase()}-${number.replace(/(?<=^|\.)0+(?=\d)/g, '')}`;
}

/** Gives archived tasks an id from their file, because Backlog.md may use their own ids again. */
function renameArchived(rows: readonly SourceTask[], home: string, prefix: string): void {
  const uses = new Map<string, number>();
  const idOf = ({ known }: SourceTask) => (known.source as { id: string } | undefined)?.id ?? '';
  const keyOf = (row: SourceTask) => canonicalId(idOf(row), prefix);
  for (const row of rows) uses.set(keyOf(row), (uses.get(keyOf(row)) ?? 0) + 1);
  for (const row of rows) {
    const file = row.place.file ?? '';
    if (row.problems.length === 0 && file.startsWith(`${home}archive/`) && (uses.get(keyOf(row)) ?? 0) > 1)
      row.known.source = { ...(row.known.source as object), id: `${idOf(row)} ${file.slice(home.length)}` };
  }
}
