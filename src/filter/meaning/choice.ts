import { nearest } from '../../base/nearest.ts';
import { ownProperty } from '../../base/own-property.ts';
import { present } from '../../base/present.ts';
import { PRIORITY_WORDS } from '../../domain/fields/words.ts';
import { statusWord } from '../../domain/fields/words-elsewhere.ts';
import type { Operand } from '../ast.ts';
import type { FilterProblem } from '../problem.ts';
import type { Attribute } from '../tables/attribute.ts';

/** Reads a value of a list of words, also as another program calls it: `priority:high`, `status:open`. */
export function readChoice(
  attribute: Attribute,
  text: string,
): { operand: Operand } | { trouble: Omit<FilterProblem, 'offset' | 'length'> } {
  if (attribute.type !== 'choice') throw new TypeError('not a choice');
  const found = attribute.ranked ? text : text.toLowerCase();
  if (attribute.values.includes(found) || (attribute.ranked && text === ''))
    return { operand: { kind: 'text', text: found } };
  const elsewhere = valueElsewhere(attribute.name, text);
  if (elsewhere !== undefined) return { operand: { kind: 'text', text: elsewhere } };
  const near =
    attribute.values.find((value) => value.toLowerCase() === text.toLowerCase()) ??
    nearest(text, longer(attribute.values));
  return {
    trouble: {
      message: `"${text}" is not a valid ${attribute.name}`,
      expected: `one of ${attribute.values.join(', ')}`,
      nearest: near,
      ...present({ hint: attribute.name === 'status' ? termHint(text) : undefined }),
    },
  };
}

/** Returns the value that a word of another program means. */
function valueElsewhere(attribute: string, text: string): string | undefined {
  if (/^\D?$/.test(text)) return undefined;
  if (attribute === 'priority') return ownProperty(PRIORITY_WORDS, text.toLowerCase());
  return attribute === 'status' ? statusWord(text)?.status : undefined;
}

/** Suggests a term for a status of another program that is no status here. */
function termHint(status: string): string | undefined {
  const term = statusWord(status)?.term;
  return term && `did you mean ${term}`;
}

/** Drops suggestions of one letter, because every one-letter input is similar to them. */
function longer(values: readonly string[]): string[] {
  return values.filter((value) => value.length > 1);
}
