import type { FileEdits, FileTask, RowEdit } from '../source.ts';
import { readMarks } from './markdown-marks.ts';
import { handMark, isProjectHeading, linesOf, PLAN_LINE, type Plan, type TaskLines } from './markdown-read.ts';
import { boxOf, headLine, printCriteria, printField, printSpec } from './markdown-write.ts';
import { escaped, type Names, type Row, unescaped } from './plan-fields.ts';

/** The line with a task's box: everything before the box, the box, the text, and what follows it. */
const HEAD = /^(\s*(?:[-*+]|\d{1,9}[.)]) \[)(.)(\] )(.*?)(\s*)$/s;
const MARK = / ?<!-- task [0-9a-f-]{36} -->/i;

/** The lines of a text with their changes. */
interface Draft {
  /** The new lines instead of a line. */
  instead: Map<number, string[]>;
  /** New lines after a line. */
  after: Map<number, string[]>;
  lines: readonly string[];
  plan: Plan;
  /** How a reference to a task is written. */
  names: Names;
  /** Whether tasks of this plan have numbers before their words. */
  numbered: boolean;
}

/** Changes tasks in the text of a plan. All other lines stay as they are. */
export function editPlan(text: string, plan: Plan, { rows, added }: FileEdits): string {
  const { lines, end } = linesOf(text);
  const numbers = new Map(
    plan.located.flatMap(({ value: { uuid, ref } }) =>
      typeof uuid === 'string' && /^#\d+$/.test(String(ref)) ? [[uuid, String(ref)]] : [],
    ),
  );
  const draft: Draft = {
    ...{ instead: new Map(), after: new Map(), lines, plan },
    names: (uuid) => numbers.get(uuid) ?? uuid,
    numbered: plan.lines.some(({ byHand }, i) => !byHand && /^#\d+$/.test(String(plan.located[i]!.value.ref))),
  };
  for (const [index, edit] of rows) editRow(draft, plan.lines[index]!, edit);
  addTasks(draft, added, uuidsOf(plan, rows));
  const out: string[] = [...(draft.after.get(-1) ?? [])];
  for (const [at, line] of lines.entries()) {
    // A line of its own line end, in a text with several kinds.
    const cr = (one: string) => (end === '\n' && line.endsWith('\r') && !one.endsWith('\r') ? `${one}\r` : one);
    out.push(...(draft.instead.get(at)?.map(cr) ?? [line]), ...(draft.after.get(at) ?? []).map(cr));
  }
  return out.join(end);
}

/** Returns the uuid of each row, also of those that get one now. */
function uuidsOf({ located }: Plan, rows: FileEdits['rows']): (string | undefined)[] {
  return located.map(({ value }, i) => rows.get(i)?.mark ?? (value.uuid as string | undefined));
}

function put(lines: Map<number, string[]>, at: number, more: readonly string[]): void {
  lines.set(at, [...(lines.get(at) ?? []), ...more]);
}

function editRow(draft: Draft, own: TaskLines, { mark, task, fields = [], remove }: RowEdit): void {
  if (remove) {
    if (!draft.plan.lines.some(({ parent }) => parent === own.head))
      for (const at of [own.head, ...own.fields.values()].flat()) draft.instead.set(at, []);
    return;
  }
  const [, before = '', box = ' ', between = '', whole = '', tail = ''] = HEAD.exec(draft.lines[own.head]!) ?? [];
  const status = fields.includes('status') && task ? boxOf(task.status) : box;
  const head = own.byHand
    ? handText(draft, own, { text: whole, mark, task, fields })
    : planText(whole, fields.includes('description') ? task : undefined);
  draft.instead.set(own.head, [before + status + between + head.text + tail]);
  if (!task) return;
  for (const field of [...head.more, ...fields]) if (!head.done.includes(field)) putField(draft, own, { field, task });
}

/** A line's new text, further fields to write below it, and fields that it has itself. */
interface Head {
  text: string;
  more: string[];
  done: string[];
}

const HEAD_FIELDS = ['description', 'status'];

function planText(text: string, task: FileTask | undefined): Head {
  if (!task) return { text, more: [], done: HEAD_FIELDS };
  const [, number = '', , uuid] = PLAN_LINE.exec(text) ?? [];
  const written = `${number ? `${number} ` : ''}${escaped(task.description)} <!-- ${uuid} -->`;
  return { text: written, more: [], done: HEAD_FIELDS };
}

/**
 * Changes the text of a hand-written line. Its marks stay in it, except those of changed fields. If the words would be
 * read as marks, the line becomes one of a plan.
 */
function handText(
  draft: Draft,
  own: TaskLines,
  {
    text,
    mark,
    task,
    fields,
  }: { text: string; mark: string | undefined; task: FileTask | undefined; fields: readonly string[] },
): Head {
  const words = text.replace(MARK, '').trim();
  const found = MARK.exec(text)?.[0].trim() ?? (mark === undefined ? undefined : handMark(mark));
  const marked = (said: string) => (found === undefined ? said : `${said} ${found}`);
  const marks = readMarks(unescaped(words));
  const changed = marks.found.filter(({ field }) => fields.includes(field) && field !== 'tags');
  const said = fields.includes('description') ? task?.description : undefined;
  if (said !== undefined && task && !isPlain(said)) {
    const more = [...marks.found.map(({ field }) => field), ...(own.fields.has('note') ? ['spec'] : [])];
    const line = headLine(task, draft.numbered);
    return { text: line.slice(line.indexOf('] ') + 2), more: more.filter(isWritable), done: HEAD_FIELDS };
  }
  const stay = marks.found.filter((one) => !changed.includes(one));
  const kept = changed.reduce((rest, one) => withoutWord(rest, one.text), words);
  let next = said === undefined ? kept : handLine(said, { before: marks.description, marks: stay, words: kept });
  const done = [...HEAD_FIELDS];
  if (task && fields.includes('tags') && !own.fields.has('tags')) {
    next = withTags(next, stay, task.tags ?? []);
    done.push('tags');
  }
  return { text: marked(next), more: [], done };
}

/** Checks whether a text in a hand-written line is read as words only. */
function isPlain(text: string): boolean {
  const { description, found } = readMarks(text);
  return found.length === 0 && description === text && !/^#\d+ |<!--/.test(text);
}

function isWritable(field: string): boolean {
  return field !== '' && !['entry', 'end', 'repeats'].includes(field);
}

/** Writes another description between the marks of a line. */
function handLine(
  description: string,
  { before, marks, words }: { before: string; marks: readonly { text: string }[]; words: string },
): string {
  const was = escaped(before);
  const rest = marks.reduce((line, { text }) => withoutWord(line, text), words);
  if (rest === was && words.split(was).length === 2) return words.replace(was, () => escaped(description));
  const [number = ''] = /^#\d+ /.exec(words) ?? [];
  const texts = marks.map(({ text }) => text).sort((a, b) => words.indexOf(a) - words.indexOf(b));
  const first = texts.filter((text) => /^\([ABC]\)$/.test(text));
  return number + [...first, escaped(description), ...texts.filter((text) => !first.includes(text))].join(' ');
}

function withoutWord(text: string, word: string): string {
  const at = text.indexOf(word);
  if (at < 0) return text;
  return `${text.slice(0, at).trimEnd()} ${text.slice(at + word.length).trimStart()}`.trim();
}

function withTags(text: string, marks: readonly { text: string; field: string }[], tags: readonly string[]): string {
  const there = marks.flatMap(({ text, field }) => (field === 'tags' ? [text] : []));
  const gone = there.filter((tag) => !tags.includes(tag.slice(1)));
  const fresh = tags.filter((tag) => !there.includes(`#${tag}`)).map((tag) => `#${tag}`);
  return [gone.reduce(withoutWord, text), ...fresh].join(' ');
}

const BLOCKS = ['acceptance', 'spec', 'note'];

/** Writes a field below the line of its task: into its present lines, or into a new one. */
function putField(draft: Draft, own: TaskLines, { field, task }: { field: string; task: FileTask }): void {
  const row = task as Row;
  const present = [field, ...(field === 'spec' ? ['note'] : [])].flatMap((name) => own.fields.get(name) ?? []);
  const [first] = present.toSorted((a, b) => a - b);
  const isNested = own.parent !== undefined && parentOf(draft, own) === task.parent;
  const inherited = { project: own.inherited ?? '', nested: isNested };
  const lines =
    field === 'acceptance'
      ? printCriteria(row, false)
      : field === 'spec'
        ? printSpec(row)
        : [
            printField(row, field, { names: draft.names, inherited }) ??
              (keepsClear(own, field, task) ? `- ${field}:` : []),
          ].flat();
  const space = first !== undefined && !own.fields.has('note') ? spaceOf(draft.lines[first]!) : below(draft, own);
  const written = lines.map((line) => space + line);
  for (const at of present) draft.instead.set(at, []);
  if (first !== undefined) draft.instead.set(first, written);
  else put(draft.after, lastField(own, BLOCKS.includes(field)), written);
}

/** Checks whether an empty field must be written, because the task's place in the file gives it another value. */
function keepsClear(own: TaskLines, field: string, task: FileTask): boolean {
  return field === 'parent' && own.parent !== undefined && task.parent === undefined;
}

function parentOf({ plan }: Draft, own: TaskLines): unknown {
  return plan.located[plan.lines.findIndex(({ head }) => head === own.parent)]?.value.uuid;
}

const spaceOf = (line: string) => /^\s*/.exec(line)![0].replace(/\r$/, '');

/** Returns the indentation of the lines below a task. */
function below({ lines }: Draft, own: TaskLines): string {
  const space = spaceOf(lines[own.head]!);
  return space + (space.includes('\t') ? '\t' : '  ');
}

/** Returns the line after which a new field stands: the last one of the fields directly below the task's line. */
function lastField({ head, fields }: TaskLines, afterBlocks: boolean): number {
  const own = new Set([...fields].flatMap(([name, at]) => (afterBlocks || !BLOCKS.includes(name) ? at : [])));
  let last = head;
  while (own.has(last + 1)) last++;
  return last;
}

/** Adds tasks: below their parent, else at the end of their project's section, else in a new section. */
function addTasks(draft: Draft, added: readonly FileTask[], uuids: readonly (string | undefined)[]): void {
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
      put(draft.after, lastOf(draft, above), indented(lines, below(draft, own)));
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

function taskLines(draft: Draft, task: FileTask, { children, inherited }: Printing): string[] {
  const row = task as Row;
  const fields = FIELD_LINES.flatMap((name) => printField(row, name, { names: draft.names, inherited }) ?? []);
  const own = [...fields, ...printCriteria(row, false), ...printSpec(row)];
  const inside = children(task.uuid).flatMap((child) =>
    taskLines(draft, child, { children, inherited: { project: task.project ?? '', nested: true } }),
  );
  return [headLine(row, draft.numbered), ...indented([...own, ...inside], '  ')];
}

/** The fields that have a line of their own in a synchronised plan. */
const FIELD_LINES = [
  ...['project', 'priority', 'tags', 'agent', 'type', 'due', 'scheduled', 'wait', 'until', 'recur', 'estimate'],
  ...['depends', 'parent', 'scope'],
];

const indented = (lines: readonly string[], space: string) => lines.map((line) => space + line);

/** Returns the last line of a task and of its subtasks. */
function lastOf({ plan }: Draft, index: number): number {
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
function sectionOf({ plan }: Draft, project: string | undefined): number | undefined {
  const fitting = plan.sections.flatMap((section, i) => (section.project === project ? [i] : []));
  return (
    fitting.find((at) => headsIn(plan, at).length > 0) ??
    (project === undefined ? fitting.at(1) : undefined) ??
    fitting[0]
  );
}

function headsIn({ sections, lines }: Plan, at: number): number[] {
  const from = sections[at]!.line;
  const to = sections[at + 1]?.line ?? Number.POSITIVE_INFINITY;
  return lines.flatMap(({ head }, i) => (head > from && head < to ? [i] : []));
}

/** Returns the line after which new tasks of a section stand, and the lines to add there. */
function placeIn(draft: Draft, at: number, lines: string[]): [number, string[]] {
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
