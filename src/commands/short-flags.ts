/** Flags with one letter. They mean the same in every command and in the program's own words. */
export const SHORT_FLAGS: Readonly<Record<string, string>> = {
  p: 'project',
  t: 'type',
  l: 'tags',
  a: 'agent',
  n: 'limit',
  f: 'filter',
  h: 'help',
  w: 'queue',
  y: 'yes',
};

/** Returns the letter of a flag, if it has one. */
export function letterOf(name: string): string | undefined {
  return Object.entries(SHORT_FLAGS).find(([, flag]) => flag === name)?.[0];
}
