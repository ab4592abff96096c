import { ownProperty } from '../../base/own-property.ts';
import { instantOf } from '../reading/values.ts';
import { tagSpelling } from '../taskwarrior/taskwarrior-values.ts';
import { STEP_NUMBER, STEP_TAG, STEPS_BEFORE, stepsIn, tagIn, WORDS_BEFORE } from './spec-tools.ts';

/** A task's text without marks, and the fields from the marks. */
interface Marked {
  description: string;
  fields: Record<string, unknown>;
  /** Obsidian's id of the task, and the ids after `⛔` that the task depends on. */
  id?: string;
  waits: string[];
  /** The marks as the text contains them, each with its field. */
  found: { text: string; field: string }[];
}

const DAY = String.raw`(\d{4}-\d\d-\d\d)`;
const PRIORITY: Readonly<Record<string, string>> = {
  ...{ '🔺': 'H', '⏫': 'H', '🔼': 'M', '🔽': 'L', '⏬': 'L' },
  ...{
    critical: 'H',
    highest: 'H',
    high: 'H',
    medium: 'M',
    low: 'L',
    lowest: 'L',
    1: 'H',
    2: 'M',
    3: 'L',
    a: 'H',
    b: 'M',
    c: 'L',
  },
};

/** Stores the value of a mark. @returns false if the field can't have the value */
type Take = (marked: Marked, value: string) => boolean;
const put =
  (field: string): Take =>
  ({ fields }, value) => {
    // A day that doesn't exist stays in the words, and so does a second value.
    const isValue = value !== '' && (!/^\d{4}-\d\d-\d\d$/.test(value) || instantOf(value) !== undefined);
    if (isValue) fields[field] ??= value;
    return isValue && fields[field] === value;
  };
const stamp =
  (field: string): Take =>
  ({ fields }, value) => {
    const isDay = /^\d{4}-\d\d-\d\d$/.test(value) && instantOf(value) !== undefined;
    if (isDay) fields[field] ??= `${value}T00:00:00Z`;
    return isDay && fields[field] === `${value}T00:00:00Z`;
  };
const rank: Take = ({ fields }, value) => {
  const found = ownProperty(PRIORITY, value.toLowerCase());
  if (found) fields.priority ??= found;
  return found !== undefined && fields.priority === found;
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
    repeat: put('repeats'),
  },
};

/** Days as people write them into a line: `(due: friday)`. Other words in parentheses stay text. */
const DAY_WORDS = '(?:next )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|tomorrow|next week|eo[wmqy]';

/** Marks of Obsidian's Tasks and Dataview, of TaskPaper and of todo.txt. Each pattern matches only valid values. */
const MARKS: readonly (readonly [RegExp, (marked: Marked, value: string) => unknown])[] = [
  [new RegExp(`(?:📅|📆|🗓️?)\\s*${DAY}`, 'gu'), put('due')],
  [new RegExp(`(?:⏳|⌛)\\uFE0F?\\s*${DAY}`, 'gu'), put('scheduled')],
  [new RegExp(`🛫\\s*${DAY}`, 'gu'), put('scheduled')],
  [new RegExp(`➕\\s*${DAY}`, 'gu'), stamp('entry')],
  [new RegExp(`(?:✅|❌)\\s*${DAY}`, 'gu'), stamp('end')],
  [/🔁\s*([a-z0-9 ]+?)(?=\s*$|\s+\S*[^\sa-z0-9]|[^\sa-z0-9])/giu, put('repeats')],
  [/(🔺|⏫|🔼|🔽|⏬)\uFE0F?/gu, rank],
  [/🆔\s*([\w-]+)/gu, (marked, value) => Object.assign(marked, { id: value })],
  [/⛔\s*([\w-]+(?:\s*,\s*[\w-]+)*)/gu, ({ waits }, value) => waits.push(...value.split(/\s*,\s*/))],
  [/(?<=^|\s)due:(\d{4}-\d\d-\d\d)(?=\s|$)/g, put('due')],
  [/^\(([ABC])\)\s+/g, rank],
  [/^\[(critical|high|medium|low)\]\s+/gi, rank],
  [/@\{(\d{4}-\d\d-\d\d)\}/g, put('due')],
  [new RegExp(`\\((?:due|deadline): *(\\d{4}-\\d\\d-\\d\\d|${DAY_WORDS})\\)`, 'gi'), put('due')],
  [new RegExp(`\\(scheduled: *(\\d{4}-\\d\\d-\\d\\d|${DAY_WORDS})\\)`, 'gi'), put('scheduled')],
];
type Steps = Pick<ReadonlySet<string>, 'has'>;

