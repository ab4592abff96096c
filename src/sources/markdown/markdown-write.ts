import { groupedBy } from '../../base/iterables.ts';
import { codePointName } from '../../base/unsafe-characters.ts';
import type { ScopeEntry, Task } from '../../domain/task/task.ts';

type Row = Task & { docs?: Record<string, string> };
/** Formats a field's value; undefined leaves the line out. */
type Print = (row: Row, names: Names) => string | undefined;
type Names = (uuid: string) => string;

/** The fields of a plan, in order. Reading uses the same names. */
export const PLAN_FIELDS: Readonly<Record<string, Print>> = {
  project: ({ project }) => project,
  priority: ({ priority }) => priority,
  tags: ({ tags }) => tags?.join(', '),
  agent: ({ agent }) => agent,
  type: ({ type }) => type,
  due: ({ due }) => due,
  scheduled: ({ scheduled }) => scheduled,
  wait: ({ wait }) => wait,
  until: ({ until }) => until,
  recur: ({ recur }) => recur,
  template: ({ template }, names) => template && names(template),
  estimate: ({ estimate }) => estimate,
  rank: ({ rank }) => (rank === undefined ? undefined : String(rank)),
  depends: ({ depends }, names) => depends?.map(names).join(', '),
  links: ({ links }, names) => links?.map(({ type, uuid }) => `${type} ${names(uuid)}`).join(', '),
  parent: ({ parent }, names) => parent && names(parent),
  scope: ({ scope }) => scope?.map((entry) => JSON.stringify(globText(entry))).join(', '),
  checks: ({ checks }) => checks?.map((check) => JSON.stringify(check)).join(', '),
};

/** Status → character in the box. */
const BOXES: Readonly<Record<string, string>> = { completed: 'x', deleted: '-' };

/** Formats tasks as a plan, sorted by project, with subtasks below their parents. */
export function printPlan(rows: readonly Record<string, unknown>[]): string {
  const tasks = rows as unknown as readonly Row[];
  const byUuid = new Map(tasks.map((task) => [task.uuid, task]));
  const names: Names = (uuid) => (byUuid.has(uuid) ? `#${byUuid.get(uuid)!.id}` : uuid);
  const below = groupedBy(tasks, ({ parent }) => (parent && byUuid.has(parent) ? parent : undefined));
  const tops = groupedBy(below.get(undefined) ?? [], ({ project }) => project ?? '');
  const print = (task: Row, depth: number, project: string): string[] => [
    ...printTask(task, { depth, names, inherited: { project, nested: depth > 0 } }),
    ...(below.get(task.uuid) ?? []).flatMap((child) => print(child, depth + 1, task.project ?? '')),
  ];
  const sections = [...tops].sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = sections.flatMap(([project, top]) => [
    ...(project === '' ? [] : [`## ${project}`, '']),
    ...top.flatMap((task) => print(task, 0, project)),
    '',
  ]);
  // Removes the empty line after the last section.
  return `${['# Plan', '', ...lines].slice(0, -1).join('\n')}\n`;
}

interface Where {
  depth: number;
  names: Names;
  inherited: { project: string; nested: boolean };
}

function printTask(task: Row, { depth, names, inherited }: Where): string[] {
  const indent = '  '.repeat(depth);
  const line = (text: string) => `${indent}  ${text}`;
  const fields = Object.entries(PLAN_FIELDS).flatMap(([name, print]) => {
    if (name === 'parent' && inherited.nested) return [];
    const value = print(task, names);
    if (name === 'project' && (value ?? '') === inherited.project) return [];
    if (name === 'project' && value === undefined) return [line('- project:')];
    return value === undefined || value === '' ? [] : [line(`- ${name}: ${value}`)];
  });
  const spec = task.docs?.spec;
  const criteria = (task.acceptance ?? []).map(({ text, met }) => {
    const proof = met ? ` <!-- ${JSON.stringify(met).replaceAll('--', '-\\u002d')} -->` : '';
    return line(`  - [${met ? 'x' : ' '}] ${escaped(text)}${proof}`);
  });
  return [
    `${indent}- [${BOXES[task.status] ?? ' '}] #${task.id} ${escaped(task.description)} <!-- ${task.uuid} -->`,
    ...fields,
    ...(criteria.length > 0 ? [line('- acceptance:'), ...criteria] : []),
    ...(spec === undefined
      ? []
      : [line('- spec:'), ...spec.split('\n').map((text) => line(`  >${text === '' ? '' : ` ${text}`}`))]),
  ];
}

/**
 * Escapes text for one line of a plan: it can't contain HTML or end the line's own comment. Characters that a line
 * can't hold are written by name.
 */
export function escaped(text: string): string {
  return text
    .replaceAll(/[\\<]/g, '\\$&')
    .replaceAll('\n', '<br>')
    .replaceAll(/^\s|\s$|[\r\u2028\u2029]/g, (character) => `<${codePointName(character)}>`);
}

function globText({ repo, glob }: ScopeEntry): string {
  return repo ? `${repo}:${glob}` : glob;
}
