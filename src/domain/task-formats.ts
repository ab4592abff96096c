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
