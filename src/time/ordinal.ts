import { startOf, step } from './calendar.ts';
import type { Here } from './clock.ts';
import { fromWall } from './zone.ts';

const ORDINAL = /^(\d{1,2})(st|nd|rd|th)$/;

/** Reads `1st` … `31st` as a day of the month; undefined for anything else, a wrong suffix included. */
export function readOrdinalDay(text: string): number | undefined {
  const match = ORDINAL.exec(text);
  const day = Number(match?.[1]);
  return match && day >= 1 && day <= 31 && match[2] === suffix(day) ? day : undefined;
}

/** The next such day, never today; a month that lacks it is passed over (30th on 31 January: 30 March). */
export function nextOrdinalDay(day: number, { today, zone }: Here): number {
  let month = startOf('month', today);
  if (day <= new Date(today).getUTCDate()) month = step('month', month, 1);
  while (dayOf(month, day) >= step('month', month, 1)) month = step('month', month, 1);
  return fromWall(dayOf(month, day), zone);
}

function dayOf(month: number, day: number): number {
  return step('day', month, day - 1);
}

/** English: 11th, 12th and 13th, otherwise by the last digit. */
function suffix(day: number): string {
  if (day >= 11 && day <= 13) return 'th';
  return ['th', 'st', 'nd', 'rd'][day % 10] ?? 'th';
}
