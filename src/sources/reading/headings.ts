import { bareWord, LOCAL_COLUMNS, LOCAL_TITLES } from './local-words.ts';

/**
 * Column names that people and tools use, without accents, by field. If several columns match a field, the name that
 * comes first here counts.
 */
export const MEANT: Readonly<Record<string, string>> = {
  description:
    'title, summary, task name, name, task, subject, content, card name, issue title, issue, to do, todo, item, what, betreff, titel, aufgabe, zusammenfassung, bezeichnung, vorgang, thema',
  spec: 'description, body, notes, note, details, desc, issue description, task notes, card description, task content, beschreibung, notizen, notiz, bemerkungen, bemerkung, anmerkungen, inhalt',
  status:
    'status, state, column, list name, list, section/column, stage, stand, zustand, spalte, liste, done, completed, complete, due complete, erledigt, fertig, state reason, resolution, is completed, checked, status category, state name, status name',
  priority: 'priority, prio, prioritat, dringlichkeit, wichtigkeit, importance',
  tags: 'tags, tag, labels, label, label names, keywords, categories, category, kategorien, kategorie, schlagworter, schlagworte, stichworter, etiketten, etikett',
  due: 'due, due date, deadline, due by, target end, timeline end, timeline, fallig, fallig am, falligkeit, falligkeitsdatum, frist, termin, abgabedatum, finish, end date',
  scheduled: 'scheduled, start, start date, target start, timeline start, startdatum, beginn',
  entry: 'entry, created, erstellt am, erstellt, erstelldatum, angelegt, angelegt am',
  modified:
    'modified, updated, last modified, last updated, last edited, last activity, geandert am, geandert, aktualisiert',
  end: 'end, closed, resolved, canceled, cancelled, geschlossen, erledigt am, abgeschlossen am',
  agent:
    'agent, assignee, assignees, assigned to, assigned, assign, owner, owners, owned by, responsible, assignee name, members, person, who, wer, zustandig, zugewiesen an, zugewiesene person, bearbeiter, verantwortlich, preferred agent',
  type: 'type, issue type, issuetype, task type, work item type, kind, vorgangstyp, typ, art, tracker',
  project: 'project, project name, projects, projekt, projektname, board, board name',
  acceptance: 'acceptance, acceptance criteria, checklist, akzeptanzkriterien',
  id: 'issue key, key, identifier, number, id, task id, card id, issue id, item id, gid, #, nr, no, nummer, vorgangsschlussel, schlussel, ticket, uuid, record id',
  url: 'url, permalink, html url, web url, short url, issue url, card url, task link, link',
  parent:
    'parent key, subtask of, parent, parent issue, parent task, parent item, parent id, epic link, ubergeordnet, ubergeordneter vorgang, ubergeordnete aufgabe, ubergeordnetes element',
  depends:
    'depends, depends on, blocked by, blocked by (dependencies), is blocked by, inward issue link (blocks), waiting on, dependencies, predecessors, vorganger, abhangig von, eingehende vorgangsverknupfung (blocks)',
  blocks:
    'blocks, is required for, blocking, blocking (dependencies), is blocking, outward issue link (blocks), successors, nachfolger, ausgehende vorgangsverknupfung (blocks)',
  relations: 'relations, related issues, zugehorige tickets',
  archived: 'archived, is archived, archiviert',
  annotations: 'annotations, comments, comment, kommentar, kommentare',
};

/** Words for dates in the names of columns: `resolution` of `resolution_date`, `updated` of `date updated`. */
const DATE_WORDS: Readonly<Record<string, string>> = {
  due: 'due, deadline, target',
  scheduled: 'start, scheduled, begin',
  entry: 'created, create, creation, opened, added, submitted, reported',
  modified:
    'modified, modification, updated, update, changed, last modified, last updated, last update, last edited, last changed, last activity',
  end: 'closed, completed, complete, completion, resolved, resolution, finished, done, canceled, cancelled, cancellation',
};

const NAMES = new Map([...byName(LOCAL_COLUMNS, 200), ...byName(MEANT, 0)]);
/** Words for dates. Full names of columns come first. */
const DATES = byName(DATE_WORDS, 100);

function byName(meant: Readonly<Record<string, string>>, first: number): ReadonlyMap<string, Meaning[]> {
  const names = new Map<string, Meaning[]>();
  for (const [to, list] of Object.entries(meant))
    for (const [index, name] of list.split(', ').entries())
      names.set(bareWord(name), [...(names.get(bareWord(name)) ?? []), { to, rank: first + index }]);
  return names;
}

