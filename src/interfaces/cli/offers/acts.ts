import { lazy } from '../../../base/lazy.ts';
import { shortLine, spelled } from '../../../domain/calls/door.ts';
import { settableRows } from '../../../domain/fields/table.ts';
import { FIELD_WORDS } from '../../../domain/fields/words-elsewhere.ts';
import { VIRTUAL_TAGS } from '../../../domain/urgency/virtual-tags.ts';
import type { Row } from '../machine/row.ts';
import { ROWS, rowNamed } from '../machine/table.ts';
import { helpWords } from '../refusals/help-values.ts';
import { linePieces } from '../refusals/line-pieces.ts';
import { enumWords, valueWord } from '../words/field-kinds.ts';
import { flagIn } from '../words/global-flags.ts';
import { resolveCommand } from '../words/resolve.ts';
import { ALONE, LINES, SUGGESTED } from '../words/spellings.ts';

/** Something that a line can do: Backlog's line with places for typed words, and the words by which it is found. */
export interface Act {
  row: Row;
  /** The words behind the command's name. A place is `{id}`, `{date}` and the like, and can have a sign: `-{tag}`. */
  places: readonly string[];
  /** The names of the command, or of its field. */
  name: string;
  /** The words of other programs. */
  said: string;
  title: string;
  text: string;
  /** The word of a place that accepts only some words. The act is meant only if somebody typed it. */
  value?: string;
}

/** Returns the nouns of an act's command: of `night start`, it is `night`. */
export const nounsIn = ({ row }: Act): readonly string[] => spelled(row.name).split(' ').slice(0, -1);

/** All acts: the commands with their examples, changes of the fields of tasks, the states in filters, and lines of other programs. */
export const acts = lazy((): readonly Act[] => {
  const rows = ROWS.filter(({ group, mcp }) => group !== 'programs' && !mcp?.only);
  const all = [
    ...rows.flatMap((row) => (row.name === 'task_modify' ? [] : [...ofPositional(row), ...ofExample(row)])),
    ...ofFields(),
    ...ofStates(),
    ...ofOthers(),
  ];
  const known = new Map<string, Act>();
  for (const act of all) {
    const line = [act.row.name, ...act.places].join(' ');
    const other = known.get(line);
    known.set(line, other ? { ...other, said: `${other.said} ${act.said}` } : act);
  }
  return [...known.values()];
});

function actOf(row: Row, places: readonly string[], more: Partial<Act> = {}): Act {
  const { name, title, summary, elsewhere = '', cli: { aliases = [] } = {} } = row;
  return {
    ...{ row, places, title, text: summary, said: elsewhere },
    name: [...new Set([spelled(name), shortLine(name), ...aliases])].join(' '),
    ...more,
  };
}

/** Returns the command with a place for each field that stands in it without a flag. */
function ofPositional(row: Row): Act[] {
  const { shape } = row.input();
  const places = (row.cli?.positional ?? []).flatMap((field) => {
    const place = placeOf(row, field);
    return /^\{(?:word|file)\}$/.test(place) && shape[field]?.safeParse(undefined).success ? [] : [place];
  });
  const values = ofValues(row, places);
  return values.length > 0 && row.access.effect !== 'read' ? values : [actOf(row, places), ...values];
}

/** Returns the command with each of the words that one of its places accepts: `move 3 progress`. */
function ofValues(row: Row, places: readonly string[]): Act[] {
  const [field = '', ...others] = (row.cli?.positional ?? []).slice(places.length);
  const schema = row.input().shape[field];
  const values = schema === undefined || others.length > 0 ? [] : (enumWords(schema) ?? []);
  return values.map((value) => actOf(row, [...places, value], { title: `${row.title}: ${value}`, text: value, value }));
}

/** Returns the first example of a command with places for its values. */
function ofExample(row: Row): Act[] {
  const words = helpWords(row);
  if (!words) return [];
  const places = linePieces(words, row).map(({ word, kind, field, inline }) =>
    field === undefined || kind === 'flag' || inline ? word : placeOf(row, field),
  );
  return [
    actOf(
      row,
      places.filter((place, at) => place !== places[at - 1]),
    ),
  ];
}

/** Returns the changes of a task's fields. */
function ofFields(): Act[] {
  const row = rowNamed('task_modify')!;
  return settableRows().flatMap(([field, { doc, help = '' }]) => {
    const place = FIELDS[field] ?? (row.input().shape[field] ? placeOf(row, field) : '{word}');
    if (place === '{word}' || place === '{terms}') return [];
    const others = Object.keys(FIELD_WORDS).filter((word) => FIELD_WORDS[word] === field);
    const said = others.join(' ').replaceAll('_', ' ');
    return [actOf(row, ['{id}', `--${field}`, place], { name: field, said, text: `${doc} ${help}` })];
  });
}

