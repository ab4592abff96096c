import { SETTINGS } from '../../../work/settings/settings.ts';
import { LINES, SUGGESTED } from './spellings.ts';

/** Checks whether a word is the name of a file: it has an ending, as `plan.md` and `src/login.js`, and no other meaning. */
export const isFileName = (word: string): boolean =>
  /^(?![+-])[\w.@~/-]*\w\.[a-z][a-z\d]{0,4}$/i.test(word) && !isOther(word.toLowerCase());

/** Checks whether a word with a dot is a setting, or a command of another program: `history.daily`. */
const isOther = (word: string): boolean =>
  SETTINGS.some(({ name }) => name.toLowerCase() === word) ||
  Object.hasOwn(SUGGESTED, word) ||
  Object.hasOwn(LINES, word);
