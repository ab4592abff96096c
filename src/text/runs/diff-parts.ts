import { isLockfile } from '../../domain/generated-files.ts';

/** Sizes of the parts of a diff: characters of a part, and number of parts. */
export interface PartLimits {
  chars: number;
  parts: number;
}

/** The parts of a diff, and the number of characters after the last one. */
export interface DiffParts {
  parts: string[];
  left: number;
}

/**
 * Cuts a diff into parts for a reader with little room: between files, else between hunks, else between lines. Each part
 * of a file begins with the file's name. The contents of lockfiles are left out.
 */
export function diffParts(diff: string, { chars, parts: most }: PartLimits): DiffParts {
  const parts: string[] = [];
  let part = '';
  for (const piece of piecesOf(diff, chars)) {
    if (part !== '' && part.length + piece.length > chars) {
      parts.push(part);
      part = '';
    }
    part += piece;
  }
  if (part !== '' || parts.length === 0) parts.push(part);
  return { parts: parts.slice(0, most), left: parts.slice(most).reduce((sum, { length }) => sum + length, 0) };
}

/** Divides git's diff into the parts of its files. A text before the first file is a part, too. */
export function filesOfDiff(diff: string): string[] {
  return diff.split(/^(?=diff --git )/m);
}

/** Returns the name of a file after the change, otherwise the name before it. */
export function nameInDiff(file: string): string {
  return /^\+\+\+ (?:b\/)?(.*)$/m.exec(file)?.[1] ?? /^diff --git a\/(.*?) b\//.exec(file)?.[1] ?? '';
}

function piecesOf(diff: string, chars: number): string[] {
  return filesOfDiff(diff).flatMap((file) => (file.length <= chars ? [file] : piecesOfFile(file, chars)));
}

function piecesOfFile(file: string, chars: number): string[] {
  const [head = '', ...hunks] = file.split(/^(?=@@ )/m);
  if (isLockfile(nameInDiff(head))) return [`${head}(the content of a lockfile is left out)\n`];
  const room = Math.max(1, chars - head.length);
  return hunks.flatMap((hunk) => inRoom(hunk, room)).map((text) => head + text);
}

/** Cuts a text between lines. A longer line is cut where the room ends. */
function inRoom(text: string, room: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const line of text.split(/(?<=\n)/)) {
    const cut = line.length > room ? `${line.slice(0, Math.max(0, room - 2))}…\n` : line;
    if (piece !== '' && piece.length + cut.length > room) {
      pieces.push(piece);
      piece = '';
    }
    piece += cut;
  }
  return piece === '' ? pieces : [...pieces, piece];
}
