/** Maximum length in characters of a coloured line. */
export const MOST_LINE = 500;

/**
 * A number of consecutive characters with one colour. A colour has a class `code-…` and a CSS variable `--code-…`.
 * Characters without a colour are ordinary text.
 */
export interface ColourRun {
  length: number;
  colour?: string | undefined;
}
