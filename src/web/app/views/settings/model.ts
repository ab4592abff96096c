import { capital } from '../../../../base/quote.ts';
import type { Outputs } from '../../../sdk/calls.ts';

type Answer = Outputs['setting_list'];
type Row = Answer['settings'][number];
type NamedRow = Answer['named'][number];

/** A setting. One with a word in place of `<name>` has the meaning and the valid values of its pattern. */
export type Setting = Partial<Omit<Row, keyof NamedRow>> & NamedRow;
export type ShownValue = Setting['value'];

/** Groups of settings by the first part of their names, with titles. */
const GROUPS: readonly (readonly [prefix: string, title: string])[] = [
  ['queue', 'Queue'],
  ['runs', 'Runs'],
  ['routing', 'Routing'],
  ['orchestrator', 'Orchestrator'],
  ['autonomy', 'Autonomy'],
  ['checks', 'Checks'],
  ['commands', 'Commands of criteria'],
  ['inbox', 'Inbox'],
  ['passes', 'Passes'],
  ['trust', 'Text from outside'],
  ['review', 'Review'],
  ['board', 'Board'],
  ['notify', 'Notices'],
  ['claims', 'Claims'],
  ['attachments', 'Attachments'],
  ['archive', 'Archive'],
  ['purge', 'Purge'],
  ['goals', 'Goals'],
  ['lint', 'Lint'],
  ['repo', 'Repositories'],
  ['urgency', 'Urgency'],
];
const OTHERS = 'Others';

const PLACE = '<name>';
export const isPattern = ({ name }: Pick<Setting, 'name'>) => name.includes(PLACE);

/** Returns the setting's name with a word in place of `<name>`. */
export const nameFor = (pattern: string, word: string) => pattern.replace(PLACE, word);

export interface Group {
  title: string;
  settings: readonly Setting[];
}

/** Returns the settings that contain all words of `text`, in groups. One for `<name>` follows its pattern. */
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

/** Returns a setting's name in words, without its group: `runs.mergeHooks` as `Merge hooks`, `checks.unit` as `Unit`. */
export function titleOfSetting(name: string): string {
  const own = name.includes('.') ? name.slice(name.indexOf('.') + 1) : name;
  const words = own
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('.', ' ')
    .toLowerCase();
  return capital(words);
}

/** Formats a value for people. An empty value is shown as `empty`. */
export function settingText(value: ShownValue | undefined): string {
  if (value === undefined || value === '') return 'empty';
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
}
