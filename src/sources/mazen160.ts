import { counted } from '../base/amounts.ts';
import { isObject } from '../base/is-object.ts';
import { groupedBy } from '../base/iterables.ts';
import { FORMAT_TITLES } from '../domain/task-formats.ts';
import { mapRow } from './reading/columns.ts';
import type { Given } from './reading/given.ts';
import { type Located, locateAll, readJson } from './reading/json-file.ts';
import type { ReadRows, SourceColumns, SourceTask } from './reading/row.ts';
import { refuseFile } from './reading/row-location.ts';
import { notesOfText } from './reading/texts.ts';
import {
  asIs,
  assignee,
  instant,
  listOf,
  name,
  names,
  oneOf,
  text,
  title,
  unfit,
  type ValueReader,
} from './reading/values.ts';
import type { TaskFormat } from './source.ts';
import { Damaged, type Database, MAGIC, readDatabase } from './sqlite/database.ts';
import type { SqliteValue } from './sqlite/sqlite-library.ts';

type TableRow = Record<string, SqliteValue>;

/** Tables whose rows belong to no task. */
const OTHERS = ['project_memory', 'project_docs', 'attachments', 'activity_log'];

/** Returns the tasks of a database with projects, labels, comments and plans, as the tool's JSON export does. */
async function mazen160Database(given: Given, file: string, left: string[]): Promise<Located[]> {
  try {
    return await readDatabase(given.bytes(file), given.companion('-wal'), (database) => {
      if (!database.tables.includes('tasks'))
        refuseFile(
          file,
          `expected a database with a table tasks, received ${database.tables.join(', ') || 'no table'}`,
        );
      for (const table of OTHERS) {
        const { length } = database.rows(table);
        if (length > 0) left.push(`${table}: ${counted(length, 'row')}`);
      }
      return joined(database).map((value, index) => ({ place: { file, row: index + 1, part: 'of tasks' }, value }));
    });
  } catch (error) {
    if (error instanceof Damaged) return refuseFile(file, `expected an undamaged SQLite database: ${error.message}`);
    throw error;
  }
}

function joined({ rows }: Database): Record<string, unknown>[] {
  const ofTask = ({ task_id }: TableRow) => task_id;
  const projects = new Map(rows('projects').map((project) => [project.id, project.alias]));
  const labels = new Map(rows('labels').map((label) => [label.id, label.name]));
  const labelsOf = groupedBy(rows('task_labels'), ofTask);
  const commentsOf = groupedBy(rows('comments'), ofTask);
  const plansOf = groupedBy(rows('plans'), ofTask);
  const versions = new Map(rows('plan_versions').map((one) => [`${one.plan_id} ${one.version}`, one]));
  return rows('tasks').map((task) => ({
    ...withoutNulls(task),
    project: projects.get(task.project_id ?? ''),
    labels: (labelsOf.get(task.id) ?? []).map(({ label_id }) => labels.get(label_id ?? '')).filter(Boolean),
    comments: (commentsOf.get(task.id) ?? []).map(withoutNulls),
    plans: (plansOf.get(task.id) ?? []).flatMap(({ id, current_version }) => {
      const current = versions.get(`${id} ${current_version}`);
      return current ? [{ title: current.title, body: current.body }] : [];
    }),
  }));
}

function withoutNulls(row: TableRow): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).filter(([, value]) => value !== null && value !== '' && !(value instanceof Uint8Array)),
  );
}

const STATUS = { todo: 'pending', doing: 'pending', done: 'completed' };
const PRIORITY = { p1: 'H', p2: 'H', p3: 'M', p4: 'L', p5: 'L', 1: 'H', 2: 'H', 3: 'M', 4: 'L', 5: 'L' };

/** Reads nanoseconds since the epoch, or ISO text. 0 means no date. */
const moment: ValueReader = (value) => {
  if (typeof value !== 'number') return instant(value);
  if (value === 0) return undefined;
  if (!(value > 0 && value < 1e19)) return unfit('expected nanoseconds since 1970');
  return instant(new Date(Math.floor(value / 1e6)).toISOString());
};
const plan: ValueReader = (value) => {
  if (!isObject(value)) return unfit('expected objects with title and body');
  return { title: value.title ? text(value.title) : '', body: text(value.body ?? '') };
};
const comment: ValueReader = (value) => {
  if (!isObject(value)) return unfit('expected objects with body and created_at');
  const author = value.actor_name ? name(value.actor_name) : undefined;
  return { text: text(value.body), at: moment(value.created_at) ?? '2000-01-01T00:00:00Z', author };
};
const COLUMNS: SourceColumns = {
  id: { to: 'source', read: name, note: 'A finding has none; external_ref or the title identifies it.' },
  title: { to: 'description', read: title, required: true },
  description: { to: 'docs.spec', read: text },
  type: { to: 'type', read: name },
  status: { to: 'status', read: oneOf(STATUS), plain: ['todo', 'done'] },
  priority: { to: 'priority', read: oneOf(PRIORITY), plain: ['p2', 'p3', 'p4', 2, 3, 4] },
  assignee: { to: 'agent', read: assignee },
  labels: { to: 'tags', read: names },
  project: { to: 'project', read: name },
  due_at: { to: 'due', read: moment },
  created_at: { to: 'entry', read: moment },
  updated_at: { to: 'modified', read: moment },
  completed_at: { to: 'end', read: moment },
  comments: { to: 'annotations', read: listOf(comment) },
  plans: { to: 'plans', read: listOf(plan), note: 'The documents plan, plan-2, …' },
  project_id: { to: 'left', read: asIs },
  archived_at: { to: 'status', read: asIs, note: 'An archived task that is not done is deleted.' },
};

