import { createHash } from 'node:crypto';
import { isObject } from '../base/is-object.ts';
import type { Task } from '../domain/task/task.ts';
import { FORMAT_TITLES } from '../domain/task-formats.ts';
import { globsOf, pathsOfScope } from './backlog-runner-inbox.ts';
import { addTags, needs } from './reading/agent-limits.ts';
import { mapRow } from './reading/columns.ts';
import { readFileRow } from './reading/files.ts';
import type { Given } from './reading/given.ts';
import { type Located, readJsonLines } from './reading/json-file.ts';
import type { ReadRows, SourceColumns, SourceTask } from './reading/row.ts';
import { refuseFile } from './reading/row-location.ts';
import { notesOfText } from './reading/texts.ts';
import { instant, name, names, oneOf, text, texts, title, type ValueReader } from './reading/values.ts';
import { readYaml } from './reading/yaml/yaml.ts';
import { yamlField } from './reading/yaml/yaml-write.ts';
import type { FolderTask, TaskFormat } from './source.ts';

const STATE = { planned: 'pending', ready: 'pending', failed: 'pending', done: 'completed', superseded: 'deleted' };
const PRIORITY = { high: 'H', normal: 'M', low: 'L' };

/** Converts paths to globs: a file to one, a folder to two, for it and its content. Accepts Windows paths. */
const touched: ValueReader = (value) => (texts(value) as string[]).flatMap(globsOf);

const SHARED: SourceColumns = {
  title: { to: 'description', read: title, required: true },
  priority: { to: 'priority', read: oneOf(PRIORITY) },
  task_kind: { to: 'type', read: name },
  touch_paths: { to: 'scope', read: touched },
  acceptance_criteria: { to: 'acceptance', read: texts },
  capabilities: { to: 'tags', read: needs, note: 'The tags `needs.…`, which limit the agents.' },
};
const SPEC: SourceColumns = {
  id: { to: 'source', read: name, required: true },
  ...SHARED,
  depends_on: { to: 'depends', read: names },
  status_notes: { to: 'annotations', read: texts, note: 'The first, `Context: …`, is docs.spec.' },
  state: { to: 'status', read: oneOf(STATE), plain: ['ready', 'done', 'superseded'] },
  created_at: { to: 'entry', read: instant, required: true },
  updated_at: { to: 'modified', read: instant, required: true },
};
const CANDIDATE: SourceColumns = { ...SHARED, context: { to: 'docs.spec', read: text } };
const TEXTS: ReadonlySet<string> = new Set([...Object.keys(SPEC), 'capabilities', 'validation_profile']);

const SPEC_FILE = /^((?:[^/]+\/)?)tasks\/(?:done\/)?[^/]+\.ya?ml$/;

/** Task specs of backlog-runner, one YAML file each, and the candidates of its inbox. */
export const BACKLOG_RUNNER: TaskFormat = {
  name: 'backlog-runner',
  title: FORMAT_TITLES['backlog-runner'],
  takes: 'the folder `backlog`, or the one above it',
  remarks: [
    '`done` is completed, `superseded` deleted. `planned`, `ready` and `failed` are pending, with their word in `extra`. Planned and failed tasks get a handoff.',
    'Paths become a scope: a file, or a folder with its content. Candidates of `inbox.jsonl` get the tag `candidate` and a handoff, since the planner decides about them.',
    'If the queue has a check of the name in `validation_profile`, the task gets it. Otherwise the name stays in `extra`.',
    'For the inbox instead: `inbox import backlog/inbox.jsonl`, and `candidate-rejections.jsonl` with its reasons. `inbox export` writes both.',
    'Back: `export --format backlog-runner --to backlog` writes `tasks/*.yaml` into a new folder. It has the fields below, in the words of backlog-runner: other types become `implementation`, tasks that wait are `ready`.',
    'Left out: its database, logs, rejected candidates, and `backlog.md` (a report).',
  ],
  columns: { spec: SPEC, candidate: CANDIDATE },
  detect: (given) =>
    given.folder
      ? given.files().some((file) => SPEC_FILE.test(file))
      : /\.ya?ml$/.test(given.name) &&
        /(?<![^\n])(task_kind|validation_profile|touch_paths):/.test(given.text(given.files()[0]!)),
  read: readQueue,
  files: runnerFiles,
};

