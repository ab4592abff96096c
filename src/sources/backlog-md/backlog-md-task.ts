import { present } from '../../base/present.ts';
import { count, mapRow } from '../reading/columns.ts';
import { readFileRow } from '../reading/files.ts';
import type { Given } from '../reading/given.ts';
import { refuseFile } from '../reading/place.ts';
import type { Columns, Reading, Row, Tally } from '../reading/row.ts';
import { spell } from '../reading/spell.ts';
import { notes } from '../reading/texts.ts';
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
} from '../reading/values.ts';
import { readYaml } from '../reading/yaml.ts';
import { backlogMdBody, type Comment } from './backlog-md-body.ts';
import type { Project } from './backlog-md-project.ts';

const PRIORITY = { high: 'H', medium: 'M', low: 'L' };

/** Ids are the same in either case. */
const id: Reader = (value) => (name(value) as string).toUpperCase();
const ids: Reader = (value) => (names(value) as string[]).map((one) => one.toUpperCase());
/** One name, or a list of which the first is meant. */
const firstAssignee: Reader = (value) => assignee(Array.isArray(value) ? (names(value) as string[])[0] : value);

/** What stands in the front matter. */
export const COLUMNS: Columns = {
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
export const SECTIONS: Columns = {
  Description: { to: 'docs.spec', read: text },
  'Acceptance Criteria': { to: 'acceptance', read: text, note: 'Checked ones are met.' },
  'Implementation Plan': { to: 'docs.plan', read: text },
  'Implementation Notes': { to: 'docs.notes', read: text },
  'Final Summary': { to: 'docs.summary', read: text },
  'Definition of Done': { to: 'docs.definition-of-done', read: text },
  Comments: { to: 'annotations', read: text },
};
const TEXTS: ReadonlySet<string> = new Set(Object.keys(COLUMNS).filter((field) => field !== 'ordinal'));

/** A folder of tasks, and what it means that one lies there. */
export interface TaskPlace {
  folder: string;
  status?: 'completed' | 'deleted';
  tag?: string;
}

/** Reads the file of a task. What keeps it from being taken is a problem of the row. */
export async function readTask(
  given: Given,
  file: string,
  { project, place, reading }: { project: Project; place: TaskPlace; reading: Reading },
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

function putState({ known, extra }: Row, { statuses }: Project, place: TaskPlace): void {
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