/** Returns the marks of a step in a plan with these numbers. A list with another number is words. */
const stepMarks = (steps: Steps): typeof MARKS => [
  [STEP_NUMBER, (marked, value) => Object.assign(marked, { id: value })],
  [STEP_TAG, ({ fields }, mark) => Object.assign(fields, { tags: [...tagsOf(fields), tagIn(`[${mark}]`)!] })],
  [STEPS_BEFORE, ({ waits }, list) => stepsIn(list).every((id) => steps.has(id)) && waits.push(...stepsIn(list))],
  [WORDS_BEFORE, ({ waits }, list) => waits.push(...stepsIn(list).filter((id) => steps.has(id))) < 0],
];
const tagsOf = ({ tags }: Marked['fields']): string[] => (Array.isArray(tags) ? tags : []);
/** Named marks: `@due(friday)`, `[due:: 2026-12-24]`. */
const NAMED = /(?<=^|\s)(?:@(\w+)\(([^()]*)\)|[[(](\w+)::\s*([^\])]*)[\])])/g;
/** A person at the end of a line, behind which only marks stand. In TaskPaper, words such as `@done` are tags. */
const PERSON = /(?<=\S\s+)@(\p{L}[\p{L}\p{N}_.-]*)\s*$/u;
const TAG = /(?<=^|\s)#(?=[^\s#]*\p{L})([\p{L}\p{N}_/-]+)/gu;

/**
 * Moves marks from the text of hand-written tasks to their fields. Doesn't change a field that is already set. A
 * dependency mark for a task outside of the file stays in the text.
 */
export function takeMarks(tasks: readonly Record<string, unknown>[], steps?: Steps): void {
  const refs = new Map<string, unknown>();
  const waiting: { task: Record<string, unknown>; waits: string[] }[] = [];
  for (const task of tasks) {
    if (task.uuid !== undefined && !task.hand) continue;
    const { id, waits } = takeFrom(task, steps);
    if (id && !(steps && refs.has(id))) refs.set(id, task.ref);
    if (id && steps) task.theirId = id;
    waiting.push({ task, waits });
  }
  for (const { task, waits } of waiting) {
    const known = waits.filter((id) => refs.has(id) && refs.get(id) !== task.ref);
    const others = waits.filter((id) => !refs.has(id));
    if (known.length > 0 && task.depends === undefined) task.depends = [...new Set(known.map((id) => refs.get(id)))];
    if (others.length > 0) task.description = `${task.description} ⛔ ${others.join(', ')}`;
  }
}

function takeFrom(task: Record<string, unknown>, steps: Steps | undefined): Marked {
  const marked = readMarks(String(task.description), steps);
  const { repeats, end, tags, ...plain } = marked.fields;
  task.description = marked.description;
  for (const [field, mark] of Object.entries(plain)) task[field] ??= mark;
  if (tags) task.tags = [...(tags as string[]), ...(typeof task.tags === 'string' ? task.tags.split(/[,\s]+/) : [])];
  if (end && task.status !== 'pending') task.end = end;
  if (repeats) task.extra = { recurrence: repeats };
  return marked;
}

/** Tags of TaskPaper and contexts of todo.txt that name no person. */
const TASKPAPER: ReadonlySet<string> = new Set(
  'done,today,next,waiting,later,someday,flag,high,low,home,work,office,phone,computer,errands,online'.split(','),
);

/** Separates the words of a hand-written task from the marks in them. */
export function readMarks(words: string, steps?: Steps): Marked {
  const marked: Marked = { description: words, fields: {}, waits: [], found: [] };
  let rest = words;
  const note = (text: string, before: readonly string[]) => {
    const field = Object.keys(marked.fields).find((name) => !before.includes(name)) ?? '';
    marked.found.push({ text: text.trim(), field });
  };
  for (const [pattern, take] of steps ? [...stepMarks(steps), ...MARKS] : MARKS)
    rest = rest.replaceAll(pattern, (whole: string, value: string) => {
      const before = Object.keys(marked.fields);
      if (take(marked, value.trim()) === false) return whole;
      note(whole, before);
      return '';
    });
  rest = rest.replaceAll(NAMED, (whole, at?: string, inAt?: string, field?: string, inField?: string) => {
    const take = ownProperty(NAMED_MARKS, (at ?? field ?? '').toLowerCase());
    const before = Object.keys(marked.fields);
    if (!take?.(marked, (inAt ?? inField ?? '').trim())) return whole;
    note(whole, before);
    return '';
  });
  const tags = tagsOf(marked.fields);
  rest = rest.replaceAll(TAG, (whole, tag: string) => {
    if (tagSpelling(tag) === undefined) return whole;
    tags.push(tag);
    marked.found.push({ text: whole, field: 'tags' });
    return '';
  });
  if (tags.length > 0) marked.fields.tags = [...new Set(tags)];
  rest = rest.replace(PERSON, (whole, name: string) => {
    if (TASKPAPER.has(name.toLowerCase())) return whole;
    marked.fields.agent ??= name;
    marked.found.push({ text: `@${name}`, field: 'agent' });
    return '';
  });
  const description = rest.replaceAll(/\s+/g, ' ').trim();
  return description === '' ? { description: words, fields: {}, waits: [], found: [] } : { ...marked, description };
}
