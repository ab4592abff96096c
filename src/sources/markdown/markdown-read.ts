import { groupedBy } from '../../base/iterables.ts';
import { checkConflict, type Located } from '../reading/json-file.ts';
import { refuseFile } from '../reading/row-location.ts';
import { leaveLine } from '../reading/texts.ts';
import { readMarks, takeMarks } from './markdown-marks.ts';
import {
  HAND_MARK,
  isProjectHeading,
  linesOf,
  type MarkdownPlan,
  PLAN_LINE,
  PLAN_TITLE,
  type TaskLines,
} from './markdown-plan.ts';
import { HEADING, itemsAsTasks, wrappedBelow } from './markdown-unboxed.ts';
import { addCriterion, addSpec, QUOTE } from './plan-blocks.ts';
import { fieldValue, PLAN_FIELDS, resolveNumbers, unescaped } from './plan-fields.ts';
import { requirementTags, STEP_FIELD, specPlanAt } from './spec-tools.ts';

interface Open {
  indent: number;
  located: Located;
  lines: TaskLines;
  /** Indentation of the first line of the task's text. */
  noteIndent?: number;
}

interface Reader extends MarkdownPlan {
  file: string;
  now: string;
  /** The tasks to which the next line can belong, the outermost first. */
  open: Open[];
  project: string | undefined;
  /** The field that the following lines belong to, and its indentation. */
  block: { name: 'acceptance' | 'spec'; indent: number; located: Located; lines: number[] } | undefined;
  /** Pattern for the end of the current code block or comment. */
  code: RegExp | undefined;
  /** The task that the previous line of text belongs to, and the number of empty lines since then. */
  note: { of: Open; gap: number } | undefined;
  /** Uuids of tasks, by number as a text such as `#12`. */
  numbers: Map<string, string>;
  /** `refs` has the numbers or lines of the tasks that were read (`#12`), `named` those that fields refer to. */
  refs: Set<string>;
  named: ReadonlySet<string>;
}

const TASK = /^(\s*)(?:[-*+]|\d{1,9}[.)]) \[ ?([ xX~/>!?*<-]) ?\]\*? (.*?)\s*$/s;

const FIELD = /^(\s*)[-*+] ([a-z]+):(?:\s+(.*?))?\s*$/s;

/** The tag of a step that its plan lets one leave out. */
const OPTIONAL = 'optional';

