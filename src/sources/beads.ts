import { isObject } from '../base/is-object.ts';
import { ownProperty } from '../base/own-property.ts';
import { present } from '../base/present.ts';
import { FORMAT_TITLES } from '../domain/task-formats.ts';
import { mapRow } from './reading/columns.ts';
import type { Given } from './reading/given.ts';
import { type Located, locateAll, readJson, readJsonLines } from './reading/json-file.ts';
import type { ReadRows, SourceColumns, SourceTask, Tally } from './reading/row.ts';
import { locationText, refuseFile } from './reading/row-location.ts';
import { criteriaOf, notesOfText } from './reading/texts.ts';
import {
  asIs,
  assignee,
  dayOrInstant,
  instant,
  listOf,
  name,
  names,
  number,
  oneOf,
  seconds,
  text,
  title,
  unfit,
} from './reading/values.ts';
import type { TaskFormat } from './source.ts';

const STATUS = {
  ...Object.fromEntries(
    ['open', 'in_progress', 'blocked', 'deferred', 'hooked', 'pinned', 'review'].map((word) => [word, 'pending']),
  ),
  closed: 'completed',
  tombstone: 'deleted',
};

/** Priorities by the number in beads, where 0 is the highest of five. */
const PRIORITY = { 0: 'H', 1: 'H', 2: 'M', 3: 'L', 4: 'L' };

/** Link type, by beads' type of dependency. A type that is neither here nor in `putTies` stays in `extra`. */
const LINKS: Readonly<Record<string, string>> = {
  'discovered-from': 'discovered-from',
  duplicates: 'duplicates',
  related: 'relates',
  'relates-to': 'relates',
};

const COLUMNS: SourceColumns = {
  id: { to: 'source', read: name, required: true },
  title: { to: 'description', read: title, required: true },
  description: { to: 'docs.spec', read: text },
  design: { to: 'docs.design', read: text },
  notes: { to: 'docs.notes', read: text },
  acceptance_criteria: { to: 'acceptance', read: (value) => criteriaOf(text(value) as string).criteria },
  status: { to: 'status', read: oneOf(STATUS), plain: ['open', 'closed', 'tombstone'] },
  priority: { to: 'priority', read: (value) => oneOf(PRIORITY)(number(0, 4)(value)), plain: [1, 2, 3] },
  issue_type: { to: 'type', read: name },
  assignee: { to: 'agent', read: assignee },
  labels: { to: 'tags', read: names },
  created_at: { to: 'entry', read: instant },
  updated_at: { to: 'modified', read: instant },
  closed_at: { to: 'end', read: instant },
  deleted_at: { to: 'end', read: instant },
  due_at: { to: 'due', read: dayOrInstant },
  defer_until: { to: 'wait', read: dayOrInstant },
  estimated_minutes: { to: 'estimate', read: seconds(60) },
  dependencies: { to: 'depends, parent, links', read: listOf(dependency) },
  parent: { to: 'parent', read: name },
  comments: { to: 'annotations', read: listOf(comment) },
  compacted_at: { to: 'left', read: asIs },
  content_hash: { to: 'left', read: asIs },
  dependency_count: { to: 'left', read: asIs },
  dependent_count: { to: 'left', read: asIs },
  comment_count: { to: 'left', read: asIs },
};

interface Dependency {
  depends_on_id: string;
  type: string;
}

function dependency(value: unknown): Dependency {
  if (!isObject(value)) return unfit('expected objects with depends_on_id and type');
  // `bd show --json` writes the other issue, with the relation beside its fields.
  const type = value.type || value.dependency_type;
  return {
    depends_on_id: name(value.depends_on_id || value.id) as string,
    type: type ? (name(type) as string) : 'blocks',
  };
}

interface Comment {
  text: string;
  created_at: string;
  author?: string;
}

function comment(value: unknown): Comment {
  if (!isObject(value)) return unfit('expected objects with text and created_at');
  const author = value.author ? (name(value.author) as string) : undefined;
  return {
    text: text(value.text) as string,
    created_at: instant(value.created_at) as string,
    ...present({ author }),
  };
}

/** Folders that may contain the issues, relative to the given folder. */
const HOMES = ['', '.beads/', 'backup/', '.beads/backup/'];
const MAIN = ['issues.jsonl', 'bd.jsonl', 'beads.jsonl'];
/** Files of an export with one file per table. */
const TABLES = { dependencies: 'dependencies', labels: 'labels', comments: 'comments' } as const;

