/** Words for fields of goals whose names are no words. */
const WORDS: Readonly<Record<string, string>> = {
  wont: 'will not',
  done_when: 'done when',
  by: 'end',
  solved_by: 'solved by',
  depends: 'after',
  primary: 'most important',
  upkeep: 'needs no outcome, because',
};

/** Returns the word for a field, in lower case. */
export const fieldWord = (name: string) => WORDS[name] ?? name.replaceAll('_', ' ');
