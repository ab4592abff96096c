import { storedFieldsOf } from '../domain/goals/fields.ts';
import { GOAL_KINDS, type GoalKind, kindOfId } from '../domain/goals/words.ts';
import { type Instant, isInstant } from '../domain/instant.ts';
import type { Goal } from '../domain/records.ts';
import { numberOf, type Plan, type PlanRecord } from './plan.ts';

/** A record as a page has it: its fields as texts and lists of texts, by their names. */
export interface PageRecord {
  kind: GoalKind;
  /** The id of the record in the queue that wrote the page. Absent if a person added it. */
  id?: string;
  title: string;
  fields: Readonly<Record<string, string | string[]>>;
  readings: readonly { at: Instant; value: number; note?: string }[];
  /** Line of its heading, counted from 1; 0 if the text has no lines of its own, as JSON. */
  line: number;
  /** The first lines of its fields. */
  lines?: Readonly<Record<string, number>>;
}

/** A line of a page that can't be read. */
export interface PageProblem {
  line: number;
  text: string;
}

const TITLES: Readonly<Record<GoalKind, string>> = {
  vision: 'Vision',
  pillar: 'Pillars',
  persona: 'People',
  problem: 'Problems',
  outcome: 'Outcomes',
  bet: 'Bets',
  goal: 'Goals',
};

/**
 * Writes the live records as one Markdown page. The order of records and fields is fixed and each value has a line of
 * its own, so that a diff of two pages shows what changed. {@link readPage} reads it.
 * @param queue the store's id, because ids of records are unique only within it; null before the first commit
 */
export function writePage(plan: Plan, queue: string | null): string {
  const parts = GOAL_KINDS.flatMap((kind) => {
    const records = plan.live(kind).sort((a, b) => numberOf(a) - numberOf(b));
    return records.length === 0 ? [] : [`## ${TITLES[kind]}`, ...records.map((record) => section(kind, record))];
  });
  return `${['# Plan', ...(queue === null ? [] : [`Queue: ${queue}`]), ...parts].join('\n\n')}\n`;
}

function section(kind: GoalKind, record: PlanRecord): string {
  const values = { ...record } as Record<string, unknown>;
  const lines = storedFieldsOf(kind).flatMap((name) => fieldLines(name, values[name]));
  const head = `### ${record.id} ${record.title}`;
  const all = [...lines, ...('readings' in record ? readingLines(record.readings) : [])];
  return all.length === 0 ? head : `${head}\n\n${all.join('\n')}`;
}

function fieldLines(name: string, value: unknown): string[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.map((each) => `- ${name}: ${elementText(each)}`);
  const text = String(value);
  if (!text.includes('\n')) return [`- ${name}: ${text}`];
  return [`- ${name}:`, ...text.split('\n').map((line) => `  >${line === '' ? '' : ` ${line}`}`)];
}

function elementText(element: unknown): string {
  if (typeof element === 'string') return element;
  const { persona, stakes } = element as { persona: string; stakes?: string };
  return stakes === undefined ? persona : `${persona} ${stakes}`;
}

function readingLines(readings: Goal['readings'] = []): string[] {
  const sorted = [...readings].sort((a, b) => (a.at < b.at ? -1 : 1));
  return sorted.map(({ at, value, note }) => `- reading: ${at} ${value}${note === undefined ? '' : ` ${note}`}`);
}

// Texts can have U+2028, which `.` matches only with the flag `s`.
const QUEUE = /^Queue: +([\da-f-]{36})\s*$/;
const SECTION = /^## +(.+?)\s*$/;
const RECORD = /^### +(.+?)\s*$/s;
const FIELD = /^[-*] +([a-z_]+): ?(.*)$/s;
const QUOTE = /^\s*> ?(.*)$/s;
const READING = /^(\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?) (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)(?: (.*))?$/s;

/**
 * Reads a page that {@link writePage} wrote and a person may have edited. A heading without an id is a new record.
 * @returns the records, the id of the queue that wrote the page, and the lines that can't be read
 */
export function readPage(text: string): { records: PageRecord[]; queue?: string; problems: PageProblem[] } {
  const records: ReadRecord[] = [];
  let queue: string | undefined;
  const problems: PageProblem[] = [];
  let kind: GoalKind | undefined;
  /** The field whose value can go on in quoted lines. */
  let open: { field: string; lines: string[] } | undefined;
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    const wrong = (what: string) => problems.push({ line: i + 1, text: `${what}: ${line.trim()}` });
    const record = records.at(-1);
    const [, quoted] = (open && QUOTE.exec(line)) || [];
    if (quoted !== undefined && record && open) {
      open.lines.push(quoted);
      record.fields[open.field] = open.lines.join('\n');
      continue;
    }
    open = undefined;
    const [, head] = (records.length === 0 && QUEUE.exec(line)) || [];
    const [, title] = SECTION.exec(line) ?? [];
    const [, named] = RECORD.exec(line) ?? [];
    const [, field, value = ''] = FIELD.exec(line) ?? [];
    if (head !== undefined) queue = head;
    else if (title !== undefined) {
      kind = GOAL_KINDS.find((each) => TITLES[each].toLowerCase() === title.toLowerCase());
      if (!kind) wrong('unknown section');
    } else if (named !== undefined) {
      const [, id, rest] = /^([A-Z]-\d+)(?: +(.*))?$/s.exec(named) ?? [];
      const of = (id && kindOfId(id)) ?? kind;
      if (of)
        records.push({
          kind: of,
          ...(id ? { id } : {}),
          title: id ? (rest ?? '') : named,
          // Without a prototype, because names of fields come from the text.
          fields: Object.create(null),
          readings: [],
          line: i + 1,
          lines: Object.create(null),
        });
      else wrong('a record outside a section');
    } else if (field !== undefined && record) {
      record.lines[field] ??= i + 1;
      if (field === 'reading') addReading(record.readings, value, () => wrong('expected a date and a number'));
      else if (LISTS.has(field))
        record.fields[field] = [...((record.fields[field] as string[] | undefined) ?? []), value];
      else if (field in record.fields) wrong('the record has this field twice');
      else {
        record.fields[field] = value;
        if (value === '') open = { field, lines: [] };
      }
    } else if (line.trim() !== '' && !/^# /.test(line)) wrong('not a field');
  }
  return { records, ...(queue === undefined ? {} : { queue }), problems };
}

interface ReadRecord extends PageRecord {
  fields: Record<string, string | string[]>;
  readings: Reading[];
  lines: Record<string, number>;
}

interface Reading {
  at: Instant;
  value: number;
  note?: string;
}

/** The fields with several values: one line each. */
const LISTS: ReadonlySet<string> = new Set(['outcomes', 'pillars', 'problems', 'depends', 'hurts']);

function addReading(readings: Reading[], value: string, wrong: () => void): void {
  const [, written, number, note] = READING.exec(value) ?? [];
  const at = written?.includes('T') ? written : `${written}T00:00:00Z`;
  if (written === undefined || !isInstant(at) || !Number.isFinite(Number(number))) wrong();
  else readings.push({ at, value: Number(number), ...(note ? { note } : {}) });
}
