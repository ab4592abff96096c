import { readFile } from 'node:fs/promises';
import subsetFont from 'subset-font';

const between = (first, last) =>
  Array.from({ length: last - first + 1 }, (_, i) => String.fromCodePoint(first + i)).join('');

/** The characters of the board's font: ASCII, Latin-1, and the arrows and marks of the views. */
const CHARACTERS = `${between(0x20, 0x7e)}${between(0xa0, 0xff)}–—‘’“”…•·−×←↑→↓‹›⌘€`;

/** The range of weights, the design for small text, and figures of equal width. */
const FORM = { variationAxes: { wght: { min: 400, max: 600 }, opsz: 14 }, keepFeatures: ['kern', 'tnum'] };

/**
 * An esbuild plugin that reduces the font Inter to what the board uses: 21 KB instead of 350. Other characters appear in
 * the system's font.
 */
export const smallFont = {
  name: 'small-font',
  setup({ onLoad }) {
    onLoad({ filter: /InterVariable\.woff2$/ }, async ({ path }) => ({
      contents: await subsetFont(await readFile(path), CHARACTERS, { ...FORM, targetFormat: 'woff2' }),
      loader: 'file',
    }));
  },
};
