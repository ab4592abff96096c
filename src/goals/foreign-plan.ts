import { isObject } from '../base/is-object.ts';
import type { GoalKind } from '../domain/goals/words.ts';
import type { PageRecord } from './page.ts';

type Raw = Readonly<Record<string, unknown>>;

/**
 * Reads a vision that a person wrote in Markdown: a purpose, and lists under headings such as "Goals", "Principles" or
 * "Not doing". Text under other headings is left out.
 * @returns the records, and the headings that were left out
 */
export function readVisionText(text: string): { records: PageRecord[]; left: string[] } {
  const records: PageRecord[] = [];
  const left: string[] = [];
  let under: Heading | undefined = HEADINGS[0];
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    const [, heading] = /^#{1,6} +(.+?)[ #:]*$/.exec(line) ?? [];
    if (heading !== undefined) {
      const isTitle = i === 0 || /^# /.test(line);
      under = HEADINGS.find(({ words }) => words.test(heading)) ?? (isTitle ? HEADINGS[0] : undefined);
      if (!under) left.push(heading);
      continue;
    }
    const said = line
      .replace(/^\s*(?:[-*+]|\d+[.)]) +(?:\[.\] +)?/, '')
      .replaceAll(/\*\*|__/g, '')
      .trim();
    if (said === '' || !under) continue;
    addLine(records, under, said, i + 1);
  }
  return { records: withRefusals(records), left };
}

interface Heading {
  words: RegExp;
  kind: GoalKind | 'refusal';
}

const HEADINGS: readonly Heading[] = [
  { words: /vision|mission|purpose/i, kind: 'vision' },
  { words: /non-?goals?|not doing|won'?t|out of scope|refus|anti/i, kind: 'refusal' },
  { words: /principle|pillar|strateg|values/i, kind: 'pillar' },
  { words: /persona|user|people|audience|customer|who/i, kind: 'persona' },
  { words: /problem|pain/i, kind: 'problem' },
  { words: /outcome|success|metric|measure|result/i, kind: 'outcome' },
  { words: /bet|theme|roadmap/i, kind: 'bet' },
  { words: /goal|objective|initiative|milestone/i, kind: 'goal' },
];

/** Adds a line: the first of a vision is its sentence, others are left in its place; of lists, each line is a record. */
function addLine(records: PageRecord[], { kind }: Heading, said: string, line: number): void {
  if (kind === 'vision' && records.some((record) => record.kind === 'vision')) return;
  const [, name = said, more = ''] = kind === 'vision' ? [] : (/^(.{3,80}?)(?:: | [–—-] )(.+)$/.exec(said) ?? []);
  const text = FIRST_TEXT[kind];
  const fields = more && text ? { [text]: more } : {};
  records.push({ kind: kind as GoalKind, title: name, fields, readings: [], line });
}

/** The field that takes the text behind a colon or a dash. */
const FIRST_TEXT: Readonly<Partial<Record<GoalKind | 'refusal', string>>> = {
  pillar: 'will',
  persona: 'note',
  problem: 'evidence',
  outcome: 'measure',
  bet: 'hypothesis',
  goal: 'why',
};

/** Turns refusals into the refusal of a pillar of its own, because they hold for all goals. */
function withRefusals(records: readonly (Omit<PageRecord, 'kind'> & { kind: string })[]): PageRecord[] {
  const refusals = records.filter(({ kind }) => kind === 'refusal');
  const others = records.filter(({ kind }) => kind !== 'refusal') as PageRecord[];
  const [first] = refusals;
  if (!first) return others;
  const wont = refusals.map(({ title }) => title).join('; ');
  return [...others, { kind: 'pillar', title: 'What we leave out', fields: { wont }, readings: [], line: first.line }];
}

/** The kinds of OpenBacklog, with the names under which its answers and tables have them. */
const OPENBACKLOG: Readonly<Record<string, GoalKind>> = {
  vision: 'vision',
  product_vision: 'vision',
  pillar: 'pillar',
  strategic_pillar: 'pillar',
  hero: 'persona',
  villain: 'problem',
  outcome: 'outcome',
  product_outcome: 'outcome',
  theme: 'bet',
  roadmap_theme: 'bet',
  initiative: 'goal',
  strategic_initiative: 'goal',
};

/** A task of OpenBacklog, with the number of its initiative. */
export interface ForeignTask {
  description: string;
  spec?: string;
  status: 'pending' | 'completed';
  acceptance: string[];
  goal?: string;
}

/**
 * Reads OpenBacklog's data as JSON: an object with a list per table (`heroes`, `strategic_pillars`, …), or a list of
 * answers of its tools (`{type, data}`). A conflict becomes what a problem costs a persona.
 * @returns undefined if it is something else
 */
export function readOpenBacklog(value: unknown): { records: PageRecord[]; tasks: ForeignTask[] } | undefined {
  const found = listsIn(value);
  const records = Object.entries(OPENBACKLOG).flatMap(([name, kind]) =>
    (found.get(name) ?? []).map((raw) => recordOf(kind, raw)),
  );
  if (records.length === 0) return undefined;
  for (const conflict of found.get('conflict') ?? []) addConflict(records, conflict);
  return { records, tasks: (found.get('task') ?? []).map(taskOf) };
}

function listsIn(value: unknown): Map<string, Raw[]> {
  const found = new Map<string, Raw[]>();
  const add = (name: string, data: unknown) => {
    const raws = (Array.isArray(data) ? data : [data]).filter(isObject);
    found.set(name, [...(found.get(name) ?? []), ...raws]);
  };
  if (Array.isArray(value)) {
    for (const one of value) if (isObject(one) && typeof one.type === 'string') add(singular(one.type), one.data);
  } else if (isObject(value)) for (const [name, data] of Object.entries(value)) add(singular(name), data);
  return found;
}

function singular(name: string): string {
  const low = name.toLowerCase();
  return low.endsWith('roes') ? low.slice(0, -2) : low.replace(/s$/, '');
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
const idsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value])
    .map((one) => textOf(isObject(one) ? (one.identifier ?? one.id) : one))
    .filter(Boolean);

