import { execFileSync } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { shellWord } from '../../../src/base/shell-word.ts';
import { cells, wrapped } from '../../../src/text/screen/layout/width.ts';

/** Size of the terminal in the movie, in characters. */
export const TERMINAL = { columns: 80, rows: 27 } as const;

/** Runs a line in a real terminal, which script(1) makes. @returns the lines of the output, with colours */
export function atTerminal(words: readonly string[], place: { cwd: string; env: NodeJS.ProcessEnv }): string[] {
  const { columns, rows } = TERMINAL;
  const line = `stty cols ${columns} rows ${rows}; exec ${words.map(shellWord).join(' ')}`;
  const printed = execFileSync('script', ['-qec', line, '/dev/null'], {
    ...place,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return printed
    .replaceAll('\r\n', '\n')
    .replaceAll('^D\b\b', '')
    .trimEnd()
    .split('\n')
    .map((text) => text.split('\u001b[K').at(-1)!.replaceAll('\r', ''));
}

/** Breaks a line that is wider than the terminal, as the terminal does. Such a line loses its colours. */
export function brokenByTerminal(line: string): string[] {
  const plain = stripVTControlCharacters(line);
  return cells(plain) > TERMINAL.columns ? wrapped(plain, TERMINAL.columns) : [line];
}
