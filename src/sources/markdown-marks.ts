import { tagSpelling } from './taskwarrior-values.ts';

/** What marks in the words of a task say, and the words without them. */
export interface Marked {
  description: string;
  fields: Record<string, unknown>;
  /** What Obsidian calls a task, and those that it waits for. */
  id?: string;
  waits: string[];
}

const DAY = String.raw`(\d{4}-\d\d-\d\d)`;
const PRIORITY: Readonly<Record<string, string>> = {
  ...{ '🔺': 'H', '⏫': 'H', '🔼': 'M', '🔽': 'L', '⏬': 'L' },
  ...{ highest: 'H', high: 'H', medium: 'M', low: 'L', lowest: 'L', 1: 'H', 2: 'M', 3: 'L', a: 'H', b: 'M', c: 'L' },
};

type Take = (marked: Marked, value: string) => void;
const put =
  (field: string): Take =>
  ({ fields }, value) => {
    fields[field] ??= value;
  };
const stamp =
  (field: string): Take =>
  ({ fields }, value) => {
    if (/^\d{4}-\d\d-\d\d$/.test(value)) fields[field] ??= `${value}T00:00:00Z`;
  };
const rank: Take = ({ fields }, value) => {
  const found = PRIORITY[value.toLowerCase()];
  if (found) fields.priority ??= found;
};
const NAMED_MARKS: Readonly<Record<string, Take>> = {
  ...{
    due: put('due'),
    deadline: put('due'),
    scheduled: put('scheduled'),
    start: put('scheduled'),
    defer: put('scheduled'),
  },
  ...{
    project: put('project'),
    priority: rank,
    created: stamp('entry'),
    completion: stamp('end'),
    done: stamp('end'),
    completed: stamp('end'),
  },
};

/** Marks of Obsidian's Tasks and Dataview, of TaskPaper and of todo.txt. */
const MARKS: readonly (readonly [RegExp, Take])[] = [
  [new RegExp(`(?:📅|📆|🗓️?)\\s*${DAY}`, 'gu'), put('due')],
  [new RegExp(`(?:⏳|⌛)\\uFE0F?\\s*${DAY}`, 'gu'), put('scheduled')],
  [new RegExp(`🛫\\s*${DAY}`, 'gu'), put('scheduled')],
  [new RegExp(`➕\\s*${DAY}`, 'gu'), stamp('entry')],
  [new RegExp(`(?:✅|❌)\\s*${DAY}`, 'gu'), stamp('end')],
  [/🔁\s*([a-z0-9 ]+?)(?=\s*(?:$|[^\sa-z0-9]))/giu, ({ fields }, value) => Object.assign(fields, { repeats: value })],
  [/(🔺|⏫|🔼|🔽|⏬)\uFE0F?/gu, rank],
  [/🆔\s*([\w-]+)/gu, (marked, value) => Object.assign(marked, { id: value })],
  [/⛔\s*([\w-]+(?:\s*,\s*[\w-]+)*)/gu, ({ waits }, value) => waits.push(...value.split(/\s*,\s*/))],
  [/(?<=^|\s)due:(\d{4}-\d\d-\d\d)(?=\s|$)/g, put('due')],
  [/^\(([ABC])\)\s+/g, rank],
  [/@\{(\d{4}-\d\d-\d\d)\}/g, put('due')],
];
/** `@due(friday)`, `[due:: 2026-12-24]` */
const NAMED = /(?<=^|\s)(?:@(\w+)\(([^()]*)\)|[[(](\w+)::\s*([^\])]*)[\])])/g;
const TAG = /(?<=^|\s)#(?=[^\s#]*\p{L})([\p{L}\p{N}_/-]+)/gu;

export function readMarks(words: string): Marked {
  const marked: Marked = { description: words, fields: {}, waits: [] };
  let rest = words;
  for (const [pattern, take] of MARKS)
    rest = rest.replaceAll(pattern, (_, value: string) => {
      take(marked, value.trim());
      return '';
    });
  rest = rest.replaceAll(NAMED, (whole, at?: string, inAt?: string, field?: string, inField?: string) => {
    const take = NAMED_MARKS[(at ?? field ?? '').toLowerCase()];
    if (!take) return whole;
    take(marked, (inAt ?? inField ?? '').trim());
    return '';
  });
  const tags: string[] = [];
  rest = rest.replaceAll(TAG, (whole, tag: string) => {
    const spelled = tagSpelling(tag);
    if (spelled === undefined) return whole;
    tags.push(tag);
    return '';
  });
  if (tags.length > 0) marked.fields.tags = [...new Set(tags)];
  const description = rest.replaceAll(/\s+/g, ' ').trim();
  return description === '' ? { description: words, fields: {}, waits: [] } : { ...marked, description };
}
