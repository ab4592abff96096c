import type { CommandRow } from '../../../commands/index.ts';
import { inputOf } from '../../../domain/calls/door.ts';
import { flagIn } from '../words/global-flags.ts';
import { type Piece, textOfPieces, withoutField, withValue } from './line-pieces.ts';

/** A correction of the words of a line. */
export interface Edit {
  words: readonly string[];
  isExample?: boolean;
  leftOut?: readonly string[];
}

/** Marks a correction whose value is only an example. */
export const asExample = (edit: Edit | undefined): Edit | undefined => edit && { ...edit, isExample: true };

/** Replaces some neighbouring words, at their last place. */
export function withWords(words: readonly string[], some: readonly string[], by: readonly string[]): readonly string[] {
  for (let at = words.length - some.length; at >= 0; at--)
    if (some.every((word, i) => words[at + i] === word)) return words.toSpliced(at, some.length, ...by);
  return by.length > 0 ? words : words.filter((word) => !some.includes(word));
}

/** Leaves out a flag for which there is no example. */
export function withoutFlag(pieces: readonly Piece[], field: string): Edit | undefined {
  const own = pieces.filter((piece) => piece.kind !== 'word' && piece.field === field).map(({ word }) => word);
  return own.length === 0 ? undefined : { words: withoutField(pieces, field), leftOut: own };
}

/**
 * Replaces an unknown flag by the nearest one, or leaves it out. A word behind it is its value if the line has others,
 * and where words would be a filter: the line would be about other tasks.
 */
export function ofUnknownFlag(
  received: string,
  near: string | undefined,
  pieces: readonly Piece[],
  { cli }: CommandRow,
): Edit | undefined {
  const words = pieces.map(({ word }) => word);
  const at = words.findIndex((word) => word === received || word.startsWith(`${received}=`));
  if (at < 0) return undefined;
  if (near !== undefined) return { words: words.with(at, words[at]!.replace(received, inputOf('cli', near))) };
  const next = words[at + 1];
  const hasPlain = pieces.slice(0, at).some(({ kind }) => kind === 'word') || cli?.positional?.[0] === 'filter';
  const takesNext = !words[at]!.includes('=') && next !== undefined && !flagIn(next) && hasPlain;
  const count = takesNext ? 2 : 1;
  return { words: words.toSpliced(at, count), leftOut: words.slice(at, at + count) };
}

/** Returns the field of a value: the words may have it alone, or with others of a list. */
export function fieldOfValue(pieces: readonly Piece[], received: string): string | undefined {
  const fields = [...new Set(pieces.flatMap(({ field }) => field ?? []))];
  const isIn = (field: string) => textOfPieces(pieces, field);
  return fields.find((field) => isIn(field) === received) ?? fields.find((field) => isIn(field)?.includes(received));
}

/** Puts another value in the place of a refused one: in its field, or in a word such as `due:tomorow`. */
export function replacedValue(
  pieces: readonly Piece[],
  field: string | undefined,
  received: string,
  value: string,
): Edit | undefined {
  const text = field === undefined ? undefined : textOfPieces(pieces, field);
  if (field !== undefined && text?.includes(received))
    return {
      words: withValue(
        pieces,
        field,
        text.replace(received, () => value),
      ),
    };
  const words = pieces.map(({ word }) => word);
  const at = words.findLastIndex((word) => word.endsWith(`:${received}`));
  return at < 0 ? undefined : { words: words.with(at, `${words[at]!.slice(0, -received.length)}${value}`) };
}
