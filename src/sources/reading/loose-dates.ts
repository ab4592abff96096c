import { DAY_MS } from '../../base/day.ts';
import { isObject } from '../../base/is-object.ts';
import { toInstant } from '../../domain/instant.ts';
import { instantOf } from './values.ts';

/** The order of days and months in a column of dates. */
export type DayOrder = 'day' | 'month' | undefined;

/** The beginnings of the months in the languages of {@link LOCAL_COLUMNS}, English and German. */
const MONTHS =
  'jan|ene|gen|oca f[eé][bv]|şub m[aä]r|maa|mrt|mrz a[bpv]r|nis ma[iyg]|mei juin|jun|giu|haz jul|juil|lug|tem aug|ago|ao[uû]|ağu sep|set|eyl o[ckt]t|out|eki nov|kas d[eéi][cz]|ara'
    .split(' ')
    .map((one) => new RegExp(`^(?:${one})`, 'i'));

const WEEKDAY = String.raw`(?:\p{L}{2,10}\.?,? )?`;
/** The rest of a date after the day: a time of day. */
const REST = String.raw`(?:(?:,|T| (?:at|um))? ?(\d.*))?$`;
/** Matches `24/Dec/26 5:00 PM`, `24. Dezember 2026` and `24 de diciembre de 2026`. */
const DAY_FIRST = new RegExp(
  String.raw`^${WEEKDAY}(\d{1,2})(?:er|\u00ba)?(?:[./ -]{1,2}| de )(\p{L}{3,10})\.?(?:[/ -]| de )(\d{4}|\d\d)${REST}`,
  'u',
);
/** Matches `December 24, 2026 5:00 PM`. */
const MONTH_FIRST = new RegExp(String.raw`^${WEEKDAY}(\p{L}{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})${REST}`, 'u');
/** Matches `2026-12-24 17:00 CET` and `2026/12/24`. */
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})([-/])(\d{1,2})\2(\d{1,2})${REST}`, 'u');

/** Matches `2026年12月24日 17:00`. */
const IN_CHARACTERS = /^(\d{4})\u5e74(\d{1,2})\u6708(\d{1,2})\u65e5 ?(\d.*)?$/;

/** Zones that RFC 822 and the people of their region name by letters, in minutes. Ambiguous names are missing. */
const ZONES: Readonly<Record<string, number>> = {
  ...{ Z: 0, UTC: 0, GMT: 0, WET: 0, WEST: 60, CET: 60, CEST: 120, MEZ: 60, MESZ: 120, EET: 120, EEST: 180, MSK: 180 },
  ...{ EST: -300, EDT: -240, CST: -360, CDT: -300, MST: -420, MDT: -360, PST: -480, PDT: -420, AKST: -540, HST: -600 },
  ...{ JST: 540, KST: 540, SGT: 480, AEST: 600, AEDT: 660, ACST: 570, AWST: 480, NZST: 720, NZDT: 780 },
};

/** A date that was read. `zone` is the name of a time zone that isn't known, so that the date can't be used. */
export interface LooseDate {
  text: string;
  zone?: string;
}

/**
 * Converts dates such as `24/Dec/26 5:00 PM (CET)`, `24. Dezember 2026` and `December 24, 2026` to
 * `2026-12-24T17:00+01:00`. Reads numbers as milliseconds or seconds since 1970. Returns other text unchanged.
 */
export function looseDate(value: unknown, order?: DayOrder): LooseDate | undefined {
  const written = dateText(inDayOrder(value, order));
  if (written === undefined) return undefined;
  const number = epochOf(written) ?? serialOf(written);
  if (number !== undefined) return { text: number };
  const found = dayOf(written);
  if (!found) return { text: written };
  const clock = clockOf(found.time);
  if (clock === undefined) return { text: written };
  return 'zone' in clock ? { text: written, zone: clock.zone } : { text: found.day + clock.text };
}

/** Reads a past date and time. Undefined if the text is ambiguous or isn't a date. */
export function looseMoment(value: unknown, order?: DayOrder): string | undefined {
  const read = looseDate(value, order);
  return read === undefined || read.zone !== undefined ? undefined : instantOf(read.text);
}

/**
 * Checks whether a text is a date, or a date and a time, and nothing else. Days and months may have any order, and a zone
 * in brackets need not be known. A number alone is no date, because it can count or name anything.
 */
export function isDate(text: string): boolean {
  if (/^\s*\d+(?:[.,]\d+)?\s*$/.test(text)) return false;
  const bare = text.replace(/\s*\([A-Z]{2,5}\)\s*$/, '');
  return looseMoment(bare, 'day') !== undefined || looseMoment(bare, 'month') !== undefined;
}

/** Returns the text of a date: a text, a number, or the date of an object. */
function dateText(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'number') return String(value);
  return isObject(value) ? dateText(value.date ?? value.start ?? value.end ?? value.name) : undefined;
}

/** Reads the milliseconds or seconds since 1970 of the years 2001 to 2286. */
function epochOf(text: string): string | undefined {
  if (!/^[1-9]\d{9}(\d{3})?$/.test(text)) return undefined;
  return toInstant(Number(text) * (text.length === 13 ? 1 : 1000));
}

/** Milliseconds between 1970 and the day before the first one of a spreadsheet, and in a day. */
const SHEET = { begin: Date.UTC(1899, 11, 30), day: DAY_MS } as const;

/** Reads the days since 1900 of a spreadsheet, for the years 1954 to 2119. A fraction is a time of day, without a zone. */
function serialOf(text: string): string | undefined {
  const [, days, fraction] = /^([2-7]\d{4})(?:[.,](\d{1,15}))?$/.exec(text) ?? [];
  if (days === undefined) return undefined;
  const part = fraction === undefined ? 0 : Number(`0.${fraction}`);
  const minutes = Math.round((part * SHEET.day) / 60_000) * 60_000;
  const written = new Date(SHEET.begin + Number(days) * SHEET.day + minutes).toISOString();
  return written.slice(0, minutes === 0 ? 10 : 16);
}

function dayOf(text: string): { day: string; time: string | undefined } | undefined {
  const iso = YEAR_FIRST.exec(text);
  if (iso) return { day: `${iso[1]}-${two(iso[3]!)}-${two(iso[4]!)}`, time: iso[5] };
  const [, inYear, inMonth, inDay, at] = IN_CHARACTERS.exec(text) ?? [];
  if (inYear !== undefined) return { day: `${inYear}-${two(inMonth!)}-${two(inDay!)}`, time: at };
  const found = DAY_FIRST.exec(text) ?? MONTH_FIRST.exec(text);
  if (!found) return undefined;
  const [, first, second, year, time] = found as unknown as [string, string, string, string, string | undefined];
  const [day, name] = /^\d/.test(first) ? [first, second] : [second, first];
  const month = MONTHS.findIndex((one) => one.test(name)) + 1;
  if (month === 0) return undefined;
  return { day: `${year.length === 2 ? `20${year}` : year}-${two(month)}-${two(day)}`, time };
}

const CLOCK = /^(\d{1,2})(?::(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*([ap]\.?m\.?)?|\s*([ap]\.?m\.?))\s*(.*)$/i;

/**
 * Reads a time of day with its zone: `5:00 PM`, `17:00:00 GMT+0100 (CET)`. Returns the zone if it isn't known, and
 * undefined for other text.
 */
function clockOf(time: string | undefined): { text: string } | { zone: string } | undefined {
  if (time === undefined || time.trim() === '') return { text: '' };
  const found = CLOCK.exec(time.trim());
  if (!found) return undefined;
  const [, hour, minute = '00', second, half = found[5], , rest = ''] = found;
  const zone = zoneOf(rest);
  if (zone === undefined) return { zone: rest };
  const hours = half ? (Number(hour) % 12) + (/p/i.test(half) ? 12 : 0) : Number(hour);
  return { text: `T${two(hours)}:${minute}${second ? `:${second}` : ''}${zone}` };
}

/** Converts a zone to an offset: `GMT+0100 (CET)`, `(GMT+2)`, `EST`. Undefined if the zone isn't known. */
function zoneOf(written: string): string | undefined {
  const bare = written.replace(/^\((.*)\)$/, '$1').trim();
  if (bare === '') return '';
  const [, sign, hours, minutes = '00'] = /^(?:GMT|UTC)?\s*([+-])(\d{1,2}):?(\d\d)?(?:\s*\(.*\))?$/i.exec(bare) ?? [];
  if (sign !== undefined) return `${sign}${two(hours!)}:${minutes}`;
  const known = ZONES[bare.replace(/\s*\(.*\)$/, '').toUpperCase()];
  if (known === undefined) return undefined;
  if (known === 0) return 'Z';
  const size = Math.abs(known);
  return `${known < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

function two(number: number | string): string {
  return String(number).padStart(2, '0');
}

/** Marks between the two dates of a period. Only an arrow always means a period. */
const ARROW = /\s*(?:→|->|⟶)\s*/;
const BETWEEN = /\s+(?:[-–—]|to|bis|until)\s+|\s*(?:–|—|\.\.+)\s*|\/(?=\d{4}-)/i;

/** Returns the two ends of a period: `20 → 24 December 2026`, `2026-12-20 - 2026-12-24`, `{start, end}`. */
export function periodOf(value: unknown): [begin: string, end: string] | undefined {
  if (isObject(value)) {
    const [begin, end] = [value.start ?? value.from, value.end ?? value.to].map(dateText);
    return begin && end ? [begin, end] : undefined;
  }
  if (typeof value !== 'string') return undefined;
  const isSure = ARROW.test(value);
  const parts = value.trim().split(isSure ? ARROW : BETWEEN);
  if (parts.length !== 2 || parts.includes('')) return undefined;
  const period = completed(parts as [string, string]);
  return isSure || period.every(isWholeDate) ? period : undefined;
}

function isWholeDate(text: string): boolean {
  return dayOf(text) !== undefined || /^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?!\d)/.test(text);
}

