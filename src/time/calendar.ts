import { UTCDateMini } from '@date-fns/utc/date/mini';
import { addDays, addMonths, startOfDay, startOfISOWeek, startOfMonth, startOfQuarter, startOfYear } from 'date-fns';
import { fromWall, toWall } from './zone.ts';

export type Period = 'day' | 'week' | 'month' | 'quarter' | 'year';

/** A half-open interval in ms since the epoch. `end` is the start of the next period. */
export interface Bounds {
  start: number;
  end: number;
}

interface Rule {
  start: (date: Date) => Date;
  next: (date: Date, n: number) => Date;
}

/** Rules for the start of each period and the step to the next one. As in ISO 8601, weeks start on Monday. */
const RULES: Record<Period, Rule> = {
  day: { start: startOfDay, next: addDays },
  week: { start: startOfISOWeek, next: (date, n) => addDays(date, 7 * n) },
  month: { start: startOfMonth, next: addMonths },
  quarter: { start: startOfQuarter, next: (date, n) => addMonths(date, 3 * n) },
  year: { start: startOfYear, next: (date, n) => addMonths(date, 12 * n) },
};

/** Returns the wall time at which the period of a wall time starts. */
export function startOf(period: Period, wall: number): number {
  return RULES[period].start(new UTCDateMini(wall)).getTime();
}

/** Moves a wall time by n periods and keeps the time of day. A missing day becomes the month's last one. */
export function stepDate(period: Period, wall: number, n: number): number {
  return RULES[period].next(new UTCDateMini(wall), n).getTime();
}

/**
 * Returns the period of a zone that contains an instant (`n` = 0). Another `n` means the n-th period after it, or
 * before it if negative.
 */
export function periodBounds(period: Period, ms: number, zone: string, n = 0): Bounds {
  const start = stepDate(period, startOf(period, toWall(ms, zone)), n);
  return { start: fromWall(start, zone), end: fromWall(stepDate(period, start, 1), zone) };
}

/** Returns the first instant of a day. `wall` is the wall time of its midnight, which clocks that are set forward can skip. */
export function dayStart(wall: number, zone: string): number {
  return fromWall(wall, zone);
}

export const dayBounds = (ms: number, zone: string, n = 0): Bounds => periodBounds('day', ms, zone, n);
export const weekBounds = (ms: number, zone: string, n = 0): Bounds => periodBounds('week', ms, zone, n);
export const monthBounds = (ms: number, zone: string, n = 0): Bounds => periodBounds('month', ms, zone, n);
export const quarterBounds = (ms: number, zone: string, n = 0): Bounds => periodBounds('quarter', ms, zone, n);
export const yearBounds = (ms: number, zone: string, n = 0): Bounds => periodBounds('year', ms, zone, n);
