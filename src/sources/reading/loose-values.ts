import { bareName } from '../../base/bare-name.ts';
import { isObject } from '../../base/is-object.ts';
import { readJsonText } from '../../base/json/json-text.ts';
import { present } from '../../base/present.ts';
import { TASK_LIMITS } from '../../domain/fields/words.ts';
import type { OutsideAuthor } from '../../domain/outside.ts';
import { tagSpelling } from '../taskwarrior/taskwarrior-values.ts';
import { ALSO_YES, bareWord, LOCAL_CLOSED, LOCAL_OPEN, LOCAL_PRIORITIES, TICKS } from './local-words.ts';
import { isDate, looseMoment } from './loose-dates.ts';
import { criteriaOf, notesOfText } from './texts.ts';

/**
 * Reads a value that a person wrote freely. `whole: false` means that the result loses a part, so the original must be
 * kept. Returns undefined if the field can't have the value.
 */
export type Loose = (value: unknown) => { value: unknown; whole?: false } | undefined;

const wordsIn = (list: string) => list.split(', ');

/** Converts `{ H: 'high, hoch' }` to a map from each word to its key. */
const byWord = (...tables: readonly Readonly<Record<string, string>>[]): ReadonlyMap<string, string> =>
  new Map(
    tables.flatMap((meant) =>
      Object.entries(meant).flatMap(([to, list]) => wordsIn(list).map((word) => [bareWord(word), to] as const)),
    ),
  );

const PRIORITIES = byWord(LOCAL_PRIORITIES, {
  H: 'h, high, hoch, highest, critical, urgent, immediate, sofort, blocker, show-stopper, major, dringend, kritisch, sehr hoch, p0, p1, 0, 1',
  M: 'm, medium, mittel, normal, moderate, default, p2, 2',
  L: 'l, low, niedrig, lowest, minor, trivial, gering, sehr niedrig, p3, p4, 3, 4',
});
const NO_PRIORITY = new Set(['', ...wordsIn('none, no priority, keine, ohne')]);
/** Words with exactly the same meaning as one of Backlog's priorities. */
const PLAIN = new Set(
  wordsIn(
    '1, 2, 3, p1, p2, p3, h, high, hoch, m, medium, mittel, normal, l, low, niedrig, none, no priority, keine, ohne, -',
  ),
);

const CLOSED = byWord(LOCAL_CLOSED, {
  completed:
    'completed, complete, done, closed, resolved, fixed, merged, released, shipped, finished, erledigt, fertig, abgeschlossen, geschlossen, gelöst, behoben, erledigte',
  deleted:
    "deleted, cancelled, canceled, duplicate, won't do, won't fix, wontfix, not planned, rejected, archived, removed, obsolete, abgebrochen, abgewiesen, abgelehnt, verworfen, storniert, abandoned",
});
const MERELY_CLOSED = new Set(wordsIn('completed, done, closed, erledigt'));
const YES = new Set([...TICKS.map(([, yes]) => yes), ...ALSO_YES].map(bareWord));
const NO = new Set(['', ...TICKS.map(([no]) => bareWord(no))]);
const OURS = new Set(wordsIn('pending, recurring, completed, deleted'));
/** Words for a task that nobody has started. They mean no more than pending. */
const OPEN = new Set([
  ...wordsIn(
    'open, opened, to do, todo, new, not started, unstarted, unresolved, reopened, offen, neu, zu erledigen, nicht begonnen',
  ),
  ...wordsIn(LOCAL_OPEN).map(bareWord),
]);

/**
 * Other tools' words for an open task that anybody may start. Any other word means that somebody works on it, or that
 * nobody has decided yet to do it: triage, inbox, proposed, idea, icebox.
 */
export const FREE_WORDS: ReadonlySet<string> = new Set(
  ['to do', 'todo', 'open', 'new', 'pending', 'ready', 'planned', 'queued', 'next', 'backlog', 'accepted'].concat(
    ...['selected', 'reopened', 'not started', 'unstarted', 'incomplete', 'later'],
    ...['selected for development', 'offen', 'neu', 'zu erledigen', 'nicht begonnen', 'geplant'],
  ),
);

/**
 * Reads a status. Returns Backlog's status, and the original word if it means more. A tick means completed; a cell
 * that is a date means completed at that date.
 */
