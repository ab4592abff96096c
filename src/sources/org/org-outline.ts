import { bareName } from '../../base/bare-name.ts';
import type { Located } from '../reading/json-file.ts';
import { looseMoment } from '../reading/loose-dates.ts';
import { leaveLine, notesOfText } from '../reading/texts.ts';
import { dayOrInstant, instantOf, Unfit } from '../reading/values.ts';
import { headingOf, type Keywords, NAMED, type OrgHeading } from './org-heading.ts';

interface Task {
  stars: number;
  located: Located;
  /** The lines of its text, as they are written. */
  text: string[];
  log: Logged;
}

interface Outline {
  file: string;
  keywords: Keywords;
  /** Whether each heading is a task. */
  plain: boolean;
  tasks: Task[];
  left: string[];
  /** The tasks to which the next heading can belong, the outermost first. */
  above: Task[];
  current: Task | undefined;
  drawer: string | undefined;
  isBlock: boolean;
  tags: string[];
}

const BLOCK = /^\s*#\+(BEGIN|END)(_|:)/i;
const DRAWER = /^\s*:([\w-]+):\s*$/;
const PROPERTY = /^\s*:([^\s:]+?)\+?:(?:\s+(.*?))?\s*$/;
const FILE_TAGS = /^#\+FILETAGS:\s*(.*)$/i;
const PRIORITY: Readonly<Record<string, string>> = { A: 'H', B: 'M', C: 'L', 1: 'H', 2: 'M', 3: 'L' };

/** Reads the tasks of an outline. `left` names the lines that belong to no task. */
export function readOutline(
  lines: readonly string[],
  { file, keywords, plain }: { file: string; keywords: Keywords; plain: boolean },
): { located: Located[]; left: string[] } {
  const outline: Outline = {
    ...{ file, keywords, plain, tasks: [], left: [], above: [], tags: [] },
    ...{ current: undefined, drawer: undefined, isBlock: false },
  };
  for (const [index, line] of lines.entries()) {
    const heading = headingOf(line, keywords);
    if (heading) startHeading(outline, heading, { line, number: index + 1 });
    else readText(outline, line, index + 1);
  }
  const byId = new Map(outline.tasks.map(({ located: { value } }) => [value.theirId, value.ref]));
  for (const task of outline.tasks) finish(task, outline.tags, byId);
  return { located: outline.tasks.map(({ located }) => located), left: outline.left };
}

function startHeading(outline: Outline, heading: OrgHeading, { line, number }: { line: string; number: number }): void {
  const { above, tasks, left, file, keywords, plain } = outline;
  outline.drawer = undefined;
  outline.isBlock = false;
  while ((above.at(-1)?.stars ?? 0) >= heading.stars) above.pop();
  const parent = above.at(-1);
  const { keyword, title, stars } = heading;
  if ((keyword === undefined && !plain) || title === '') {
    // A heading below a task is a part of its text.
    outline.current = keyword === undefined ? parent : undefined;
    if (outline.current) outline.current.text.push(line);
    else leaveLine(left, line, number);
    return;
  }
  const value = { ref: `line ${number}`, ...fieldsOf(heading, keywords), ...parentOf(parent) };
  const located = { place: { file, line: number, row: tasks.length + 1 }, value };
  outline.current = { stars, located, text: [], log: { notes: [], isOpen: false } };
  tasks.push(outline.current);
  above.push(outline.current);
}

const parentOf = (parent: Task | undefined) => (parent ? { parent: parent.located.value.ref } : {});

function fieldsOf({ keyword, priority, title, tags }: OrgHeading, keywords: Keywords): Record<string, unknown> {
  const { status, isFree } = keywords.get(keyword ?? 'TODO')!;
  const known = priority === undefined ? undefined : (PRIORITY[priority] ?? 'L');
  return {
    ...{ description: title, status },
    ...(status === 'pending' && !isFree ? { held: keyword!.toLowerCase() } : {}),
    ...(known === undefined ? {} : { priority: known }),
    ...(priority === undefined || PRIORITY[priority] ? {} : { extra: { priority } }),
    ...(tags.length === 0 ? {} : { tags }),
  };
}

