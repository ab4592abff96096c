import { backlogMdBody, type Comment } from './backlog-md-body.ts';
import { documentName } from './document-name.ts';
import { type Columns, count, mapRow, type Tally } from './reading/columns.ts';
import { givenBefore } from './reading/counted.ts';
import { readFileRow } from './reading/files.ts';
import type { Given } from './reading/given.ts';
import { refuseFile } from './reading/place.ts';
import type { Reading, Row } from './reading/row.ts';
import { spell } from './reading/spell.ts';
import { notes } from './reading/texts.ts';
import {
  assignee,
  dayOrInstant,
  instant,
  name,
  names,
  number,
  oneOf,
  type Reader,
  text,
  title,
} from './reading/values.ts';
import { readYaml } from './reading/yaml.ts';
import type { Format } from './source.ts';

const PRIORITY = { high: 'H', medium: 'M', low: 'L' };

/** Ids are the same in either case. */
const id: Reader = (value) => (name(value) as string).toUpperCase();
const ids: Reader = (value) => (names(value) as string[]).map((one) => one.toUpperCase());
/** One name, or a list of which the first is meant. */
const firstAssignee: Reader = (value) => assignee(Array.isArray(value) ? (names(value) as string[])[0] : value);

const COLUMNS: Columns = {
  id: { to: 'source', read: id, required: true, note: 'The name of the project is the list.' },
  title: { to: 'description', read: title, required: true },
  status: { to: 'status', read: text, note: 'The last of the configured ones is completed.' },
  priority: { to: 'priority', read: oneOf(PRIORITY) },
  type: { to: 'type', read: name },
  assignee: { to: 'agent', read: firstAssignee, note: 'The first; several also stay in extra.' },
  labels: { to: 'tags', read: names },
  milestone: { to: 'project', read: name, note: 'Its title; the id stays in extra.' },
  dependencies: { to: 'depends', read: ids },
  parent_task_id: { to: 'parent', read: id },
  due_date: { to: 'due', read: dayOrInstant },
  created_date: { to: 'entry', read: instant },
  updated_date: { to: 'modified', read: instant },
  ordinal: { to: 'rank', read: number(-1e12, 1e12) },
};
/** What stands below the front matter. */
const SECTIONS: Columns = {
  Description: { to: 'docs.spec', read: text },
  'Acceptance Criteria': { to: 'acceptance', read: text, note: 'Checked ones are met.' },
  'Implementation Plan': { to: 'docs.plan', read: text },
  'Implementation Notes': { to: 'docs.notes', read: text },
  'Final Summary': { to: 'docs.summary', read: text },
  'Definition of Done': { to: 'docs.definition-of-done', read: text },
  Comments: { to: 'annotations', read: text },
};
const TEXTS: ReadonlySet<string> = new Set(Object.keys(COLUMNS).filter((field) => field !== 'ordinal'));

/** Folders of tasks, and what it means that one lies there. */
const PLACES = [
  { folder: 'tasks/' },
  { folder: 'completed/', status: 'completed' },
  { folder: 'archive/tasks/', status: 'deleted' },
  { folder: 'drafts/', tag: 'draft' },
  { folder: 'archive/drafts/', status: 'deleted', tag: 'draft' },
] as const;

/** Folders whose files are documents of the whole project. */
const DOCUMENTS = ['docs/', 'decisions/'] as const;

const DEFAULT_STATUSES = ['to do', 'in progress', 'done'];

/** A project of Backlog.md: a Markdown file for each task. */
export const BACKLOG_MD: Format = {
  name: 'backlog-md',
  title: 'Backlog.md',
  takes: 'the folder `backlog` (or `.backlog`), or the one above it, where its configuration may be',
  remarks: [
    'The last of the configured statuses is completed, and so is what lies in `completed/`; what lies in `archive/` is deleted; drafts come with the tag `draft`.',
    'The files of `docs/` and `decisions/` come as documents of the workspace, as they are; a name of it becomes `doc-1-fare-rules`. A document that was changed there is a new version here.',
    'Not taken, and said: of milestones more than their title.',
    'Comments and checked criteria are signed by who imports them; whose they were stays in their text.',
  ],
  columns: { 'front matter': COLUMNS, section: SECTIONS },
  detect: (given) => given.folder && homeOf(given) !== undefined,
  read: readProject,
};

