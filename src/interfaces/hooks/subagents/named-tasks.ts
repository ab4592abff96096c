import { present } from '../../../base/present.ts';
import type { Facts } from '../../../domain/queue/facts.ts';
import { isOpen, type Task } from '../../../domain/task/task.ts';

export interface NamedTasks {
  /** Those that are open, else closed ones, each once, in the order of the prompt; of several ways only the clearest. */
  tasks: Task[];
  /** Numbers that the prompt names (`task 12`) and that no task has. */
  unknown?: string;
}

const NUMBER = String.raw`#?(\d{1,9})\b`;

/** `task 12`, `Task: 12`, `task-12`, `Task ID 12`, `task number #12`, and what follows: `tasks 1, 2 and 3`. */
const CALLED = new RegExp(
  String.raw`\btasks?(?:\s*[:=-]\s*|\s+)(?:(?:id|ids|number|numbers|no\.?|nos\.?|nr\.?)\s*[:=]?\s*)?${NUMBER}((?:(?:\s*(?:,|;|&|\+|and|or|then))+\s*(?:task\s+)?#?\d{1,9}\b(?![.:]\d))*)`,
  'gi',
);
/** `#12`, unless it is the number of something else: an issue, a pull request, a commit, another repository's (`org/repo#12`). */
const HASH = /(?<![\w#&/])#(\d{1,9})\b/g;
const FOREIGN =
  /\b(?:issues?|bugs?|prs?|pulls?|pull[ -]requests?|merge[ -]requests?|mrs?|commits?|discussions?|tickets?|fixes|closes|resolves|gh)[\s:(]*(?:(?:no\.?|nr\.?|number)\s*)?(?:#\d+\s*(?:,|and|&|or)\s*)*$/i;
const UUID = /\b([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b/gi;

/** The tasks that a prompt names, the clearest way first. Only the clearest also speaks of tasks that are closed or do not exist. */
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

/** Task numbers written as `#12`. */
function hashedNumbers(prompt: string): number[] {
  return [...prompt.matchAll(HASH)]
    .filter(({ index }) => !FOREIGN.test(prompt.slice(Math.max(0, index - 60), index)))
    .map(([, id]) => Number(id));
}

/** The client puts a resource that is chosen by `@` into the prompt by this address. It splits it at the first colon, and attaches nothing. */
const ADDRESS = /\bbacklog:\/\/task\/(\d{1,9})\b/g;

/** The open tasks that a person mentions in a prompt: by `#12`, or by an address of a task. */
export function mentionedTasks(prompt: string, { queue }: Facts): Task[] {
  const numbers = [...Array.from(prompt.matchAll(ADDRESS), ([, id]) => Number(id)), ...hashedNumbers(prompt)];
  const tasks = [...new Set(numbers)].map((id) => queue.byId(id));
  return tasks.filter((task): task is Task => task !== undefined && isOpen(task));
}
