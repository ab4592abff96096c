/**
 * Column names that people and tools use, without accents, by field. If several columns match a field, the name that
 * comes first here counts.
 */
export const MEANT: Readonly<Record<string, string>> = {
  description:
    'title, summary, task name, name, task, subject, content, card name, issue title, issue, to do, todo, item, what, betreff, titel, aufgabe, zusammenfassung, bezeichnung, vorgang, thema',
  spec: 'description, body, notes, note, details, desc, issue description, task notes, card description, beschreibung, notizen, notiz, bemerkungen, bemerkung, anmerkungen, inhalt',
  status:
    'status, state, column, list name, list, section/column, stage, stand, zustand, spalte, liste, done, completed, complete, erledigt, fertig, state reason, resolution',
  priority: 'priority, prio, prioritat, dringlichkeit, wichtigkeit, importance',
  tags: 'tags, tag, labels, label, label names, keywords, categories, category, kategorien, kategorie, schlagworter, schlagworte, stichworter, etiketten, etikett',
  due: 'due, due date, duedate, due on, due at, deadline, target date, fallig, fallig am, falligkeit, falligkeitsdatum, frist, termin, date',
  scheduled: 'scheduled, start, start date, start on, startdatum, beginn',
  entry:
    'entry, created at, created, created date, created time, creation date, date created, date added, erstellt am, erstellt, erstelldatum, angelegt',
  modified:
    'modified, updated at, updated, last modified, last updated, last edited time, modified at, date last activity, geandert am, geandert, aktualisiert',
  end: 'end, closed at, closed, completed at, completed on, completed date, completion date, date completed, resolved, resolved at, done at, erledigt am, abgeschlossen am',
  agent:
    'agent, assignee, assignees, assigned to, assigned, assign, owner, responsible, assignee name, members, person, who, wer, zustandig, zugewiesen an, bearbeiter, verantwortlich, preferred agent',
  type: 'type, issue type, issuetype, task type, work item type, kind, vorgangstyp, typ, art',
  project: 'project, project name, projects, projekt, projektname, board, board name',
  acceptance: 'acceptance, acceptance criteria, checklist, akzeptanzkriterien',
  id: 'issue key, key, identifier, number, id, task id, card id, issue id, gid, #, nr, no, nummer, vorgangsschlussel, schlussel, ticket',
  url: 'url, permalink, html url, web url, short url, issue url, card url, link',
  parent: 'parent key, parent, parent issue, parent task, parent item, parent id, ubergeordnet, ubergeordneter vorgang',
  depends:
    'depends, depends on, blocked by, blocked by (dependencies), dependencies, predecessors, vorganger, abhangig von',
  annotations: 'annotations, comments',
};

const NAMES: ReadonlyMap<string, { to: string; rank: number }[]> = byName();

function byName() {
  const names = new Map<string, { to: string; rank: number }[]>();
  for (const [to, list] of Object.entries(MEANT))
    for (const [rank, name] of list.split(', ').entries()) names.set(name, [...(names.get(name) ?? []), { to, rank }]);
  return names;
}

/**
 * Converts a column name for this table: `Due_Date`, `dueDate` and `FÄLLIG AM:` become lower case words without
 * accents, separated by blanks.
 */
function plain(column: string): string {
  return column
    .replaceAll(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[\s_\-:*]+/g, ' ')
    .trim();
}

/** Checks whether a column with this name contains the task's description. */
export function isTitle(column: string): boolean {
  return plain(column) === 'description' || NAMES.get(plain(column))?.some(({ to }) => to === 'description') === true;
}

/** If one of these columns exists, a column with the name `description` contains the spec. */
const TITLES = new Set(
  'title, summary, task name, name, subject, content, card name, issue title, betreff, titel, aufgabe'.split(', '),
);

/** The field of a column. If several columns of a row have the same field, the lowest rank counts. */
export interface Meaning {
  to: string;
  rank: number;
}

/** Backlog's field names, without synonyms, that a table of another tool may also have. */
const PLAIN_FIELDS = new Set(['wait', 'until', 'recur', 'estimate', 'rank', 'scope', 'uuid', 'ref']);

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
      const [first] = (NAMES.get(plain(column)) ?? []).filter(({ to }) => to !== 'description' || !said);
      return first ? [[column, first]] : [];
    }),
  );
  return { meant, foreign };
}