/** Returns the month that a text names, from 0; -1 if it names none. */
function monthIn(text: string): number {
  return MONTHS.findIndex((month) => text.match(/\p{L}{3,}/gu)?.some((word) => month.test(word)));
}

/** Adds to each end of a period what only the other one says: month, year, day. */
function completed([begin, end]: [string, string]): [string, string] {
  const year = /\b\d{4}\b/.exec(end)?.[0];
  if (/^\d{1,2}:\d\d|^\d{1,2} ?[ap]m/i.test(end))
    return [begin, `${begin.replace(/,? (?:at )?\d{1,2}(?::\d\d|(?= ?[ap]m)).*$/i, '')} ${end}`];
  if (/^\d{1,2}\.?$/.test(begin)) return [end.replace(/\d{1,2}(?!\d)/, Number.parseInt(begin, 10).toString()), end];
  const isDayOnly = /^\d{1,2}(?:,? \d{4})?$/.test(end);
  const whole = isDayOnly
    ? `${begin.replace(/\d{1,2}(?!\d)/, end.match(/\d{1,2}/)![0])}${end.replace(/^\d{1,2}/, '')}`
    : end;
  const bare = year === undefined || /\b\d{4}\b/.test(begin) || !/\p{L}{3}/u.test(begin);
  const isLater = monthIn(whole) >= 0 && monthIn(begin) > monthIn(whole);
  return [bare ? begin : `${begin} ${Number(year) - (isLater ? 1 : 0)}`, whole];
}