/** Converts a record. Its `ref` for links is OpenBacklog's identifier, else its uuid. */
function recordOf(kind: GoalKind, raw: Raw): PageRecord {
  const title = textOf(raw.vision_text ?? raw.name ?? raw.title);
  const about = isObject(raw.strategic_context) ? { ...raw, ...raw.strategic_context } : raw;
  const texts: Record<string, unknown> = {
    ...(kind === 'goal' ? { why: about.strategic_description ?? about.narrative_intent, note: raw.description } : {}),
    ...(kind === 'problem' ? { evidence: raw.description, severity: raw.severity } : {}),
    ...(kind === 'bet' ? { note: raw.description, state: raw.is_prioritized === true ? 'now' : 'idea' } : {}),
    ...(kind === 'pillar' || kind === 'outcome' || kind === 'persona' ? { note: raw.description } : {}),
    ...(raw.is_primary === true ? { primary: 'true' } : {}),
    ...(kind === 'goal' ? { state: STATES[textOf(raw.status)] ?? 'idea' } : {}),
    ...(kind === 'goal' && /DONE|ARCHIVED/.test(textOf(raw.status)) ? { learned: 'Closed in OpenBacklog' } : {}),
  };
  const links: Record<string, string[]> = {
    ...(kind === 'outcome' ? { pillars: idsOf(raw.pillar_identifiers ?? raw.pillars) } : {}),
    ...(kind === 'bet'
      ? {
          outcomes: idsOf(raw.outcome_identifiers ?? raw.outcomes),
          problems: idsOf(raw.villain_identifiers ?? raw.villains),
        }
      : {}),
    ...(kind === 'goal' ? { problems: idsOf(about.villain_identifiers ?? about.villains) } : {}),
  };
  const [bet] = kind === 'goal' ? idsOf(about.theme_identifier ?? about.theme) : [];
  const entries = Object.entries(texts).map(([name, value]) => [name, String(value ?? '').trim()] as const);
  return {
    kind,
    ...(textOf(raw.identifier ?? raw.id) ? { id: textOf(raw.identifier ?? raw.id) } : {}),
    title,
    fields: {
      ...Object.fromEntries(entries.filter(([, value]) => value !== '')),
      ...Object.fromEntries(Object.entries(links).filter(([, ids]) => ids.length > 0)),
      ...(bet ? { bet } : {}),
    },
    readings: [],
    line: 0,
  };
}

const STATES: Readonly<Record<string, string>> = {
  BACKLOG: 'idea',
  TO_DO: 'next',
  IN_PROGRESS: 'now',
  BLOCKED: 'now',
  DONE: 'won',
  ARCHIVED: 'dropped',
};

function addConflict(records: PageRecord[], raw: Raw): void {
  const [hero] = idsOf(raw.hero_identifier ?? raw.hero);
  const [villain] = idsOf(raw.villain_identifier ?? raw.villain);
  const at = records.findIndex(({ kind, id }) => kind === 'problem' && id === villain);
  const problem = records[at];
  if (!problem || !hero) return;
  const hurts = (problem.fields.hurts as string[] | undefined) ?? [];
  const stakes = textOf(raw.description).replaceAll(/\s+/g, ' ');
  records[at] = { ...problem, fields: { ...problem.fields, hurts: [...hurts, `${hero} ${stakes}`.trim()] } };
}

function taskOf(raw: Raw): ForeignTask {
  const [goal] = idsOf(raw.initiative_identifier ?? raw.initiative ?? raw.initiative_id);
  const items = Array.isArray(raw.checklist) ? raw.checklist.filter(isObject) : [];
  return {
    description: textOf(raw.title).replaceAll(/\s+/g, ' '),
    ...(textOf(raw.description) ? { spec: textOf(raw.description) } : {}),
    status: /DONE|ARCHIVED/.test(textOf(raw.status)) ? 'completed' : 'pending',
    acceptance: items.map(({ title }) => textOf(title)).filter(Boolean),
    ...(goal ? { goal } : {}),
  };
}
