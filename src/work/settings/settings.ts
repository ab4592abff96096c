import { counted } from '../../base/amounts.ts';
import { nearest } from '../../base/nearest.ts';
import { ownProperty } from '../../base/own-property.ts';
import { BOARD_COLUMNS, type BoardColumn, COLUMN_TITLES } from '../../domain/board-columns.ts';
import { refuse } from '../../domain/errors.ts';
import { TRUSTED_ASSOCIATIONS } from '../../domain/outside.ts';
import { type ThresholdTable, thresholdSetting } from '../../domain/thresholds.ts';
import { DEFAULT_COEFFICIENTS } from '../../domain/urgency/coefficients.ts';
import {
  INHERIT_SETTING,
  NAMED_WEIGHTS,
  WEIGHT_SETTINGS,
  WEIGHT_SUFFIX,
} from '../../domain/urgency/urgency-settings.ts';
import { GOAL_THRESHOLDS } from '../../goals/limits.ts';
import { LINT_THRESHOLDS } from '../../lint/thresholds.ts';
import type { Store } from '../../store/index.ts';
import { AUTONOMY_SETTINGS } from './autonomy-settings.ts';
import { valueOfRow } from './edit-settings.ts';
import { INBOX_SETTINGS } from './inbox-settings.ts';
import { NOTIFY_SETTINGS } from './notify-settings.ts';
import { ORCHESTRATOR_SETTINGS } from './orchestrator-settings.ts';
import { QUEUE_SETTINGS } from './queue-settings.ts';
import { RUN_SETTINGS } from './run-settings.ts';
import { SANDBOX_SETTINGS } from './sandbox-settings.ts';
import type { DeclaredSetting, SettingRow, SettingValue } from './setting-row.ts';

/** The settings that say whose text from another system counts like that of its importer. */
export const TRUSTED = { associations: 'trust.associations', authors: 'trust.authors' } as const;

/** The rows of {@link SETTINGS} whose names begin with `trust.`. */
const TRUST_SETTINGS: readonly DeclaredSetting[] = [
  {
    name: TRUSTED.associations,
    terminal: true,
    list: 'names',
    means:
      'Associations of trusted authors in another system, separated by commas. Text of other authors is data. It becomes no spec, criterion, check, scope or assignee until a person accepts the task. none: no association is trusted.',
    fallback: TRUSTED_ASSOCIATIONS.join(','),
  },
  {
    name: TRUSTED.authors,
    terminal: true,
    list: 'names',
    means: 'Names of authors in another system who are trusted with any association, separated by commas.',
  },
];

/** The columns whose work can be limited. Done tasks are no work. */
export const LIMITED_COLUMNS = BOARD_COLUMNS.filter((name) => name !== 'done');

export const columnLimit = (column: BoardColumn) => `board.limit.${column}`;

/** Settings of the board. */
const BOARD_SETTINGS: readonly SettingRow[] = LIMITED_COLUMNS.map((column) => ({
  name: columnLimit(column),
  inFile: 'free',
  means: `Limit of tasks in the board's column ${COLUMN_TITLES[column]}. The board marks the column if it has more. 0: no limit.`,
  values: { least: 0, most: 10_000, whole: true },
  fallback: 0,
}));

const ROWS: readonly DeclaredSetting[] = [
  ...QUEUE_SETTINGS,
  ...RUN_SETTINGS,
  ...SANDBOX_SETTINGS,
  ...ORCHESTRATOR_SETTINGS,
  ...AUTONOMY_SETTINGS,
  ...INBOX_SETTINGS,
  ...TRUST_SETTINGS,
  ...NOTIFY_SETTINGS,
  ...BOARD_SETTINGS,
  ...rowsOf('goals', GOAL_THRESHOLDS, 'goal health'),
  ...rowsOf('lint', LINT_THRESHOLDS, 'lint'),
  {
    name: INHERIT_SETTING,
    inFile: 'free',
    means: 'Make a task that blocks others at least as urgent as the most urgent of them.',
    values: [false, true],
    fallback: DEFAULT_COEFFICIENTS.inherit,
  },
  ...Object.entries(WEIGHT_SETTINGS).map(
    ([name, weight]): SettingRow => ({
      name,
      inFile: 'free',
      means: weight === 'ageMax' ? 'Days after which age counts in full.' : 'Weight of this term in urgency.',
      values: 'number',
      fallback: DEFAULT_COEFFICIENTS[weight],
    }),
  ),
  ...NAMED_WEIGHTS.map(
    ({ prefix }): SettingRow => ({
      name: `${prefix}<name>${WEIGHT_SUFFIX}`,
      inFile: 'free',
      means: 'Weight in urgency of the given name.',
      values: 'number',
      fallback: 0,
    }),
  ),
];

/** All settings. Only people can change them. */
export const SETTINGS = ROWS.map((row): SettingRow => ({ values: 'text', fallback: '', ...row }));

type Records = Pick<Store['state'], 'get' | 'all'>;