/** Returns the lists of tasks in a state, and in an order. */
function ofStates(): Act[] {
  const row = rowNamed('task_list')!;
  const states = VIRTUAL_TAGS.filter(({ sameAs }) => sameAs === undefined).map(({ name, doc }) =>
    actOf(row, [`+${name}`, '{terms}'], { name: `${name.toLowerCase()} list`, said: '', text: doc }),
  );
  const orders = ['due+', 'priority-', 'urgency-', 'entry-', 'modified-'].map((key) =>
    actOf(row, ['{terms}', `sort:${key}`], { name: `sort ${key.slice(0, -1)}`, said: 'list order', text: '' }),
  );
  const values = ['priority', 'agent'].map((field) =>
    actOf(row, [`${field}:{${field}}`, '{terms}'], { name: `${field} list`, said: '', text: '' }),
  );
  return [...states, ...orders, ...values];
}

/** Returns the lines of other programs. */
function ofOthers(): Act[] {
  return Object.entries({ ...ALONE, ...SUGGESTED, ...LINES }).flatMap(([said, line]) => {
    const found = line.includes('&&') ? undefined : resolveCommand(line.split(' '));
    if (!found || found.command.group === 'programs') return [];
    const { command: row } = found;
    const rest = (line.match(/"[^"]*"|\S+/g) ?? []).slice(found.said.split(' ').length);
    const pieces = linePieces(rest, row);
    const places = rest.map((word, at) => {
      const sign = /^[+-]/.exec(word)?.[0] ?? '';
      const field = pieces[at]?.field;
      if (word === '"…"') return field === 'due' ? '{date}' : '{text}';
      if (!/\$\d/.test(word)) return word.replace(/^"|"$/g, '');
      // A setting takes what its name says: `setting set runs.agent codex`.
      const flag = flagIn(rest[at - 1] ?? '')?.name ?? (field === 'value' ? rest[at - 1]?.split('.').at(-1) : field);
      const place = flag === undefined ? '{word}' : (FIELDS[flag] ?? placeOf(row, flag));
      return place.startsWith('+') ? `${sign || '+'}${place.slice(1)}` : `${sign}${place}`;
    });
    return [actOf(row, places, { name: said.replace(/ #$/, ''), text: '' })];
  });
}

/** Places of fields whose kind says less than their name. */
const FIELDS: Readonly<Record<string, string>> = {
  ...{ priority: '{priority}', project: '{project}', tags: '+{tag}', agent: '{agent}', depends: '+{other}' },
  ...{ description: '{text}', append: '{text}', prepend: '{text}', handoff: '{text}', note: '{text}', title: '{text}' },
  ...{ text: '{text}', reason: '{text}', question: '{text}', answer: '{text}', query: '{text}', words: '{text}' },
  ...{ parent: '{other}', cost: '{number}', budget: '{number}' },
};

/** Commands whose words are ids rather than a filter. */
const OF_TASKS = /^(?:task_(?:modify|done|accept|delete|start|stop|archive)|run_start)$/;

/** Commands whose numbers are none of tasks: those of changes, comments, goals and proposals. */
const NUMBERS_ELSEWHERE = /^(?:task_(?:undo|redo)$|(?:review|goal|inbox)_)/;

/** Returns the place of a command's field. */
function placeOf(row: Row, field: string): string {
  const schema = row.input().shape[field];
  if (field === 'run' || field === 'runs') return '{run}';
  if (field === row.cli?.selects?.field || field === 'ids' || field === 'id') {
    if (NUMBERS_ELSEWHERE.test(row.name)) return '{word}';
    return field === 'id' && field !== row.cli?.selects?.field ? '{one}' : '{id}';
  }
  if (field === 'filter') return OF_TASKS.test(row.name) ? '{id}' : '{terms}';
  if (Object.hasOwn(FIELDS, field)) return FIELDS[field]!;
  const kind = schema ? valueWord(field, schema)[0] : undefined;
  if (kind === 'DATE') return '{date}';
  if (kind === 'FILE' || kind === 'PATHS' || kind === 'GLOBS') return '{file}';
  return /^IDS?$/.test(kind ?? '') && !NUMBERS_ELSEWHERE.test(row.name) ? '{one}' : '{word}';
}