function readText(outline: Outline, line: string, number: number): void {
  const { current, left } = outline;
  if (outline.isBlock || BLOCK.test(line)) {
    outline.isBlock = outline.isBlock ? !/^\s*#\+END/i.test(line) : /^\s*#\+BEGIN/i.test(line);
    if (current) current.text.push(line.replace(/^(\s*),(?=\*|#\+)/, '$1'));
    else leaveLine(left, line, number);
  } else if (outline.drawer !== undefined) {
    if (/^\s*:END:\s*$/i.test(line)) {
      outline.drawer = undefined;
      if (current) current.log.isOpen = false;
    } else if (current) inDrawer(current, outline.drawer, { line, number, left });
    else leaveLine(left, line, number);
  } else if (DRAWER.test(line)) outline.drawer = DRAWER.exec(line)![1]!.toUpperCase();
  else if (!current) leaveTop(outline, line, number);
  else if (!takeDates(current.located.value, line) && !takeLog(current.log, { line, number, left }))
    current.text.push(line);
}

/** Leaves a line above the first task, unless it names tags or keywords of the file. */
function leaveTop({ left, tags }: Outline, line: string, number: number): void {
  const [, written] = FILE_TAGS.exec(line) ?? [];
  if (written !== undefined) tags.push(...written.split(/[:\s]+/).filter(Boolean));
  else if (!NAMED.test(line)) leaveLine(left, line, number);
}

function inDrawer(
  task: Task,
  drawer: string,
  { line, number, left }: { line: string; number: number; left: string[] },
): void {
  const { value } = task.located;
  const [, name, written] = (drawer === 'PROPERTIES' && PROPERTY.exec(line)) || [];
  if (name !== undefined) takeProperty(value, name, written ?? '');
  else if (!takeLog(task.log, { line, number, left })) leaveLine(left, line, number);
}

/** Reads a line of the log, and names one without a text. @returns false for another line */
function takeLog(log: Logged, { line, number, left }: { line: string; number: number; left: string[] }): boolean {
  const isLog = logLine(log, line);
  if (isLog && (CLOCK.test(line) || (RECORD.test(line) && !log.isOpen))) leaveLine(left, line, number);
  return isLog;
}

function takeProperty(value: Record<string, unknown>, name: string, written: string): void {
  const field = name.toLowerCase().replaceAll('_', '-');
  const waits = /^ids\((.*)\)$/.exec(written)?.[1];
  const created =
    field === 'created' ? looseMoment(written.replaceAll(/[<>[\]]|\p{L}{2,}\.? ?/gu, '').trim()) : undefined;
  if (written === '') return;
  if (field === 'id' || (field === 'custom-id' && value.theirId === undefined)) value.theirId = written;
  else if (created !== undefined) value.entry = created;
  else if (['assignee', 'assigned', 'assigned-to', 'owner'].includes(field)) value.agent = bareName(written);
  else if (field === 'blocker' && waits !== undefined)
    value.depends = waits.split(/[\s"]+/).flatMap((id) => id.replace(/^id:/, '') || []);
  else {
    const extra = (value.extra ?? {}) as Record<string, unknown>;
    value.extra = { ...extra, [name]: name in extra ? `${extra[name]} ${written}` : written };
  }
}

const DATES: Readonly<Record<string, string>> = { DEADLINE: 'due', SCHEDULED: 'scheduled', CLOSED: 'end' };
const DATE =
  /(DEADLINE|SCHEDULED|CLOSED):\s*[<[](\d{4}-\d\d-\d\d)(?:\s+\p{L}[^\s\]>\d]*)?(?:\s+(\d{1,2}:\d\d))?([^\]>]*)[\]>]/gu;
const REPEATER = /(?:^|\s)((?:\+|\+\+|\.\+)\d+[hdwmy])/;

/** Reads the dates of a line such as `CLOSED: [2026-12-24 Thu] DEADLINE: <2026-12-24 Thu 10:00>`. */
function takeDates(value: Record<string, unknown>, line: string): boolean {
  const dates = [...line.matchAll(DATE)];
  for (const [whole, kind, day, time, rest] of dates) {
    const field = DATES[kind!]!;
    const at = time === undefined ? day! : `${day}T${time.padStart(5, '0')}`;
    const [, repeats] = REPEATER.exec(rest!) ?? [];
    const isSound = soundDate(day!) && (time === undefined || Number.parseInt(time, 10) < 24);
    const extra = { ...(isSound ? {} : { [kind!]: whole }), ...(repeats ? { recurrence: repeats } : {}) };
    if (Object.keys(extra).length > 0) value.extra = { ...(value.extra as object | undefined), ...extra };
    if (!isSound) continue;
    if (field !== 'end') value[field] = at;
    else if (value.status !== 'pending') value.end = `${at.length === 10 ? `${at}T00:00` : at}:00Z`;
  }
  return dates.length > 0;
}

function soundDate(day: string): boolean {
  try {
    return dayOrInstant(day) === day;
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    return false;
  }
}

/** Completes a task with its text, its notes and the tags of the file. */
function finish(
  { located: { value }, text, log }: Task,
  tags: readonly string[],
  byId: ReadonlyMap<unknown, unknown>,
): void {
  if (Array.isArray(value.depends)) value.depends = value.depends.map((id) => byId.get(id) ?? id);
  // A heading in the text begins a part with an indentation of its own.
  const parts = text.reduce<string[][]>(
    (all, line) => {
      if (/^\*+ /.test(line)) all.push([line], []);
      else all.at(-1)!.push(line);
      return all;
    },
    [[]],
  );
  const spec = parts.map(outdented).filter(Boolean).join('\n');
  if (spec !== '') value.spec = spec;
  if (tags.length > 0) value.tags = [...new Set([...((value.tags as string[] | undefined) ?? []), ...tags])];
  const notes = notesIn(log);
  if (notes.length > 0) value.annotations = notes;
  if (value.status !== 'pending' && value.end === undefined && log.changed !== undefined) value.end = log.changed;
}

/** Returns a text without the indentation that all of its lines have, and without empty lines at both ends. */
function outdented(lines: readonly string[]): string {
  const isFilled = (line: string) => line.trim() !== '';
  const first = lines.findIndex(isFilled);
  if (first < 0) return '';
  const kept = lines.slice(first, lines.findLastIndex(isFilled) + 1).map((line) => line.replaceAll('\t', '        '));
  const indent = Math.min(...kept.filter(isFilled).map((line) => /^ */.exec(line)![0].length));
  return kept.map((line) => line.slice(indent).trimEnd()).join('\n');
}

/** What Org recorded about a task. */
interface Logged {
  notes: { at: string; lines: string[] }[];
  /** The time of the last change of the state. */
  changed?: string;
  /** Whether the next lines can belong to the last note. */
  isOpen: boolean;
}

const STAMP = String.raw`\[(\d{4}-\d\d-\d\d)[^\]\d]*(\d{1,2}:\d\d)?[^\]]*\]`;
const RECORD = new RegExp(
  String.raw`^\s*- (Note taken on|State|Rescheduled from|New deadline from|Refiled on|CLOSING NOTE)\b.*?${STAMP}(?:\s*\\\\)?\s*$`,
);
const CLOCK = /^\s*CLOCK:\s*\[/;

/**
 * Reads a line that Org wrote as a record: a note, a change of the state, a clock, or the text of a note.
 * @returns false if the line is none of them
 */
function logLine(log: Logged, line: string): boolean {
  const [, kind, day, time = '00:00'] = RECORD.exec(line) ?? [];
  if (kind !== undefined) {
    const at = instantOf(`${day}T${time.padStart(5, '0')}:00`);
    if (at === undefined) return false;
    if (kind === 'State' && at > (log.changed ?? '')) log.changed = at;
    log.notes.push({ at, lines: [] });
    log.isOpen = line.trimEnd().endsWith('\\\\');
    return true;
  }
  if (CLOCK.test(line)) return true;
  log.isOpen &&= /^\s+[^\s-]/.test(line);
  if (log.isOpen) log.notes.at(-1)!.lines.push(line.trim());
  return log.isOpen;
}

/** Returns the notes as annotations. A record without a text is none. */
function notesIn(log: Logged): object[] {
  return log.notes.flatMap(({ at, lines }) => notesOfText(lines.join('\n'), at));
}
