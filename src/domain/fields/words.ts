import { UNSAFE } from '../../base/unsafe-characters.ts';

export const STATUSES = ['pending', 'completed', 'deleted', 'recurring'] as const;
export const PRIORITIES = ['H', 'M', 'L'] as const;
export const LINK_TYPES = ['discovered-from', 'duplicates', 'relates'] as const;

/** Limits of a task's fields, in characters or elements. Stated here and nowhere else. */
export const TASK_LIMITS = {
  description: 500,
  annotation: 10_000,
  project: 200,
  tag: 100,
  tags: 100,
  depends: 1_000,
  scope: 200,
  glob: 500,
  acceptance: 100,
  criterion: 1_000,
  checks: 20,
  /** Agent, kind of work, recurrence. */
  word: 200,
} as const;

/** What a filter can write: no blank, no character that acts instead of being shown, no `, ; ?` or other syntax; starts with a letter, `_ @ # $` or non-ASCII. */
export const TAG = new RegExp(
  `^(?![\\s${UNSAFE}])[A-Za-z_@#$\\u{80}-\\u{10FFFF}][^\\s${UNSAFE},;:=()<>!~?"'/\\\\+*%^|&]*$`,
  'u',
);
/** Dotted segments of letters, digits, `_ -` and non-ASCII. */
export const PROJECT = /^[\p{L}\p{N}_-]+(\.[\p{L}\p{N}_-]+)*$/u;
