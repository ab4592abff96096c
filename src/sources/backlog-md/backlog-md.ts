import { FORMAT_TITLES } from '../../domain/task-formats.ts';
import type { Given } from '../reading/given.ts';
import type { ReadRows, SourceTask } from '../reading/row.ts';
import { refuseFile } from '../reading/row-location.ts';
import type { TaskFormat } from '../source.ts';
import { homeOf, projectFiles, readConfig } from './backlog-md-project.ts';
import { BACKLOG_MD_COLUMNS, readTask, SECTIONS, type TaskFolder } from './backlog-md-task.ts';

const TASK_FOLDERS: readonly TaskFolder[] = [
  { folder: 'tasks/' },
  { folder: 'completed/', status: 'completed' },
  { folder: 'archive/tasks/', status: 'deleted' },
  { folder: 'drafts/', tag: 'draft' },
  { folder: 'archive/drafts/', status: 'deleted', tag: 'draft' },
];

/** Folders with documents of the whole project. */
const DOCUMENTS = ['docs/', 'decisions/'] as const;

/** A Backlog.md project: one Markdown file per task. */
export const BACKLOG_MD: TaskFormat = {
  name: 'backlog-md',
  title: FORMAT_TITLES['backlog-md'],
  takes: 'the folder `backlog` (or `.backlog`), or the one above it, where its configuration may be',
  remarks: [
    'The last of the configured statuses is completed, and so are the files in `completed/`. Files in `archive/` are deleted tasks. Drafts get the tag `draft`.',
    'The files of `docs/` and `decisions/` become documents of the workspace, with names such as `doc-1-fare-rules`. A later change there is a new version here.',
    'Left out, with a message: everything of milestones but their title.',
    'The importer is the author of comments and checked criteria. The name in the file becomes their field `author`.',
  ],
  columns: { 'front matter': BACKLOG_MD_COLUMNS, section: SECTIONS },
  detect: (given) => given.folder && homeOf(given) !== undefined,
  read: readProject,
};

async function readProject(given: Given): Promise<ReadRows> {
  const home = homeOf(given);
  if (home === undefined) return refuseFile(given.name, 'expected a folder of Backlog.md, with tasks/*.md', undefined);
  const project = await readConfig(given, home);
  const reading: ReadRows = { rows: [], left: [], mapped: new Map(), bySource: true };
  for (const place of TASK_FOLDERS)
    for (const file of projectFiles(given, home + place.folder))
      reading.rows.push(await readTask(given, file, { project, place, reading }));
  renameArchived(reading.rows, home);
  findByNumber(reading.rows, project.prefix);
  nameSubfolders(reading, given, home);
  reading.documents = documentsIn(given, home);
  const taken = new Set(reading.documents.map(({ file }) => file));
  for (const folder of [...DOCUMENTS, 'milestones/', 'archive/milestones/'])
    reading.left.push(
      ...given
        .files()
        .filter((file) => file.startsWith(home + folder) && !taken.has(file))
        .map((file) => `${file}: no task`),
    );
  return reading;
}

/** Adds a message for each folder inside of a task folder. Backlog.md doesn't read their files. */
function nameSubfolders({ left }: ReadRows, given: Given, home: string): void {
  const counts = new Map<string, number>();
  for (const file of given.files()) {
    const place = TASK_FOLDERS.find(({ folder }) => file.startsWith(home + folder));
    const inner = file.slice(0, file.lastIndexOf('/') + 1);
    if (place && inner !== home + place.folder && file.endsWith('.md')) counts.set(inner, (counts.get(inner) ?? 0) + 1);
  }
  for (const [folder, files] of counts)
    left.push(`${folder}: ${files} ${files === 1 ? 'file' : 'files'}; Backlog.md reads no tasks in subfolders`);
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
function canonicalId(id: string, prefix: string): string {
  const [, own = prefix, number] = /^(?:([A-Z]+)-)?(\d+(?:\.\d+)*)$/i.exec(id) ?? [];
  return number === undefined ? id : `${own.toUpperCase()}-${number.replace(/(?<=^|\.)0+(?=\d)/g, '')}`;
}

/** Returns the documents of a project with their front matter, which has the document's type and date. */
function documentsIn(given: Given, home: string): NonNullable<ReadRows['documents']> {
  const files = given.files().filter((file) => /\.(md|markdown|txt)$/i.test(file));
  const names = new Set<string>();
  return DOCUMENTS.flatMap((folder) => files.filter((file) => file.startsWith(home + folder))).map((file) => {
    const name = documentName(file, names);
    names.add(name);
    return { name, file, body: given.text(file).replaceAll('\r\n', '\n') };
  });
}

/** Gives archived tasks an id from their file, because Backlog.md may use their own ids again. */
function renameArchived(rows: readonly SourceTask[], home: string): void {
  const uses = new Map<unknown, number>();
  const idOf = ({ known }: SourceTask) => (known.source as { id: string } | undefined)?.id;
  for (const row of rows) uses.set(idOf(row), (uses.get(idOf(row)) ?? 0) + 1);
  for (const row of rows) {
    const file = row.place.file ?? '';
    if (row.problems.length === 0 && file.startsWith(`${home}archive/`) && (uses.get(idOf(row)) ?? 0) > 1)
      row.known.source = { ...(row.known.source as object), id: `${idOf(row)} ${file.slice(home.length)}` };
  }
}

/** Maximum length of a name, in characters. */
const MOST = 64;

/**
 * Makes a document's name from its file: `docs/doc-1 - Fare-rules.md` becomes `doc-1-fare-rules`. Adds a number if the
 * name is in `taken`.
 */
export function documentName(file: string, taken: ReadonlySet<string>): string {
  const last = file.slice(file.lastIndexOf('/') + 1).replace(/\.[^.]+$/, '');
  const plain = last
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._]+/g, '-');
  const name = plain.slice(0, MOST).replace(/^[-._]+|[-._]+$/g, '') || 'document';
  for (let number = 1; ; number++) {
    const end = number === 1 ? '' : `-${number}`;
    const one = name.slice(0, MOST - end.length) + end;
    if (!taken.has(one)) return one;
  }
}
