import { clip } from '../../base/clip.ts';
import { PROJECT, TAG, TASK_LIMITS } from '../../domain/fields/words.ts';
import { isInstant, toInstant } from '../../domain/instant.ts';

const COMPACT = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
const FRACTION = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/;

/** Checks whether a value is a date in Taskwarrior's export format. */
export function isCompact(value: unknown): boolean {
  return typeof value === 'string' && COMPACT.test(value);
}

/** Converts `20260630T120000Z`, or ISO text with parts of a second, to an instant. Keeps other values. */
export function expandDate(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const iso = value.replace(COMPACT, '$1-$2-$3T$4:$5:$6Z');
  if (isInstant(iso)) return iso;
  return FRACTION.test(value) && !Number.isNaN(Date.parse(value)) ? toInstant(Date.parse(value)) : value;
}

/** Converts an instant to Taskwarrior's format. */
export function compactDate(instant: string): string {
  return instant.replaceAll(/[-:]/g, '');
}

/**
 * Converts a text such as `"2.500000"` to a number, because Taskwarrior exports numbers of undeclared attributes as
 * text. Returns other values unchanged.
 */
export function numberSpelling(value: unknown): unknown {
  return typeof value === 'string' && /^-?\d+\.\d{6}$/.test(value) ? Number(value) : value;
}

/** Checks whether Taskwarrior, which has six decimal places, can store a number exactly. */
export function staysNumber(value: number): boolean {
  return Number(value.toFixed(6)) === value;
}

/** Formats a number with all decimal places: `0.0000001`. */
export function decimals(value: number): string {
  return value.toLocaleString('en', { useGrouping: false, maximumSignificantDigits: 17 });
}

/** Puts a title on one line, without control characters, cut to the maximum length of a description. */
export function titleSpelling(text: string): string {
  return clip(text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim(), TASK_LIMITS.description);
}

/**
 * Returns the most similar tag that a filter can express: `5min` becomes `_5min`, `a:b` becomes `a_b`. Undefined if no
 * character is allowed.
 */
export function tagSpelling(text: string): string | undefined {
  return spelled(text, TAG, /[\s\p{Cc},;:=()<>!~?"'/\\+*%^|&]+/gu, TASK_LIMITS.tag);
}

/** Returns the most similar project name that a filter can express: `Ops.Port side` becomes `Ops.Port_side`. */
export function projectSpelling(text: string): string | undefined {
  const segments = text.split('.').map((segment) => segment.replaceAll(/[^\p{L}\p{N}_-]+/gu, '_'));
  return spelled(segments.filter(Boolean).join('.'), PROJECT, /$^/g, TASK_LIMITS.project);
}

function spelled(text: string, allowed: RegExp, foreign: RegExp, most: number): string | undefined {
  if (text.length <= most && allowed.test(text)) return text;
  const short = text.trim().slice(0, most - 1);
  return [short.replaceAll(foreign, '_'), `_${short.replaceAll(foreign, '_')}`].find(
    (candidate) => candidate.length <= most && allowed.test(candidate),
  );
}