async function readQueue(given: Given): Promise<ReadRows> {
  const reading: ReadRows = { rows: [], left: [], mapped: new Map(), bySource: true };
  const files = given.folder ? given.files().filter((file) => SPEC_FILE.test(file)) : [...given.files()];
  const inboxes = given.files().filter((file) => /^(?:[^/]+\/)?inbox\.jsonl$/.test(file));
  if (files.length + inboxes.length === 0) return refuseFile(given.name, 'expected a folder with tasks/*.yaml');
  for (const file of files) reading.rows.push(await readSpec(given, file, reading));
  const taken = new Set(reading.rows.map(({ known }) => titleSum(known.source)));
  for (const file of given.folder ? inboxes : []) readInbox(given, file, { reading, taken });
  return reading;
}

async function readSpec(given: Given, file: string, reading: ReadRows): Promise<SourceTask> {
  const located = await readFileRow(given, file, {
    row: reading.rows.length + 1,
    read: async (content) => {
      const { value, line } = await readYaml(content, { file, texts: TEXTS });
      return { value, lineOf: (field) => line([field]) };
    },
  });
  const row = mapRow(located, SPEC, reading.mapped);
  const { known } = row;
  known.source = { kind: 'backlog-runner', id: known.source };
  known.status ??= 'pending';
  if (row.extra.state === 'planned') row.held = 'planned';
  row.wanted = { checks: 'validation_profile' };
  if (known.status !== 'pending') known.end = known.modified;
  putNotes(row);
  return row;
}

const CONTEXT = /^Context:\s*/;

/** Separates the spec from the first note. The format has no field for a spec, so the first note contains it. */
function putNotes({ known }: SourceTask): void {
  const [first, ...others] = (known.annotations ?? []) as string[];
  const isContext = first !== undefined && CONTEXT.test(first);
  if (isContext) known.docs = { spec: first.replace(CONTEXT, '') };
  const rest = isContext || first === undefined ? others : [first, ...others];
  if (rest.length > 0) known.annotations = rest.flatMap((note) => notesOfText(note, known.modified as string));
  else delete known.annotations;
}

function readInbox(
  given: Given,
  file: string,
  { reading, taken }: { reading: ReadRows; taken: ReadonlySet<string> },
): void {
  for (const located of readJsonLines(given.text(file), file)) {
    const row = readCandidate(located, reading);
    if (row.known.source && taken.has(titleSum(row.known.source)))
      reading.left.push(`${file}, line ${located.place.line}: a task with that title exists`);
    else reading.rows.push(row);
  }
}

/**
 * Reads a candidate, which has no id yet. Computes the id from the title, as backlog-runner will do. A candidate
 * without a title already has a problem.
 */
function readCandidate(located: Located, reading: ReadRows): SourceTask {
  const place = { ...located.place, row: reading.rows.length + 1 };
  const row = mapRow({ ...located, place }, CANDIDATE, reading.mapped);
  const { title } = located.value;
  if (typeof title === 'string') {
    const sum = createHash('sha1').update(title.trim()).digest('hex').slice(0, 8);
    row.known.source = { kind: 'backlog-runner', id: `inbox-${sum}` };
  }
  row.known.status = 'pending';
  addTags(row, ['candidate']);
  row.held = 'candidate';
  row.wanted = { checks: 'validation_profile' };
  return row;
}

/** Returns the end of an id, which is a hash of the title. */
function titleSum(source: unknown): string {
  return (source as { id?: string } | undefined)?.id?.slice(-8) ?? '';
}

const PRIORITY_OUT = { H: 'high', M: 'normal', L: 'low' } as const;
const STATE_OUT: Readonly<Record<Task['status'], string>> = {
  pending: 'ready',
  recurring: 'planned',
  completed: 'done',
  deleted: 'superseded',
};
/** The words of backlog-runner for a task that is neither ready nor closed. */
const HELD = ['planned', 'failed'];
const NEEDS = 'needs.';

