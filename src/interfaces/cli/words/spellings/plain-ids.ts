import { isDottedRange, isIds } from '../../../../commands/task/select-words.ts';
import { lineRow } from '../spelling-rows.ts';

/** Verbs whose words are a text. */
export const TEXT_VERBS = /^(?:add|new|create|log|search|annotate|comment|note)$/;

/** Returns a line with Backlog's ranges behind the first word, and without words behind an id that change nothing. */
export const withPlainIds = (words: readonly string[]): readonly string[] =>
  words.length < 2 ? words : withoutFillers(withRanges(words));

/** Words behind an id that change nothing. No limit, negation or condition is one of them. */
const SAYS_NOTHING = /^(?:(?:in (?:the )?background|right now|now|please|asap|quickly|immediately|thanks)(?: |$))+$/i;

/** Removes words behind an id that change nothing: `run 2 in background`, `start 2 now`. In `due 2 now`, one is the value. */
function withoutFillers(words: readonly string[]): readonly string[] {
  const [verb = '', id = '', ...behind] = words;
  if (!SAYS_NOTHING.test(behind.join(' ')) || !isIds(id) || TEXT_VERBS.test(verb)) return words;
  return /\$2|"…"/.test(lineRow(words)?.line ?? '') ? words : [verb, id];
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
