/** A code page of Windows, in which Excel saves tables. */
export type CodePage = 'Windows-1252' | 'Windows-1250' | 'Windows-1254';

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
export function decodeAs(bytes: Buffer, page: CodePage): string {
  if (page !== 'Windows-1252') return new TextDecoder(page.toLowerCase()).decode(bytes);
  return bytes.toString('latin1').replaceAll(/[\x80-\x9f]/g, (one) => SIGNS[one.charCodeAt(0) - 0x80]!);
}

/**
 * Finds the code page of a text that isn't UTF-8 by its letters: those of one language, or also of names from its
 * neighbours. A text of no such language is Windows-1252, if it can be a text in it.
 * @returns undefined if the text can be in none
 */
export function codePageOf(bytes: Buffer): CodePage | undefined {
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
