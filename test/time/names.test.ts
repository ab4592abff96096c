import { describe, expect, it } from 'vitest';
import { DATE_NAMES, resolveDate, resolveDuration } from '../../src/time/index.ts';
import { UNITS } from '../../src/time/units.ts';
import { clock, dateOf, THURSDAY } from './helpers.ts';

const SUNDAY = clock('2026-08-02T10:00:00Z');
const SATURDAY = clock('2026-08-01T10:00:00Z');

describe('names', () => {
  it.each([
    ['now', '2026-07-30T14:30:00'],
    ['tod', '2026-07-30T00:00:00'],
    ['tom', '2026-07-31T00:00:00'],
    ['yest', '2026-07-29T00:00:00'],
    ['lat', '9999-12-30T00:00:00'],
    ['some', '9999-12-30T00:00:00'],
    ['Friday', '2026-07-31T00:00:00'],
    ['THURS', '2026-08-06T00:00:00'],
    ['Jul', '2027-07-01T00:00:00'],
    ['sept', '2026-09-01T00:00:00'],
    ['sopd', '2026-07-29T00:00:00'],
    ['eond', '2026-07-31T23:59:59'],
    ['sow', '2026-07-27T00:00:00'],
    ['eonw', '2026-08-09T23:59:59'],
    ['sonww', '2026-08-03T00:00:00'],
    ['eoww', '2026-07-31T23:59:59'],
    ['eopww', '2026-07-24T23:59:59'],
    ['sopq', '2026-04-01T00:00:00'],
    ['eopq', '2026-06-30T23:59:59'],
    ['eonq', '2026-12-31T23:59:59'],
    ['sopy', '2025-01-01T00:00:00'],
    ['sony', '2027-01-01T00:00:00'],
  ])('%s is %s', (text, expected) => expect(dateOf(text)).toBe(expected));

  it.each([
    ['soww', '2026-08-03T00:00:00'],
    ['eoww', '2026-08-07T23:59:59'],
    ['sopww', '2026-07-27T00:00:00'],
    ['eopww', '2026-07-31T23:59:59'],
    ['sow', '2026-07-27T00:00:00'],
    ['eow', '2026-08-02T23:59:59'],
  ])('on a Sunday %s is %s: the work week looks forward', (text, expected) => {
    expect(dateOf(text, SUNDAY)).toBe(expected);
  });

  it('on a Saturday eopww is the Friday of the week before, unlike Taskwarrior 2.6', () => {
    expect(dateOf('eopww', SATURDAY)).toBe('2026-07-24T23:59:59');
  });

  it.each(['Today', 'Eom', 'TOMORROW', 'to', 'som e', 'nows', 'socw', 'eocw'])('%s is no name', (text) => {
    expect(resolveDate(text, THURSDAY).ok).toBe(false);
  });
});

describe('days of the month', () => {
  it.each([
    ['2026-01-31T12:00:00Z', '30th', '2026-03-30T00:00:00'],
    ['2026-01-31T12:00:00Z', '31st', '2026-03-31T00:00:00'],
    ['2024-01-30T12:00:00Z', '29th', '2024-02-29T00:00:00'],
    ['2026-02-10T12:00:00Z', '31st', '2026-03-31T00:00:00'],
    ['2026-12-31T12:00:00Z', '1st', '2027-01-01T00:00:00'],
    ['2026-07-30T14:30:00Z', '31st', '2026-07-31T00:00:00'],
    ['2026-07-30T14:30:00Z', '30th', '2026-08-30T00:00:00'],
  ])('at %s the %s is %s', (now, text, expected) => expect(dateOf(text, clock(now))).toBe(expected));

  it.each(['0th', '32nd', '1th', '11st', '12nd', '13rd', '21th', '3 rd'])('%s is none', (text) => {
    expect(resolveDate(text, THURSDAY).ok).toBe(false);
  });
});

describe('times of day', () => {
  it.each([
    ['14:30', '2026-07-30T14:30:00'],
    ['14:29:59', '2026-07-31T14:29:59'],
    ['12pm', '2026-07-31T12:00:00'],
    ['12a', '2026-07-31T00:00:00'],
    ['9:30p', '2026-07-30T21:30:00'],
    ['9:05', '2026-07-31T09:05:00'],
    ['friday 9am', '2026-07-31T09:00:00'],
    ['tomorrow at 17:00', '2026-07-31T17:00:00'],
    ['2026-08-15 5pm', '2026-08-15T17:00:00'],
    ['friday 9am + 1h', '2026-07-31T10:00:00'],
  ])('%s is %s', (text, expected) => expect(dateOf(text)).toBe(expected));

  it.each(['24:00', '25:00', '9:60', '13pm', '0am', '14:30pm', '9', '9:3', 'eod 9am', 'now 9am', '3d 9am'])(
    '%s is none',
    (text) => {
      expect(resolveDate(text, THURSDAY).ok).toBe(false);
    },
  );
});

describe('holidays', () => {
  it.each([
    ['2026-03-01T00:00:00Z', 'easter', '2026-04-05T00:00:00'],
    ['2026-04-05T00:00:00Z', 'easter', '2026-04-05T00:00:00'],
    ['2026-04-05T00:00:01Z', 'easter', '2027-03-28T00:00:00'],
    ['2026-04-04T00:00:00Z', 'goodfriday', '2027-03-26T00:00:00'],
    ['2026-04-20T00:00:00Z', 'pentecost', '2026-05-24T00:00:00'],
    ['2026-03-01T00:00:00Z', 'eastermonday', '2026-04-06T00:00:00'],
    ['2026-03-01T00:00:00Z', 'ascension', '2026-05-14T00:00:00'],
    ['2026-03-01T00:00:00Z', 'midsommar', '2026-06-20T00:00:00'],
    ['2027-03-01T00:00:00Z', 'midsommarafton', '2027-06-25T00:00:00'],
    ['2021-03-01T00:00:00Z', 'juhannus', '2021-06-25T00:00:00'],
  ])('at %s %s is %s', (now, text, expected) => expect(dateOf(text, clock(now))).toBe(expected));
});

describe('the tables', () => {
  it.each(DATE_NAMES.map((row) => [row.name, row] as const))('%s can be read and is documented', (name, row) => {
    const read = resolveDate(name, THURSDAY);
    expect(read).toMatchObject({ ok: true, exact: row.exact, reading: row.reading });
    expect(resolveDate(name.slice(0, row.least), THURSDAY)).toEqual(read);
    expect(row.doc).not.toBe('');
  });

  it('give no word two meanings', () => {
    const spellings = DATE_NAMES.flatMap((row) =>
      Array.from({ length: row.name.length - row.least + 1 }, (_, i) => row.name.slice(0, row.least + i)),
    );
    const units = UNITS.flatMap((unit) => [...new Set([...unit.names, ...unit.alone])]);
    expect([...spellings, ...units].filter((word, i, all) => all.indexOf(word) !== i)).toEqual([]);
  });

  it.each(UNITS.flatMap((unit) => unit.alone.map((name) => [name, unit.seconds] as const)))(
    '%s alone is %i s',
    (name, seconds) => {
      expect(resolveDuration(name)).toMatchObject({ ok: true, ms: seconds * 1000 });
    },
  );
});
