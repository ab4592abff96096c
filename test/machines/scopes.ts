/** The scopes that writers claim. Some of them overlap. */
export const SCOPES: readonly (readonly string[])[] = [
  ['a/**'],
  ['b/**'],
  ['a/x.ts', 'c/x.ts'],
  ['{a,b}/*.ts'],
  ['c/**'],
  ['c/d/**'],
  ['d'],
  ['**/y.ts'],
];

/** Files that writers ask to edit. */
export const FILES: readonly string[] = ['a/x.ts', 'a/y.ts', 'b/x.ts', 'c/x.ts', 'c/d/x.ts', 'd/y.ts', 'd/z.ts'];
