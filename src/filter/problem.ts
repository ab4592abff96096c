import { clip } from '../base/clip.ts';
import { present } from '../base/present.ts';
import { BacklogError } from '../domain/errors.ts';

/** One thing that is wrong with a filter. Positions are UTF-16 units in its text. */
export interface FilterProblem {
  message: string;
  offset: number;
  length: number;
  /** What could stand there. */
  expected: string;
  /** A known name, or a corrected text, close to what was written. */
  nearest?: string | undefined;
  hint?: string | undefined;
  /** A date that failed as a strict one but may be plain English: load the reader and compile again. */
  mayBeEnglish?: true;
}

/** Limits of an error about a filter: characters of its text, and number of problems. */
const MOST = { filter: 2_000, text: 500, problems: 20 } as const;

/**
 * A filter that cannot be read, or whose pattern takes too long. Carries the problems that were found, first one first, no more than twenty.
 * `data` is `{filter, offset, length, expected, nearest?, errors: Problem[], more?}`: the filter up to 2,000 characters, and how many
 * problems there are besides.
 */
export class FilterError extends BacklogError {
  readonly problems: readonly FilterProblem[];
  /** As it was written, all of it. */
  readonly filter: string;
  /** Problems that are not told. */
  readonly more: number;
  /** Would the plain-English reader perhaps make sense of it? */
  readonly mayBeEnglish: boolean;

  constructor(filter: string, found: readonly [FilterProblem, ...FilterProblem[]]) {
    const problems = found.slice(0, MOST.problems).map(bounded);
    const more = found.length - problems.length;
    const first = problems[0]!;
    const { offset, length, expected } = first;
    super('filter', first.message, {
      hint: helpFor(first),
      data: {
        filter: clip(filter, MOST.filter),
        offset,
        length,
        expected,
        ...present({ nearest: first.nearest }),
        errors: problems,
        ...(more > 0 ? { more } : {}),
      },
    });
    this.name = 'FilterError';
    this.problems = problems;
    this.filter = filter;
    this.more = more;
    this.mayBeEnglish = found.some((problem) => problem.mayBeEnglish);
  }
}

function bounded(problem: FilterProblem): FilterProblem {
  const { message, expected, nearest, hint } = problem;
  return {
    ...problem,
    message: clip(message, MOST.text),
    expected: clip(expected, MOST.text),
    ...(nearest === undefined ? {} : { nearest: clip(nearest, MOST.text) }),
    ...(hint === undefined ? {} : { hint: clip(hint, MOST.text) }),
  };
}

/** What to do about a problem, in one line. */
export function helpFor({ nearest, hint, expected }: FilterProblem): string {
  if (nearest === undefined) return hint ?? `expected ${expected}`;
  return hint === undefined ? `did you mean ${nearest}?` : `did you mean ${nearest}? ${hint}`;
}

const WINDOW = 60;

/**
 * The filter on one line with a second one that points at the trouble. Line breaks and tabs are shown as blanks, and of a long filter
 * the part around the trouble.
 */
export function caretLine(filter: string, { offset, length }: Pick<FilterProblem, 'offset' | 'length'>): string {
  const start = offset > 2 * WINDOW || filter.length > 4 * WINDOW ? Math.max(0, offset - WINDOW) : 0;
  const end = filter.length > 4 * WINDOW ? offset + WINDOW : filter.length;
  const before = start > 0 ? '…' : '';
  const shown = filter.slice(start, end).replace(/\s/g, ' ');
  const room = Math.max(1, Math.min(length, shown.length - (offset - start)));
  return `${before}${shown}${end < filter.length ? '…' : ''}\n${' '.repeat(before.length + offset - start)}${'^'.repeat(room)}`;
}
