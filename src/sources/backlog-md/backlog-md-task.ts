import { present } from '../../base/present.ts';
import { countField, mapRow, spellOnce } from '../reading/columns.ts';
import { readFileRow } from '../reading/files.ts';
import type { Given } from '../reading/given.ts';
import type { ReadRows, SourceColumns, SourceTask, Tally } from '../reading/row.ts';
import { refuseFile } from '../reading/row-location.ts';
import { notesOfText } from '../reading/texts.ts';
import {
  assignee,
  dayOrInstant,
  instant,
  name,
  names,
  number,
  oneOf,
  text,
  title,
  type ValueReader,
} from '../reading/values.ts';
import { readYaml } from '../reading/yaml/yaml.ts';
import { type BacklogMdComment, backlogMdBody } from './backlog-md-body.ts';
import type { BacklogMdProject } from './backlog-md-project.ts';

const PRIORITY = { high: 'H', medium: 'M', low: 'L' };

/** Reads an id as upper case, because ids are case-insensitive. */
const id: ValueReader = (value) => (name(value) as string).toUpperCase();
const ids: ValueReader = (value) => (names(value) as string[]).map((one) => one.toUpperCase());
/** Reads one name, or the first name of a list. */
const firstAssignee: ValueReader = (value) => assignee(Array.isArray(value) ? (names(value) as string[])[0] : value);

/** The conversion of the fields in the front matter. */
export const BACKLOG_MD_COLUMNS: SourceColumns = {
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
/** The conversion of the sections below the front matter. */
export const SECTIONS: SourceColumns = {
  Description: { to: 'docs.spec', read: text },
  'Acceptance Criteria': { to: 'acceptance', read: text, note: 'Checked ones are met.' },
  'Implementation Plan': { to: 'docs.plan', read: text },
  'Implementation Notes': { to: 'docs.notes', read: text },
  'Final Summary': { to: 'docs.summary', read: text },
  'Definition of Done': { to: 'docs.definition-of-done', read: text },
  Comments: { to: 'annotations', read: text },
};
const TEXTS: ReadonlySet<string> = new Set(Object.keys(BACKLOG_MD_COLUMNS).filter((field) => field !== 'ordinal'));

/** A folder of tasks, with the status and tag for its tasks. */
export interface TaskFolder {
  folder: string;
  status?: 'completed' | 'deleted';
  tag?: string;
}

/** Reads a task's file. An invalid file becomes a row with a problem. */
export async function readTask(
  given: Given,
  file: string,
  { project, place, reading }: { project: BacklogMdProject; place: TaskFolder; reading: ReadRows },
): Promise<SourceTask> {
  let body = '';
  const located = await readFileRow(given, file, {
    row: reading.rows.length + 1,
    read: async (whole) => {
      const parts = /^---\n([\s\S]*?)\n---[ \t]*(?:\n([\s\S]*))?$/.exec(whole.replaceAll('\r\n', '\n'));
      if (!parts) return refuseFile(file, 'expected a task: front matter between two lines ---', 1);
      const { value, line } = await readYaml(withQuotedNames(parts[1]!), { file, first: 2, texts: TEXTS });
      body = parts[2] ?? '';
      return { value, lineOf: (field) => line([field]) };
    },
  });
  const row = mapRow(located, BACKLOG_MD_COLUMNS, reading.mapped);
  const { list } = project;
  row.known.source = { kind: 'backlog-md', ...present({ list }), id: row.known.source };
  if (row.problems.length > 0) return row;
  putState(row, project, place);
  putMilestone(row, located.value, project);
  if (Array.isArray(located.value.assignee) && located.value.assignee.length > 1)
    row.extra.assignee = located.value.assignee;
  putBody(row, body, reading.mapped);
  return row;
}

/** Quotes names such as `@kim`, which YAML refuses without quotes. Backlog.md reads and writes them so. */
function withQuotedNames(frontMatter: string): string {
  return frontMatter
    .split('\n')
    .map((line) =>
      /^\s*(assignee|reporter)\s*:/.test(line) || /^\s*-\s+@/.test(line)
        ? line.replace(/(?<=[:[,-]\s*)@[^\s,\]"']+/g, (name) => `'${name}'`)
        : line,
    )
    .join('\n');
}

function putState({ known, extra }: SourceTask, { statuses }: BacklogMdProject, place: TaskFolder): void {
  const written = typeof known.status === 'string' ? known.status : statuses[0]!;
  const word = written.trim().toLowerCase();
  const done = word === statuses.at(-1);
  known.status = place.status ?? (done ? 'completed' : 'pending');
  if (word !== statuses[0] && !(done && known.status === 'completed')) extra.status = written;
  if (place.tag) known.tags = [...((known.tags as string[] | undefined) ?? []), place.tag];
  if (known.status !== 'pending') known.end = known.modified ?? known.entry;
}

function putMilestone(
  row: SourceTask,
  value: Readonly<Record<string, unknown>>,
  { milestones }: BacklogMdProject,
): void {
  const { known, extra } = row;
  if (typeof known.project !== 'string') return;
  extra.milestone = value.milestone;
  known.project = milestones.get(String(value.milestone)) ?? String(value.milestone);
  spellOnce(row, BACKLOG_MD_COLUMNS, value);
}

/** The date of comments and checked criteria in a file without one. */
const NO_DATE = '2000-01-01T00:00:00Z';

function putBody(row: SourceTask, body: string, tally: Tally): void {
  const { known, place } = row;
  const { docs, criteria, comments, problem } = backlogMdBody(body);
  if (problem)
    row.problems.push({ place, field: problem.section, message: problem.message, received: body.slice(0, 80) });
  const at = (known.modified ?? known.entry) as string | undefined;
  if (Object.keys(docs).length > 0) known.docs = docs;
  if (criteria.length > 0)
    known.acceptance = criteria.map(({ text, done }) =>
      done ? { text, met: { at: at ?? NO_DATE, actor: 'Backlog.md', evidence: 'checked' } } : { text },
    );
  if (comments.length > 0) known.annotations = comments.flatMap((comment) => noteOf(comment, at));
  for (const name of Object.keys(docs)) countField(tally, `${name} -> docs.${name}`);
}

function noteOf({ author, created, text }: BacklogMdComment, otherwise: string | undefined): object[] {
  let at = otherwise ?? NO_DATE;
  try {
    at = instant(created) as string;
  } catch {
    // A comment whose date can't be read gets the date of its task.
  }
  return notesOfText(text, at, author);
}
