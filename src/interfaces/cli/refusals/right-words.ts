import { nearest } from '../../../base/nearest.ts';
import type { CommandRow } from '../../../commands/index.ts';
import { parseInput } from '../../../commands/parse.ts';
import { inputOf } from '../../../domain/calls/door.ts';
import { BacklogError } from '../../../domain/errors.ts';
import type { EnglishReader } from '../../../time/index.ts';
import { parseArgs } from '../words/args.ts';
import { withDateQuoted } from './date-quoted.ts';
import { linePieces, type Piece, textOfPieces, withField, withoutField, withValue } from './line-pieces.ts';
import type { Slip } from './slip.ts';
import {
  asExample,
  type Edit,
  fieldOfValue,
  ofUnknownFlag,
  replacedValue,
  withoutFlag,
  withWords,
} from './word-edits.ts';

/**
 * Returns a value for a field that the command accepts, of this queue if it has one. null means that the line is better
 * without the field.
 * @param typed the refused value
 */
export type Example = (field: string, typed: string | undefined) => string | null | undefined;

/** A refused line. */
interface Line {
  error: BacklogError;
  row: CommandRow;
  example: Example;
  /** The filter of the line without its errors. */
  filter?: string | undefined;
  /** Returns the words of an example, for a line without words. */
  whole?(): readonly string[] | undefined;
  /** Reads dates in plain English. Absent if the line has no date. */
  english?: EnglishReader | undefined;
  /** Returns a field whose value has not the form of what it names, or that only the command itself requires. */
  wrongField?(pieces: readonly Piece[]): { field: string; missing?: true } | undefined;
}

/** The words behind a command's name, corrected. */
export interface RightWords {
  words: readonly string[];
  /** Whether a value in them is only an example. */
  isExample: boolean;
  /** Words of the person that have no place. */
  leftOut: readonly string[];
}

/** Maximum number of corrections in one line. */
const MOST = 8;

/**
 * Corrects the words of a refused line, one error after the other, and keeps all that was right.
 * @returns undefined if an error has no correction that follows from the words, the row and the queue
 */
export function rightWords(rest: readonly string[], { error, ...line }: Line): RightWords | undefined {
  let found: BacklogError | undefined = error;
  let words = rest;
  let isExample = false;
  const leftOut: string[] = [];
  for (let count = 0; found; count++) {
    const edit = count < MOST ? edited(words, { ...line, error: found }) : undefined;
    if (!edit || edit.words.join('\0') === words.join('\0')) return undefined;
    words = edit.words;
    isExample ||= edit.isExample ?? false;
    leftOut.push(...(edit.leftOut ?? []));
    found = refusalOf(words, line);
  }
  return { words, isExample, leftOut };
}

/** Returns the error of words that the command line, the command's schema or the form of an id refuses. */
function refusalOf(words: readonly string[], { row, wrongField }: Omit<Line, 'error'>): BacklogError | undefined {
  try {
    parseInput(row, parseArgs(row, words).input);
  } catch (error) {
    if (error instanceof BacklogError) return error;
    throw error;
  }
  const problem = wrongField?.(linePieces(words, row));
  return problem && new BacklogError('usage', '', { data: { problems: [problem] } });
}

/** What the data of an error says about the words of a line. */
interface Said {
  slip?: Slip;
  instead?: unknown;
  field?: string;
  received?: unknown;
  nearest?: string;
  known?: readonly string[];
  problems?: readonly { field: string; missing?: true; values?: readonly string[] }[];
}

function edited(words: readonly string[], line: Line): Edit | undefined {
  const { error, row } = line;
  const said = (error.data ?? {}) as Said;
  const pieces = linePieces(words, row);
  if (Array.isArray(said.instead)) return { words: said.instead as string[] };
  if (said.slip) return ofSlip(said.slip, pieces, line);
  const [problem] = said.problems ?? [];
  if (problem) return ofProblem(problem, pieces, line);
  if (error.code === 'filter') return ofFilter(pieces, line);
  const received = typeof said.received === 'string' ? said.received : undefined;
  if (received === undefined) return undefined;
  if (/^--?[a-z]/i.test(received)) return ofUnknownFlag(received, said.nearest, pieces, row);
  const field = said.field ?? fieldOfValue(pieces, received);
  const value = said.nearest ?? nearest(received, said.known ?? []);
  // A word before a date is no part of another: `snooze 4 until next week`.
  if (error.code === 'date' && value !== undefined && field !== undefined && isBehindWord(received, pieces, field))
    return { words: withValue(pieces, field, value) };
  if (value !== undefined) return replacedValue(pieces, field, received, value);
  if (error.code === 'not-found' && said.known === undefined) return undefined;
  if (field === undefined) return undefined;
  if (error.code === 'date') {
    const quoted = withDateQuoted(pieces, { field, received, english: line.english });
    if (quoted) return { words: quoted };
  }
  if (textOfPieces(pieces, field) !== received) return undefined;
  const other = line.example(field, received) ?? said.known?.[0];
  return other === undefined ? withoutFlag(pieces, field) : asExample(replacedValue(pieces, field, received, other));
}

