/**
 * The proleptic Gregorian calendar as whole numbers, by its own rules (leap years: every fourth, but of the centuries every fourth):
 * no Date, no library, nothing of ours.
 */
export interface Day {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
}

const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const isLeap = (year: number) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
const lengthOf = (year: number, month: number) => (month === 2 && isLeap(year) ? 29 : LENGTHS[month - 1]!);
const leapsBefore = (year: number) =>
  Math.floor((year - 1) / 4) - Math.floor((year - 1) / 100) + Math.floor((year - 1) / 400);
const daysBefore = (year: number) => (year - 1970) * 365 + leapsBefore(year) - leapsBefore(1970);

/** Days since 1 January 1970. */
export function numberOf({ year, month, day }: Day): number {
  let number = daysBefore(year) + day - 1;
  for (let each = 1; each < month; each++) number += lengthOf(year, each);
  return number;
}

/** 0 is Monday. 1 January 1970 was a Thursday. */
export const weekdayOf = (number: number) => (((number + 3) % 7) + 7) % 7;

export function addMonths({ year, month, day }: Day, months: number): Day {
  const count = year * 12 + (month - 1) + months;
  const [there, of] = [Math.floor(count / 12), (count % 12) + 1];
  return { year: there, month: of, day: Math.min(day, lengthOf(there, of)) };
}

/** Counts days one by one, leaving out Saturdays and Sundays: the numbers of the first `count` working days after a day. */
export function workingDaysAfter(number: number, count: number): number[] {
  const found: number[] = [];
  for (let each = number + 1; found.length < count; each++) if (weekdayOf(each) < 5) found.push(each);
  return found;
}
