const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

/**
 * Returns the id of the task that a server has just added: a uuid in the answer, otherwise the value of `"id"`,
 * otherwise the first word with a number.
 */
export function idIn(answer: string, pattern?: string): string | undefined {
  if (pattern !== undefined) {
    const found = new RegExp(pattern).exec(answer);
    return found?.[1] ?? found?.[0];
  }
  return UUID.exec(answer)?.[0] ?? /"id"\s*:\s*"?([\w.-]+)/.exec(answer)?.[1] ?? /[\w.-]*\d+/.exec(answer)?.[0];
}

/**
 * Counts how often an answer shows a word. In JSON it counts objects, so that a record with a repeated title counts
 * once; in text it counts lines.
 */
export function timesShown(answer: string, word: string): number {
  const json = parse(answer);
  if (json === undefined) return answer.split('\n').filter((line) => says(line, word)).length;
  return countIn(json, word);
}

function countIn(value: unknown, word: string): number {
  if (typeof value === 'string') return says(value, word) ? 1 : 0;
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + countIn(item, word), 0);
  if (value === null || typeof value !== 'object') return 0;
  const inside = Object.values(value);
  const own = inside.some((item) => typeof item === 'string' && says(item, word)) ? 1 : 0;
  return (
    own + inside.filter((item) => typeof item === 'object').reduce<number>((sum, item) => sum + countIn(item, word), 0)
  );
}

function says(text: string, word: string): boolean {
  return wholeWord(word).test(text);
}

/** Matches whole words: `w1` does not match in `w12`. */
function wholeWord(word: string): RegExp {
  return new RegExp(`(?<!\\w)${word}(?!\\w)`);
}

function parse(answer: string): unknown {
  try {
    const value = JSON.parse(answer);
    return typeof value === 'object' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Returns the word that occurs first in an answer. */
export function firstNamed(answer: string, words: readonly string[]): string | undefined {
  const at = (word: string) => answer.search(wholeWord(word));
  return words.filter((word) => at(word) >= 0).sort((a, b) => at(a) - at(b))[0];
}
