import { readFileSync } from 'node:fs';

/** One thing an experiment asks for: the tool that does it and its arguments, in which `{id}`, `{text}` and `{group}` are filled in. */
export interface Tool {
  tool: string;
  args: Readonly<Record<string, unknown>>;
  /** The answer of a call that gave what was asked for; for servers that refuse in words without marking an error. */
  won?: string;
  /** What the answer calls the task: a pattern, whose first group counts when it has one. Without it, see `idIn`. */
  id?: string;
}

/** `next` may be missing: then agents are taken to start what they found. */
export const OPERATIONS = ['add', 'list', 'info', 'annotate', 'tag', 'start', 'done', 'next'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** How to speak to a server. */
export type Tools = Readonly<Partial<Record<Operation, Tool>>>;

/**
 * The names of Taskwarrior's commands, which several servers use. A group is a project, so that a list of one stays short; `format`
 * asks ours for all notes of a task, where the brief shows the last ones.
 */
export const TASKWARRIOR_NAMES: Tools = {
  add: { tool: 'task_add', args: { description: '{text}', project: '{group}' } },
  list: { tool: 'task_list', args: { filter: 'status:pending project:{group}' } },
  info: { tool: 'task_info', args: { id: '{id}', format: 'json' } },
  annotate: { tool: 'task_annotate', args: { id: '{id}', text: '{text}' } },
  tag: { tool: 'task_modify', args: { filter: '{id}', tags: '+{text}' } },
  start: { tool: 'task_start', args: { id: '{id}' } },
  done: { tool: 'task_done', args: { id: '{id}' } },
  next: { tool: 'task_next', args: { filter: 'project:{group}' }, won: '^Taken' },
};

/** A file of the same shape; what it leaves out stays as it is, and `null` says that the server has no such tool. */
export function readTools(file: string): Tools {
  const given = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Tool | null>;
  const tools: Record<string, Tool | undefined> = { ...TASKWARRIOR_NAMES };
  for (const [name, tool] of Object.entries(given)) {
    if (!(OPERATIONS as readonly string[]).includes(name))
      throw new Error(`${file}: "${name}" is none of ${OPERATIONS.join(', ')}`);
    if (tool !== null && (typeof tool.tool !== 'string' || typeof tool.args !== 'object'))
      throw new Error(`${file}: "${name}" has to be {"tool": "name", "args": {...}} or null`);
    tools[name] = tool ?? undefined;
  }
  return tools;
}

export type Words = Readonly<Partial<Record<'id' | 'text' | 'group', string>>>;

/** The arguments of a call, with every placeholder replaced at any depth. */
export function fill(value: unknown, words: Words): unknown {
  if (typeof value === 'string')
    return value.replace(/\{(id|text|group)\}/g, (_, name: keyof Words) => words[name] ?? '');
  if (Array.isArray(value)) return value.map((item) => fill(item, words));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, words)]));
}
