import { cells } from '../../../text/screen/layout/width.ts';

/** Characters of the board, with their form on a terminal that has only ASCII. */
const FORMS: Readonly<Record<string, string>> = {
  ...{ '│': '|', '─': '-', '┼': '+', '▌': '>', '…': '.', '←': '<', '→': '>', '↑': '^', '↓': 'v', '‹': '<', '›': '>' },
};

/** Checks whether the locale's characters are UTF-8. */
export function isUtf8({ LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): boolean {
  return /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '');
}

/** Replaces characters outside ASCII by one or two others of the same width. */
export function toAscii(line: string): string {
  return line.replace(/\P{ASCII}+/gu, (text) =>
    Array.from(new Intl.Segmenter().segment(text), ({ segment }) => FORMS[segment] ?? '?'.repeat(cells(segment))).join(
      '',
    ),
  );
}
