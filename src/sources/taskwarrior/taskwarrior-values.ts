import { clip } from '../../base/clip.ts';
import { PROJECT, TAG, TASK_LIMITS } from '../../domain/fields/words.ts';
import { isInstant, toInstant } from '../../domain/instant.ts';

const COMPACT = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
const FRACTION = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/;

/** Is this a date as Taskwarrior exports them? */
export function isCompact(value: unknown): boolean {
  return typeof value === 'string' && COMPACT.test(value);
}

/** `20260630T120000Z` as an instant; ISO text with fractions of a second too; anything else as it is. */
export function expandDate(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const iso = value.replace(COMPACT, '$1-$2-$3T$4:$5:$6Z');
  if (isInstant(iso)) return iso;
  return FRACTION.test(value) && !Number.isNaN(Date.parse(value)) ? toInstant(Date.parse(value)) : value;
}

/** An instant as Taskwarrior writes it. */
export function compactDate(instant: string): string {
  return instant.replaceAll(/[-:]/g, '');
}

/** A number as Taskwarrior exports it of an attribute that is not declared, `"2.500000"`, as a number; anything else as it is. */
export function numberSpelling(value: unknown): unknown {
  return typeof value === 'string' && /^-?\d+\.\d{6}$/.test(value) ? Number(value) : value;
}

/** Is it the same number after Taskwarrior, which keeps six places? */
export function staysNumber(value: number): boolean {
  return Number(value.toFixed(6)) === value;
}

/** All places of a number as text: `0.0000001`. */
export function decimals(value: number): string {
  return value.toLocaleString('en', { useGrouping: false, maximumSignificantDigits: 17 });
}

/** A title on one line, without characters that act instead of being shown, at most as long as a description. */
export function titleSpelling(text: string): string {
  return clip(text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim(), TASK_LIMITS.description);
}

/** The nearest spelling that a filter can write: `5min` is `_5min`, `a:b` is `a_b`; undefined when nothing of it can stay. */
export function tagSpelling(text: string): string | undefined {
  return spelled(text, TAG, /[\s\p{Cc},;:=()<>!~?"'/\\+*%^|&]+/gu, TASK_LIMITS.tag);
}

/** Likewise for a project: `Ops.Port side` is `Ops.Port_side`. */
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
