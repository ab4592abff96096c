import { afterEach, describe, expect, it } from 'vitest';
import {
  DATE_NAMES,
  formatLocal,
  loadEnglish,
  resolveDate,
  resolveDateAsync,
  resolveExpression,
  worthEnglish,
} from '../../src/time/index.ts';
import { clock, THURSDAY } from './helpers.ts';

const english = await loadEnglish();

function read(text: string, at = THURSDAY): string {
  const found = resolveDate(text, at, english);
  return found.ok ? `${formatLocal(found.at, at.zone)}${found.exact ? '' : ' (day)'}` : 'error';
}

describe('plain English', () => {
  it.each([
    ['next friday', '2026-08-07T00:00:00 (day)'],
    ['this friday', '2026-07-31T00:00:00 (day)'],
    ['on friday', '2026-07-31T00:00:00 (day)'],
    ['last friday', '2026-07-24T00:00:00 (day)'],
    ['last thursday', '2026-07-23T00:00:00 (day)'],
    ['this thursday', '2026-07-30T00:00:00 (day)'],
    ['on thursday', '2026-08-06T00:00:00 (day)'],
    ['friday next week', '2026-08-07T00:00:00 (day)'],
    ['Next Friday', '2026-08-07T00:00:00 (day)'],
    ['next friday at 9:30', '2026-08-07T09:30:00'],
    ['friday 5 pm', '2026-07-31T17:00:00'],
    ['tomorrow at noon', '2026-07-31T12:00:00'],
    ['5pm tomorrow', '2026-07-31T17:00:00'],
    ['at 5pm', '2026-07-30T17:00:00'],
    ['at 9am', '2026-07-31T09:00:00'],
    ['march 3', '2027-03-03T00:00:00 (day)'],
    ['3 march 2027', '2027-03-03T00:00:00 (day)'],
    ['july 30', '2026-07-30T00:00:00 (day)'],
    ['july 29', '2027-07-29T00:00:00 (day)'],
    ['may 5 at 14:30', '2027-05-05T14:30:00'],
    ['tuesday august 4 2026', '2026-08-04T00:00:00 (day)'],
    ['aug 15 2026 5pm UTC', '2026-08-15T17:00:00'],
    ['aug 15 2026 5pm +02:00', '2026-08-15T15:00:00'],
    ['aug 15 2026 5pm -0730', '2026-08-16T00:30:00'],
    ['aug 15 2026 at 5:30:15pm', '2026-08-15T17:30:15'],
    ['the day after tomorrow', '2026-08-01T00:00:00 (day)'],
    [' the  day\tafter tomorrow', '2026-08-01T00:00:00 (day)'],
    ['two days ago at 5pm', '2026-07-28T17:00:00'],
  ])('%s is %s', (text, expected) => expect(read(text)).toBe(expected));

  it.each([
    ['in 2 weeks', '2026-08-13T14:30:00'],
    ['in two weeks', '2026-08-13T14:30:00'],
    ['two weeks', '2026-08-13T14:30:00'],
    ['a week', '2026-08-06T14:30:00'],
    ['In Two Weeks', '2026-08-13T14:30:00'],
    ['within 2 hours', '2026-07-30T16:30:00'],
    ['in half an hour', '2026-07-30T15:00:00'],
    ['in 1.5 hours', '2026-07-30T16:00:00'],
    ['in a month', '2026-08-30T14:30:00'],
    ['in 1 month and 2 days', '2026-09-01T14:30:00'],
    ['in 1 week, 2 days and 3 hours', '2026-08-08T17:30:00'],
    ['3 days ago', '2026-07-27T14:30:00'],
    ['a couple of days ago', '2026-07-28T14:30:00'],
    ['a week from now', '2026-08-06T14:30:00'],
    ['six months later', '2027-01-30T14:30:00'],
  ])('%s is %s: a length from now', (text, expected) => expect(read(text)).toBe(expected));

  it('counts lengths as sums do, over a change of the clocks too', () => {
    const berlin = clock('2026-03-28T12:00:00Z', 'Europe/Berlin');
    for (const [text, sum] of [
      ['in 2 weeks', 'now + 2wks'],
      ['in 1 month', 'now + 1m'],
      ['in 26 hours', 'now + 26h'],
      ['3 days ago', 'now - 3d'],
    ] as const) {
      expect(read(text, berlin)).toBe(read(sum, berlin));
    }
  });

  it('29 February waits for a leap year', () => {
    expect(read('february 29', clock('2024-03-01T12:00:00Z'))).toMatch(/^(2028-02-29T00:00:00 \(day\)|error)$/);
    expect(read('february 29', clock('2024-01-01T12:00:00Z'))).toBe('2024-02-29T00:00:00 (day)');
  });

  it('is read in the zone of the clock', () => {
    const tokyo = clock('2026-07-30T20:00:00Z', 'Asia/Tokyo');
    expect(read('next monday at 9:30', tokyo)).toBe('2026-08-03T09:30:00');
    expect(read('last friday', tokyo)).toBe('2026-07-24T00:00:00 (day)');
    expect(read('aug 15 2026 5pm UTC', tokyo)).toBe('2026-08-16T02:00:00');
  });

  it('never changes what a strict reading says', () => {
    for (const { name } of DATE_NAMES)
      expect(resolveDate(name, THURSDAY, english)).toEqual(resolveDate(name, THURSDAY));
    for (const text of ['3d', 'friday 5pm', 'now + 2 days', '2026-08-15 09:30', '2 weeks', 'eom - 2d']) {
      expect(resolveDate(text, THURSDAY, english)).toEqual(resolveDate(text, THURSDAY));
    }
  });

  it('is loaded for those who can wait, when the strict reading failed', async () => {
    for (const text of ['next friday', 'friday', 'noon', 'next fiday', '  next fiday', '2027-02-31 5pm']) {
      expect(await resolveDateAsync(text, THURSDAY)).toEqual(resolveDate(text, THURSDAY, english));
    }
    expect(await resolveDateAsync('  next fiday', THURSDAY)).toMatchObject({
      message: '"next fiday" is not a date',
      offset: 2,
    });
    expect(await resolveDateAsync('2027-02-31 5pm', THURSDAY)).toMatchObject({ message: '2027-02 has no day 31' });
  });

  it('counts as a date in a calculation', () => {
    expect(resolveExpression('next friday', THURSDAY, english)).toMatchObject({
      ok: true,
      value: { kind: 'date', reading: 'plain English' },
    });
    expect(resolveExpression('next fiday', THURSDAY, english)).toMatchObject({ ok: false, offset: 0 });
  });
});

