/** Refuses a place behind which a day is proposed, or a commit is to be undone. These stay. */
const MEANT = String.raw`(?<!\b(?:to|until|by|before|revert|cherry-pick)(?:\s+commit)?\s+)`;

/** Matches positions in a file: `src/a.ts:12:3`, `a.ts(3,5)`, `a.ts#L12`, `line 12`, `lines 3 to 5`, `column 4`. */
const POSITION = [
  String.raw`(?<=\.\w{1,8})(?::\d+(?:[-\u2013:]\d+)*|\s?\(\d+(?:,\s?\d+)?\)|#L\d+(?:-L?\d+)?)`,
  String.raw`\b(?:lines?|ln|columns?|cols?|L)\.?\s*\d+(?:\s*(?:[-\u2013,]|to|and)\s*\d+)*\b`,
].join('|');

const MONTH = '(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}';
/** Matches days with their times, times with seconds, addresses, UUIDs, and hashes of at least seven digits. */
const MOMENT = [
  String.raw`\d{4}-\d\d-\d\d(?:[t ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:z|[+-]\d\d:?\d\d)?)?`,
  String.raw`\d{1,2}[./]\d{1,2}[./]\d{4}|\d{1,2}\.?\s${MONTH}\s\d{4}|${MONTH}\s\d{1,2},?\s\d{4}|\d\d?:\d\d:\d\d`,
  String.raw`0x[\da-f]+|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|(?=[a-f]*\d)(?=\d*[a-f])[\da-f]{7,64}`,
].join('|');

const NUMBER = String.raw`\d+(?:[,.'\u2019 ]\d{3})*(?:[.,]\d+)?`;
const UNIT =
  '(?:%|(?:percent|[m\u03bc]?s|secs?|seconds?|min|minutes?|h|hours?|days?|weeks?|months?|years?|[kmgt]i?b|bytes?|times)\\b)';
/** Words before a number of things. Behind others, a number is part of a name: `Node 20 tests`, `error 404`. */
const BEFORE = [
  'the these those all of in has have had with without are is was were only about over under nearly almost least',
  'most than and or for from by on still now another other last first next fix remove delete drop add update replace',
  'rename test cover close handle resolve repair clean convert migrate check review split merge extract document',
  'rewrite find found report show fail took take contain see',
]
  .join(' ')
  .replaceAll(' ', '|');
/** Matches the rest of a text that begins with things of which there are several: `failing tests`. */
const THINGS = String.raw`\s+(?:[\p{L}-]+\s+){0,3}?\p{L}{2,}[^\Ws]s\b`;
/** Matches a number that names its things: `404 errors`, `64 bit integers`. */
const NAMES = String.raw`[1-5]\d\d\s+(?:errors?|responses?|codes?|redirects?|status)|\d+[\s-]bit`;
/** Matches amounts: `12 ms`, `3 of 10`, `17 unused variables`. */
const AMOUNT = [
  String.raw`(?<![\w.])(?<!\b(?:to|use|set|allow|wait|limit|cap)\s(?:an?\s|for\s)?)${NUMBER}\s?${UNIT}`,
  String.raw`(?<=(?:^|[([,;:\u2013\u2014-]\s*|\b(?:${BEFORE})s?\s+))(?!${NAMES})(?:1(?=\s+\p{L})|${NUMBER}(?:\s?(?:out of|of|/)\s?${NUMBER})?(?=${THINGS}))`,
].join('|');

const DIGITS = ['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];

/** What changes from one look to the next, and what stands for it. An amount stays one, so that `2 lines` is not `lines`. */
const PASSING: readonly (readonly [RegExp, string | ((found: string) => string)])[] = [
  [new RegExp(POSITION, 'gi'), ' '],
  [new RegExp(`${MEANT}\\b(?:${MOMENT})\\b`, 'gi'), ' '],
  [new RegExp(`\\b(?:${DIGITS.join('|')})\\b`, 'gi'), (word) => String(DIGITS.indexOf(word.toLowerCase()) + 2)],
  [new RegExp(AMOUNT, 'giu'), '0'],
];

const MAY_PASS = new RegExp(`\\d|\\b(?:${DIGITS.join('|')})\\b`, 'i');
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
const ASCII = /^[\x00-\x7f]*$/;

/** Letters of other alphabets that look like Latin ones, with those: Cyrillic, then Greek. */
const LOOKS = [
  [
    '\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0455\u0456\u0458\u0501',
    'ABEKMHOPCTXaeopcyxsijd',
  ],
  [
    '\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03b1\u03b9\u03bd\u03bf\u03c1\u03c5',
    'ABEZHIKMNOPTYXaivopu',
  ],
] as const;
const LATIN = new Map(LOOKS.flatMap(([letters, latin]) => Array.from(letters, (one, at) => [one, latin[at]] as const)));
/**
 * Matches a word with letters of two alphabets, which no language has. A Greek letter with one or two Latin ones is a
 * name in a formula: `αx`.
 */
const MIXED =
  /(?=[\p{L}\p{M}]*\p{sc=Latn})(?=[\p{L}\p{M}]*\p{sc=Cyrl}|(?:(?:(?!\p{sc=Latn})[\p{L}\p{M}])*\p{sc=Latn}){3})(?=[\p{L}\p{M}]*[\p{sc=Cyrl}\p{sc=Grek}])[\p{L}\p{M}]+/gu;

/** Returns a title as it looks: without characters that nobody sees, and with letters that look the same as one letter. */
function asSeen(title: string): string {
  return title
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{DI}]/gu, '')
    .replace(MIXED, (word) => Array.from(word, (letter) => LATIN.get(letter) ?? letter).join(''));
}

/**
 * Returns a title without what changes from one look to the next although the finding is the same: positions in files,
 * dates, hashes and amounts. Versions, codes, and what is proposed (`to 4.2`) stay.
 */
export function steadyTitle(title: string): string {
  const plain = ASCII.test(title) ? title : asSeen(title);
  if (!MAY_PASS.test(plain)) return plain;
  return PASSING.reduce((text, [pattern, by]) => text.replace(pattern, by as string), plain);
}
