import { present } from '../../../base/present.ts';
import type { Facts } from '../../../domain/queue/facts.ts';
import { isOpen, type Task } from '../../../domain/task/task.ts';

export interface NamedTasks {
  /**
   * The open tasks that the prompt names, each once and in the order of the prompt. If it names no open task, the
   * closed ones. If the prompt names tasks in several forms, only the clearest form counts.
   */
  tasks: Task[];
  /** A number in the prompt (`task 12`) that no task has. */
  unknown?: string;
}

const NUMBER = String.raw`#?(\d{1,9})\b`;

/**
 * Matches tasks by number: `task 12`, `Task: 12`, `task-12`, `Task ID 12`, `task number #12`, and continuations:
 * `tasks 1, 2 and 3`.
 */
const CALLED = new RegExp(
  String.raw`\btasks?(?:\s*[:=-]\s*|\s+)(?:(?:id|ids|number|numbers|no\.?|nos\.?|nr\.?)\s*[:=]?\s*)?${NUMBER}((?:(?:\s*(?:,|;|&|\+|and|or|then))+\s*(?:task\s+)?#?\d{1,9}\b(?![.:]\d))*)`,
  'gi',
);
/** Matches `#12`, except as the number of an issue, a pull request, a commit or another repository's (`a/b#12`). */
const HASH = /(?<![\w#&/])#(\d{1,9})\b/g;
const FOREIGN =
  /\b(?:issues?|bugs?|prs?|pulls?|pull[ -]requests?|merge[ -]requests?|mrs?|commits?|discussions?|tickets?|fixes|closes|resolves|gh)[\s:(]*(?:(?:no\.?|nr\.?|number)\s*)?(?:#\d+\s*(?:,|and|&|or)\s*)*$/i;
const UUID = /\b([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b/gi;

/**
 * Returns the tasks that a prompt names in the clearest form that it uses. Only in that form can it also name closed or
 * missing tasks.
 */
export function namedTasks(prompt: string, { queue }: Facts): NamedTasks {
  const called = [...prompt.matchAll(CALLED)].flatMap(([, first = '', rest = '']) => [
    first,
    ...(rest.match(/\d+/g) ?? []),
  ]);
  const loose = [
    ...hashedNumbers(prompt).map((id) => queue.byId(id)),
    ...[...prompt.matchAll(UUID)].map(([, uuid = '']) => queue.get(uuid.toLowerCase())),
  ];
  const clear = called.map((id) => queue.byId(Number(id))).filter((task) => task !== undefined);
  const open = [clear, loose.filter((task) => task !== undefined)].map((tasks) => tasks.filter(isOpen));
  const tasks = open.find(({ length }) => length > 0) ?? clear;
  const unknown = tasks.length === 0 ? called[0] : undefined;
  return { tasks: [...new Set(tasks)], ...present({ unknown }) };
}

/** Returns the task numbers that the text contains in the form `#12`. */
function hashedNumbers(prompt: string): number[] {
  return [...prompt.matchAll(HASH)]
    .filter(({ index }) => !FOREIGN.test(prompt.slice(Math.max(0, index - 60), index)))
    .map(([, id]) => Number(id));
}

/**
 * Matches the URI of a task. If a person selects a task with `@`, the prompt contains this URI. The client splits the
 * URI at the first colon, so it attaches nothing.
 */
const ADDRESS = /\bbacklog:\/\/task\/(\d{1,9})\b/g;

/** Returns the open tasks that a person mentions in a prompt as `#12` or by their URI. */
export function mentionedTasks(prompt: string, { queue }: Facts): Task[] {
  const numbers = [...Array.from(prompt.matchAll(ADDRESS), ([, id]) => Number(id)), ...hashedNumbers(prompt)];
  const tasks = [...new Set(numbers)].map((id) => queue.byId(id));
  return tasks.filter((task): task is Task => task !== undefined && isOpen(task));
}
