/** Where the cells of a column stand in a line: before a colon, first, in the text, in brackets (the author first), or after a colon. `below` has lines of its own. */
export interface KindOfColumn {
  line: 'label' | 'first' | 'text' | 'by' | 'aside' | 'after' | 'below' | 'none';
  align?: 'right';
  /** Widths in a table, as in `TableColumn`. */
  keep?: number;
  least?: number;
  most?: number;
  lines?: number;
  /** Maximum length in a line, in characters, also in a list. */
  chars?: number;
}

/** What columns can be about. The printers get widths and places from here, so that equal columns look the same. */
export const COLUMN_KINDS = {
  id: { line: 'first', align: 'right' },
  name: { line: 'text', least: 8 },
  word: { line: 'text', keep: 3 },
  state: { line: 'text', least: 12 },
  number: { line: 'text', align: 'right' },
  figure: { line: 'text', align: 'right', keep: 3 },
  bar: { line: 'none', keep: 1 },
  description: { line: 'text', least: 16, lines: 2 },
  path: { line: 'text', least: 16, lines: 3 },
  who: { line: 'by', keep: 2, least: 8, most: 32 },
  when: { line: 'aside', keep: 3 },
  age: { line: 'aside', align: 'right', keep: 3 },
  note: { line: 'after', keep: 2, least: 16, lines: 3 },
  details: { line: 'below', keep: 1, least: 20, lines: 4 },
  label: { line: 'label' },
  /** What Backlog says, in full. */
  said: { line: 'text', least: 16, lines: 6 },
  what: { line: 'first' },
  length: { line: 'aside', align: 'right' },
  left: { line: 'aside', align: 'right', keep: 2 },
  remark: { line: 'after', keep: 2, least: 12 },
  outcome: { line: 'text', keep: 9 },
  hash: { line: 'first', keep: 1 },
  holder: { line: 'text', keep: 9, least: 8, most: 32 },
  end: { line: 'aside', align: 'right' },
  task: { line: 'text', keep: 3, least: 12, most: 60, lines: 2 },
  files: { line: 'text', keep: 2, least: 12, lines: 3 },
  setting: { line: 'first', keep: 9, least: 16, lines: 3 },
  value: { line: 'text', least: 8, most: 32, lines: 2 },
  values: { line: 'aside', keep: 2, least: 20, most: 28, lines: 3 },
  meaning: { line: 'below', keep: 1, least: 24, lines: 20 },
  project: { line: 'aside', keep: 1, least: 8, most: 24 },
  status: { line: 'first', least: 14, most: 28, lines: 4 },
  agent: { line: 'by', keep: 6, least: 6, most: 16 },
  work: { line: 'aside', align: 'right', keep: 7 },
  idle: { line: 'aside', align: 'right', keep: 2 },
  tokens: { line: 'aside', align: 'right', keep: 1 },
  cost: { line: 'aside', align: 'right', keep: 4 },
  extra: { line: 'aside', keep: 1 },
  title: { line: 'text', keep: 9, least: 14, most: 60, lines: 2, chars: 120 },
  message: { line: 'after', keep: 5, least: 16, lines: 2, chars: 80 },
  change: { line: 'first', align: 'right', keep: 4 },
  stamp: { line: 'first', keep: 6 },
  author: { line: 'first', keep: 3, least: 8, most: 24 },
  command: { line: 'first', keep: 2, least: 8, most: 20 },
  for: { line: 'none', align: 'right' },
  toGo: { line: 'none', align: 'right', keep: 1 },
  need: { line: 'aside' },
  fact: { line: 'text', least: 16, lines: 8 },
  mark: { line: 'none', keep: 2 },
  key: { line: 'first', keep: 1 },
  criterion: { line: 'text', least: 16, lines: 12, chars: 600 },
  changes: { line: 'after', least: 20, lines: 4 },
} as const satisfies Readonly<Record<string, KindOfColumn>>;

export type ColumnKind = keyof typeof COLUMN_KINDS;
