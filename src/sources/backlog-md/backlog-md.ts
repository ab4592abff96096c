import { FORMAT_TITLES } from '../../domain/task-formats.ts';
import type { Given } from '../reading/given.ts';
import type { ReadRows } from '../reading/row.ts';
import type { TaskFormat } from '../source.ts';
import { configFiles, homeOf, projectFiles, readConfig, requireHome } from './backlog-md-project.ts';
import { BACKLOG_MD_COLUMNS, SECTIONS } from './backlog-md-task.ts';
import { readTasks, TASK_FOLDERS } from './backlog-md-tasks.ts';

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
  open: async (text, at) => (await import('./backlog-md-open.ts')).openProject(text, at),
  bundle: bundleOf,
};

/** Returns the files of the tasks, and those that say what their words mean. */
function bundleOf(given: Given): Map<string, string> {
  const home = requireHome(given);
  const folders = [...TASK_FOLDERS.map(({ folder }) => folder), 'milestones/'];
  const files = [...configFiles(given, home), ...folders.flatMap((folder) => projectFiles(given, home + folder))];
  return new Map(files.map((file) => [file, given.text(file)]));
}

async function readProject(given: Given): Promise<ReadRows> {
  const home = requireHome(given);
  const project = await readConfig(given, home);
  const reading = await readTasks(given, home, project);
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
