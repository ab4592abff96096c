import type { Pressed } from './key-names.ts';

/** A line that the person types. `at` is the number of characters before the cursor. */
export interface TypedLine {
  characters: readonly string[];
  at: number;
}

/** Maximum number of characters. Descriptions have at most 500. */
const MOST = 2_000;

export function typedLine(text: string): TypedLine {
  const characters = charactersOf(text);
  return { characters, at: characters.length };
}

/** Applies a key to the line. Returns the same line for a key without an effect. */
export function edited(line: TypedLine, { key, text }: Pressed): TypedLine {
  const { characters, at } = line;
  if (text !== undefined) {
    const more = charactersOf(text).slice(0, MOST - characters.length);
    return { characters: characters.toSpliced(at, 0, ...more), at: at + more.length };
  }
  switch (key) {
    case 'ArrowLeft':
    case 'ctrl+b':
      return { characters, at: Math.max(0, at - 1) };
    case 'ArrowRight':
    case 'ctrl+f':
      return { characters, at: Math.min(characters.length, at + 1) };
    case 'Home':
    case 'ctrl+a':
      return { characters, at: 0 };
    case 'End':
    case 'ctrl+e':
      return { characters, at: characters.length };
    case 'Backspace':
      return at === 0 ? line : { characters: characters.toSpliced(at - 1, 1), at: at - 1 };
    case 'Delete':
      return { characters: characters.toSpliced(at, 1), at };
    case 'ctrl+u':
      return { characters: characters.slice(at), at: 0 };
    case 'ctrl+k':
      return { characters: characters.slice(0, at), at };
    case 'ctrl+w': {
      const kept = characters
        .slice(0, at)
        .join('')
        .replace(/\S+\s*$/, '');
      return { characters: [...charactersOf(kept), ...characters.slice(at)], at: charactersOf(kept).length };
    }
    default:
      return line;
  }
}

/** Splits a text into characters as a reader sees them, such as a letter with its marks. */
function charactersOf(text: string): string[] {
  return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
}
