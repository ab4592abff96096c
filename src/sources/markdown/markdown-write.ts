import { isObject } from '../../base/is-object.ts';
import { groupedBy } from '../../base/iterables.ts';
import { isRecordOf } from '../../domain/kinds/schemas.ts';
import { criterionLine } from '../../domain/task/criteria.ts';
import { PLAN_TITLE } from './markdown-plan.ts';
import { escaped, type Names, PLAN_FIELDS, type PlanLine } from './plan-fields.ts';

/** Character in the box, by status. */
const BOXES: Readonly<Record<string, string>> = { completed: 'x', deleted: '-' };

/** Reads an exported row. @throws Error for a row that is no task, which {@link BACKLOG} never writes */
function planLine({ docs, ...task }: Record<string, unknown>): PlanLine {
  if (!isRecordOf('task', task)) throw new Error(`not a task: ${JSON.stringify(task)}`);
  const spec = isObject(docs) ? docs.spec : undefined;
  return { ...task, ...(typeof spec === 'string' ? { docs: { spec } } : {}) };
}

/** Formats tasks as a plan, sorted by project, with each subtask below its parent. */
export function printPlan(rows: readonly Record<string, unknown>[]): string {
  const tasks = rows.map(planLine);
  const byUuid = new Map(tasks.map((task) => [task.uuid, task]));
  const names: Names = (uuid) => (byUuid.has(uuid) ? `#${byUuid.get(uuid)!.id}` : uuid);
  const below = groupedBy(tasks, ({ parent }) => (parent && byUuid.has(parent) ? parent : undefined));
  const tops = groupedBy(below.get(undefined) ?? [], ({ project }) => project ?? '');
  const print = (task: PlanLine, depth: number, project: string): string[] => [
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
  return `${[PLAN_TITLE, '', ...lines].slice(0, -1).join('\n')}\n`;
}

interface Where {
  depth: number;
  names: Names;
  inherited: { project: string; nested: boolean };
}

function printTask(task: PlanLine, { depth, names, inherited }: Where): string[] {
  const indent = '  '.repeat(depth);
  const fields = Object.keys(PLAN_FIELDS).flatMap((name) => printField(task, name, { names, inherited }) ?? []);
  return [
    headLine(task, true),
    ...[...fields, ...printCriteria(task, true), ...printSpec(task)].map((text) => `  ${text}`),
  ].map((text) => indent + text);
}

/** Formats the line with a task's box. A number before the words belongs to the format, unless the words begin so. */
export const headLine = (task: Pick<PlanLine, 'status'> & Headed, numbered: boolean): string =>
  `- [${boxOf(task.status)}] ${headText(task, numbered)}`;

type Headed = Pick<PlanLine, 'description' | 'uuid'> & { id?: number | undefined };

/** Formats that line without its box. */
export function headText({ id, description, uuid }: Headed, numbered: boolean): string {
  const number = id !== undefined && (numbered || /^#\d+ /.test(description)) ? `#${id} ` : '';
  return `${number}${escaped(description)} <!-- ${uuid} -->`;
}

/** Returns the character in the box of a status. */
export function boxOf(status: string): string {
  return BOXES[status] ?? ' ';
}

/** Formats a field of a plan. Undefined if the line can be left out, since the value is none or inherited. */
export function printField(
  task: Partial<PlanLine>,
  name: string,
  { names, inherited }: Pick<Where, 'names' | 'inherited'>,
): string | undefined {
  if (name === 'parent' && inherited.nested) return undefined;
  const value = PLAN_FIELDS[name]!(task, names);
  if (name === 'project' && (value ?? '') === inherited.project) return undefined;
  if (name === 'project' && value === undefined) return '- project:';
  return value === undefined || value === '' ? undefined : `- ${name}: ${value}`;
}

/** Formats the criteria with their heading. `proof` adds the evidence as a comment. */
export function printCriteria({ acceptance = [] }: Pick<PlanLine, 'acceptance'>, proof: boolean): string[] {
  const criteria = acceptance.map(({ text, by, met }) => {
    const evidence = met && proof ? ` <!-- ${JSON.stringify(met).replaceAll('--', '-\\u002d')} -->` : '';
    return `  - [${met ? 'x' : ' '}] ${escaped(criterionLine({ text, by }))}${evidence}`;
  });
  return criteria.length > 0 ? ['- acceptance:', ...criteria] : [];
}

export function printSpec({ docs }: Pick<PlanLine, 'docs'>): string[] {
  const spec = docs?.spec;
  return spec === undefined
    ? []
    : ['- spec:', ...spec.split('\n').map((text) => `  >${text === '' ? '' : ` ${text}`}`)];
}
