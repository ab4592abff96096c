import { SETTINGS } from '../../../../work/settings/settings.ts';

/** Checks whether a word is the name of a file: it has an ending, as `plan.md` and `src/login.js`, and is no setting. */
export const isFileName = (word: string): boolean =>
  /^(?![+-])[\w.@~/-]*\w\.[a-z][a-z\d]{0,4}$/i.test(word) && !SETTINGS.some(({ name }) => name === word);
