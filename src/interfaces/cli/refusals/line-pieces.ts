import type { CommandRow } from '../../../commands/index.ts';
import { isFlag } from '../words/field-kinds.ts';
import { flagIn, shortFlag, takesGlobal } from '../words/global-flags.ts';
import { isKnownFlag, isRowFlag } from '../words/row-flags.ts';

/** A word of a line with what it is: a flag, its value, or a word of a positional field. */
export interface Piece {
  word: string;
  kind: 'flag' | 'value' | 'word';
  /** The field that the word belongs to; absent for a word without a place. */
  field?: string;
  /** Whether the word is a flag with its value, `--due=friday`. */
  inline?: true;
}

/** Returns the words behind a command's name with what they are. A flag that the command lacks has no value. */
export function linePieces(rest: readonly string[], row: CommandRow): Piece[] {
  const { shape } = row.input();
  const pieces: Piece[] = [];
  let literal = false;
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at]!;
    const flag = literal ? undefined : (flagIn(word) ?? shortFlag(word));
    if (!flag) pieces.push({ word, kind: literal || word !== '--' ? 'word' : 'flag' });
    else if (flag.inline !== undefined) pieces.push({ word, kind: 'flag', field: flag.name, inline: true });
    else {
      pieces.push({ word, kind: 'flag', field: flag.name });
      const schema = Object.hasOwn(shape, flag.name) ? shape[flag.name] : undefined;
      const takes = schema ? !isFlag(schema) : takesGlobal(flag.name) || (row.show.rows && isRowFlag(flag.name));
      const next = rest[at + 1];
      if (takes && next !== undefined && !isKnownFlag(next, row)) {
        pieces.push({ word: next, kind: 'value', field: flag.name });
        at++;
      }
    }
    literal ||= word === '--';
  }
  return placed(pieces, row);
}

/** Gives the plain words their fields: the last positional field gets all remaining ones. */
function placed(pieces: Piece[], { cli: { positional = [] } = {} }: CommandRow): Piece[] {
  const free = positional.filter((field) => !pieces.some((piece) => piece.kind === 'flag' && piece.field === field));
  let at = 0;
  return pieces.map((piece) => {
    const field = piece.kind === 'word' ? free[Math.min(at++, free.length - 1)] : piece.field;
    return field === undefined ? piece : { ...piece, field };
  });
}

/** Returns the text of a field in a line. Undefined if the line lacks it. */
export function textOfPieces(pieces: readonly Piece[], field: string): string | undefined {
  const own = pieces.filter((piece) => piece.field === field && (piece.kind !== 'flag' || piece.inline));
  if (own.length === 0) return undefined;
  return own.map(({ word, inline }) => (inline ? word.slice(word.indexOf('=') + 1) : word)).join(' ');
}

/** Returns the words with another value of a field, in the place of the former one. */
export function withValue(pieces: readonly Piece[], field: string, value: string): string[] {
  let isPut = false;
  return pieces.flatMap(({ word, kind, field: of, inline }) => {
    if (of !== field || (kind === 'flag' && !inline)) return [word];
    const first = !isPut;
    isPut = true;
    if (inline) return [`${word.slice(0, word.indexOf('='))}=${value}`];
    return first ? [value] : [];
  });
}

/** Returns the words without a flag and its value. */
export function withoutField(pieces: readonly Piece[], field: string): string[] {
  return pieces.filter((piece) => piece.field !== field || piece.kind === 'word').map(({ word }) => word);
}

/** Returns the words with a value for a field that they lack: in its place behind the name, or as a flag. */
export function withField(pieces: readonly Piece[], row: CommandRow, field: string, value: string): string[] {
  const words = pieces.map(({ word }) => word);
  const flag = `--${field.replaceAll('_', '-')}`;
  const bare = pieces.findLastIndex((piece) => piece.kind === 'flag' && !piece.inline && piece.field === field);
  if (bare >= 0) return words.toSpliced(bare + 1, 0, value);
  const place = row.cli?.positional?.indexOf(field) ?? -1;
  if (place < 0) return [...words, flag, value];
  const plain = pieces.flatMap(({ kind }, at) => (kind === 'word' ? [at] : []));
  if (plain.length < place) return [...words, flag, value];
  const at = plain[place] ?? (plain.length > 0 ? plain.at(-1)! + 1 : 0);
  return words.toSpliced(at, 0, value);
}
