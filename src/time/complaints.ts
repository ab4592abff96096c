import { nearestSpelling } from '../base/nearest.ts';
import { DATE_NAMES } from './names.ts';
import { type DateRefusal, dateRefusal } from './outcome.ts';
import { readClockTime } from './time-of-day.ts';
import { unitNamed, unitWords } from './units.ts';

export const EXPECTED_DATE = 'a date such as 2026-08-15, friday, eom, 3d, today + 2wks or "next friday"';
export const EXPECTED_DURATION = 'a duration such as 3d, 2 weeks, monthly or PT1H30M';

/** Explains why the text at an offset is neither a date nor a duration. */
export function unreadable(piece: string, offset: number): DateRefusal {
  const rule = PIECES.find(({ shape }) => shape.test(piece));
  if (!rule)
    return dateRefusal(`"${piece}" is not a date`, EXPECTED_DATE, { offset, ...suggestion(suggestWord(piece)) });
  return dateRefusal(rule.message(piece), rule.expected, { offset, ...suggestion(rule.nearest(piece)) });
}

/** Explains why a text is not a duration. */
export function unreadableDuration(text: string): DateRefusal {
  if (/^[+-]?\d+(\.\d+)?$/.test(text))
    return dateRefusal(`${text} has no unit`, EXPECTED_DURATION, suggestion(`${text}d`));
  return dateRefusal(`"${text}" is not a duration`, EXPECTED_DURATION, suggestion(suggestUnit(text)));
}

interface PieceRule {
  shape: RegExp;
  message: (piece: string) => string;
  expected: string;
  nearest: (piece: string) => string | undefined;
}

/** Rules for typical mistakes of people and agents. The first matching row applies. */
const PIECES: readonly PieceRule[] = [
  {
    shape: /^in$/i,
    message: (piece) => `"${piece}" needs a number and a unit`,
    expected: 'both in the same pair of quotes, as in "in 3 days"',
    nearest: () => undefined,
  },
  {
    shape: /^\d{4}-\d{1,2}-\d{1,2}$/,
    message: (piece) => `"${piece}" is not a date`,
    expected: 'year-month-day with two digits each, as in 2026-08-05',
    nearest: (piece) =>
      piece
        .split('-')
        .map((part) => part.padStart(2, '0'))
        .join('-'),
  },
  {
    shape: /^\d{1,2}\.\d{1,2}\.$|^(?:1[3-9]|2\d|3[01])([/.-])\d{1,2}\1\d{4}$/,
    message: (piece) => `"${piece}" is not a date`,
    expected: 'year-month-day, as in 2026-08-15',
    nearest: dayFirst,
  },
  {
    shape: /^\d{1,2}([/.])\d{1,2}(\1\d{2,4})?$|^\d{1,2}-\d{1,2}-\d{2,4}$/,
    message: (piece) => `"${piece}" could be day or month first`,
    expected: 'year-month-day, as in 2026-08-15',
    nearest: () => undefined,
  },
  {
    shape: /^\d{4}-\d\d?-\d\d?[T_]/,
    message: (piece) => `"${piece}" has no readable time`,
    expected: 'hours and minutes with two digits each, as in 2026-08-05T09:30',
    nearest: () => undefined,
  },
  {
    shape: /^(\d+[a-z]+){2,}$/i,
    message: (piece) => `"${piece}" joins two durations`,
    expected: 'ISO 8601 (PT1H30M), or a sum (1h + 30min)',
    nearest: () => undefined,
  },
  {
    shape: /^\d{8}$/,
    message: (piece) => `"${piece}" is not a date`,
    expected: 'year-month-day with hyphens, as in 2026-08-15',
    nearest: (piece) => `${piece.slice(0, 4)}-${piece.slice(4, 6)}-${piece.slice(6)}`,
  },
  {
    shape: /^(19|20)\d\d$/,
    message: (piece) => `"${piece}" is a year or a time, not a date`,
    expected: 'a date such as 2026-08-15, a month such as 2026-08, or soy, eoy, sony',
    nearest: (piece) => `${piece}-01-01`,
  },
  {
    shape: /^\d{3,4}$/,
    message: (piece) => `"${piece}" is a number, not a date`,
    expected: 'a time with a colon (12:00), or a number with a unit (3d)',
    nearest: (piece) => timeLike(piece),
  },
  {
    shape: /^\d+(\.\d+)?$/,
    message: (piece) => `"${piece}" is a number, not a date`,
    expected: 'a number with a unit, such as 3d, 2wks or 1h',
    nearest: (piece) => `${piece}d`,
  },
  {
    shape: /^\d+(\.\d+)?[A-Za-z]+$/,
    message: (piece) => `"${piece}" is neither date nor duration`,
    expected: 'a number with a unit (s, min, h, d, w, m, q, y), a time (9am) or an ordinal (3rd)',
    nearest: (piece) => suggestUnit(piece),
  },
  {
    shape: /^\d{1,2}:\d/,
    message: (piece) => `"${piece}" is not a time of day`,
    expected: 'a time from 00:00 to 23:59:59, or 12am to 11:59pm',
    nearest: (piece) => fixedTime(piece),
  },
];

