import type { Matching } from '../../domain/fields/row.ts';
import { readRegex, wordRegex } from '../regex.ts';
import type { Operation } from '../tables/operators.ts';

export type TextTest = (text: string) => boolean;

interface Sought {
  text: string;
  caseless?: boolean;
}

export interface TextSearch {
  test: TextTest;
  /** True if the test may take very long for some texts, so that it must run under a time limit. */
  risky: boolean;
  /** A text that every matching text contains. Absent if there is none, as for a pattern. */
  contained?: string;
}

/** Compiles `has`, `startswith`, `endswith`, `word` and `~`. Only a caseless pattern ignores case. */
export function textSearch(operation: Operation, { text: sought, caseless }: Sought): TextSearch {
  const containing = (test: TextTest): TextSearch => ({ test, risky: false, contained: sought });
  switch (operation) {
    case 'startswith':
      return containing((text) => text.startsWith(sought));
    case 'endswith':
      return containing((text) => text.endsWith(sought));
    case 'word': {
      const regex = wordRegex(sought);
      return containing((text) => regex.test(text));
    }
    case 'like': {
      const read = readRegex(sought, caseless);
      if (!read.ok) throw new TypeError(read.trouble.message);
      return { test: (text) => read.regex.test(text), risky: read.risky };
    }
    default:
      return containing((text) => text.includes(sought));
  }
}

/** Returns the test for `attribute:sought`. */
export function matcher(matching: Matching, sought: string): TextTest {
  if (matching === 'whole') return (text) => text === sought;
  if (matching === 'prefix') return (text) => text.startsWith(sought);
  const { below } = matching;
  const ended = below.includes(sought.at(-1)!);
  return (text) =>
    text.startsWith(sought) && (ended || text.length === sought.length || below.includes(text[sought.length]!));
}
