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

/** The formats that an import reads. The first one that detects a file reads it, so the most general ones come last. */
export const READ_FORMATS: readonly FormatName[] = [
  'mazen160',
  'backloghq',
  'beads',
  'task-master',
  'osmove',
  'backlog-runner',
  'backlog-md',
  'taskwarrior',
  'csv',
  'markdown',
  'org',
  'ndjson',
  'backlog',
];

/** The formats of files that an export writes, and those of folders. */
export const WRITTEN_FORMATS: readonly FormatName[] = ['taskwarrior', 'csv', 'markdown', 'ndjson', 'backlog'];
export const FOLDER_FORMATS: readonly FormatName[] = ['backlog-runner'];
export const EXPORT_FORMATS: readonly FormatName[] = [...WRITTEN_FORMATS, ...FOLDER_FORMATS];

/**
 * Format of an export, by the extension of the file. Taskwarrior's format also has the extension `.json`, so the caller
 * must name it.
 */
const BY_ENDING: Readonly<Record<string, FormatName>> = {
  ...{ json: 'backlog', ndjson: 'ndjson', jsonl: 'ndjson', csv: 'csv', md: 'markdown', markdown: 'markdown' },
};

export function formatByEnding(path: string): FormatName | undefined {
  const ending = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(BY_ENDING, ending) ? BY_ENDING[ending] : undefined;
}

/** The kinds of files that are sources, with their formats. */
const FILE_KINDS = {
  markdown: 'markdown',
  json: 'backlog',
  csv: 'csv',
  'backlog.md': 'backlog-md',
} as const satisfies Readonly<Record<string, FormatName>>;
export type FileKind = keyof typeof FILE_KINDS;

/** Returns the kind that a word means: `csv`, `Backlog.md`. Undefined for a service. */
export function fileKindNamed(word: string): FileKind | undefined {
  const format = formatMeant(word);
  const found = Object.entries(FILE_KINDS).find(([kind, name]) => kind === word || name === format);
  return found?.[0] as FileKind | undefined;
}

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