/** Where `tasks/` and the others lie, below what was given. */
function homeOf(given: Given): string | undefined {
  const config = ['backlog.config.yml', 'backlog.config.yaml'].find((file) => given.has(file));
  const named = config && /^backlog_?directory:\s*["']?([^"'\n]+?)["']?\s*$/im.exec(given.text(config))?.[1];
  const homes = [...(named ? [`${named.replace(/^\.\/|\/+$/g, '')}/`] : []), '', 'backlog/', '.backlog/'];
  const files = given.files();
  return homes.find(
    (home) =>
      files.some((file) => file.startsWith(`${home}tasks/`) && file.endsWith('.md')) ||
      (given.has(`${home}config.yml`) && isTheirs(given.text(`${home}config.yml`))),
  );
}

/** A project without a task yet is one, too. */
function isTheirs(config: string): boolean {
  return /^\uFEFF?(project_name|task_prefix|statuses):/m.test(config);
}

interface Project {
  list: string | undefined;
  /** Lower case, the last is done. */
  statuses: readonly string[];
  /** id of a milestone -> its title */
  milestones: ReadonlyMap<string, string>;
}

async function readProject(given: Given): Promise<Reading> {
  const home = homeOf(given);
  if (home === undefined) return refuseFile(given.name, 'expected a folder of Backlog.md, with tasks/*.md', undefined);
  const project = await readConfig(given, home);
  const mapped: Tally = new Map();
  const reading: Reading = { rows: [], left: [], mapped, bySource: true };
  for (const place of PLACES)
    for (const file of filesIn(given, home + place.folder))
      reading.rows.push(await readTask(given, file, { project, place, reading }));
  renameArchived(reading.rows, home);
  const wasGiven = givenBefore(reading.rows);
  reading.mayMiss = (row, one, field) => field !== 'parent' && wasGiven(row, one);
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

/** Front matter and all: it says what the text is, and since when. */
function documentsIn(given: Given, home: string): NonNullable<Reading['documents']> {
  const files = given.files().filter((file) => /\.(md|markdown|txt)$/i.test(file));
  const names = new Set<string>();
  return DOCUMENTS.flatMap((folder) => files.filter((file) => file.startsWith(home + folder))).map((file) => {
    const name = documentName(file, names);
    names.add(name);
    return { name, file, body: given.text(file).replaceAll('\r\n', '\n') };
  });
}

function filesIn(given: Given, folder: string): string[] {
  return given.files().filter((file) => file.startsWith(folder) && /^[^/]+\.md$/.test(file.slice(folder.length)));
}

async function readConfig(given: Given, home: string): Promise<Project> {
  const file = ['backlog.config.yml', 'backlog.config.yaml', `${home}config.yml`, `${home}config.yaml`].find((one) =>
    given.has(one),
  );
  const { value } = file
    ? await readYaml(given.text(file), { file, texts: new Set(['project_name', 'statuses']) })
    : { value: {} as Record<string, unknown> };
  const statuses = Array.isArray(value.statuses) ? value.statuses.map((status) => String(status).toLowerCase()) : [];
  const milestones = filesIn(given, `${home}milestones/`).map((one): [string, string] => {
    const content = given.text(one);
    const field = (key: string) => new RegExp(`^${key}:\\s*["']?(.*?)["']?\\s*$`, 'm').exec(content)?.[1];
    return [field('id') ?? '', field('title') ?? ''];
  });
  return {
    list: typeof value.project_name === 'string' ? value.project_name : undefined,
    statuses: statuses.length > 0 ? statuses : DEFAULT_STATUSES,
    milestones: new Map(milestones),
  };
}

async function readTask(
  given: Given,
  file: string,
  { project, place, reading }: { project: Project; place: (typeof PLACES)[number]; reading: Reading },
): Promise<Row> {
  let body = '';
  const located = await readFileRow(given, file, {
    row: reading.rows.length + 1,
    read: async (whole) => {
      const parts = /^---\n([\s\S]*?)\n---[ \t]*(?:\n([\s\S]*))?$/.exec(whole.replaceAll('\r\n', '\n'));
      if (!parts) return refuseFile(file, 'expected a task: front matter between two lines ---', 1);
      const { value, line } = await readYaml(parts[1]!, { file, first: 2, texts: TEXTS });
      body = parts[2] ?? '';
      return { value, lineOf: (field) => line([field]) };
    },
  });
  const row = mapRow(located, COLUMNS, reading.mapped);
  if (row.problems.length > 0) return row;
  putState(row, project, place);
  const { list } = project;
  row.known.source = { kind: 'backlog-md', ...(list === undefined ? {} : { list }), id: row.known.source };
  putMilestone(row, located.value, project);
  if (Array.isArray(located.value.assignee) && located.value.assignee.length > 1)
    row.extra.assignee = located.value.assignee;
  putBody(row, body, reading.mapped);
  return row;
}

function putState(
  { known, extra }: Row,
  { statuses }: Project,
  place: { folder: string; status?: string; tag?: string },
): void {
  const written = typeof known.status === 'string' ? known.status : statuses[0]!;
  const word = written.trim().toLowerCase();
  const done = word === statuses.at(-1);
  known.status = place.status ?? (done ? 'completed' : 'pending');
  if (word !== statuses[0] && !(done && known.status === 'completed')) extra.status = written;
  if (place.tag) known.tags = [...((known.tags as string[] | undefined) ?? []), place.tag];
  if (known.status !== 'pending') known.end = known.modified ?? known.entry;
}

function putMilestone(row: Row, value: Readonly<Record<string, unknown>>, { milestones }: Project): void {
  const { known, extra } = row;
  if (typeof known.project !== 'string') return;
  extra.milestone = value.milestone;
  known.project = milestones.get(String(value.milestone)) ?? String(value.milestone);
  spell(row, COLUMNS, value);
}

function putBody(row: Row, body: string, tally: Tally): void {
  const { known, place } = row;
  const { docs, criteria, comments, problem } = backlogMdBody(body);
  if (problem)
    row.problems.push({ place, field: problem.section, message: problem.message, received: body.slice(0, 80) });
  const at = (known.modified ?? known.entry) as string | undefined;
  if (Object.keys(docs).length > 0) known.docs = docs;
  if (criteria.length > 0)
    known.acceptance = criteria.map(({ text, done }) =>
      done && at ? { text, met: { at, actor: 'Backlog.md', evidence: 'checked' } } : { text },
    );
  if (comments.length > 0) known.annotations = comments.flatMap((comment) => noteOf(comment, at));
  for (const name of Object.keys(docs)) count(tally, `${name} -> docs.${name}`);
}

function noteOf({ author, created, text }: Comment, otherwise: string | undefined): object[] {
  let at = otherwise ?? '2000-01-01T00:00:00Z';
  try {
    at = instant(created) as string;
  } catch {
    // A comment without a date that can be read has that of its task.
  }
  return notes(text, at, author);
}

/** An id may be given again once its task is archived: the archived one is then known by its file. */
function renameArchived(rows: readonly Row[], home: string): void {
  const uses = new Map<unknown, number>();
  const idOf = ({ known }: Row) => (known.source as { id: string } | undefined)?.id;
  for (const row of rows) uses.set(idOf(row), (uses.get(idOf(row)) ?? 0) + 1);
  for (const row of rows) {
    const file = row.place.file ?? '';
    if (row.problems.length === 0 && file.startsWith(`${home}archive/`) && (uses.get(idOf(row)) ?? 0) > 1)
      row.known.source = { ...(row.known.source as object), id: `${idOf(row)} ${file.slice(home.length)}` };
  }
}
