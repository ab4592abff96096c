/** Joins patterns whose alternatives would be too long for one line. The flags of the first one apply to all. */
export const anyOf = (...patterns: readonly RegExp[]): RegExp =>
  new RegExp(patterns.map(({ source }) => source).join('|'), patterns[0]!.flags);

/** Names of three characters and more: shorter ones are alike everywhere. */
export const codeNames = (code: string): string[] => code.match(/[A-Za-z_]\w{2,}/g) ?? [];

/** Texts in quotes, and numbers. */
export const valuesIn = (text: string): string[] =>
  text.match(/(["'`])(?:\\.|(?!\1)[^\\])*\1|(?<![\w.])\d[\w.]*/g) ?? [];

export const matches = (pattern: RegExp | undefined, text: string): boolean => pattern?.test(text) ?? false;