/**
 * Returns the value of a setting: that of this queue, otherwise of the repository's config file, of the person's config
 * file, or the default.
 * @param repository the repository's name; by default the one in which the queue was created
 */
export function settingOf(state: Records, name: string, repository?: string): SettingValue | undefined {
  const fallback = SETTINGS.find((row) => row.name === name)?.fallback;
  return valueOfRow(state, { name, fallback }, repository);
}

export function rowOfName(name: string): SettingRow | undefined {
  return SETTINGS.find((candidate) => fitsName(candidate, name));
}

/** Names that people expect for a setting, with the setting. */
const NAMES_ELSEWHERE: Readonly<Record<string, string>> = {
  'runs.timeout': 'runs.minutes',
  'runs.idleTimeout': 'runs.idleMinutes',
  'runs.checkTimeout': 'runs.checkMinutes',
  'runs.maxTurns': 'runs.turns',
  'runs.budget': 'runs.cost',
  ...{ budget: 'runs.cost', cost: 'runs.cost', timeout: 'runs.minutes', branch: 'runs.target' },
  'runs.branch': 'runs.target',
};

/** Finds a setting's row by name. @throws BacklogError `not-found` with the nearest name */
export function settingRow(name: string): SettingRow {
  const row = rowOfName(name);
  if (row) return row;
  const names = SETTINGS.map((candidate) => candidate.name);
  const below = names.filter((one) => one.startsWith(`${name.replace(/\.$/, '')}.`));
  if (below.length > 0)
    return refuse('not-found', `"${name}" is not a setting, only the beginning of ${counted(below.length, 'name')}`, {
      hint: `Settings with this beginning: ${below.join(', ')}`,
      data: { received: name, below },
    });
  // A slip of the pen must not lead to a setting that gives agents a person's rights.
  const close = SETTINGS.find(
    (candidate) => candidate.name === (ownProperty(NAMES_ELSEWHERE, name) ?? nearest(name, names)),
  );
  const near = close && !(close.terminal && close.inFile === undefined) ? ` (did you mean "${close.name}"?)` : '';
  return refuse('not-found', `no setting "${name}"${near}`, {
    hint: '`backlog setting list` shows them.',
  });
}

/** Returns the settings of a group's thresholds. @param of what the thresholds belong to */
function rowsOf(group: string, table: ThresholdTable, of: string): SettingRow[] {
  return Object.entries(table).map(([name, { means, least, fallback }]) => ({
    name: thresholdSetting(group, name),
    inFile: 'free',
    means: `Threshold of ${of}. ${means}`,
    values: { least, whole: true },
    fallback,
  }));
}

/** Parses a value of a setting. @throws BacklogError `not-found` with the nearest setting, `invalid` */
export function readSetting(name: string, text: string): SettingValue {
  const row = settingRow(name);
  if (row.word && !row.word.fits.test(wordIn(row, name)))
    refuse('invalid', `${name}: expected ${row.word.expected} instead of ${PLACEHOLDER}`);
  if (row.values === 'text') return textIn(row, name, text.trim());
  const value = isChoice(row.values)
    ? row.values.find((choice) => String(choice) === text)
    : numberIn(text, row.values);
  return value ?? refuse('invalid', `${name}: expected ${takenBy(row)}, received "${text}"`);
}

function textIn({ text: rule }: SettingRow, name: string, text: string): string {
  if (!rule || text === '' || rule.fits.test(text)) return text;
  return refuse('invalid', `${name}: expected ${rule.expected}, received "${text}"`);
}

type Choice = readonly SettingValue[];
const isChoice = (values: SettingRow['values']): values is Choice => Array.isArray(values);

function numberIn(text: string, values: Exclude<SettingRow['values'], Choice>): number | undefined {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(number)) return undefined;
  if (typeof values === 'string') return number;
  const { least, most = Number.POSITIVE_INFINITY, whole } = values;
  return number >= least && number <= most && (!whole || Number.isInteger(number)) ? number : undefined;
}

/** Describes the accepted values of a setting, to be printed after the word "expected". */
export function takenBy({ values }: Pick<SettingRow, 'values'>): string {
  if (isChoice(values)) return values.join(' or ');
  if (typeof values === 'string') return `a ${values}`;
  const { least, most, whole } = values;
  return `a ${whole ? 'whole ' : ''}number from ${least} ${most === undefined ? 'on' : `to ${most}`}`;
}

/** The placeholder in a setting's name. */
const PLACEHOLDER = '<name>';

function wordIn(row: SettingRow, name: string): string {
  const [prefix = '', suffix = ''] = row.name.split(PLACEHOLDER);
  return name.slice(prefix.length, name.length - suffix.length);
}

function fitsName(row: SettingRow, name: string): boolean {
  if (!row.name.includes(PLACEHOLDER)) return row.name === name;
  const [prefix = '', suffix = ''] = row.name.split(PLACEHOLDER);
  return name.startsWith(prefix) && name.endsWith(suffix) && name.length > prefix.length + suffix.length;
}