/** Issues of beads (`bd`): JSON lines, in `.beads/issues.jsonl` or in a file per table (`.beads/backup/`). */
export const BEADS: TaskFormat = {
  name: 'beads',
  title: FORMAT_TITLES.beads,
  takes: '`.beads/issues.jsonl`, or its folder',
  remarks: [
    "Closed issues are completed, tombstones deleted. Every other status is pending, with its word in `extra`. An issue that isn't free there gets a handoff.",
    '`blocks` is a dependency, `parent-child` the parent; `discovered-from`, `duplicates`, `relates-to` are links. Other relations stay in `extra`.',
    'A dependency on an issue that is neither in the file nor in the queue stays in `extra`, with a message.',
    'Left out: `deletions.jsonl`, lines of other records such as memories, and the history in its database.',
  ],
  columns: { issue: COLUMNS },
  detect: (given) =>
    given.folder ? mainFile(given) !== undefined : /^\s*[[{].*"issue_type"\s*:/s.test(startOf(given)),
  read: async (given) => readIssues(given),
};

function startOf(given: Given): string {
  return given.text(given.files()[0]!).slice(0, 20_000);
}

function mainFile(given: Given): string | undefined {
  return HOMES.flatMap((home) => MAIN.map((file) => home + file)).find((file) => given.has(file));
}

function readIssues(given: Given): ReadRows {
  const file = given.folder ? mainFile(given) : given.files()[0];
  if (file === undefined) return refuseFile(given.name, `expected a folder with ${MAIN.join(', ')}`);
  const all = readLinesOrList(given.text(file), file);
  const located = all.filter(isIssue);
  const lost = given.folder ? joinTables(given, file, located) : [];
  const mapped: Tally = new Map();
  const rows = located.map((one) => readIssue(one, mapped));
  const left = rows.length === 0 ? [...lost, `${file} has no issues`] : lost;
  for (const { place, value } of all.filter((one) => !isIssue(one)))
    left.push(`${locationText(place)}: a record of type ${String(value._type)}, no issue`);
  const removed = file.replace(/[^/]*$/, 'deletions.jsonl');
  if (given.folder && given.has(removed)) left.push(`${removed}: ids of issues that are gone`);
  return { rows, left, mapped, bySource: true };
}

/** Reads one object per line (`bd export`), or an array (`bd list --json`). */
function readLinesOrList(text: string, file: string): Located[] {
  if (!/^\s*\[/.test(text)) return readJsonLines(text, file);
  const whole = readJson(text, file);
  return locateAll(Array.isArray(whole) ? whole : [whole], file);
}

/** An export also has lines of other records, such as memories. beads skips them in the same way. */
function isIssue({ value }: Located): boolean {
  return typeof value._type !== 'string' || value._type === '' || value._type === 'issue';
}

/**
 * Adds the rows of the other tables to their issues. The result has the form of an export in one file.
 * @returns a message for each row that belongs to no issue
 */
function joinTables(given: Given, main: string, issues: readonly Located[]): string[] {
  const left: string[] = [];
  const byId = new Map(issues.map(({ value }) => [value.id, value]));
  for (const [table, field] of Object.entries(TABLES)) {
    const file = main.replace(/[^/]*$/, `${table}.jsonl`);
    if (!given.has(file)) continue;
    for (const { value, place, problem } of readJsonLines(given.text(file), file)) {
      const issue = byId.get(value.issue_id);
      if (problem !== undefined || !issue) {
        const expected = problem ?? `expected the issue_id of an issue, received ${JSON.stringify(value.issue_id)}`;
        left.push(`${locationText(place)}: ${expected}`);
        continue;
      }
      const one = table === 'labels' ? value.label : value;
      issue[field] = [...((issue[field] as unknown[] | undefined) ?? []), one];
    }
  }
  return left;
}

function readIssue(located: Located, tally: Tally): SourceTask {
  const row = mapRow(located, COLUMNS, tally);
  const { known, extra } = row;
  const id = known.source as string | undefined;
  if (id !== undefined) known.source = { kind: 'beads', id };
  const ties = (known['depends, parent, links'] ?? []) as Dependency[];
  delete known['depends, parent, links'];
  putTies(row, ties);
  known.annotations = ((known.annotations ?? []) as Comment[]).flatMap(({ text, created_at, author }) =>
    notesOfText(text, created_at, author),
  );
  const acceptance = located.value.acceptance_criteria;
  if (typeof acceptance === 'string' && acceptance.trim() && !criteriaOf(acceptance).whole)
    known.docs = { ...(known.docs as object), acceptance };
  known.status ??= 'pending';
  if (known.status === 'pending') delete known.end;
  for (const [field, value] of Object.entries(extra)) if (value === null || value === '') delete extra[field];
  return row;
}

function putTies({ known, extra, warnings }: SourceTask, ties: readonly Dependency[]): void {
  const blocks = ties.filter(({ type }) => type === 'blocks' || type === 'conditional-blocks' || type === 'waits-for');
  const parent = ties.find(({ type }) => type === 'parent-child')?.depends_on_id;
  const links = ties.flatMap(({ type, depends_on_id }) => {
    const link = ownProperty(LINKS, type);
    return link ? [{ type: link, uuid: depends_on_id }] : [];
  });
  const waits = [...new Set(blocks.map(({ depends_on_id }) => depends_on_id))];
  const depends = waits.filter((one) => one !== parent);
  if (depends.length < waits.length)
    warnings.push(`dependencies: it depends on its parent ${parent}, which a subtask can't; imported as parent only`);
  const others = ties.filter(
    (tie) => !blocks.includes(tie) && tie.type !== 'parent-child' && ownProperty(LINKS, tie.type) === undefined,
  );
  if (depends.length > 0) known.depends = depends;
  if (parent !== undefined) known.parent = parent;
  if (links.length > 0) known.links = links;
  if (others.length > 0) extra.dependencies = others;
}
