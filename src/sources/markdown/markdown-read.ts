import { parseJsonText } from '../../base/json/json-text.ts';
import { PROJECT } from '../../domain/fields/words.ts';
import { checkConflict, type Located } from '../reading/json-file.ts';
import { refuseFile } from '../reading/row-location.ts';
import { takeMarks } from './markdown-marks.ts';
import { PLAN_FIELDS } from './markdown-write.ts';

interface Open {
  indent: number;
  located: Located;
  /** How far the first line of its text stands in. */
  noteIndent?: number;
}

interface Reader {
  file: string;
  now: string;
  located: Located[];
  left: string[];
  /** The tasks that the next line may be a part of, outermost first. */
  open: Open[];
  project: string | undefined;
  /** The field whose lines follow, and how far it stands in. */
  block: { name: 'acceptance' | 'spec'; indent: number; located: Located } | undefined;
  /** What ends the block of code, or the comment, that lines are in. */
  code: RegExp | undefined;
  /** The task whose text the line before was a part of, and the empty lines since. */
  note: { of: Open; gap: number } | undefined;
  /** `#12` -> its uuid */
  numbers: Map<string, string>;
  /** What lines call themselves (`#12`), and what fields call others. */
  refs: Set<string>;
  named: ReadonlySet<string>;
}

