import { type Clock, type Here, here } from './clock.ts';
import { EXPECTED_DATE, EXPECTED_DURATION, unreadableDuration } from './complaints.ts';
import { type Duration, negate, readDuration } from './duration.ts';
import { evaluate, fromNow, isDateRefusal } from './expression.ts';
import {
  type DateRefusal,
  type DateValue,
  dateRefusal,
  isInTime,
  outOfTime,
  type ResolvedDate,
  type Value,
} from './outcome.ts';

/** Reads plain English; undefined when the text is not for it. Load one with `loadEnglish()`. */
export type EnglishReader = (text: string, clock: Clock) => ResolvedDate | undefined;

/** What a text means: a date, or a length of time. */
export type Evaluated = { ok: true; value: Value } | DateRefusal;

export type ResolvedDuration = { ok: true; duration: Duration; ms: number } | DateRefusal;

/**
 * Reads a date: epoch seconds, ISO 8601, a time of day, a name (see `DATE_NAMES`), a duration (counted from now), or
 * these with `+` and `-`: the language of Taskwarrior 2.6, with the differences that the folder's index lists. Only when
 * that fails, and a reader is given, is the text tried as plain English. Throws a RangeError for an unknown zone only.
 */
export function resolveDate(text: string, clock: Clock, english?: EnglishReader): ResolvedDate {
  const moment = here(clock);
  const value = strictly(text, moment);
  const date = isDateRefusal(value) || value.kind === 'date' ? value : fromNow(value.duration, moment);
  return isDateRefusal(date) ? tryEnglish(text, clock, date, english) : reading(date);
}

/** Like {@link resolveDate}, for a calculator: a duration stays one (`eom - now`, `3d`). */
export function resolveExpression(text: string, clock: Clock, english?: EnglishReader): Evaluated {
  const value = strictly(text, here(clock));
  if (!isDateRefusal(value)) return { ok: true, value };
  const other = tryEnglish(text, clock, value, english);
  if (!other.ok) return other;
  return { ok: true, value: { kind: 'date', at: other.at, exact: other.exact, reading: other.reading } };
}

/** Reads a duration, with or without a sign. `ms` is its nominal length: month 30 days, quarter 91, year 365 (Taskwarrior). */
export function resolveDuration(text: string): ResolvedDuration {
  const trimmed = text.trim();
  const sign = /^[+-]\s*/.exec(trimmed)?.[0] ?? '';
  const duration = trimmed.length > LONGEST ? undefined : readDuration(trimmed.slice(sign.length));
  if (!trimmed) return dateRefusal('the duration is empty', EXPECTED_DURATION);
  if (!duration || !Number.isSafeInteger(duration.length)) return unreadableDuration(trimmed.slice(0, LONGEST));
  const value = sign.startsWith('-') ? negate(duration) : duration;
  return { ok: true, duration: value, ms: value.length * 1000 };
}

/**
 * Is a text that failed as a strict date worth loading the English reader for? One word never is: words are names,
 * and a misspelt name is an error. Nor are dates of digits and slashes, whose order would be a guess.
 */
export function worthEnglish(text: string): boolean {
  return text.length <= LONGEST && /^\s*\S+\s+\S/.test(text) && /[a-z]{2}/i.test(text) && !GUESSWORK.test(text);
}

/** `7/3/2026`, `30.7.`: day or month first? A decimal number before its unit is none of that. */
const GUESSWORK = /\d\/\d|\d\.\d(?!\d*\s*[a-z])/i;

/** No date is longer; what is would only cost time. */
const LONGEST = 100;

function strictly(text: string, moment: Here): Value | DateRefusal {
  if (!text.trim()) return dateRefusal('the date is empty', EXPECTED_DATE);
  if (text.length > LONGEST) return dateRefusal('the text is too long for a date', EXPECTED_DATE);
  const value = evaluate(text, moment);
  return !isDateRefusal(value) && value.kind === 'date' && !isInTime(value.at) ? outOfTime() : value;
}

function tryEnglish(text: string, clock: Clock, strict: DateRefusal, english: EnglishReader | undefined): ResolvedDate {
  if (!english || !worthEnglish(text)) return strict;
  const date = english(text, clock);
  if (date) return date.ok && !isInTime(date.at) ? outOfTime() : date;
  const phrase = text.trim();
  const start = text.indexOf(phrase);
  if (strict.offset !== start || !PHRASE.test(phrase)) return strict;
  return dateRefusal(`"${phrase}" is no date`, EXPECTED_DATE, { offset: start });
}

/** What is complained about as a whole, since its first word alone says little. */
const PHRASE = /^\d{0,2}\s*[a-z]/i;

function reading({ at, exact, reading: how }: DateValue): ResolvedDate {
  return { ok: true, at, exact, reading: how };
}