describe('English that would be a guess', () => {
  it.each([
    ['next week', 'is not a specific date', 'sonw'],
    ['this month', 'is not a specific date', 'som'],
    ['last year', 'is not a specific date', 'sopy'],
    ['end of month', 'is written with a short name', 'eom'],
    ['end of next week', 'is written with a short name', 'eonw'],
    ['the start of the quarter', 'is written with a short name', 'soq'],
    ['this weekend', 'is two days', 'saturday'],
    ['in a few days', 'contains no number', undefined],
    ['tomorrow morning', 'has no time of day', undefined],
    ['this evening', 'is not a specific date', undefined],
    ['friday at 5', 'could be morning or evening', undefined],
    ['8 august 26', 'has a year with too few digits', undefined],
    ['monday august 4 2026', 'has a weekday that contradicts its date', undefined],
    ['aug 15 5pm EST', 'has an ambiguous time zone abbreviation', undefined],
    ['in 5m', 'is not a length of time', undefined],
    ['3 days before friday', 'is not a length of time', undefined],
    ['august 2026', 'is not a specific date', undefined],
  ])('%s: %s', (text, message, nearest) => {
    const found = resolveDate(text, THURSDAY, english);
    expect(found).toMatchObject({ ok: false, message: `"${text}" ${message}`, offset: 0 });
    if (!found.ok) expect(found.nearest).toBe(nearest);
  });

  it.each([
    'noon',
    'midnight',
    'christmas',
    'Tomorrow',
    '2027-02-31',
    '2027-02-31 5pm',
    '7/3/2026 5pm',
    '30.7. 5pm',
    'feb 31',
    '31 february 2027',
    'friday to monday',
    'next friday blah',
    'blah next friday',
    'friday at 25:00',
    'now or never',
    'in -3 days',
    'in 3 business days',
    'in 99999 years',
    'tomorrow 12h',
    '1 2 3',
    'due friday 5pm',
    'call mum next friday',
  ])('%s" is not a date', (text) => expect(read(text)).toBe('error'));

  it('is not worth loading the reader for when it is one word, a slashed date or a whole story', () => {
    expect(['noon', '7/3/2026 5pm', '1 2 3', 'x '.repeat(60)].map(worthEnglish)).toEqual([false, false, false, false]);
    expect(['next friday', 'in 1.5 hours'].map(worthEnglish)).toEqual([true, true]);
  });
});

describe('the zone of the machine', () => {
  const before = process.env.TZ;
  afterEach(() => {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  });

  it('changes no answer', () => {
    const texts = [
      'next sunday at 2:30',
      'tomorrow at noon',
      'the day after tomorrow',
      'two days ago at 5pm',
      'march 29',
      'in 26 hours',
      'last sunday',
    ];
    const nights = ['2026-03-28T01:15:00Z', '2026-10-24T23:30:00Z', '2026-03-07T20:00:00Z'].map((now) =>
      clock(now, 'Europe/Berlin'),
    );
    const answers = ['UTC', 'Europe/Berlin', 'America/New_York', 'Pacific/Apia', 'Pacific/Pago_Pago'].map((zone) => {
      process.env.TZ = zone;
      return nights.map((night) => texts.map((text) => read(text, night)));
    });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]!.flat()).not.toContain('error');
  });
});
