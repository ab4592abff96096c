import { refuseFile } from './row-location.ts';

const BOM = /^\uFEFF/;

/**
 * Decodes a file as UTF-8, with or without a byte order mark.
 * @throws BacklogError `invalid` with the line of the first invalid byte or NUL
 */
export function decode(bytes: Buffer, file: string): string {
  if (bytes.length >= 2 && ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)))
    return refuseFile(file, 'expected UTF-8 text, received UTF-16 (save it as UTF-8)');
  const zero = bytes.indexOf(0);
  if (zero >= 0) return refuseFile(file, 'expected text, received a NUL character', lineAt(bytes, zero));
  const text = utf8(bytes) ?? utf8(withWholePairs(bytes));
  if (text === undefined) {
    const [line, byte] = firstBad(withWholePairs(bytes));
    return refuseFile(file, `expected UTF-8 text, received byte 0x${byte.toString(16)} (save it as UTF-8)`, line);
  }
  return text.replace(BOM, '');
}

function utf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Matches a surrogate pair whose two halves are encoded separately. */
const HALVES = /\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]/g;

/**
 * Repairs characters outside of Unicode's basic plane that Taskwarrior 2.6 imported as escapes (`\ud83c\udf89`). It
 * writes them as two halves of three bytes each. The repaired character has four bytes.
 */
function withWholePairs(bytes: Buffer): Buffer {
  const whole = (halves: string) => {
    const [high, low] = [0, 3].map(
      (at) => ((halves.charCodeAt(at + 1) & 0x3f) << 6) | (halves.charCodeAt(at + 2) & 0x3f) | 0xd000,
    );
    return Buffer.from(String.fromCharCode(high!, low!)).toString('latin1');
  };
  return Buffer.from(bytes.toString('latin1').replace(HALVES, whole), 'latin1');
}

function lineAt(bytes: Buffer, position: number): number {
  let line = 1;
  for (let i = bytes.indexOf(10); i >= 0 && i < position; i = bytes.indexOf(10, i + 1)) line++;
  return line;
}

/** Returns the first line that isn't UTF-8, and its first invalid byte. */
function firstBad(bytes: Buffer): [line: number, byte: number] {
  let line = 1;
  for (let from = 0; from < bytes.length; line++) {
    const end = bytes.indexOf(10, from);
    const part = bytes.subarray(from, end < 0 ? bytes.length : end);
    const back = Buffer.from(part.toString('utf8'));
    const bad = part.findIndex((byte, i) => byte !== back[i]);
    if (bad >= 0) return [line, part[bad]!];
    from = end < 0 ? bytes.length : end + 1;
  }
  return [line, 0];
}