const isBehindWord = (date: string, pieces: readonly Piece[], field: string) =>
  /^(?:until|till|by|to|on|for|at) $/i.test(textOfPieces(pieces, field)?.replace(date, '') ?? '');

function ofSlip(slip: Slip, pieces: readonly Piece[], { row, example }: Line): Edit | undefined {
  const words = pieces.map(({ word }) => word);
  if (slip.kind === 'instead') return { words: withWords(words, slip.words, slip.by) };
  if ('words' in slip)
    return slip.kind === 'surplus'
      ? { words: withWords(words, slip.words, []), leftOut: slip.words }
      : { words: withWords(words, slip.words, [slip.words.join(' ')]) };
  const { field } = slip;
  if (slip.kind === 'useless') return { words: withoutField(pieces, field), leftOut: [inputOf('cli', field)] };
  if (slip.kind === 'valued')
    return {
      words: pieces.map(({ word, field: of, inline }) => (of === field && inline ? word.split('=')[0]! : word)),
    };
  if (slip.kind === 'bare') {
    const value = example(field, undefined);
    if (value === undefined || value === null) return withoutFlag(pieces, field);
    return { words: withField(pieces, row, field, value), isExample: true };
  }
  // The last value counts, as in other programs.
  const first = pieces.findIndex((piece) => piece.field === field);
  const count = pieces[first]?.kind === 'flag' && !pieces[first].inline ? 2 : 1;
  return { words: words.toSpliced(first, count), leftOut: words.slice(first, first + count) };
}

function ofProblem(
  { field: path, missing, values }: NonNullable<Said['problems']>[number],
  pieces: readonly Piece[],
  { row, example, whole }: Line,
): Edit | undefined {
  const field = path.split('.', 1)[0]!;
  const typed = textOfPieces(pieces, field);
  if (missing && typed === undefined) {
    const all = pieces.every(({ kind }) => kind === 'flag') ? whole?.() : undefined;
    if (all) return { words: [...all, ...pieces.map(({ word }) => word)], isExample: true };
    const value = example(field, undefined);
    return value === undefined || value === null
      ? undefined
      : { words: withField(pieces, row, field, value), isExample: true };
  }
  if (typed === undefined) return undefined;
  const [first = '', ...others] = typed.split(' ');
  if (others.length > 0 && values?.includes(first)) return { words: withValue(pieces, field, first), leftOut: others };
  const close = nearest(typed, values ?? []);
  if (close !== undefined) return { words: withValue(pieces, field, close) };
  const other = example(field, typed);
  const value = other === undefined ? values?.[0] : other;
  if (value !== undefined && value !== null && value !== typed)
    return { words: withValue(pieces, field, value), isExample: true };
  return withoutFlag(pieces, field);
}

/** What no filter contains. */
const NO_TEXT = '\0';

/** Puts the corrected filter in the place of the refused one. An example would be another question. */
function ofFilter(pieces: readonly Piece[], { error, row, filter: value }: Line): Edit | undefined {
  const { filter } = error as BacklogError & { filter?: string };
  const fields = ['filter', row.cli?.selects?.field, ...(row.cli?.positional ?? [])];
  // A command can add terms of its own around the filter.
  const field = fields.find((each) => each !== undefined && filter?.includes(textOfPieces(pieces, each) ?? NO_TEXT));
  if (field === undefined || value === undefined) return undefined;
  const own = pieces.filter((piece) => piece.field === field && piece.kind !== 'flag');
  if (own.length < 2) return { words: withValue(pieces, field, value) };
  const at = pieces.indexOf(own[0]!);
  const others = pieces.filter((piece) => !own.includes(piece)).map(({ word }) => word);
  return { words: others.toSpliced(at, 0, ...value.split(' ')) };
}
