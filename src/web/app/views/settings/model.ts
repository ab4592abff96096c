import type { Outputs } from '../../../sdk/calls.ts';

type Answer = Outputs['setting_list'];
type Row = Answer['settings'][number];
type NamedRow = Answer['named'][number];

/** One setting; `named` ones stand for a word in the place of `<name>`, and have what they mean of the row that they are of. */
export type Setting = Partial<Omit<Row, keyof NamedRow>> & NamedRow;
export type ShownValue = Setting['value'];

/** Its first word is the group; in the words of people. */
const GROUPS: readonly (readonly [prefix: string, title: string])[] = [
  ['runs', 'Runs'],
  ['checks', 'Checks'],
  ['review', 'Review'],
  ['claims', 'Claims'],
  ['attachments', 'Attachments'],
  ['archive', 'Archive'],
  ['purge', 'Purge'],
  ['lint', 'Flaws of tasks'],
  ['urgency', 'Urgency'],
];
const OTHERS = 'Others';

const PLACE = '<name>';
export const isPattern = ({ name }: Pick<Setting, 'name'>) => name.includes(PLACE);

/** The name of a setting for a word of the reader's. */
export const nameFor = (pattern: string, word: string) => pattern.replace(PLACE, word);

export interface Group {
  title: string;
  settings: readonly Setting[];
}

/** What is known, in groups; a named one follows the row that it is of. A text keeps those that have it in name or meaning. */
export function groupsOf({ settings, named }: Answer, text: string): Group[] {
  const all = settings.flatMap((row) => [
    row,
    ...named.filter(({ of }) => of === row.name).map((one) => full(one, row)),
  ]);
  const unknown = named.filter(({ of }) => of === undefined);
  const shown = [...all, ...unknown].filter((one) => has(one, text));
  const groups = [...GROUPS.map(([, title]) => title), OTHERS].map((title) => ({
    title,
    settings: shown.filter((one) => titleOf(one.name) === title),
  }));
  return groups.filter((group) => group.settings.length > 0);
}

function full(one: Setting, { means = '', values = '' }: Setting): Setting {
  return { ...one, means, values };
}

function has({ name, means = '', value }: Setting, text: string): boolean {
  const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const said = `${name} ${means} ${value}`.toLocaleLowerCase();
  return words.every((word) => said.includes(word));
}

function titleOf(name: string): string {
  const prefix = name.split('.', 1)[0];
  return GROUPS.find(([known]) => known === prefix)?.[1] ?? OTHERS;
}

/** A value in words; an empty one says so. */
export function settingText(value: ShownValue | undefined): string {
  if (value === undefined || value === '') return 'empty';
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
}
