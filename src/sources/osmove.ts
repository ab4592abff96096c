import { isObject } from '../base/is-object.ts';
import { present } from '../base/present.ts';
import { FORMAT_TITLES } from '../domain/task-formats.ts';
import { addTags, needs, PLAIN_RISKS, risk, takeNested } from './reading/agent-limits.ts';
import { countField, mapRow } from './reading/columns.ts';
import type { Given } from './reading/given.ts';
import type { Located } from './reading/json-file.ts';
import type { ReadRows, SourceColumns, SourceTask } from './reading/row.ts';
import { refuseFile } from './reading/row-location.ts';
import {
  assignee,
  instant,
  name,
  names,
  number,
  oneOf,
  seconds,
  text,
  texts,
  title,
  Unfit,
  unfit,
  type ValueReader,
} from './reading/values.ts';
import { readYaml, rowsUnder } from './reading/yaml/yaml.ts';
import type { TaskFormat } from './source.ts';

const open = (...words: string[]) => Object.fromEntries(words.map((word) => [word, 'pending']));
const TASK_STATUS = {
  ...open('backlog', 'ready', 'in_progress', 'review', 'test', 'blocked'),
  released: 'completed',
  done: 'completed',
};
const SUBTASK_STATUS = {
  ...open('queued', 'planned', 'running', 'waiting', 'review', 'blocked'),
  completed: 'completed',
  canceled: 'deleted',
};
const PRIORITY = { p0: 'H', p1: 'H', p2: 'M', p3: 'L' };

const doneWhen: ValueReader = (value) => {
  if (!isObject(value)) return unfit('expected fields with done_when');
  return value.done_when === undefined || value.done_when === null ? [] : texts(value.done_when);
};
/** Reads paths as scope globs. Replaces the backslashes of Windows paths by slashes. */
const scopes: ValueReader = (value) => (texts(value) as string[]).map((glob) => ({ glob: glob.replaceAll('\\', '/') }));

const SHARED: SourceColumns = {
  title: { to: 'description', read: title, required: true },
  description: { to: 'docs.spec', read: text },
  estimated_duration_seconds: { to: 'estimate', read: seconds(1) },
  created_at: { to: 'entry', read: instant },
  updated_at: { to: 'modified', read: instant },
};
const TASK: SourceColumns = {
  id: { to: 'source', read: name, required: true, note: 'The project is the list.' },
  ...SHARED,
  status: { to: 'status', read: oneOf(TASK_STATUS), plain: ['backlog', 'ready', 'done'], required: true },
  priority: { to: 'priority', read: oneOf(PRIORITY), plain: ['p1', 'p2', 'p3'] },
  labels: { to: 'tags', read: names },
  acceptance_criteria: { to: 'acceptance', read: texts },
  dependencies: { to: 'depends', read: names },
  rank: { to: 'rank', read: number(-1e12, 1e12) },
};
const SUBTASK: SourceColumns = {
  id: { to: 'source', read: name, required: true },
  task_id: { to: 'parent', read: name, required: true },
  ...SHARED,
  status: {
    to: 'status',
    read: oneOf(SUBTASK_STATUS),
    plain: ['queued', 'planned', 'completed', 'canceled'],
    required: true,
  },
  scopes: { to: 'scope', read: scopes },
  depends_on: { to: 'depends', read: names },
  completion: { to: 'acceptance', read: doneWhen },
  risk: { to: 'tags', read: risk, plain: PLAIN_RISKS, note: 'The tag `risk.low`, …' },
};
const TEXTS: ReadonlySet<string> = new Set([
  ...['id', 'title', 'description', 'labels', 'acceptance_criteria', 'done_when', 'dependencies', 'status', 'priority'],
  ...['task_id', 'scopes', 'depends_on', 'created_at', 'updated_at', 'archived_at', 'repo_targets', 'blockers', 'repo'],
]);

const FILE = /^((?:\.backlog\/)?(?:[^/]+\/)?)(tasks|subtasks)\.yaml$/;

/** Data of osmove's backlog: `tasks.yaml` and `subtasks.yaml` of one project, or of all projects below a folder. */
export const OSMOVE: TaskFormat = {
  name: 'osmove',
  title: FORMAT_TITLES.osmove,
  takes: 'the folder `.backlog`, or `~/.backlog` with its projects; or one `tasks.yaml`',
  remarks: [
    "`done`, `released` and `completed` are completed; `canceled` and archived tasks are deleted. Every other status is pending, with its word in `extra`. A task that isn't free there gets a handoff.",
    'Subtasks are subtasks, with their scopes. If the queue has a repository of the name in `repo`, the scopes get it.',
    'The only preferred agent becomes the assignee. Risk and required capabilities become tags (`risk.high`, `needs.review`), which limit the agents. Blockers, other repositories and the settings of runs stay in `extra`.',
    'Left out: claims, runs, worktrees, sources and secrets.',
  ],
  columns: { task: TASK, subtask: SUBTASK },
  detect: (given) =>
    given.folder ? given.files().some((file) => FILE.test(file)) : /\.ya?ml$/.test(given.name) && isTheirs(given),
  read: readProjects,
};

