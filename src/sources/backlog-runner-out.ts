import { createHash } from 'node:crypto';
import { isObject } from '../base/is-object.ts';
import type { Task } from '../domain/task/task.ts';
import { pathOfGlob } from './backlog-runner-inbox.ts';
import { yamlField } from './reading/yaml/yaml-write.ts';
import type { FolderTask } from './source.ts';

const PRIORITY = { H: 'high', M: 'normal', L: 'low' } as const;
const STATE: Readonly<Record<Task['status'], string>> = {
  pending: 'ready',
  recurring: 'planned',
  completed: 'done',
  deleted: 'superseded',
};
/** The words of backlog-runner for a task that is neither ready nor closed. */
const HELD = ['planned', 'failed'];
const NEEDS = 'needs.';

/** Returns each task as a YAML file of backlog-runner, at its path in the folder `backlog`. */
export function runnerFiles(tasks: readonly FolderTask[]): { path: string; text: string }[] {
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
    priority: task.priority ? PRIORITY[task.priority] : 'normal',
    task_kind: kind,
    ...(kind === 'research' ? {} : { execution_domain: domain }),
    depends_on: depends.flatMap((uuid) => ids.get(uuid) ?? []),
    touch_paths: [...new Set(scope.map(({ glob }) => pathOfGlob(glob)))],
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
  return status === 'pending' && typeof word === 'string' && HELD.includes(word) ? word : STATE[status];
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