/** Returns the order of days and months in a column, which can have periods. */
export function orderIn(values: readonly unknown[]): DayOrder {
  return dayOrder(values.flatMap((value) => periodOf(value) ?? [value]));
}

const DAY_NAME = '(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|(?:mo|di|mi|do|fr|sa|so)';
/** Matches `24.12.2026` or `Thu 12/24/26`, optionally followed by a time. */
const NUMBERS = new RegExp(
  String.raw`^\s*(?:(?:${DAY_NAME})\.?,? )?(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d\d)(?!\d)(.*)$`,
  'is',
);

/**
 * Returns whether days or months come first in a column of dates. A number higher than 12 must be a day. Undefined if
 * no value shows the order, or if values contradict each other.
 */
function dayOrder(values: readonly unknown[]): 'day' | 'month' | undefined {
  const orders = new Set(
    values.flatMap((value) => {
      const found = typeof value === 'string' ? NUMBERS.exec(value) : null;
      return (found && orderShown(found)) ?? [];
    }),
  );
  return orders.size === 1 ? [...orders][0] : undefined;
}

/** Returns the order that one date shows. `26/12/24` shows none, because it can begin with the year. */
function orderShown([, first, mark, second, year]: RegExpExecArray): 'day' | 'month' | undefined {
  if (Number(first) > 12) return year!.length === 4 || mark === '.' ? 'day' : undefined;
  return Number(second) > 12 ? 'month' : undefined;
}

/** Rewrites such a date with the year first: with dots, the day comes first. Returns other values unchanged. */
export function inDayOrder(value: unknown, order: 'day' | 'month' | undefined): unknown {
  const found = typeof value === 'string' ? NUMBERS.exec(value) : null;
  if (!found) return value;
  const [, first, mark, second, year, rest] = found as unknown as [string, string, string, string, string, string];
  const known = orderShown(found) ?? (first === second ? 'month' : (order ?? (mark === '.' ? 'day' : undefined)));
  if (known === undefined) return value;
  const [day, month] = known === 'day' ? [first, second] : [second, first];
  return `${year.length === 2 ? '20' : ''}${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}${rest}`;
}
