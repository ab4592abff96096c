import { DATE_NAMES } from '../../src/time/index.ts';
import { UNITS } from '../../src/time/units.ts';
import { code, table } from './markdown.ts';

/** Forms of dates other than words, each with an example that the tests run. */
export const DATE_FORMS: readonly (readonly [form: string, example: string])[] = [
  ['a day', '2026-08-15'],
  ['a day and a time; Z or an offset instead of the own zone', '2026-08-15T09:30+02:00'],
  ['the same, compact', '20260815T093000Z'],
  ['a day in another order, where day and month cannot be confused', '24.12.2026'],
  ['likewise', '2026/12/24'],
  ['a month: its first day', '2026-08'],
  ['a day of the year', '2026-214'],
  ['an ISO week: its Monday, or another day', '2026-W31-5'],
  ['a time of day: today, or tomorrow when it is past', '14:30'],
  ['likewise', '9:30pm'],
  ['a day of the month: the next one', '15th'],
  ['a length of time from now', '3d'],
  ['a length of time ago', '-2wks'],
  ['sums', 'eom-2d+12h'],
  ['seconds since 1970, nine digits or more', '1785000000'],
  ['plain English, in quotes, when nothing else fits', '"next friday"'],
];

/** Returns the sections about dates and durations. */
export function datesReference(): string[] {
  return [
    '## Dates',
    'In the zone of the caller unless they say otherwise. Words may be cut to as many letters as the table says.',
    table(
      ['form', 'example'],
      DATE_FORMS.map(([form, example]) => [form, code(example)]),
    ),
    table(
      ['word', 'letters', 'means'],
      DATE_NAMES.map(({ name, least, doc }) => [code(name), least < name.length ? `${least}` : '', doc]),
    ),
    '## Lengths of time',
    'A number and a unit (`3d`, `1.5h`, `2 weeks` in quotes), a word alone, or ISO 8601 (`P1DT12H`, `P2W`). Added to a date, months, quarters and years follow the calendar; days are 24 hours.',
    table(
      ['after a number', 'alone', 'length'],
      UNITS.map(({ names, alone, doc }) => [names.map(code).join(' '), alone.map(code).join(' '), doc]),
    ),
  ];
}
