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

/** A code page of Windows, in which Excel saves tables. */
type CodePage = 'Windows-1252' | 'Windows-1250' | 'Windows-1254';

/** The letters beyond ASCII of languages, each in the code page in which Windows writes it. */
const LANGUAGES: Readonly<Record<CodePage, readonly string[]>> = {
  'Windows-1252': [
    ...['äöüß', 'àâçéèêëîïôœùûüÿ', 'áéíñóúü', 'ãáâàçéêíóôõúü', 'àèéìíîòóù', 'ëïéèöüáóí', 'àçéèíïóòúü'],
    ...['åäöæøéèüó', 'áéíóúýþæöð', 'äöåšž', 'äöõüšž'],
  ],
  'Windows-1250': ['ąćęłńóśźż', 'áčďéěíňóřšťúůýž', 'áäčďéíĺľňóôŕšťúýž', 'áéíóöőúüű', 'ăâîşţ', 'čćđšž'],
  'Windows-1254': ['çğıöşüâîû'],
};
/** Letters of names from the neighbours: Müller, René. All code pages have them at the same place. */
const OF_NEIGHBOURS = 'äöüßéáíóúçë';

/** The characters from 0x80 on, where Windows-1252 differs from Latin-1. Node.js decodes them as Latin-1. */
const SIGNS = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Decodes a text in a code page. A byte without a character becomes a control character. */
function decodeAs(bytes: Buffer, page: CodePage): string {
  if (page !== 'Windows-1252') return new TextDecoder(page.toLowerCase()).decode(bytes);
  return bytes.toString('latin1').replaceAll(/[\x80-\x9f]/g, (one) => SIGNS[one.charCodeAt(0) - 0x80]!);
}

/**
 * Finds the code page of a text that isn't UTF-8 by its letters: those of one language, or also of names from its
 * neighbours. A text of no such language is Windows-1252, if it can be a text in it.
 * @returns undefined if the text can be in none
 */
function codePageOf(bytes: Buffer): CodePage | undefined {
  const raw = bytes.toString('latin1');
  if (DAMAGED.test(raw)) return undefined;
  if (TURKISH.every((pattern) => pattern.test(raw)) && isIn('Windows-1254', bytes)) return 'Windows-1254';
  const isWestern = !NOT_WESTERN.some((pattern) => pattern.test(raw));
  const others: CodePage[] = ['Windows-1250', 'Windows-1254'];
  const pages = isWestern ? (['Windows-1252', ...others] as const) : others;
  const isText = ({ page, text }: { page: CodePage; text: string }) =>
    !CONTROL.test(text) && !(page === 'Windows-1250' && OTHER_CENTRAL.test(text));
  const texts = pages.map((page) => ({ page, text: decodeAs(bytes, page) })).filter(isText);
  for (const names of ['', OF_NEIGHBOURS])
    for (const { page, text } of texts) if (isOfOneLanguage(text, page, names)) return page;
  return texts[0]?.page === 'Windows-1252' ? 'Windows-1252' : undefined;
}

const isIn = (page: CodePage, bytes: Buffer) => isOfOneLanguage(decodeAs(bytes, page), page, '');

function isOfOneLanguage(text: string, page: CodePage, others: string): boolean {
  const letters = [...new Set(text.toLowerCase().match(/[^\P{L}a-zªºµƒ]/gu))];
  return LANGUAGES[page].some((own) => letters.every((one) => own.includes(one) || others.includes(one)));
}

/** No text has such characters. They also stand for bytes that have none in a code page. */
const CONTROL = /(?![\t\n\f\r])\p{Cc}/u;

/** Signs beside letters in Windows-1250, where a Polish text in ISO 8859-2 has the letters ą and ś. */
const OTHER_CENTRAL = /\p{L}[±¶]|¶\p{L}/u;

/** Bytes, as Latin-1, of UTF-8 that was cut or damaged. */
const DAMAGED = /[\xc3-\xc5][\x80-\xbf]|\xe2[\x80-\x82][\x80-\xbf]/;

/**
 * Bytes, as Latin-1, of Turkish words. Their letters ş, ğ and ı are þ, ð and ý in Windows-1252, as in Icelandic. There, þ
 * is behind no vowel of the same word, and ý ends no long one.
 */
const TURKISH: readonly RegExp[] = [
  /[\xd0\xde\xf0\xfe]/,
  /[aeiou\xf6\xfc\xfd]\xfe|\xf0\xfd|[a-z\xf0\xfe]{3}\xfd(?![a-z\xc0-\xff])|\xfd[a-z]*\xfd/i,
];

/** Bytes, as Latin-1, that a text in Windows-1252 doesn't have. */
const NOT_WESTERN: readonly RegExp[] = [
  // Other alphabets have only such letters.
  /[\xc0-\xff]{3}/,
  // Central European alphabets have letters where it has signs.
  /[a-z\xc0-\xff][\xa1-\xa9\xab\xac\xae-\xb3\xb5\xb6\xb8\xb9\xbb-\xbf][a-z\xc0-\xff]/i,
];