export function looseStatus(value: unknown): LooseStatus | undefined {
  const written = looseText(value);
  if (written === undefined) return undefined;
  const read = readStatus(value, written);
  return read.status === 'completed' && isDoubted(written) ? { status: 'pending', word: written } : read;
}

interface LooseStatus {
  status: string;
  word?: string;
  end?: string;
}

function readStatus(value: unknown, written: string): LooseStatus {
  const word = plainState(written);
  if (OURS.has(word)) return { status: word };
  if (typeof value === 'boolean' || YES.has(word) || NO.has(word))
    return { status: value === true || YES.has(word) ? 'completed' : 'pending' };
  if (OPEN.has(word)) return { status: 'pending' };
  const closed = CLOSED.get(word);
  if (closed) return { status: closed, ...(MERELY_CLOSED.has(word) ? {} : { word: written }) };
  if (isDate(written)) return { status: 'completed', end: written };
  return { status: 'pending', word: written };
}

/** Returns the word of a state without case and accents, and without signs around it: `✅ Done` is `done`. */
export function plainState(written: string): string {
  const word = bareWord(written)
    .replaceAll(/[\s_]+/g, ' ')
    .trim();
  // A sign alone is a tick.
  return word.replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '') || word;
}

/** Checks whether signs around a word deny or doubt it: `Done?`, `✗ Done`, `!done`. */
const isDoubted = (written: string) => /\p{L}/u.test(written) && /[?？…≠¬✗✘✖❌❎🚫⛔]|\.{3}|^\s*[!~]/u.test(written);

/** Checks whether a word such as `Done` means a completed task. */
export function meansDone(word: string): boolean {
  return !isDoubted(word) && CLOSED.get(plainState(word)) === 'completed';
}

const priority: Loose = (value) => {
  const word = bareWord(looseText(value) ?? '').trim();
  const bare = word.replaceAll(/^(?:\d+ *[-–—:] *(?=\p{L})|[^\p{L}\p{N}]+)|[^\p{L}\p{N}]+$/gu, '');
  const found = NO_PRIORITY.has(bare) ? null : PRIORITIES.get(bare);
  return found === undefined ? { value } : { value: found, ...(PLAIN.has(word) ? {} : { whole: false as const }) };
};

/**
 * Reads a list: an array, or a text separated by commas, semicolons or line breaks. With `blanks`, a text without these
 * characters is separated by blanks.
 */
export function listWords(value: unknown, blanks: boolean): string[] {
  const list = looseList(value);
  if (list) return list.flatMap((one) => looseText(one)?.trim() || []);
  const written = looseText(value) ?? '';
  const split = /[,;|\n]/.test(written) ? written.split(/[,;|\n]+/) : blanks ? written.split(/\s+/) : [written];
  return split
    .map((one) => one.trim().replace(/^#(?=\p{L})/u, ''))
    .filter((one) => one !== '' && tagSpelling(one) !== undefined);
}

/** Returns the list that a value is, also one in the text of a cell. */
export const looseList = (value: unknown) => (Array.isArray(value) ? (value as unknown[]) : bracketed(value));

/** Reads a list as programs print it: `["a", "b"]`, `['a', 'b']`, `[a, b]`. Undefined for other text. */
function bracketed(value: unknown): unknown[] | undefined {
  const [, inside] = (typeof value === 'string' && /^\s*\[(.*)\]\s*$/s.exec(value)) || [];
  if (inside === undefined) return undefined;
  const read = readJsonText(value as string);
  if ('value' in read && Array.isArray(read.value)) return read.value;
  return [...inside.matchAll(/\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^,]+))\s*(?:,|$)/g)].flatMap(
    ([, one, two, bare]) => (one ?? two)?.replaceAll(/\\(.)/g, '$1') ?? (bare?.trim() || []),
  );
}

/** Separates people. A name can have a comma: `Brand, Mia <mia@acme.test>`. */
const PEOPLE = /;\s*|(?<=>)\s*,\s*|,\s*(?![^;<>]*<)/;

const agent: Loose = (value) => {
  const list = looseList(value);
  const names = (list ?? (looseText(value) ?? '').split(PEOPLE)).flatMap((one) => nameOf(one) ?? []);
  if (names.length === 0) return undefined;
  return { value: names[0], ...(names.length > 1 ? { whole: false as const } : {}) };
};

