import { isDottedRange, isIds } from '../../../../commands/task/select-words.ts';

/** Verbs whose words are a text. */
export const TEXT_VERBS = /^(?:add|new|create|log|search|annotate|comment|note)$/;

/** Returns a line with Backlog's ranges behind the first word, and without words behind an id that change nothing. */
export const withPlainIds = (words: readonly string[]): readonly string[] =>
  words.length < 2 ? words : withoutFillers(withRanges(words));

/** Removes words behind an id that change nothing: `run 2 in background`, `start 2 now`. */
function withoutFillers(words: readonly string[]): readonly string[] {
  const [, id = '', ...behind] = words;
  const isFiller = /^(?:in (?:the )?background|(?: ?(?:right now|now|please|asap|quickly|immediately|thanks))+)$/i.test(
    behind.join(' '),
  );
  return isFiller && isIds(id) && !TEXT_VERBS.test(words[0]!) ? words.slice(0, 2) : words;
}

/** Replaces ranges of other programs behind the first word: `done 2..4`. In a text, they stay. */
function withRanges([first = '', ...rest]: readonly string[]): readonly string[] {
  const end = rest.findIndex((word) => !isDottedRange(word) && !isIds(word));
  return [
    first,
    ...rest.map((word, at) =>
      !TEXT_VERBS.test(first) && isDottedRange(word) && (end < 0 || at < end) ? word.replace('..', '-') : word,
    ),
  ];
}
