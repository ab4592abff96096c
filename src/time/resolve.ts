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

/** Reads a date in plain English. Returns undefined for other text. `loadEnglish()` loads such a reader. */
export type EnglishReader = (text: string, clock: Clock) => ResolvedDate | undefined;

/** The value of a text: a date or a length of time. */
export type Evaluated = { ok: true; value: Value } | DateRefusal;

export type ResolvedDuration = { ok: true; duration: Duration; ms: number } | DateRefusal;

/**
 * Reads a date: epoch seconds, ISO 8601, a time of day, a name of `DATE_NAMES`, a duration from now, or sums of these.
 * The syntax is Taskwarrior 2.6's, with the differences listed in index.ts. If that fails, `english` reads the text, if
 * it is given.
 * @throws RangeError for an unknown zone
 */
export function resolveDate(text: string, clock: Clock, english?: EnglishReader): ResolvedDate {
  const moment = here(clock);
  const value = strictly(text, moment);
  const date = isDateRefusal(value) || value.kind === 'date' ? value : fromNow(value.duration, moment);
  return isDateRefusal(date) ? tryEnglish(text, clock, date, english) : reading(date);
}

/** Evaluates a text like {@link resolveDate}, but a duration stays a duration (`eom - now`, `3d`). */
export function resolveExpression(text: string, clock: Clock, english?: EnglishReader): Evaluated {
  const value = strictly(text, here(clock));
  if (!isDateRefusal(value)) return { ok: true, value };
  const other = tryEnglish(text, clock, value, english);
  if (!other.ok) return other;
  return { ok: true, value: { kind: 'date', at: other.at, exact: other.exact, reading: other.reading } };
}

/**
 * Reads a duration with or without a sign. The result's `ms` uses Taskwarrior's fixed lengths: month 30 days, quarter
 * 91, year 365.
 */
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
 * Checks whether the English reader should read a text that is not a strict date. It should not read single words,
 * which are date words or misspelt ones. It should not read digits with slashes, because it would guess the order of
 * day and month.
 */
export function worthEnglish(text: string): boolean {
  return text.length <= LONGEST && /^\s*\S+\s+\S/.test(text) && /[a-z]{2}/i.test(text) && !GUESSWORK.test(text);
}

/** Matches dates whose first number may be day or month, `7/3/2026`, `30.7.`, but no number with a unit. */
const GUESSWORK = /\d\/\d|\d\.\d(?!\d*\s*[a-z])/i;

/** Maximum length of a text, in characters. It limits the time for texts that cannot be dates. */
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
  return dateRefusal(`"${phrase}" is not a date`, EXPECTED_DATE, { offset: start });
}

/** Matches a phrase whose first word explains little. An error quotes the whole phrase. */
const PHRASE = /^\d{0,2}\s*[a-z]/i;

function reading({ at, exact, day, reading: how }: DateValue): ResolvedDate {
  return { ok: true, at, exact, ...(day === undefined ? {} : { day }), reading: how };
}
