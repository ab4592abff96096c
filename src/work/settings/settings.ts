import { counted } from '../../base/amounts.ts';
import { nearest } from '../../base/nearest.ts';
import { ownProperty } from '../../base/own-property.ts';
import { refuse } from '../../domain/errors.ts';
import { ATTACHMENT_LIMITS } from '../../domain/kinds/attachment.ts';
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
import { CLAIM_LENGTH, USUAL_CLAIM } from '../claim/claim-length.ts';
import { NAME_OF_QUEUE, QUEUE_NAME } from '../queues/name.ts';
import { AUTONOMY_SETTINGS } from './autonomy-settings.ts';
import { BOARD_SETTINGS } from './board-settings.ts';
import { ALL_CHECKS, NO_CHECKS } from './check-settings.ts';
import { INBOX_SETTINGS } from './inbox-settings.ts';
import { NOTIFY_SETTINGS } from './notify-settings.ts';
import { ORCHESTRATOR_SETTINGS } from './orchestrator-settings.ts';
import { RUN_SETTINGS } from './run-settings.ts';
import { SANDBOX_SETTINGS } from './sandbox-settings.ts';
import type { SettingRow, SettingValue } from './setting-row.ts';
import { valueInFiles } from './sources.ts';
import { TRUST_SETTINGS } from './trust-settings.ts';

/** All settings. Only people can change them. */
export const SETTINGS: readonly SettingRow[] = [
  {
    name: 'claims.acrossWorktrees',
    inFile: 'agreed',
    terminal: true,
    means:
      'Answer to an edit of a path that is claimed in another worktree. deny refuses the edit and avoids merge conflicts. warn allows it with a warning.',
    values: ['deny', 'warn'],
    fallback: 'deny',
  },
  {
    name: 'claims.outsideScope',
    inFile: 'agreed',
    terminal: true,
    means:
      "Answer to an agent's edit out of its scope. warn allows it with a warning, deny refuses it, allow accepts it silently.",
    values: ['warn', 'deny', 'allow'],
    fallback: 'warn',
  },
  {
    name: USUAL_CLAIM,
    inFile: 'free',
    means:
      "How long a person's claim lasts without --for: a duration such as 2h, or released. Without it, the claim lasts until its terminal, script or server ends.",
    values: 'text',
    text: { fits: CLAIM_LENGTH, expected: 'a duration such as 90min, 2h or 3d, or released' },
    fallback: '',
  },
  {
    name: 'purge.agents',
    terminal: true,
    means: 'Allow agents to purge deleted tasks.',
    values: [false, true],
    fallback: false,
  },
  {
    name: 'attachments.megabytes',
    inFile: 'free',
    means:
      'Maximum size of one attachment, in MB. Attachments count towards the size of the queue and of every backup.',
    values: { least: 1, most: ATTACHMENT_LIMITS.megabytes.most, whole: true },
    fallback: ATTACHMENT_LIMITS.megabytes.fallback,
  },
  {
    name: 'archive.after',
    means: 'Days after which Backlog archives closed tasks automatically. 0 turns this off.',
    values: { least: 0, most: 36_500, whole: true },
    fallback: 0,
  },
  {
    name: 'checks.<name>',
    inFile: 'agreed',
    terminal: true,
    word: {
      fits: new RegExp(`^(?!(?:${ALL_CHECKS}|${NO_CHECKS})$)`),
      expected: `a name other than ${ALL_CHECKS} and ${NO_CHECKS}`,
    },
    means:
      'Command that every result must pass, unless runs.checks or runs.checks.<name> limits it. Tasks can name it in their field checks. An empty text removes the check.',
    values: 'text',
    fallback: '',
  },
  {
    name: 'commands.<name>',
    inFile: 'agreed',
    terminal: true,
    means:
      'Command that acceptance criteria may run (--by), if a criterion has exactly this text. Backlog sets it when you add the criterion at a terminal. An empty text forbids the command.',
    values: 'text',
    fallback: '',
  },
  {
    name: QUEUE_NAME,
    means: "The queue's name, for the board and for -w. Without it, the name of its first repository.",
    values: 'text',
    text: { fits: NAME_OF_QUEUE, expected: 'a name of letters, digits and . _ -, at most 60' },
    fallback: '',
  },
  {
    name: 'repo.remote',
    inFile: 'agreed',
    terminal: true,
    means:
      'Remote of `repo fetch` and `repo push`, which transfer the target branch when you call them. Empty: both are refused.',
    values: 'text',
    fallback: '',
  },
  {
    name: 'repo.agents',
    terminal: true,
    means: 'Allow agents to call `repo fetch` and `repo push`.',
    values: [false, true],
    fallback: false,
  },
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

type Records = Pick<Store['state'], 'get' | 'all'>;

/**
 * Returns the value of a setting: that of this queue, otherwise of the repository's config file, of the person's config
 * file, or the default.
 * @param repository the repository's name; by default the one in which the queue was created
 */
export function settingOf(state: Records, name: string, repository?: string): SettingValue | undefined {
  return (
    state.get('setting', name)?.value ??
    valueInFiles(state, name, repository)?.value ??
    SETTINGS.find((row) => row.name === name)?.fallback
  );
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
