import { startOf, stepDate } from './calendar.ts';
import type { Here } from './clock.ts';
import { type Duration, describeDuration, negate, ofSeconds, sum } from './duration.ts';
import { readOperand, skipBlanks } from './operand.ts';
import { type DateRefusal, type DateValue, dateRefusal, isInTime, outOfTime, type Value } from './outcome.ts';
import { fromWall, toWall } from './zone.ts';

/** Evaluates a date, a duration, or a sum of them from left to right: `eom - 2d`, `today+1d+1h`, `eom - now`. */
export function evaluate(text: string, here: Here): Value | DateRefusal {
  const start = skipBlanks(text, 0);
  const sign = signAt(text, start);
  const first = readOperand(text, sign ? skipBlanks(text, start + 1) : start, here);
  if (isDateRefusal(first.value)) return first.value;
  const opening = sign ? signed(sign, first.value, start) : first.value;
  return isDateRefusal(opening) ? opening : continueFrom(opening, first.end, text, here);
}

export function isDateRefusal(value: Value | DateRefusal): value is DateRefusal {
  return 'ok' in value;
}

/** Moves a date by a duration. Months and years follow the calendar. Days and hours are exact lengths. */
export function addDuration(at: number, duration: Duration, zone: string): number {
  const stepped = duration.months ? fromWall(stepDate('month', toWall(at, zone), duration.months), zone) : at;
  return stepped + (duration.days * 86_400 + duration.seconds) * 1000;
}

/** Converts a duration to a date by adding it to the current time. */
export function fromNow(duration: Duration, { now, zone }: Here): DateValue | DateRefusal {
  const from: DateValue = { kind: 'date', at: now, exact: true, reading: 'now' };
  return duration.length < 0 ? moved(from, '-', negate(duration), zone) : moved(from, '+', duration, zone);
}

type Sign = '+' | '-';

function signAt(text: string, at: number): Sign | undefined {
  const character = text[at];
  return character === '+' || character === '-' ? character : undefined;
}

function signed(sign: Sign, value: Value, offset: number): Value | DateRefusal {
  if (value.kind === 'duration') return sign === '-' ? { kind: 'duration', duration: negate(value.duration) } : value;
  return dateRefusal('a date cannot have a sign', 'a date, or a signed duration such as -1d', { offset });
}

function continueFrom(opening: Value, from: number, text: string, here: Here): Value | DateRefusal {
  let value = opening;
  for (let at = skipBlanks(text, from); at < text.length; ) {
    const sign = signAt(text, at);
    if (!sign) return leftOver(text, at);
    const next = readOperand(text, skipBlanks(text, at + 1), here);
    if (isDateRefusal(next.value)) return next.value;
    const result = combine(value, sign, next.value, here);
    if (isDateRefusal(result)) return { ...result, offset: at };
    value = result;
    at = skipBlanks(text, next.end);
  }
  return value;
}

function leftOver(text: string, offset: number): DateRefusal {
  return dateRefusal(`"${text.slice(offset)}" does not belong to the date`, 'the end, or + or - and a duration', {
    offset,
  });
}

function combine(left: Value, sign: Sign, right: Value, { zone }: Here): Value | DateRefusal {
  if (left.kind === 'date' && right.kind === 'duration') return moved(left, sign, right.duration, zone);
  if (left.kind === 'date' && right.kind === 'date') return difference(left, sign, right);
  if (left.kind === 'duration' && right.kind === 'duration') {
    return { kind: 'duration', duration: sum(left.duration, sign === '-' ? negate(right.duration) : right.duration) };
  }
  if (left.kind === 'duration' && right.kind === 'date' && sign === '+') return moved(right, sign, left.duration, zone);
  return dateRefusal('a date cannot be taken from a duration', 'date - duration');
}

function difference(left: DateValue, sign: Sign, right: DateValue): Value | DateRefusal {
  if (sign === '-') return { kind: 'duration', duration: ofSeconds((left.at - right.at) / 1000) };
  return dateRefusal('two dates cannot be added', 'date + duration, or date - date');
}

function moved(date: DateValue, sign: Sign, duration: Duration, zone: string): DateValue | DateRefusal {
  const at = addDuration(date.at, sign === '-' ? negate(duration) : duration, zone);
  if (!isInTime(at)) return outOfTime();
  const wall = toWall(at, zone);
  const reading = `${date.reading} ${sign} ${describeDuration(duration)}`;
  return { kind: 'date', at, exact: date.exact || startOf('day', wall) !== wall, reading };
}
