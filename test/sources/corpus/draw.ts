import type { FormatName } from '../../../src/domain/task-formats.ts';
import type { Random } from '../../support/random.ts';

/** Files by their path in the folder to import; '' if a single file is imported. */
export type Files = Readonly<Record<string, string>>;

/**
 * A shape that real files have: a key, a form of a value, an edge between rows, an order or a line end. It changes a
 * row, all rows, or the text of the file.
 */
export interface Shape<Row> {
  name: string;
  /** The number of counted files that have it. 0 if a tool's source or documentation shows it. */
  seen: number;
  row?(row: Row, at: At<Row>): unknown;
  rows?(rows: Row[], at: At<Row>): unknown;
  text?(text: string): string;
}

export interface At<Row> {
  random: Random;
  rows: readonly Row[];
  /** The row's position, from 0. */
  n: number;
}

/** A format: the shapes that were counted in real files, and how to write a file that has some of them. */
export interface Corpus<Row = object> {
  name: string;
  /** The real files that were read to find the shapes, and their rows. No text of them is here. */
  counted: { files: number; rows: number };
  /** Name of the file or folder to import. */
  path: string;
  /** Further arguments of the import. */
  input?: object;
  /** The format of the export that must be the same text after an import of it. */
  out: FormatName;
  /** Set if the export contains the queue's numbers, which are new in another queue. The second round is the same. */
  numbers?: true;
  base(n: number, random: Random): Row;
  shapes: readonly Shape<Row>[];
  print(rows: readonly Row[], random: Random): Files;
  /** Does the row's task in the other tool. @returns false if it isn't open, or has open subtasks that end with it */
  tick(row: Row, rows: readonly Row[]): boolean;
  /** Set if the files have only open tasks: a done one loses its row. */
  onlyOpen?: true;
  /** Returns the number of rows that are tasks in the other tool. Without it, every row is one. */
  tasks?(rows: readonly Row[]): number;
}

export interface Drawn {
  files: Files;
  /** The same files after one open row was done in the other tool. */
  ticked?: Files;
  shapes: readonly string[];
  tasks: number;
}

/** Draws a file with the given shapes. Each of them occurs in at least one of its rows. */
export function draw<Row>(corpus: Corpus<Row>, random: Random, shapes: readonly Shape<Row>[]): Drawn {
  const rows = Array.from({ length: 5 + random.int(4) }, (_, n) => corpus.base(n, random));
  for (const { row } of shapes) {
    if (!row) continue;
    const sure = random.int(rows.length);
    for (const [n, one] of rows.entries()) if (n === sure || random.int(4) === 0) row(one, { random, rows, n });
  }
  for (const shape of shapes) shape.rows?.(rows, { random, rows, n: 0 });
  const text = (whole: string) => shapes.reduce((made, shape) => shape.text?.(made) ?? made, whole);
  const print = (some: readonly Row[]): Files =>
    Object.fromEntries(Object.entries(corpus.print(some, random)).map(([path, whole]) => [path, text(whole)]));
  const tasks = corpus.tasks?.(rows) ?? rows.length;
  const files = print(rows);
  // The first row can be there twice, and its copy is behind the others.
  const later = structuredClone(rows);
  const isTicked = later.slice(1, 5).some((row) => corpus.tick(row, later));
  return { files, ...(isTicked ? { ticked: print(later) } : {}), shapes: shapes.map(({ name }) => name), tasks };
}

/** Makes the tick of a corpus: replaces one of the words for an open task, '' also for none. */
export function ticking<Row>(
  of: (row: Row) => object,
  key: string,
  [open, done]: readonly [open: readonly string[], done: string],
): (row: Row) => boolean {
  return (row) => {
    const values = of(row) as Record<string, unknown>;
    const isOpen = open.includes(String(values[key] ?? ''));
    if (isOpen) values[key] = done;
    return isOpen;
  };
}

/** Distributes the shapes over some files, and adds others at random. */
export function handOut<Shape>(shapes: readonly Shape[], files: number, random: Random): Shape[][] {
  return Array.from({ length: files }, (_, file) =>
    shapes.filter((_shape, n) => n % files === file || random.int(3) === 0),
  );
}

/** Shapes of line ends and file ends. */
export const TEXT_SHAPES = {
  crlf: (seen: number) => ({
    name: 'lines end with CR LF',
    seen,
    text: (text: string) => text.replaceAll('\n', '\r\n'),
  }),
  bom: (seen: number) => ({ name: 'a byte order mark', seen, text: (text: string) => `\uFEFF${text}` }),
  cut: (seen: number) => ({ name: 'no line end at the end', seen, text: (text: string) => text.replace(/\s+$/, '') }),
  blank: (seen: number) => ({ name: 'empty lines at the end', seen, text: (text: string) => `${text}\n\n` }),
};

const VERBS = ['Paint', 'Sort', 'Count', 'Oil', 'Fold', 'Label', 'Weigh', 'Stack', 'Rinse', 'Mend'];
const THINGS = ['lantern', 'crate', 'sail', 'oven', 'ledger', 'ladder', 'bucket', 'kite', 'drum', 'gate'];
const ADDED = ['', ' before noon', ' (north pier)', ' & its lid', ': second try', ' — "quick" one', ' für Ümit', ' 🪁'];

/** A title of its own: the number makes it unique. */
export const title = (n: number, random: Random): string =>
  `${random.pick(VERBS)} the ${random.pick(THINGS)} ${n + 1}${random.pick(ADDED)}`;

export const sentence = (random: Random): string =>
  `The ${random.pick(THINGS)} and the ${random.pick(THINGS)} stand ${random.pick(['left', 'right', 'far out'])}.`;

/** A text of several lines, as descriptions have them. */
export const prose = (random: Random): string =>
  [
    sentence(random),
    '',
    `- ${sentence(random)}`,
    `- [ ] ${sentence(random)}`,
    '',
    '```sh',
    "echo 'a, b' | tr , ;",
    '```',
    `| a | b |\n|---|---|\n| 1 | ${random.int(99)} |`,
    `\tSee <https://example.com/?q=${random.int(9)}&r=1> \\ ${random.pick(["it's", '"both"', '100 %', '<b>'])}`,
  ]
    .slice(0, 2 + random.int(9))
    .join('\n');

export const WORDS = ['dock', 'night-shift', 'area:kitchen', 'Big Sail', 'v1.2', 'team/blue', 'äöü'];
export const PEOPLE = ['mia', 'Otto Brand', 'crew/boats/kit', '@lena', 'lena@example.com', 'bot[1]'];

const two = (value: number) => String(value).padStart(2, '0');
/** A day in 2026, as `2026-03-09`. */
export const day = (random: Random): string => `2026-${two(1 + random.int(7))}-${two(1 + random.int(28))}`;
export const clock = (random: Random): string => `${two(random.int(24))}:${two(random.int(60))}:${two(random.int(60))}`;

/** Another row than the given one. */
export const other = <Row>({ rows, n, random }: At<Row>): Row =>
  rows[(n + 1 + random.int(rows.length - 1)) % rows.length]!;
