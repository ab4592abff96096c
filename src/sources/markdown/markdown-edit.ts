import type { FileEdits, FileTask, RowEdit } from '../source.ts';
import { addTasks, linesBelow, type MarkdownDraft, put, spaceOf } from './markdown-add.ts';
import { readMarks } from './markdown-marks.ts';
import { HAND_MARK, handMark, linesOf, type MarkdownPlan, PLAN_LINE, type TaskLines } from './markdown-plan.ts';
import { boxOf, headText, printCriteria, printField, printSpec } from './markdown-write.ts';
import { escaped, type PlanLine, unescaped } from './plan-fields.ts';
import { BEFORE_WORDS, tagIn } from './spec-tools.ts';

/** The line with a task's box: everything before the box, the box, the text, and what follows it. */
const HEAD = /^(\s*(?:[-*+]|\d{1,9}[.)]) \[) ?(.) ?(\]\*? )(.*?)(\s*)$/s;

/** Changes tasks in the text of a plan. All other lines stay as they are. */
export function editPlan(text: string, plan: MarkdownPlan, { rows, added }: FileEdits): string {
  const { lines, end } = linesOf(text);
  const numbers = new Map(
    plan.located.flatMap(({ value: { uuid, ref } }) =>
      typeof uuid === 'string' && (plan.spec?.steps.has(String(ref)) || /^#\d+$/.test(String(ref)))
        ? [[uuid, String(ref)]]
        : [],
    ),
  );
  const draft: MarkdownDraft = {
    ...{ instead: new Map(), after: new Map(), lines, plan },
    names: (uuid) => numbers.get(uuid) ?? uuid,
    numbered: plan.lines.some(({ byHand }, i) => !byHand && /^#\d+$/.test(String(plan.located[i]!.value.ref))),
  };
  const removed = removedLines(plan, rows);
  for (const [index, edit] of rows) {
    if (!edit.remove) editRow(draft, plan.lines[index]!, edit);
    else if (removed.has(index)) removeRow(draft, plan.lines[index]!);
  }
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
function uuidsOf({ located }: MarkdownPlan, rows: FileEdits['rows']): (string | undefined)[] {
  return located.map(({ value }, i) => rows.get(i)?.mark ?? (value.uuid as string | undefined));
}

/** Returns the rows to remove. A row stays if one of its subtasks stays: the subtask's place names its parent. */
function removedLines({ lines }: MarkdownPlan, rows: FileEdits['rows']): Set<number> {
  const removed = new Set<number>();
  const parents = new Set<number | undefined>();
  // A subtask follows its parent.
  for (const [index, { head, parent }] of [...lines.entries()].reverse()) {
    if (rows.get(index)?.remove && !parents.has(head)) removed.add(index);
    else parents.add(parent);
  }
  return removed;
}

function removeRow({ instead }: MarkdownDraft, { head, fields }: TaskLines): void {
  for (const at of [head, ...fields.values()].flat()) instead.set(at, []);
}

function editRow(draft: MarkdownDraft, own: TaskLines, { mark, task, fields = [] }: RowEdit): void {
  const [, before = '', box = ' ', between = '', whole = '', tail = ''] = HEAD.exec(draft.lines[own.head]!) ?? [];
  const hasMark = fields.includes('status') && !(draft.plan.spec && task?.status === 'deleted');
  // A spec tool has no mark for a deleted step, so its box stays.
  const status = hasMark && task?.status ? boxOf(task.status) : box;
  const wrapped = own.fields.get('words') ?? [];
  const text = [whole, ...wrapped.map((at) => draft.lines[at]!.trim())].join(' ');
  const head = own.byHand
    ? handText(draft, own, { text, mark, task, fields })
    : planText(text, fields.includes('description') ? task?.description : undefined);
  // A sentence in several lines stays so, unless its words change.
  const stays = wrapped.length > 0 && withoutMark(head.text) === withoutMark(text);
  const added = stays && head.text !== text && mark !== undefined ? ` ${handMark(mark)}` : '';
  draft.instead.set(own.head, [before + status + between + (stays ? whole + added : head.text) + tail]);
  if (!stays) for (const at of wrapped) draft.instead.set(at, []);
  if (!task) return;
  for (const field of [...head.more, ...fields]) if (!head.done.includes(field)) putField(draft, own, { field, task });
}

const withoutMark = (text: string) => text.replace(HAND_MARK, '').trim();

const BLOCKS = ['acceptance', 'spec', 'note'];

/** Writes a field below the line of its task: into its present lines, or into a new one. */
function putField(
  draft: MarkdownDraft,
  own: TaskLines,
  { field, task }: { field: string; task: Partial<FileTask> },
): void {
  const row: Partial<PlanLine> = task;
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
  const space = first !== undefined && !own.fields.has('note') ? spaceOf(draft.lines[first]!) : linesBelow(draft, own);
  const written = lines.map((line) => space + line);
  for (const at of present) draft.instead.set(at, []);
  if (first !== undefined) draft.instead.set(first, written);
  else put(draft.after, lastField(own, BLOCKS.includes(field)), written);
}

/** Checks whether an empty field must be written, because the task's place in the file gives it another value. */
function keepsClear(own: TaskLines, field: string, task: Partial<FileTask>): boolean {
  return field === 'parent' && own.parent !== undefined && task.parent === undefined;
}

function parentOf({ plan }: MarkdownDraft, own: TaskLines): unknown {
  return plan.located[plan.lines.findIndex(({ head }) => head === own.parent)]?.value.uuid;
}

/** Returns the line after which a new field stands: the last one of the fields directly below the task's line. */
function lastField({ head, fields }: TaskLines, afterBlocks: boolean): number {
  const own = new Set([...fields].flatMap(([name, at]) => (afterBlocks || !BLOCKS.includes(name) ? at : [])));
  let last = head;
  while (own.has(last + 1)) last++;
  return last;
}

/** A line's new text, further fields to write below it, and fields that it has itself. */
interface Head {
  text: string;
  more: string[];
  done: string[];
}

const HEAD_FIELDS = ['description', 'status'];

/** Changes the text of a line of a plan. */
function planText(text: string, description: string | undefined): Head {
  if (description === undefined) return { text, more: [], done: HEAD_FIELDS };
  const [, number = '', , uuid] = PLAN_LINE.exec(text) ?? [];
  const written = `${number ? `${number} ` : ''}${escaped(description)} <!-- ${uuid} -->`;
  return { text: written, more: [], done: HEAD_FIELDS };
}

/**
 * Changes the text of a hand-written line. Its marks stay in it, except those of changed fields. If the words would be
 * read as marks, the line becomes one of a plan.
 */
function handText(
  draft: MarkdownDraft,
  own: TaskLines,
  {
    text,
    mark,
    task,
    fields,
  }: { text: string; mark: string | undefined; task: Partial<FileTask> | undefined; fields: readonly string[] },
): Head {
  const words = text.replace(HAND_MARK, '').trim();
  const found =
    HAND_MARK.exec(text)?.[0].trim() ?? (mark === undefined || own.id !== undefined ? undefined : handMark(mark));
  const marked = (said: string) => (found === undefined ? said : `${said} ${found}`);
  const marks = readMarks(unescaped(words), draft.plan.spec?.steps);
  const changed = marks.found.filter(({ field }) => fields.includes(field) && field !== 'tags');
  const said = fields.includes('description') ? task?.description : undefined;
  // A step keeps its number. Without a change, the row is told as one that can't be written.
  if (said !== undefined && own.id !== undefined && !isPlain(said)) return { text, more: [], done: HEAD_FIELDS };
  if (said !== undefined && task?.uuid !== undefined && !isPlain(said)) {
    const more = [...marks.found.map(({ field }) => field), ...(own.fields.has('note') ? ['spec'] : [])];
    const line = headText({ description: said, uuid: task.uuid, id: task.id }, draft.numbered);
    return { text: line, more: more.filter(isWritable), done: HEAD_FIELDS };
  }
  const stay = marks.found.filter((one) => !changed.includes(one));
  const kept = changed.reduce((rest, one) => withoutWord(rest, one.text), words);
  let next = said === undefined ? kept : handLine(said, { before: marks.description, marks: stay, words: kept });
  const done = [...HEAD_FIELDS];
  if (task && fields.includes('tags') && !own.fields.has('tags')) {
    next = withTags(next, stay, { tags: task.tags ?? [], given: own.tags });
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
  const first = texts.filter((text) => BEFORE_WORDS.test(text));
  return number + [...first, escaped(description), ...texts.filter((text) => !first.includes(text))].join(' ');
}

function withoutWord(text: string, word: string): string {
  const at = text.indexOf(word);
  if (at < 0) return text;
  return `${text.slice(0, at).trimEnd()} ${text.slice(at + word.length).trimStart()}`.trim();
}

function withTags(
  text: string,
  marks: readonly { text: string }[],
  { tags, given }: { tags: readonly string[]; given: readonly string[] },
): string {
  const there = new Map(marks.flatMap(({ text }) => (tagIn(text) === undefined ? [] : [[tagIn(text)!, text]])));
  const gone = [...there].flatMap(([tag, mark]) => (tags.includes(tag) ? [] : [mark]));
  const fresh = tags.filter((tag) => !there.has(tag) && !given.includes(tag)).map((tag) => `#${tag}`);
  return [gone.reduce(withoutWord, text), ...fresh].join(' ');
}
