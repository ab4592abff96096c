/** Joins patterns whose alternatives would be too long for one line. */
export function anyOf(flags: '' | 'i', ...patterns: readonly RegExp[]): RegExp {
  return new RegExp(patterns.map(({ source }) => source).join('|'), flags);
}

export const matches = (pattern: RegExp | undefined, text: string): boolean => pattern?.test(text) ?? false;
