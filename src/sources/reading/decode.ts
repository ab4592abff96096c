import { type CodePage, codePageOf, decodeAs } from './code-pages.ts';
import { refuseFile } from './row-location.ts';

const BOM = /^\uFEFF/;

/**
 * Decodes a file as UTF-8, with or without a byte order mark, or as UTF-16 with one, as spreadsheets save text.
 * @throws BacklogError `invalid` with the line of the first invalid byte or NUL
 */
export function decode(bytes: Buffer, file: string): string {
  refuseBinary(bytes, file);
  const wide = utf16(bytes);
  if (wide !== undefined) return wide.includes('\0') ? refuseNul(file, wide.slice(0, wide.indexOf('\0'))) : wide;
  const zero = bytes.indexOf(0);
  if (zero >= 0) return refuseNul(file, bytes.subarray(0, zero).toString('latin1'));
  const text = utf8(bytes) ?? utf8(withWholePairs(bytes));
  if (text === undefined) {
    const [line, byte] = firstBad(withWholePairs(bytes));
    return refuseFile(file, `expected UTF-8 text, received byte 0x${byte.toString(16)} (save it as UTF-8)`, line);
  }
  return text.replace(BOM, '');
}

/** Tables of spreadsheets, which save them in the encoding of their system. */
const TABLE = /\.(?:csv|tsv|txt)$/i;

/** Decodes a file as {@link decode} does. A table that isn't UTF-8 is read in the code page of its letters. */
export function decodeGiven(bytes: Buffer, file: string): string {
  const page = codePageIn(file, () => bytes);
  return page ? decodeAs(bytes, page) : decode(bytes, file);
}

/** Returns the code page of a table that isn't UTF-8. Undefined for other files, and for a text in another encoding. */
export function codePageIn(file: string, read: () => Buffer): CodePage | undefined {
  if (!TABLE.test(file)) return undefined;
  const bytes = read();
  return utf16(bytes) === undefined && utf8(bytes) === undefined ? codePageOf(bytes) : undefined;
}

/** How a text file is encoded, and whether it begins with a byte order mark. */
export type Encoding = 'utf8' | 'utf8-bom' | 'utf16le' | 'utf16be';

/** Returns the encoding of a file that {@link decode} reads. */
export function encodingOf(bytes: Uint8Array): Encoding {
  const start = Buffer.from(bytes.subarray(0, 3)).toString('hex');
  if (start.startsWith('fffe')) return 'utf16le';
  if (start.startsWith('feff')) return 'utf16be';
  return start === 'efbbbf' ? 'utf8-bom' : 'utf8';
}

/** Encodes a text with the byte order mark of the encoding. */
export function encode(text: string, encoding: Encoding): Buffer {
  if (encoding === 'utf8') return Buffer.from(text);
  const marked = `\uFEFF${text}`;
  if (encoding === 'utf8-bom') return Buffer.from(marked);
  const wide = Buffer.from(marked, 'utf16le');
  return encoding === 'utf16le' ? wide : wide.swap16();
}

/** First bytes, in Latin-1, of files that other programs save instead of text. */
const SIGNATURES: Readonly<Record<string, string>> = {
  'PK\x03\x04': 'a workbook or a zip archive',
  '\xd0\xcf\x11\xe0': 'a workbook or a document of Office',
  '%PDF-': 'a PDF',
  '\x1f\x8b': 'a gzip archive',
};

function refuseBinary(bytes: Buffer, file: string): void {
  const start = bytes.subarray(0, 5).toString('latin1');
  const [, kind] = Object.entries(SIGNATURES).find(([signature]) => start.startsWith(signature)) ?? [];
  if (kind !== undefined)
    refuseFile(file, `expected text, received ${kind}`, {
      hint: 'Save it as CSV, JSON or Markdown, and give that file.',
    });
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

function refuseNul(file: string, before: string): never {
  return refuseFile(file, 'expected text, received a NUL character', before.split('\n').length);
}

/** Decodes a text that begins with the byte order mark of UTF-16. Undefined for other text. */
function utf16(bytes: Buffer): string | undefined {
  const mark = bytes.length < 2 ? 0 : bytes.readUInt16BE(0);
  if (mark !== 0xfffe && mark !== 0xfeff) return undefined;
  return new TextDecoder(mark === 0xfffe ? 'utf-16le' : 'utf-16be').decode(bytes);
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