/** Maps words that people try, but that Taskwarrior does not define, to the suggested word. */
const WISHES: ReadonlyMap<string, string> = new Map([
  ['noon', '12:00'],
  ['midnight', 'tomorrow'],
  ['tonight', 'eod'],
  ['nextweek', 'sonw'],
  ['nextmonth', 'sonm'],
  ['nextquarter', 'sonq'],
  ['nextyear', 'sony'],
  ['weekend', 'saturday'],
  ...inEnglish({
    today: 'heute, hoy, hoje, oggi, vandaag',
    tomorrow: 'morgen, demain, mañana, manana, domani, amanhã, amanha',
    yesterday: 'gestern, hier, ayer, ontem, ieri, gisteren',
    monday: 'montag, lundi, lunes, lunedì, lunedi, maandag',
    tuesday: 'dienstag, mardi, martes, martedì, martedi, dinsdag',
    wednesday: 'mittwoch, mercredi, miércoles, miercoles, mercoledì, mercoledi, woensdag',
    thursday: 'donnerstag, jeudi, jueves, giovedì, giovedi, donderdag',
    friday: 'freitag, vendredi, viernes, venerdì, venerdi, vrijdag',
    saturday: 'samstag, sonnabend, samedi, sábado, sabado, sabato, zaterdag',
    sunday: 'sonntag, dimanche, domingo, domenica, zondag',
  }),
]);

function inEnglish(words: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(words).flatMap(([english, others]) =>
    others.split(', ').map((other): [string, string] => [other, english]),
  );
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Returns a date with the day first, as "24.12." and "24/12/2026", in a form that is read. */
function dayFirst(piece: string): string | undefined {
  const [day = '', month = '', year] = piece.split(/[/.-]/);
  const name = MONTHS[Number(month) - 1];
  if (name === undefined) return undefined;
  return year ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : `${name} ${Number(day)}`;
}

function suggestWord(word: string): string | undefined {
  const wish = WISHES.get(word.toLowerCase());
  if (wish) return wish;
  return nearestSpelling(
    word,
    DATE_NAMES.map(({ name }) => name).concat(unitWords().filter((unit) => unit.length > 2)),
  );
}

function suggestUnit(text: string): string | undefined {
  const count = /^[+-]?[\d.]*\s*/.exec(text)![0];
  const word = text.slice(count.length);
  if (Number.isNaN(Number(count))) return undefined;
  if (count === '' && unitNamed(word)) return `1${word}`;
  const lower = `${count}${word.toLowerCase()}`;
  if (count && readClockTime(lower) !== undefined) return lower;
  const unit = word.length > 1 ? nearestSpelling(word, unitWords()) : undefined;
  return unit && `${count}${unit}`;
}

function timeLike(digits: string): string | undefined {
  const time = `${digits.slice(0, -2)}:${digits.slice(-2)}`;
  return readClockTime(time) === undefined ? undefined : time;
}

function fixedTime(piece: string): string | undefined {
  const lower = piece.toLowerCase();
  if (readClockTime(lower) !== undefined) return lower;
  return /^24:00(:00)?$/.test(piece) ? 'tomorrow' : undefined;
}

/** Returns the suggestion part of a refusal: a word to try and its meaning. */
export function suggestion(word: string | undefined): { nearest?: string; means?: string } {
  return word === undefined ? {} : { nearest: word, ...meaningOf(word) };
}

/** Explains a name made of letters: `sonw` is the start of the next week. */
function meaningOf(word: string): { means?: string } {
  const named = /^[se]o/.test(word) ? DATE_NAMES.find(({ name }) => name === word) : undefined;
  return named ? { means: `the ${named.doc.replace(/ \(.*$/, '')}` } : {};
}
