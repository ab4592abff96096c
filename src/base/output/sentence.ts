/**
 * Ends a text as a sentence: adds a full stop, unless it has one. Messages of Node, git and databases, and the texts of
 * people, come with and without one.
 */
export function sentence(text: string): string {
  const trimmed = text.trimEnd();
  return ENDED.test(trimmed) ? trimmed : `${trimmed}.`;
}

/** The end of a sentence. A path such as `..` is none. */
const ENDED = /(?:[!?…:]|(?<![\s./\\])\.|\.\.\.)["'”’`]?$/u;
