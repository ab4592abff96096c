import type { SettingRow } from '../../src/work/settings/setting-row.ts';
import { SETTINGS, takenBy } from '../../src/work/settings/settings.ts';
import { code, GENERATED, table } from './markdown.ts';

interface Section {
  title: string;
  /** Beginnings of the settings' names. */
  has: readonly string[];
  about?: string;
}

const SECTIONS: readonly Section[] = [
  {
    title: 'Runs',
    has: ['runs.', 'checks.', 'commands.', 'routing.'],
    about: 'See [How runs work](../explanation/how-runs-work.md).',
  },
  { title: 'What agents may do', has: ['review.', 'orchestrator.', 'autonomy.', 'purge.'] },
  {
    title: 'Inbox',
    has: ['inbox.', 'passes.'],
    about: 'See [Collect findings in the inbox](../how-to/collect-findings.md).',
  },
  {
    title: 'Text from outside',
    has: ['trust.'],
    about: 'See [Text from outside](../explanation/trust.md#text-from-outside).',
  },
  { title: 'Repositories', has: ['repo.'] },
  { title: 'Notices', has: ['notify.'], about: 'See [Get notified](../how-to/get-notified.md).' },
  { title: 'Board', has: ['board.'] },
  { title: 'Claims', has: ['claims.'] },
  { title: 'Archive and attachments', has: ['archive.', 'attachments.'] },
  { title: 'Name', has: ['queue.'], about: '`backlog queue rename` checks that the name is free, too.' },
  { title: 'Goals', has: ['goals.'], about: 'Thresholds of `backlog goal health`.' },
  { title: 'Lint', has: ['lint.'], about: 'Thresholds of `backlog lint`.' },
  {
    title: 'Urgency',
    has: ['urgency.'],
    about:
      "Names and defaults are Taskwarrior's, except for goals (`bet`, `severity`). [Urgency](urgency.md) explains the sum, and `backlog explain 12` shows it for one task.",
  },
];

/** Generates the page about settings, from the table of settings. */
export function settingsPage(): string {
  const sections = SECTIONS.map((section) => ({
    ...section,
    rows: SETTINGS.filter(({ name }) => isIn(section, name)),
  }));
  const left = SETTINGS.filter(({ name }) => !SECTIONS.some((section) => isIn(section, name)));
  if (left.length > 0)
    throw new Error(`no section of scripts/docs/settings-page.ts has ${left.map(({ name }) => name).join(', ')}`);
  return [
    '# Settings',
    GENERATED,
    '```sh\nbacklog setting list                     # each setting with its value\nbacklog setting set runs.setup "npm ci"\nbacklog setting get runs.setup\nbacklog setting unset runs.setup         # the default again\n```',
    'Settings belong to a queue. Only people change them, at a terminal or on the board. *Terminal* marks a setting that runs a command, or that gives rights: only a person at a terminal changes it.',
    'A repository can set many of them for everyone: see [Share settings with your team](../how-to/share-settings.md). *File* shows how: the value counts *at once*, *agreed* only after a person agreed, or *no*.',
    'Replace `<name>` with a name of yours: `checks.unit` defines the check `unit`.',
    ...sections.flatMap(({ title, about, rows }) => [
      `## ${title}`,
      ...(about ? [about] : []),
      table(['setting', 'value', 'default', 'who', 'file', 'effect'], rows.map(settingRow)),
    ]),
  ]
    .join('\n\n')
    .concat('\n');
}

function isIn({ has }: Section, name: string): boolean {
  return has.some((beginning) => name.startsWith(beginning));
}

const FILE = { free: 'at once', agreed: 'agreed', never: 'no' } as const;

function settingRow(row: SettingRow): string[] {
  const { name, means, fallback, terminal } = row;
  return [
    code(name),
    takenBy(row),
    fallback === '' ? 'empty' : String(fallback),
    terminal ? 'terminal' : '',
    FILE[row.inFile ?? 'never'],
    means,
  ];
}
