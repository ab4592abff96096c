import { readFileSync } from 'node:fs';

/** The tool for an operation, and its arguments with the placeholders `{id}`, `{text}` and `{group}`. */
export interface Tool {
  tool: string;
  args: Readonly<Record<string, unknown>>;
  /** Pattern of a successful answer, for servers that refuse in words without marking an error. */
  won?: string;
  /** Pattern for the task's id in an answer; its first group counts if it has one. Without it, see `idIn`. */
  id?: string;
}

/** `next` is optional. Without it, agents are assumed to start the tasks that they list. */
export const OPERATIONS = ['add', 'list', 'info', 'annotate', 'tag', 'start', 'done', 'next'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** The server's tool for each operation. */
export type Tools = Readonly<Partial<Record<Operation, Tool>>>;

/**
 * Taskwarrior's command names, which several servers use. A group is a project, so that a list of one group stays
 * short. `format` makes our server return all notes of a task; the brief shows only the last ones.
 */
export const TASKWARRIOR_NAMES: Tools = {
  add: { tool: 'task_add', args: { description: '{text}', project: '{group}' } },
  list: { tool: 'task_list', args: { filter: 'status:pending project:{group}' } },
  info: { tool: 'task_info', args: { id: '{id}', format: 'json' } },
  annotate: { tool: 'task_annotate', args: { id: '{id}', text: '{text}' } },
  tag: { tool: 'task_modify', args: { filter: '{id}', tags: '+{text}' } },
  start: { tool: 'task_start', args: { id: '{id}' } },
  done: { tool: 'task_done', args: { id: '{id}' } },
  next: { tool: 'task_next', args: { filter: 'project:{group}' }, won: '^Started' },
};

/**
 * Reads a file of the same shape. Operations that it leaves out keep their default; `null` means that the server has no
 * such tool.
 */
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

/** Replaces placeholders in the arguments of a call, at any depth. */
export function fill(value: unknown, words: Words): unknown {
  if (typeof value === 'string')
    return value.replace(/\{(id|text|group)\}/g, (_, name: keyof Words) => words[name] ?? '');
  if (Array.isArray(value)) return value.map((item) => fill(item, words));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, words)]));
}