const CODE = /^\s*(`{3,}|~{3,})/;

const COMMENT_END = /-->/;

const STATUS: Readonly<Record<string, string>> = {
  ' ': 'pending',
  x: 'completed',
  X: 'completed',
  '-': 'deleted',
  '~': 'deleted',
  '/': 'pending',
  '>': 'pending',
  // Marks of Obsidian for a task with an emphasis: important, a question, starred, scheduled.
  ...{ '!': 'pending', '?': 'pending', '*': 'pending', '<': 'pending' },
};

/**
 * Reads the tasks of a plan. Lists lines outside of tasks in `left`. In a text without boxes, list items are tasks, but
 * only if the caller named the format (`said`). A text with headings alone is an empty plan, as the export of an empty
 * queue is.
 */
export function readPlan(
  text: string,
  { file, now, said, path }: { file: string; now: string; said: boolean; path: string },
): MarkdownPlan {
  const lines = linesOf(text).lines;
  const asTask = lines.some((line) => TASK.test(line)) ? undefined : itemsAsTasks(lines, { file, said });
  const plan = readLines(text, { file, now, path }, asTask);
  const isBlank = lines.every((line) => line.trim() === '' || HEADING.test(line) || /^<!--.*-->$/.test(line.trim()));
  if (plan.located.length === 0 && !isBlank) refuseFile(file, 'expected a plan with boxes: - [ ] Fix login');
  if (isBlank && plan.located.length === 0) plan.left.push(`${file}: no tasks`);
  return plan;
}

/** Reads the tasks of a text that may have none. `asTask` converts each line. */
export function readLines(
  text: string,
  { file, now, path }: { file: string; now: string; path: string },
  asTask?: (line: string) => string,
): MarkdownPlan {
  checkConflict(text, file);
  const { lines } = linesOf(text);
  const spec = specPlanAt(path);
  const reader: Reader = {
    ...{ file, now, located: [], left: [], open: [], lines: [], sections: [] },
    ...{ spec, project: spec?.project, block: undefined, code: undefined, note: undefined, numbers: new Map() },
    ...{ refs: new Set(), named: new Set(lines.flatMap((line) => FIELD.exec(line)?.[3]?.match(/#\d+/g) ?? [])) },
  };
  // Skips front matter between `---` lines, which describes the file.
  const first = lines[0] === '---' ? lines.indexOf('---', 1) + 1 : 0;
  reader.sections.push({ line: first - 1, project: spec?.project });
  for (const [index, line] of lines.slice(0, first).entries()) leaveLine(reader.left, line, index + 1);
  const isTask = (line: string) => TASK.test(asTask ? asTask(line) : line);
  for (let at = first; at < lines.length; at++) {
    const count = reader.code || !isTask(lines[at]!) ? 0 : wrappedBelow(lines, at, isTask);
    const wrapped = lines.slice(at + 1, at + 1 + count).map((line) => line.trim());
    readLine(reader, [asTask ? asTask(lines[at]!) : lines[at]!, ...wrapped].join(' '), at + 1);
    const numbers = wrapped.map((_, i) => at + 1 + i);
    const own = reader.lines.at(-1);
    if (count > 0 && own?.head === at) own.fields.set('words', numbers);
    else reader.block?.lines.push(...numbers);
    at += count;
  }
  takeMarks(
    reader.located.map(({ value }) => value),
    spec?.steps,
  );
  if (spec) finishSteps(reader);
  for (const { value } of reader.located) resolveNumbers(value, reader.numbers);
  return reader;
}

/** Adds the tags of a step that its line doesn't have, and notes whether its number is the only one in the file. */
function finishSteps({ located, lines }: Reader): void {
  const numbers = groupedBy(located, ({ value }) => value.theirId);
  for (const [i, { value }] of located.entries()) {
    const own = lines[i]!;
    if (typeof value.theirId === 'string' && numbers.get(value.theirId)!.length === 1) own.id = value.theirId;
    if (own.tags.includes(OPTIONAL) && value.priority === undefined) value.priority = 'L';
    const words = typeof value.tags === 'string' ? value.tags.split(/[,\s]+/) : ((value.tags ?? []) as string[]);
    if (own.tags.length > 0) value.tags = [...new Set([...words, ...own.tags])];
  }
}

function readLine(reader: Reader, line: string, number: number): void {
  const { code, note } = reader;
  if (note && line.trim() === '') {
    note.gap++;
    return;
  }
  reader.note = undefined;
  if (code || CODE.test(line)) {
    reader.code = code ? (code.test(line) ? undefined : code) : codeEnd(line);
    if (code === COMMENT_END || !addNote(reader, { line, number, before: note })) leaveLine(reader.left, line, number);
  } else if (/^\s*<!--(?!.*-->)/s.test(line)) {
    reader.code = COMMENT_END;
    leaveLine(reader.left, line, number);
  } else readProse(reader, { line, number, note });
}

function readProse(
  reader: Reader,
  { line, number, note }: { line: string; number: number; note: Reader['note'] },
): void {
  const { block } = reader;
  const [heading, task, field] = [HEADING.exec(line), TASK.exec(line), FIELD.exec(line)];
  const inside = field && reader.open.findLast(({ indent }) => indent < field[1]!.length);
  if (block?.name === 'spec' && QUOTE.test(line)) {
    block.lines.push(number - 1);
    addSpec(block.located, line);
  } else if (heading) startSection(reader, heading, number);
  else if (task && block?.name === 'acceptance' && task[1]!.length > block.indent) {
    block.lines.push(number - 1);
    addCriterion(reader, block.located, task);
  } else if (task?.[3] === '') leaveLine(reader.left, line, number);
  else if (task) addTask(reader, task, number);
  else if (field && inside && isField(reader, field)) addField(reader, inside, { field, number });
  else if (!addNote(reader, { line, number, before: note })) leaveLine(reader.left, line, number);
}

/** Adds an indented line to the spec of the hand-written task above. The first one gives the indentation. */
function addNote(
  reader: Reader,
  { line, number, before }: { line: string; number: number; before: Reader['note'] },
): boolean {
  const space = /^\s*/.exec(line)![0].length;
  const inside = reader.open.findLast(({ indent }) => indent < space);
  if (!inside?.lines.byHand) return false;
  inside.noteIndent ??= space;
  if (reader.spec) inside.lines.tags.push(...requirementTags(line));
  const text = line.slice(Math.min(space, inside.noteIndent)).trimEnd();
  const { value } = inside.located;
  const gap = before?.of === inside ? before.gap : 0;
  value.spec = value.spec === undefined ? text : `${value.spec}${'\n'.repeat(gap + 1)}${text}`;
  const lines = inside.lines.fields.get('note') ?? [];
  // The empty lines before this one belong to the same text.
  for (let at = number - 1 - gap; at < number; at++) lines.push(at);
  inside.lines.fields.set('note', lines);
  reader.note = { of: inside, gap: 0 };
  return true;
}

/**
 * Returns the pattern for the end of a code block: a line with at least as many fence characters as its start, and no
 * other text.
 */
function codeEnd(line: string): RegExp {
  const [, marks = ''] = CODE.exec(line)!;
  return new RegExp(`^\\s*${marks}${marks[0]}*\\s*$`);
}

/** Checks whether a line is a field. A detail of a step can begin with the same word: `- type: a text of the crate`. */
function isField({ spec }: Reader, [, , name, written = '']: RegExpExecArray): boolean {
  if (name === 'acceptance' || name === 'spec') return written === '';
  return Object.hasOwn(PLAN_FIELDS, name!) && (!spec || STEP_FIELD.test(`${name} ${written}`));
}

/**
 * Reads a heading. A heading such as `## web.ui` is the project of the tasks below it. A top-level heading only names
 * the plan.
 */
function startSection(reader: Reader, [whole, level, name]: RegExpExecArray, number: number): void {
  reader.open = [];
  reader.block = undefined;
  if (!reader.spec) reader.project = level!.length > 1 && isProjectHeading(name!) ? name : undefined;
  if ((reader.project === undefined || reader.spec) && whole.trim() !== PLAN_TITLE)
    leaveLine(reader.left, whole, number);
  reader.sections.push({ line: number - 1, project: reader.project });
}

function addTask(reader: Reader, [whole, space, box, rest]: RegExpExecArray, line: number): void {
  const indent = space!.length;
  const hand = HAND_MARK.exec(rest!)?.[1]?.toLowerCase();
  const words = hand === undefined ? rest! : rest!.replace(HAND_MARK, '').trim();
  const [, number, title, inPlan] = PLAN_LINE.exec(words)!;
  const uuid = hand ?? inPlan;
  const byHand = hand !== undefined || inPlan === undefined;
  // A number that several lines begin with, and that no field refers to, is from an issue tracker.
  const isWords = number !== undefined && byHand && reader.refs.has(number) && !reader.named.has(number);
  reader.open = reader.open.filter((one) => one.indent < indent);
  reader.block = undefined;
  const step = reader.spec && readMarks(title!, reader.spec.steps).id;
  const above = reader.open.at(-1) ?? reader.spec?.steps.get(step?.replace(/\.?\d+[a-z]?$/, '') ?? '');
  // An open subtask would block its parent.
  const isOptional = reader.spec !== undefined && /^\s*\S+ \[[^\]]*\]\*/.test(whole);
  const parent = isOptional ? undefined : above?.located.value;
  const project = above ? above.located.value.project : reader.project;
  const isFirst = step !== undefined && !reader.spec!.steps.has(step);
  const ref = isFirst ? step : number === undefined || isWords ? `line ${line}` : number;
  reader.refs.add(ref);
  const isHeld = box === '/' || (reader.spec !== undefined && (box === '-' || box === '~'));
  const value: Record<string, unknown> = {
    ref,
    ...(uuid === undefined ? {} : { uuid }),
    ...(hand === undefined ? {} : { hand: true }),
    description: unescaped(isWords ? `${number} ${title}` : title!),
    status: isHeld ? 'pending' : STATUS[box!],
    ...(isHeld ? { held: 'in progress' } : {}),
    ...(project === undefined ? {} : { project }),
    ...(parent ? { parent: parent.uuid ?? parent.ref } : {}),
  };
  if (uuid !== undefined) reader.numbers.set(ref, uuid);
  const located = { place: { file: reader.file, line, row: reader.located.length + 1 }, value };
  const inherited = typeof project === 'string' ? project : undefined;
  const tags = isOptional ? [OPTIONAL] : [];
  const lines: TaskLines = {
    head: line - 1,
    byHand,
    tags,
    fields: new Map(),
    parent: parent && above?.lines.head,
    inherited,
  };
  reader.located.push(located);
  reader.lines.push(lines);
  reader.open.push({ indent, located, lines });
  if (isFirst) reader.spec!.steps.set(step, { located, lines });
}

function addField(
  reader: Reader,
  { located, lines }: Open,
  { field, number }: { field: RegExpExecArray; number: number },
): void {
  const [, space, name, written = ''] = field as unknown as [string, string, string, string | undefined];
  const own = lines.fields.get(name) ?? [];
  own.push(number - 1);
  lines.fields.set(name, own);
  reader.block =
    name === 'acceptance' || name === 'spec' ? { name, indent: space.length, located, lines: own } : undefined;
  if (name === 'spec') located.value.spec = undefined;
  else if (name === 'acceptance') located.value.acceptance = [];
  else if (written === '') located.value[name] = null;
  else {
    const value = fieldValue(name, written);
    if (value === undefined)
      refuseFile(
        reader.file,
        `field ${name}: expected values in quotes with commas between them, received ${JSON.stringify(written)}`,
        number,
      );
    located.value[name] = value;
  }
}
