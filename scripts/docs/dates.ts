import { DATE_NAMES } from '../../src/time/index.ts';
import { UNITS } from '../../src/time/units.ts';
import { code, GENERATED, table } from './markdown.ts';

/** Forms of dates except words, each with an example that a test runs. */
export const DATE_FORMS: readonly (readonly [form: string, example: string])[] = [
  ['a day', '2026-08-15'],
  ['a day and a time; Z or an offset names the time zone', '2026-08-15T09:30+02:00'],
  ['the same, compact', '20260815T093000Z'],
  ['a day in another order, if day and month are unambiguous', '24.12.2026'],
  ['the same', '2026/12/24'],
  ['a month: its first day', '2026-08'],
  ['a day of the year', '2026-214'],
  ['an ISO week: its Monday, or another day', '2026-W31-5'],
  ['a time of day: today, or tomorrow if it has passed', '14:30'],
  ['the same', '9:30pm'],
  ['a day of the month: the next one', '15th'],
  ['a length of time from now', '3d'],
  ['a length of time ago', '-2wks'],
  ['sums', 'eom-2d+12h'],
  ['seconds since 1970, nine digits or more', '1785000000'],
  ['plain English, in quotes, if no other form matches', '"next friday"'],
];

/** Generates the page about dates and durations. */
export function datesPage(): string {
  return [
    '# Dates',
    GENERATED,
    '```sh\nbacklog add "Fix login" --due friday\nbacklog modify 12 --wait now+3d --scheduled "next monday"\n```',
    'Dates are in your time zone, unless they name another one. Filters take the same dates: `due.before:eow`.',
    'A date without a time of day is a day (`due:2026-12-10`). It stays this day in every time zone: each reader compares it with their own days. A task is overdue when its day is over, and hidden or scheduled until the day begins. After an `until` day, it is deleted once the day is over everywhere. In a comparison with a time, a day is its first second. Dates with a time are instants.',
    'Your zone is that of `TZ`, or of the system; on the board, that of the browser; over HTTP, the header `Backlog-Zone`.',
    '## Forms',
    table(
      ['form', 'example'],
      DATE_FORMS.map(([form, example]) => [form, code(example)]),
    ),
    '## Words',
    'You can shorten a word to the number of letters in the second column.',
    table(
      ['word', 'letters', 'meaning'],
      DATE_NAMES.map(({ name, least, doc }) => [code(name), least < name.length ? `${least}` : '', doc]),
    ),
    '## Lengths of time',
    'A number and a unit (`3d`, `1.5h`, `"2 weeks"`), a word, or ISO 8601 (`P1DT12H`, `P2W`). Added to a date, months, quarters and years follow the calendar; a day has 24 hours. Recurring tasks use the same lengths: `--recur monthly`.',
    table(
      ['after a number', 'word', 'length'],
      UNITS.map(({ names, alone, doc }) => [names.map(code).join(' '), alone.map(code).join(' '), doc]),
    ),
  ]
    .join('\n\n')
    .concat('\n');
}
