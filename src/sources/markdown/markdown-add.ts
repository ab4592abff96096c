import { FILE_FIELDS, type FileTask } from '../source.ts';
import { isProjectHeading, type MarkdownPlan, type TaskLines } from './markdown-plan.ts';
import { headLine, printCriteria, printField, printSpec } from './markdown-write.ts';
import { type Names, PLAN_FIELDS, type PlanLine } from './plan-fields.ts';

/** Adds tasks: below their parent, else at the end of their project's section, else in a new section. */
export function addTasks(
  draft: MarkdownDraft,
  added: readonly FileTask[],
  uuids: readonly (string | undefined)[],
): void {
  const news = new Map(added.map((task) => [task.uuid, task]));
  const children = (uuid: string) => added.filter(({ parent }) => parent === uuid);
  const fresh = new Map<string, string[]>();
  for (const task of added) {
    if (task.parent !== undefined && news.has(task.parent)) continue;
    const above = task.parent === undefined ? -1 : uuids.indexOf(task.parent);
    if (above >= 0) {
      const own = draft.plan.lines[above]!;
      const project = (draft.plan.located[above]!.value.project as string | null | undefined) ?? '';
      const lines = taskLines(draft, task, { children, inherited: { project, nested: true } });
      put(draft.after, lastOf(draft, above), indented(lines, linesBelow(draft, own)));
      continue;
    }
    const section = sectionOf(draft, task.project);
    const named = task.project !== undefined && isProjectHeading(task.project);
    if (section === undefined && named) {
      const lines = taskLines(draft, task, { children, inherited: { project: task.project!, nested: false } });
      fresh.set(task.project!, [...(fresh.get(task.project!) ?? []), ...lines]);
      continue;
    }
    const at = section ?? sectionOf(draft, undefined) ?? 0;
    const project = draft.plan.sections[at]!.project ?? '';
    put(
      draft.after,
      ...placeIn(draft, at, taskLines(draft, task, { children, inherited: { project, nested: false } })),
    );
  }
  const { lines } = draft;
  const last = lines.at(-1) === '' && lines.length > 1 ? lines.length - 2 : lines.length - 1;
  for (const [project, own] of fresh) put(draft.after, last, ['', `## ${project}`, '', ...own]);
}

interface Printing {
  children(uuid: string): readonly FileTask[];
  inherited: { project: string; nested: boolean };
}

function taskLines(draft: MarkdownDraft, task: FileTask, { children, inherited }: Printing): string[] {
  const row: PlanLine = task;
  const fields = FIELD_LINES.flatMap((name) => printField(row, name, { names: draft.names, inherited }) ?? []);
  const own = [...fields, ...printCriteria(row, false), ...printSpec(row)];
  const inside = children(task.uuid).flatMap((child) =>
    taskLines(draft, child, { children, inherited: { project: task.project ?? '', nested: true } }),
  );
  return [headLine(row, draft.numbered), ...indented([...own, ...inside], '  ')];
}

/** The fields that have a line of their own in a synchronised plan. */
const FIELD_LINES = Object.keys(PLAN_FIELDS).filter((name) => FILE_FIELDS.includes(name));

/** Returns the last line of a task and of its subtasks. */
function lastOf({ plan }: MarkdownDraft, index: number): number {
  const own = plan.lines[index]!;
  const within = new Set([own.head]);
  let last = own.head;
  for (const one of plan.lines.slice(index)) {
    if (one !== own && (one.parent === undefined || !within.has(one.parent))) continue;
    within.add(one.head);
    last = Math.max(last, one.head, ...[...one.fields.values()].flat());
  }
  return last;
}

/** Returns the section for new tasks of a project: the first one that has tasks, or the first one. */
function sectionOf({ plan }: MarkdownDraft, project: string | undefined): number | undefined {
  const fitting = plan.sections.flatMap((section, i) => (section.project === project ? [i] : []));
  return (
    fitting.find((at) => headsIn(plan, at).length > 0) ??
    (project === undefined ? fitting.at(1) : undefined) ??
    fitting[0]
  );
}

function headsIn({ sections, lines }: MarkdownPlan, at: number): number[] {
  const from = sections[at]!.line;
  const to = sections[at + 1]?.line ?? Number.POSITIVE_INFINITY;
  return lines.flatMap(({ head }, i) => (head > from && head < to ? [i] : []));
}

/** Returns the line after which new tasks of a section stand, and the lines to add there. */
function placeIn(draft: MarkdownDraft, at: number, lines: string[]): [number, string[]] {
  const { plan } = draft;
  const last = headsIn(plan, at).map((i) => lastOf(draft, i));
  if (last.length > 0) return [Math.max(...last), lines];
  const from = plan.sections[at]!.line;
  const to = plan.sections[at + 1]?.line ?? draft.lines.length;
  let end = to - 1;
  while (end > from && draft.lines[end]!.trim() === '') end--;
  if (end < 0) return [-1, lines];
  const before = draft.after.has(end) ? [] : [''];
  return [end, [...before, ...lines]];
}

/** The lines of a text with their changes. */
export interface MarkdownDraft {
  /** The new lines instead of a line. */
  instead: Map<number, string[]>;
  /** New lines after a line. */
  after: Map<number, string[]>;
  lines: readonly string[];
  plan: MarkdownPlan;
  /** How a reference to a task is written. */
  names: Names;
  /** Whether tasks of this plan have numbers before their words. */
  numbered: boolean;
}

/** Adds lines to those of a position. */
export function put(lines: Map<number, string[]>, at: number, more: readonly string[]): void {
  lines.set(at, [...(lines.get(at) ?? []), ...more]);
}

/** Returns the indentation of a line. */
export const spaceOf = (line: string) => /^\s*/.exec(line)![0].replace(/\r$/, '');

/** Returns the indentation of the lines below a task. */
export function linesBelow({ lines }: MarkdownDraft, own: TaskLines): string {
  const space = spaceOf(lines[own.head]!);
  return space + (space.includes('\t') ? '\t' : '  ');
}

const indented = (lines: readonly string[], space: string) => lines.map((line) => space + line);
