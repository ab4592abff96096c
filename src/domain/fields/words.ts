import { UNSAFE } from '../../base/unsafe-characters.ts';

export const STATUSES = ['pending', 'completed', 'deleted', 'recurring'] as const;
export const PRIORITIES = ['H', 'M', 'L'] as const;
/** Priorities as other programs write them: P0 is the highest. */
export const PRIORITY_WORDS: Readonly<Record<string, (typeof PRIORITIES)[number]>> = {
  ...{ h: 'H', p0: 'H', p1: 'H', 0: 'H', 1: 'H', critical: 'H', urgent: 'H', high: 'H' },
  ...{ highest: 'H', blocker: 'H' },
  ...{ m: 'M', p2: 'M', 2: 'M', medium: 'M', normal: 'M' },
  ...{ l: 'L', p3: 'L', p4: 'L', p5: 'L', 3: 'L', 4: 'L', 5: 'L', low: 'L' },
  ...{ lowest: 'L', minor: 'L', trivial: 'L' },
};

export const LINK_TYPES = ['discovered-from', 'duplicates', 'relates'] as const;

/** Maximum sizes of a task's fields, in characters or elements. */
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
  /** Maximum length of the command of a criterion. */
  by: 500,
  checks: 20,
  /** Maximum length of an assignee, a type, a recurrence, an author and the name of a check. */
  word: 200,
} as const;

/**
 * Matches a valid tag, which a filter can express. It has no blank, control character or filter syntax (`, ; ?` …). It
 * starts with a letter, `_ @ # $` or a non-ASCII character.
 */
export const TAG = new RegExp(
  `^(?![\\s${UNSAFE}])[A-Za-z_@#$\\u{80}-\\u{10FFFF}][^\\s${UNSAFE},;:=()<>!~?"'/\\\\+*%^|&]*$`,
  'u',
);
/** Matches a valid project: segments of letters, digits, `_ -` and non-ASCII characters, joined by dots. */
export const PROJECT = /^[\p{L}\p{N}_-]+(\.[\p{L}\p{N}_-]+)*$/u;
/** Matches a report of progress: `60%`, or the remaining time as an ISO 8601 duration. */
export const PROGRESS = /^(?:(?:100|[1-9]?\d)%|P\S+)$/;

/** Fields that are computed for each response and never stored. Exports may have them; imports ignore them. */
export const DERIVED = ['urgency', 'state', 'objections'] as const;
