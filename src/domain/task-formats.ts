import { ownProperty } from '../base/own-property.ts';

/** The formats of files with tasks: the tool or the kind of file, by the value for `--format`. The board lists them in this order. */
export const FORMAT_TITLES = {
  backlog: 'Backlog as JSON',
  csv: 'CSV',
  ndjson: 'Backlog as lines of JSON',
  markdown: 'Markdown',
  org: 'Org',
  taskwarrior: 'Taskwarrior',
  beads: 'beads',
  'task-master': 'Task Master',
  'backlog-md': 'Backlog.md',
  'backlog-runner': 'backlog-runner',
  backloghq: 'backloghq/backlog',
  mazen160: 'backlog (mazen160)',
  osmove: 'backlog (osmove)',
} as const;

export type FormatName = keyof typeof FORMAT_TITLES;

/** Other names that people use for a format. */
const OTHER_NAMES: Readonly<Record<string, FormatName>> = {
  ...{ json: 'backlog', md: 'markdown', orgmode: 'org', jsonl: 'ndjson', task: 'taskwarrior', tw: 'taskwarrior' },
  ...{ bd: 'beads', claudetaskmaster: 'task-master', taskmasterai: 'task-master' },
};

/** Names of other tools, and of kinds of files, with the format of what they export. An import reads the tool from the file. */
const READ_NAMES: Readonly<Record<string, FormatName>> = {
  ...meaning('csv', 'jira linear asana clickup pivotal pivotaltracker plane todoist ticktick gitlab monday notion'),
  ...meaning('csv', 'excel xls xlsx googlesheets sheets spreadsheet table tsv'),
  ...meaning('backlog', 'github gh githubissues trello'),
  ...meaning('markdown', 'todo todomd todotxt checklist obsidian text txt list'),
  ...meaning('task-master', 'tm'),
};

/** Returns the name of the format that a word for an import means: `jira`, `excel`, or a word of {@link formatMeant}. */
export function readFormatMeant(word: unknown): unknown {
  return (typeof word === 'string' ? ownProperty(READ_NAMES, bare(word)) : undefined) ?? formatMeant(word);
}

/** Checks whether a word is a name of a format, or of a tool whose files an import reads. */
export function isFormatMeant(word: string): boolean {
  const meant = readFormatMeant(word);
  return meant !== word || Object.hasOwn(FORMAT_TITLES, word);
}

/** Returns the name of the format that a word means: `taskmaster`, `Backlog.md`. Returns other values unchanged. */
export function formatMeant(word: unknown): unknown {
  if (typeof word !== 'string') return word;
  const said = bare(word);
  const known = Object.entries(FORMAT_TITLES).find(([name, title]) => bare(name) === said || bare(title) === said);
  return ownProperty(OTHER_NAMES, said) ?? known?.[0] ?? word;
}

/** The folders in which tools keep their tasks in a repository, by format. */
export const FOLDERS_OF_TOOLS: Readonly<Record<string, string>> = {
  ...{ beads: '.beads', 'task-master': '.taskmaster', 'backlog-md': 'backlog', osmove: '.backlog' },
};

function meaning(format: FormatName, words: string): Record<string, FormatName> {
  return Object.fromEntries(words.split(' ').map((word) => [word, format]));
}

const bare = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '');