/** A file of findings, the JSON export, or the database itself (`backlog.db`). */
export const MAZEN160: TaskFormat = {
  name: 'mazen160',
  title: FORMAT_TITLES.mazen160,
  takes: '`backlog.db`, a file of findings, or what `backlog export` writes as JSON',
  remarks: [
    "`done` is completed. Archived tasks that aren't done are deleted. `doing` gets a handoff, with its word in `extra`.",
    "SQLite reads a copy of the database and its log in memory. The file isn't written. Of a plan, the newest version is imported.",
    'Left out, with a message: memory, documents of projects, attachments, the activity log.',
  ],
  columns: { task: COLUMNS },
  oneFile: /\.(json|db|sqlite3?)$/i,
  detect: (given) => !given.folder && (isDatabase(given) || isTheirs(given)),
  read: async (given) => {
    const [file] = given.files() as [string];
    const reading: ReadRows = { rows: [], left: [], mapped: new Map(), bySource: true };
    const located = isDatabase(given)
      ? await mazen160Database(given, file, reading.left)
      : recordsOf(given.text(file), file);
    for (const one of located) reading.rows.push(readRecord(one, reading));
    return reading;
  },
};

function isDatabase(given: Given): boolean {
  return given.bytes(given.files()[0]!).toString('latin1', 0, MAGIC.length) === MAGIC;
}

function isTheirs(given: Given): boolean {
  const start = given.text(given.files()[0]!).slice(0, 20_000);
  const isExport = /^\s*\{\s*"tasks"\s*:/.test(start) && /"(actor_kind|task_seq|project_id)"\s*:/.test(start);
  return isExport || (/^\s*\{/.test(start) && /"items"\s*:/.test(start) && /"version"\s*:/.test(start));
}

function recordsOf(content: string, file: string): Located[] {
  const whole = readJson(content, file);
  if (!isObject(whole)) return refuseFile(file, 'expected an object with items, or with tasks');
  const list = whole.items ?? whole.tasks;
  if (!Array.isArray(list)) return refuseFile(file, 'expected a list of items, or of tasks');
  const { version, project } = whole;
  if (whole.items !== undefined && version !== 1)
    refuseFile(file, `version: expected 1, received ${JSON.stringify(version)}`);
  if (project !== undefined && typeof project !== 'string')
    refuseFile(file, 'project: expected the alias of a project');
  return locateAll(list, file).map((one) =>
    one.problem === undefined && project !== undefined ? { ...one, value: { project, ...one.value } } : one,
  );
}

function readRecord(located: Located, { mapped }: ReadRows): SourceTask {
  const { value } = located;
  const { archived_at, ...rest } = value;
  const row = mapRow({ ...located, value: rest }, COLUMNS, mapped);
  const { known, extra } = row;
  const id = known.source ?? value.external_ref ?? value.title;
  const list = value.id === undefined && typeof value.project === 'string' ? { list: value.project } : {};
  known.source = { kind: 'mazen160', ...list, id: String(id) };
  known.status ??= 'pending';
  if (archived_at) {
    extra.archived_at = archived_at;
    if (known.status === 'pending') known.status = 'deleted';
  }
  if (known.status === 'pending') delete known.end;
  else known.end ??= known.modified;
  putTexts(known);
  return row;
}

function putTexts(known: Record<string, unknown>): void {
  const comments = (known.annotations ?? []) as { text: string; at: string; author?: string }[];
  if (comments.length > 0)
    known.annotations = comments.flatMap(({ text, at, author }) => notesOfText(text, at, author));
  const plans = (known.plans ?? []) as { title: string; body: string }[];
  delete known.plans;
  const named = plans.map(({ title, body }, i): [string, string] => [
    i === 0 ? 'plan' : `plan-${i + 1}`,
    title === '' ? body : `# ${title}\n\n${body}`,
  ]);
  if (named.length > 0) known.docs = { ...(known.docs as object), ...Object.fromEntries(named) };
}
