import { groupedBy } from '../../base/iterables.ts';
import { escaped, type Names, PLAN_FIELDS, type Row } from './plan-fields.ts';

/** Character in the box, by status. */
const BOXES: Readonly<Record<string, string>> = { completed: 'x', deleted: '-' };

/** Formats tasks as a plan, sorted by project, with each subtask below its parent. */
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