function isTheirs(given: Given): boolean {
  return /(?<![^\n])(tasks|subtasks|items):/.test(given.text(given.files()[0]!).slice(0, 10_000));
}

async function readProjects(given: Given): Promise<ReadRows> {
  const reading: ReadRows = { rows: [], left: [], mapped: new Map(), bySource: true };
  const files = given.folder ? given.files().filter((file) => FILE.test(file)) : given.files();
  if (files.length === 0) return refuseFile(given.name, 'expected a folder with tasks.yaml');
  for (const file of files) await readFile(given, file, reading);
  for (const file of given.folder ? given.files() : [])
    if (/(^|\/)claims\/(active|archive)\//.test(file)) reading.left.push(`${file}: a claim of the other tool`);
  return reading;
}

async function readFile(given: Given, file: string, reading: ReadRows): Promise<void> {
  const yaml = await readYaml(given.text(file), { file, texts: TEXTS });
  const { version } = yaml.value;
  if (version !== undefined && !Number.isInteger(version))
    refuseFile(file, `version: expected a number, received ${JSON.stringify(version)}`, yaml.line(['version']));
  const [, home = ''] = FILE.exec(file) ?? [];
  const list =
    given.folder && given.has(`${home}config.toml`) ? projectOf(given.text(`${home}config.toml`)) : undefined;
  const lists = ['tasks', 'items', 'subtasks'].filter((key) => key in yaml.value);
  if (lists.length === 0) refuseFile(file, 'expected a list of tasks or subtasks', 1);
  for (const key of lists)
    for (const located of rowsUnder(yaml, key, file)) {
      const isSubtask = key === 'subtasks' || 'task_id' in located.value;
      reading.rows.push(readRecord(located, { isSubtask, list, reading }));
    }
}

/** Reads the project id from a line such as `project_id = "WS-c4557e6b"`. */
function projectOf(config: string): string | undefined {
  return /^project_id\s*=\s*"([^"\n]+)"/m.exec(config)?.[1];
}

function readRecord(
  located: Located,
  { isSubtask, list, reading }: { isSubtask: boolean; list: string | undefined; reading: ReadRows },
): SourceTask {
  const row = mapRow(located, isSubtask ? SUBTASK : TASK, reading.mapped);
  const { known, extra } = row;
  const { archived_at } = located.value;
  known.source = { kind: 'osmove', ...present({ list }), id: known.source };
  if (archived_at && known.status === 'pending') {
    known.status = 'deleted';
    extra.status ??= located.value.status;
    countField(reading.mapped, 'archived_at -> status');
  }
  if (known.status !== 'pending') known.end = archivedAt(archived_at) ?? known.modified;
  takeLimits(row, reading.mapped);
  if (isSubtask) row.wanted = { repository: 'repo' };
  const completion = located.value.completion;
  if (isObject(completion) && Object.keys(completion).some((key) => key !== 'done_when')) extra.completion = completion;
  return row;
}

/** Takes the assignee and the limits of agents out of the nested settings of runs. */
function takeLimits(row: SourceTask, mapped: ReadRows['mapped']): void {
  for (const outer of ['execution', 'execution_defaults']) {
    takeNested(row, [outer, 'preferred_agents'], (agents) => {
      const [only, ...others] = Array.isArray(agents) ? agents : [];
      if (typeof only !== 'string' || only.trim() === '' || others.length > 0) return false;
      row.known.agent = assignee(only);
      countField(mapped, 'preferred_agents -> agent');
      return true;
    });
    takeNested(row, [outer, 'required_capabilities'], (words) => takeTags(row, () => needs(words)));
  }
  takeNested(row, ['planning', 'risk'], (word) => takeTags(row, () => risk(word)));
}

/** Adds tags unless the value has none. @returns false for a value without tags, and for one that can't be read */
function takeTags(row: SourceTask, read: () => unknown): boolean {
  try {
    const tags = read() as string[];
    addTags(row, tags);
    return tags.length > 0;
  } catch (error) {
    if (error instanceof Unfit) return false;
    throw error;
  }
}

function archivedAt(value: unknown): unknown {
  try {
    return value ? instant(value) : undefined;
  } catch {
    return undefined;
  }
}