const TASK = /^(\s*)(?:[-*+]|\d{1,9}[.)]) \[([ xX~/>-])\] (.*?)\s*$/s;
/** An item of a list without a box. */
const ITEM = /^(\s*)(?:[-*+]|\d{1,9}[.)]) (?!\[.\] )(.*?\S)\s*$/s;
const FIELD = /^(\s*)[-*+] ([a-z]+):(?:\s+(.*?))?\s*$/s;
const QUOTE = /^\s*>(?: (.*))?$/s;
const CODE = /^\s*(`{3,}|~{3,})/;
const COMMENT_END = /-->/;
const HEADING = /^(#{1,6}) (.*?)\s*$/;
const STATUS: Readonly<Record<string, string>> = {
  ' ': 'pending',
  x: 'completed',
  X: 'completed',
  '-': 'deleted',
  '~': 'deleted',
  '/': 'pending',
  '>': 'pending',
};

/**
 * The tasks of a plan. Lines that are no part of one are told, and left. Of a text without a box the items of its lists are tasks where
 * the caller said that it is one (`said`).
 */
export function readPlan(
  text: string,
  { file, now, said }: { file: string; now: string; said: boolean },
): { located: Located[]; left: string[] } {
  checkConflict(text, file);
  const lines = linesOf(text);
  const reader: Reader = {
    ...{ file, now, located: [], left: [], open: [] },
    ...{ project: undefined, block: undefined, code: undefined, note: undefined, numbers: new Map() },
    ...{ refs: new Set(), named: new Set(lines.flatMap((line) => FIELD.exec(line)?.[3]?.match(/#\d+/g) ?? [])) },
  };
  // What stands before the text (`---`) is about the file.
  const first = lines[0] === '---' ? lines.indexOf('---', 1) + 1 : 0;
  const asTask = lines.some((line) => TASK.test(line)) ? undefined : itemsAsTasks(lines, { file, said });
  for (const [index, line] of lines.entries())
    if (index >= first) readLine(reader, asTask ? asTask(line) : line, index + 1);
  takeMarks(reader.located.map(({ value }) => value));
  for (const { value } of reader.located) resolveNumbers(value, reader.numbers);
  if (reader.located.length === 0) refuseFile(file, 'expected a plan with boxes: - [ ] Fix login');
  return reader;
}

/** A carriage return is a part of its text, unless it ends every line. */
function linesOf(text: string): string[] {
  return text.split(/(?<!\r)\n/.test(text) ? '\n' : '\r\n');
}

/** How the lines of a text without boxes are read: the items of its lists are tasks, or without any each line (`todo.txt`). */
function itemsAsTasks(
  lines: readonly string[],
  { file, said }: { file: string; said: boolean },
): ((line: string) => string) | undefined {
  const hasItems = lines.some((line) => ITEM.test(line));
  if (!said && hasItems)
    refuseFile(file, 'expected a plan with boxes (- [ ] Fix login), received a list without', {
      hint: 'To take its items as tasks: format markdown (--format markdown)',
    });
  if (!said) return undefined;
  if (hasItems) return (line) => line.replace(ITEM, '$1- [ ] $2');
  return (line) => (line.trim() === '' || HEADING.test(line) ? line : asBox(line.trim()));
}

/** `x 2026-11-02 2026-11-01 Pay rent`: done, when it was, and since when it is there. */
function asBox(line: string): string {
  const [, done, priority, first, second, words] =
    /^(x )?(\([A-Z]\) )?(?:(\d{4}-\d\d-\d\d) )?(?:(\d{4}-\d\d-\d\d) )?(.*)$/s.exec(line)!;
  const [end, entry] = done ? [first, second] : [undefined, first];
  const marked = words!.replaceAll(/(?<=^|\s)\+(\S+)/g, '[project:: $1]').replaceAll(/(?<=^|\s)@(?=\p{L})/gu, '#');
  return `- [${done ? 'x' : ' '}] ${priority ?? ''}${marked}${end ? ` ✅ ${end}` : ''}${entry ? ` ➕ ${entry}` : ''}`;
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
    if (code === COMMENT_END || !addNote(reader, line, note)) leave(reader, line, number);
  } else if (/^\s*<!--(?!.*-->)/s.test(line)) {
    reader.code = COMMENT_END;
    leave(reader, line, number);
  } else readProse(reader, { line, number, note });
}

function readProse(
  reader: Reader,
  { line, number, note }: { line: string; number: number; note: Reader['note'] },
): void {
  const { block } = reader;
  const [heading, task, field] = [HEADING.exec(line), TASK.exec(line), FIELD.exec(line)];
  const inside = field && reader.open.findLast(({ indent }) => indent < field[1]!.length);
  if (block?.name === 'spec' && QUOTE.test(line)) addSpec(block.located, line);
  else if (heading) startSection(reader, heading);
  else if (task && block?.name === 'acceptance' && task[1]!.length > block.indent)
    addCriterion(reader, block.located, task);
  else if (task?.[3] === '') leave(reader, line, number);
  else if (task) addTask(reader, task, number);
  else if (field && inside && isField(field[2]!)) addField(reader, inside, { field, number });
  else if (/^<!--.*-->$/.test(line.trim())) return;
  else if (!addNote(reader, line, note)) leave(reader, line, number);
}

/** A line that stands further in than a task written by hand is about it, as it stands below the first such line. */
function addNote(reader: Reader, line: string, before: Reader['note']): boolean {
  const space = /^\s*/.exec(line)![0].length;
  const inside = reader.open.findLast(({ indent }) => indent < space);
  if (!inside || inside.located.value.uuid !== undefined) return false;
  inside.noteIndent ??= space;
  const text = line.slice(Math.min(space, inside.noteIndent)).trimEnd();
  const { value } = inside.located;
  const gap = before?.of === inside ? before.gap : 0;
  value.spec = value.spec === undefined ? text : `${value.spec}${'\n'.repeat(gap + 1)}${text}`;
  reader.note = { of: inside, gap: 0 };
  return true;
}

function leave({ left }: Reader, line: string, number: number): void {
  if (line.trim() !== '') left.push(`line ${number}: ${line.trim().slice(0, 80)}`);
}

/** A block of code ends with at least as many marks as began it, and nothing behind them. */
function codeEnd(line: string): RegExp {
  const [, marks = ''] = CODE.exec(line)!;
  return new RegExp(`^\\s*${marks}${marks[0]}*\\s*$`);
}

function isField(name: string): boolean {
  return Object.hasOwn(PLAN_FIELDS, name) || name === 'acceptance' || name === 'spec';
}

/** Headings that people put over tasks by how far they are. */
const COLUMN =
  /^(to-?do|todos|tasks|doing|done|open|closed|backlog|inbox|next|later|now|today|waiting|blocked|review|archive|ideas|notes|erledigt|offen)$/i;

/** `## web.ui` is the project of the tasks below it; the first line names the plan. */
function startSection(reader: Reader, [, level, name]: RegExpExecArray): void {
  reader.open = [];
  reader.block = undefined;
  reader.project = level!.length > 1 && PROJECT.test(name!) && !COLUMN.test(name!) ? name : undefined;
}

function addTask(reader: Reader, [, space, box, rest]: RegExpExecArray, line: number): void {
  const indent = space!.length;
  const [, number, title, uuid] =
    /^(?:(#\d+) )?(.*?)(?: <!-- ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) -->)?$/s.exec(rest!)!;
  // A number that several lines begin with and no field names is that of an issue elsewhere.
  const isWords = number !== undefined && uuid === undefined && reader.refs.has(number) && !reader.named.has(number);
  reader.open = reader.open.filter((one) => one.indent < indent);
  reader.block = undefined;
  const parent = reader.open.at(-1)?.located.value;
  const project = parent ? parent.project : reader.project;
  const ref = number === undefined || isWords ? `line ${line}` : number;
  reader.refs.add(ref);
  const value: Record<string, unknown> = {
    ref,
    ...(uuid === undefined ? {} : { uuid }),
    description: unescaped(isWords ? `${number} ${title}` : title!),
    status: STATUS[box!],
    ...(box === '/' ? { held: 'in progress' } : {}),
    ...(project === undefined ? {} : { project }),
    ...(parent ? { parent: parent.uuid ?? parent.ref } : {}),
  };
  if (uuid !== undefined) reader.numbers.set(ref, uuid);
  const located = { place: { file: reader.file, line, row: reader.located.length + 1 }, value };
  reader.located.push(located);
  reader.open.push({ indent, located });
}

function addField(
  reader: Reader,
  { located }: Open,
  { field, number }: { field: RegExpExecArray; number: number },
): void {
  const [, space, name, written = ''] = field as unknown as [string, string, string, string | undefined];
  reader.block = name === 'acceptance' || name === 'spec' ? { name, indent: space.length, located } : undefined;
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

function fieldValue(name: string, written: string): unknown {
  if (name === 'scope' || name === 'checks') {
    const list = parseJsonText(`[${written}]`);
    if (Array.isArray(list)) return list;
    return written.startsWith('"') ? undefined : written;
  }
  if (name === 'links')
    return written.split(/,\s*/).map((link) => {
      const [type, uuid] = link.split(/\s+/);
      return { type, uuid };
    });
  return name === 'rank' ? Number(written) : written;
}

function addCriterion({ now }: Reader, { value }: Located, [, , box, rest]: RegExpExecArray): void {
  const [, text, proof] = /^(.*?)(?: <!-- (\{.*\}) -->)?$/s.exec(rest!)!;
  const met = proof === undefined ? undefined : parseJsonText(proof);
  const done = box !== ' ';
  (value.acceptance as unknown[]).push({
    text: unescaped(text!),
    ...(done
      ? { met: typeof met === 'object' ? met : { at: now, actor: 'the plan', evidence: 'checked in the plan' } }
      : {}),
  });
}

function addSpec({ value }: Located, line: string): void {
  const text = QUOTE.exec(line)![1] ?? '';
  value.spec = value.spec === undefined ? text : `${value.spec}\n${text}`;
}

/** A `<` that is not escaped is ours. */
function unescaped(text: string): string {
  return text.replaceAll(/\\([\\<])|<br>|<U\+([0-9A-F]{4})>/g, (_, character?: string, code?: string) =>
    code === undefined ? (character ?? '\n') : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** Numbers of this plan are those of its tasks, not of the queue that it goes to. */
function resolveNumbers(value: Record<string, unknown>, numbers: ReadonlyMap<string, string>): void {
  const named = (name: string) => numbers.get(name) ?? name;
  if (value.status === 'pending' && value.recur) value.status = 'recurring';
  if (typeof value.depends === 'string')
    value.depends = value.depends
      .split(/[,\s]+/)
      .filter(Boolean)
      .map(named);
  for (const field of ['template', 'parent']) if (typeof value[field] === 'string') value[field] = named(value[field]);
  if (Array.isArray(value.links))
    value.links = value.links.map(({ type, uuid }: { type: string; uuid: string }) => ({
      type,
      uuid: named(uuid ?? ''),
    }));
}
