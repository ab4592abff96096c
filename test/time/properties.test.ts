import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DATE_NAMES, formatDuration, loadEnglish, resolveDate, resolveExpression } from '../../src/time/index.ts';
import { UNITS } from '../../src/time/units.ts';
import { runs } from '../support/seed.ts';

const english = await loadEnglish();
const zones = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Pacific/Kiritimati',
);
const now = fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2080, 0, 1) });
const clocks = fc.record({ now, zone: zones });
const names = fc.constantFrom(...DATE_NAMES.map(({ name }) => name));
const durations = fc
  .tuple(fc.nat(80), fc.constantFrom(...UNITS.flatMap((unit) => unit.names)))
  .map(([count, unit]) => `${count}${unit}`);

function at(text: string, clock: { now: number; zone: string }): number {
  const read = resolveDate(text, clock);
  if (!read.ok) throw new Error(`${text}: ${read.message}`);
  return read.at;
}

describe('always', () => {
  it('blanks around an operator change nothing', () => {
    fc.assert(
      fc.property(clocks, names, durations, fc.constantFrom('+', '-'), (clock, name, duration, sign) => {
        fc.pre(!name.startsWith('later') && !name.startsWith('someday'));
        expect(at(`${name}${sign}${duration}`, clock)).toBe(at(` ${name}  ${sign} ${duration} `, clock));
      }),
    );
  });

  it('a duration alone is now and the duration', () => {
    fc.assert(
      fc.property(clocks, durations, (clock, duration) => {
        expect(at(duration, clock)).toBe(at(`now + ${duration}`, clock));
      }),
    );
  });

  it('a longer duration of the same unit gives a date that is not earlier', () => {
    fc.assert(
      fc.property(
        clocks,
        fc.nat(400),
        fc.nat(400),
        fc.constantFrom('s', 'h', 'd', 'w', 'm', 'q', 'y'),
        (clock, a, b, unit) => {
          const [less, more] = [Math.min(a, b), Math.max(a, b)];
          expect(at(`now + ${less}${unit}`, clock)).toBeLessThanOrEqual(at(`now + ${more}${unit}`, clock));
        },
      ),
    );
  });

  it('the difference of two dates added to the second is the first', () => {
    fc.assert(
      fc.property(clocks, names, names, (clock, a, b) => {
        const difference = resolveExpression(`${a} - ${b}`, clock);
        if (!difference.ok || difference.value.kind !== 'duration') throw new Error('no duration');
        const length = formatDuration(difference.value.duration.length * 1000);
        expect(at(length.startsWith('-') ? `${b} ${length}` : `${b} + ${length}`, clock)).toBe(at(a, clock));
      }),
    );
  });

  it('a period starts before it ends, and ends a second before the next starts', () => {
    fc.assert(
      fc.property(
        clocks,
        fc.constantFrom('d', 'w', 'm', 'q', 'y'),
        fc.constantFrom(['', 'n'], ['p', '']),
        (clock, letter, [turn, next]) => {
          expect(at(`so${turn}${letter}`, clock)).toBeLessThan(at(`eo${turn}${letter}`, clock));
          expect(at(`eo${turn}${letter}`, clock) + 1000).toBe(at(`so${next}${letter}`, clock));
        },
      ),
    );
  });

  it('weekdays, months, ordinals and times of day are ahead', () => {
    const ahead = fc.constantFrom(
      'monday',
      'sunday',
      'january',
      'december',
      '1st',
      '15th',
      '31st',
      '00:00',
      '9am',
      '23:59:59',
    );
    fc.assert(
      fc.property(clocks, ahead, (clock, text) => {
        expect(at(text, clock)).toBeGreaterThan(clock.now - 3_601_000);
      }),
    );
  });

  it('any text gives a whole second within four-digit years, or a complaint with an offset in the text', () => {
    const fragments = fc.constantFrom(
      'now',
      'eom',
      ' ',
      '+',
      '-',
      '3',
      'd',
      '2026',
      '-08',
      '-15',
      'T09:30',
      'Z',
      'W31',
      'am',
      ':',
      '9',
      'P',
      '1M',
      '.',
      'next ',
      'friday',
      ' in ',
      '/',
      'th',
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(fragments, { maxLength: 7 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(clocks, texts, (clock, text) => {
        const read = resolveDate(text, clock, english);
        if (read.ok) {
          expect(read.at % 1000).toBe(0);
          expect(new Date(read.at).toISOString()).toMatch(/^\d{4}-/);
        } else {
          expect(read.message && read.expected).toBeTruthy();
          expect(read.offset ?? 0).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: runs(200, 1_000) },
    );
  });
});