/** Returns the fields that a column with this plain name can mean. */
function namedFields(name: string): readonly Meaning[] {
  const bare =
    /^custom field \((.+)\)$/.exec(name)?.[1] ??
    name.replace(/ \(auto generated\)$|(?<=^depend)ent(?= on$)/, name.startsWith('dependent') ? 's' : '');
  return NAMES.get(bare) ?? datesNamed(bare);
}

/** Finds a word for a date with its ending: `updated at`, `date created`, `resolutiondate`, `closed at (utc)`. */
function datesNamed(name: string): readonly Meaning[] {
  const word = name
    .replace(/ \(utc\)$/, '')
    .replace(/^date(?: of)? /, '')
    .replace(/ ?(?:at|on|date ?time|date|time|timestamp)$/, '');
  return word === name ? [] : (DATES.get(word) ?? []);
}

/**
 * Converts a column name for this table: `Due_Date`, `dueDate`, `FÄLLIG AM:` and `Done?` become lower case words without
 * accents, separated by blanks.
 */
export function plain(column: string): string {
  return bareWord(column.replaceAll(/(?<=\p{Ll})(?=\p{Lu})/gu, ' '))
    .replaceAll(/[\s_\-:*.?]+/g, ' ')
    .trim();
}

/** Checks whether a column with this name contains the task's description. */
export function isTitle(column: string): boolean {
  return (
    /^description$|^title \d$/.test(plain(column)) || namedFields(plain(column)).some(({ to }) => to === 'description')
  );
}

/** If one of these columns exists, a column with the name `description` contains the spec. */
const TITLES = new Set(
  `title, summary, task name, name, subject, content, card name, issue title, betreff, titel, aufgabe, zusammenfassung, ${LOCAL_TITLES}`
    .split(', ')
    .map(bareWord),
);

/** The field of a column. If several columns of a row have the same field, the lowest rank counts. */
export interface Meaning {
  to: string;
  rank: number;
}

/** Backlog's field names, without synonyms, that a table of another tool may also have. */
const PLAIN_FIELDS = new Set(['wait', 'until', 'recur', 'estimate', 'rank', 'scope', 'ref']);

/** Columns that every table of Backlog has. They come first in an export. */
export const OWN_COLUMNS = ['id', 'description', 'status', 'project', 'priority', 'tags', 'due', 'uuid'];

/**
 * Checks whether columns are those of an export of Backlog. A uuid alone doesn't show it, because other tools have one,
 * too: the table has all of {@link OWN_COLUMNS}, or mostly names of Backlog and no title.
 */
export function isOwnTable(columns: readonly string[], own: readonly string[]): boolean {
  const names = new Set(columns.map((column) => column.trim().toLowerCase()));
  if (!names.has('uuid')) return false;
  if (OWN_COLUMNS.every((name) => names.has(name))) return true;
  const known = own.filter((name) => names.has(name)).length;
  return known > names.size / 2 && !columns.some((column) => TITLES.has(plain(column)));
}

/**
 * Finds the field of each column: first in the caller's `map`, then in Backlog's field names, then in common names. A
 * column without a field isn't in `meant`. `foreign` means that another tool or a person named the columns.
 */
export function meanings(
  columns: readonly string[],
  { own, map }: { own: readonly string[]; map: ReadonlyMap<string, string> },
): { meant: Map<string, Meaning>; foreign: boolean } {
  const said = [...map.values()].includes('description');
  const titled = said || columns.some((column) => TITLES.has(plain(column)));
  const foreign = titled || (columns.length > 0 && !columns.some((column) => plain(column) === 'description'));
  const isPlain = (name: string) => Object.hasOwn(MEANT, name) || PLAIN_FIELDS.has(name);
  const ownName = (column: string) => {
    if (own.includes(column) && (!foreign || isPlain(column))) return column;
    const small = column.trim().toLowerCase();
    return own.includes(small) && isPlain(small) ? small : undefined;
  };
  const meant = new Map(
    columns.flatMap((column): [string, Meaning][] => {
      const mapped = map.get(column.trim().toLowerCase());
      if (mapped !== undefined) return [[column, { to: mapped, rank: -2 }]];
      const name = ownName(column);
      if (name !== undefined && name !== 'id' && !(name === 'description' && titled))
        return [[column, { to: name, rank: -1 }]];
      const [first] = namedFields(plain(column)).filter(({ to }) => to !== 'description' || !said);
      return first ? [[column, first]] : [];
    }),
  );
  return { meant, foreign };
}