/** Returns each task as a YAML file of backlog-runner, at its path in the folder `backlog`. */
function runnerFiles(tasks: readonly FolderTask[]): { path: string; text: string }[] {
  const ids = idsOf(tasks.map(({ task }) => task));
  return tasks.map((one) => runnerFile(one, ids));
}

function runnerFile({ task, docs }: FolderTask, ids: ReadonlyMap<string, string>): { path: string; text: string } {
  const id = ids.get(task.uuid)!;
  const { extra = {}, tags = [], scope = [], acceptance = [], annotations = [], depends = [], checks = [] } = task;
  const state = stateOf(task);
  const kind = task.type === 'research' ? 'research' : 'implementation';
  const spec = docs?.spec?.trim();
  const domain = typeof extra.execution_domain === 'string' ? extra.execution_domain : 'code_logic';
  const profile = typeof extra.validation_profile === 'string' ? extra.validation_profile : checks[0];
  const row = {
    id,
    title: task.description,
    priority: task.priority ? PRIORITY_OUT[task.priority] : 'normal',
    task_kind: kind,
    ...(kind === 'research' ? {} : { execution_domain: domain }),
    depends_on: depends.flatMap((uuid) => ids.get(uuid) ?? []),
    touch_paths: pathsOfScope(scope),
    capabilities: tags.filter((tag) => tag.startsWith(NEEDS)).map((tag) => tag.slice(NEEDS.length)),
    // The profile of every configuration.
    validation_profile: profile ?? 'repo',
    status_notes: [...(spec ? [`Context: ${spec}`] : []), ...annotations.map(({ text }) => text)],
    state,
    acceptance_criteria: acceptance.map(({ text }) => text),
    source: isObject(extra.source) ? extra.source : { type: 'manual' },
    created_at: task.entry,
    updated_at: task.modified,
  };
  const folder = state === 'done' ? 'tasks/done' : 'tasks';
  const lines = Object.entries(row).flatMap(([name, value]) => yamlField(name, value));
  return { path: `${folder}/${id}.yaml`, text: `${lines.join('\n')}\n` };
}

function stateOf({ status, extra }: Task): string {
  const word = extra?.state;
  return status === 'pending' && typeof word === 'string' && HELD.includes(word) ? word : STATE_OUT[status];
}

/**
 * Returns the ids of tasks by uuid. Of tasks that would have the same one, the oldest keeps it, and the others get the
 * end of their uuid: a later task of the same title changes no id. Names of files can ignore the case of letters.
 */
function idsOf(tasks: readonly Task[]): Map<string, string> {
  const ids = new Map<string, string>();
  const taken = new Set<string>();
  const rank = (task: Task) => `${ownId(task) === undefined ? 1 : 0} ${task.entry}`;
  const first = (a: Task, b: Task) => (rank(a) === rank(b) ? a.id - b.id : rank(a) < rank(b) ? -1 : 1);
  for (const task of tasks.toSorted(first)) {
    const wanted = ownId(task) ?? idOfTitle(task.description);
    const endings = ['', `-${task.uuid.slice(-8)}`, `-${task.uuid}`];
    const id = endings.map((ending) => wanted + ending).find((one) => !taken.has(one.toLowerCase()))!;
    taken.add(id.toLowerCase());
    ids.set(task.uuid, id);
  }
  return ids;
}

/** Returns the id that the task has in backlog-runner. */
function ownId({ source }: Pick<Task, 'source'>): string | undefined {
  const id = source?.kind === 'backlog-runner' ? source.id : '';
  return /^[A-Za-z0-9][\w.-]*$/.test(id) && !id.startsWith('inbox-') ? id : undefined;
}

/** Returns the id that backlog-runner makes of a title. */
function idOfTitle(description: string): string {
  const slug = description
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 48)
    .replace(/^-+|-+$/g, '');
  return `${slug || 'task'}-${createHash('sha1').update(description.trim()).digest('hex').slice(0, 8)}`;
}
