import { DATE_NAMES } from '../../src/time/index.ts';
import type { Random } from '../support/random.ts';

const LENGTHS = [
  '1d',
  '3d',
  '2wks',
  '12h',
  '1hr',
  '30min',
  '1day',
  '4days',
  'P3D',
  'PT36H',
  'P2W',
  '90sec',
  '1.5d',
  'week',
  'day',
];
const CALENDAR = ['1m', '2mo', '1q', '1y', 'P1M', 'monthly', 'P1Y', '3months'];
const EPOCH = 1_785_000_000;

/** A date as it stands behind an attribute: no blanks. */
export function date(random: Random): string {
  return random.pick(FORMS)(random);
}

/** What `task calc` is asked: dates, durations, and sums of them. */
export function expression(random: Random): string {
  const [a, b] = [date(random), random.pick(LENGTHS)];
  const blanks = random.pick(['', ' ']);
  return random.pick([
    () => a,
    () => b,
    () => `${name(random)}${blanks}${random.pick(['+', '-'])}${blanks}${b}`,
    () => `${name(random)} - ${name(random)}`,
    () => `${b}${blanks}+${blanks}${random.pick(LENGTHS)}`,
  ])();
}

const two = (n: number) => String(n).padStart(2, '0');
const name = (random: Random) => random.pick(DATE_NAMES).name;
const day = (random: Random) => `${2026 + random.int(3)}-${two(1 + random.int(12))}-${two(1 + random.int(28))}`;
const time = (random: Random) => `${two(random.int(24))}:${two(random.int(60))}`;

const FORMS: readonly ((random: Random) => string)[] = [
  name,
  name,
  name,
  (r) => r.pick(['now', 'today', 'tomorrow', 'eod', 'eow', 'som', 'monday']) + r.pick(['+', '-']) + r.pick(LENGTHS),
  (r) => r.pick(['now', 'today', 'eom']) + r.pick(['+', '-']) + r.pick(CALENDAR),
  (r) => r.pick(LENGTHS),
  (r) => `-${r.pick(LENGTHS)}`,
  day,
  (r) => `${day(r)}T${time(r)}`,
  (r) => `${day(r)}T${time(r)}:${two(r.int(60))}${r.pick(['', 'Z', '+02:00', '-0530'])}`,
  (r) => `${2026 + r.int(3)}-${two(1 + r.int(12))}`,
  (r) => `${2026 + r.int(3)}-${String(1 + r.int(365)).padStart(3, '0')}`,
  (r) => `${2026 + r.int(3)}-W${two(1 + r.int(52))}${r.pick(['', '-1', '-4'])}`,
  (r) => time(r),
  (r) => `${1 + r.int(12)}${r.pick(['am', 'pm'])}`,
  (r) => `${day(r).replaceAll('-', '')}T${time(r).replace(':', '')}00${r.pick(['', 'Z'])}`,
  (r) => ordinal(1 + r.int(31)),
  (r) => String(EPOCH + r.int(100_000_000)),
  (r) => r.pick(['mon', 'tue', 'friday', 'SUNDAY', 'aug', 'Feb', 'dec']),
];

function ordinal(n: number): string {
  const teen = n > 10 && n < 14;
  const suffix = teen ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${suffix}`;
}
