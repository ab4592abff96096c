import { cells, wrapped } from './width.ts';

/** Least width for the words of a line, whatever its indentation. */
const LEAST = 20;
/** Further indentation of a row's second line, so that it doesn't look like another row. */
const HANGING = 2;

/**
 * Wraps each line of a text to a width in terminal cells, and keeps its indentation. A command to paste isn't divided
 * where it fits on a line. A path, an address or a token never is: it may be wider than the terminal.
 */
export function fitText(text: string, columns: number): string {
  return text
    .split('\n')
    .flatMap((line) => (cells(line) <= columns ? [line] : brokenLine(line, columns)))
    .join('\n');
}

function brokenLine(line: string, columns: number): string[] {
  const [indent = ''] = /^ *(- )?/.exec(line) ?? [];
  const hanging = indent.length + (isRow(line) ? HANGING : 0);
  const room = Math.max(LEAST, columns - hanging);
  const [first = '', ...rest] = words(line.slice(indent.length), room, columns - indent.length);
  return [indent + first, ...rest.map((more) => ' '.repeat(hanging) + more)];
}

/** Checks whether a line has columns, or begins with an id. */
function isRow(line: string): boolean {
  return /\S {2,}\S/.test(line) || /^ *#?[a-z]?\d+ /.test(line);
}

/** Matches text in backticks, and a command up to the end of its sentence. */
const COMMAND = /`[^`]*`|\bbacklog [a-z][^;`]*(?=;|$)/g;
/** Stands for the blanks of a command while a line is divided. */
const HELD = '\ue000';
/** Matches a word that is useless in pieces. One of 40 letters and digits is a token or a hash. */
const WHOLE = /[/\\]|^.?`|^[\w-]{40,}$/;

function words(text: string, room: number, firstRoom: number): string[] {
  const held = text.replace(COMMAND, (command) =>
    cells(command) <= room || command.startsWith('`backlog ') ? command.replaceAll(' ', HELD) : command,
  );
  const lines: string[] = [];
  let line = '';
  for (const [, gap = '', word = ''] of held.matchAll(/(\s*)(\S+)/g)) {
    if (cells(line + gap + word) <= (lines.length === 0 ? firstRoom : room)) {
      line += gap + word;
      continue;
    }
    if (line !== '') lines.push(line);
    const pieces = WHOLE.test(word) ? [word] : wrapped(word, room);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1)!;
  }
  return [...lines, line].map((each) => each.replaceAll(HELD, ' '));
}