/** Matches what programs write in the place of a person. */
const NOBODY = /^(?:unassigned|nobody|no assignee|nicht zugewiesen|non assigné|sin asignar|não atribuído)$/i;

function nameOf(value: unknown): string | undefined {
  const login = isObject(value) && typeof value.login === 'string' ? value.login : undefined;
  const written = (login ?? looseText(value))?.replace(/\s*[<(][^<>()]*[>)]\s*$/, '').trim();
  return written && !NOBODY.test(written) ? bareName(written).slice(0, 100) : undefined;
}

const spec: Loose = (value) => {
  const written = looseText(value) ?? '';
  return written.trim() === '' || written.includes('\0') ? undefined : { value: written };
};

const acceptance: Loose = (value) => {
  if (typeof value !== 'string') return Array.isArray(value) ? { value } : undefined;
  const { criteria, whole } = criteriaOf(value);
  return criteria.length === 0 ? undefined : { value: criteria, ...(whole ? {} : { whole: false as const }) };
};

/** Matches a comment in Jira's tables: its date, its author, its text. */
const JIRA_COMMENT = /^([^;\n]{6,40});([^;\n]*);(.+)$/s;

/** Reads comments in GitHub's format, in that of a table of Jira, or Backlog's. */
const annotations: Loose = (value) => {
  const list = looseList(value) ?? [value];
  const all = list.flatMap((one) => commentIn(one) ?? []);
  return all.length === 0 || list.some((one) => commentIn(one) === undefined) ? undefined : { value: all };
};

/** Returns the notes of one comment. Undefined if it isn't a comment with a date. */
function commentIn(one: unknown): object[] | undefined {
  if (typeof one === 'string') {
    const [, date, author, text] = JIRA_COMMENT.exec(one.trim()) ?? [];
    const at = looseMoment(date);
    return at === undefined ? undefined : notesOfText(text!.trim(), at, nameOf(author));
  }
  if (!isObject(one)) return undefined;
  if (typeof one.at === 'string') return [one];
  const at = looseMoment(one.createdAt ?? one.created_at ?? one.date);
  const text = looseText(one.body ?? one.text ?? one.comment)?.trim();
  if (at === undefined || !text) return undefined;
  const association = associationIn(one);
  const notes = notesOfText(text, at, nameOf(one.author ?? one.user ?? one.by ?? one.created_by));
  return association === undefined ? notes : notes.map((note) => ({ ...note, association }));
}

/** Returns the author's relation to the repository, as `gh` or GitHub's API exports it. */
function associationIn(one: Readonly<Record<string, unknown>>): string | undefined {
  const said = one.authorAssociation ?? one.author_association;
  return typeof said === 'string' && said.length <= TASK_LIMITS.word ? said : undefined;
}

/** Returns the author of an exported issue. Undefined if the export has no association. */
export function outsideAuthorIn(one: Readonly<Record<string, unknown>>): OutsideAuthor | undefined {
  const association = associationIn(one);
  return association === undefined ? undefined : { association, ...present({ name: nameOf(one.author ?? one.user) }) };
}

/** Reads a text. Of several columns with the same name, the first text counts. */
const word: Loose = (value) => {
  const list = Array.isArray(value) ? value.flatMap((one) => looseText(one)?.trim() || []) : undefined;
  const written = list ? list[0] : looseText(value)?.trim();
  return written ? { value: written, ...(list ? { whole: false as const } : {}) } : undefined;
};

const estimate: Loose = (value) =>
  typeof value === 'number' || /^\s*\d+([.,]\d+)?\s*$/.test(String(value)) ? undefined : { value };

/** Functions that read freely written values, by field. Values of other fields stay unchanged. */
export const LOOSE: Readonly<Record<string, Loose>> = {
  ...{ description: word, project: word, type: word, priority, agent, spec, acceptance, annotations, estimate },
};

/** Returns the text of a value; for an object, its name. */
export function looseText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (!isObject(value)) return undefined;
  const named =
    value.name ?? value.title ?? value.login ?? value.displayName ?? value.fullName ?? value.value ?? value.key;
  return typeof named === 'string' ? named : undefined;
}

/** Returns the text of an id, without the `#` before a number. */
export function looseId(value: unknown): string | undefined {
  return looseText(value)
    ?.trim()
    .replace(/^#(?=\d)/, '');
}
