import { clip } from '../base/clip.ts';
import { present } from '../base/present.ts';
import { BacklogError } from '../domain/errors.ts';

/** One error in a filter. Positions are UTF-16 units of its text. */
export interface FilterProblem {
  message: string;
  offset: number;
  length: number;
  /** Description of the valid inputs at this position. */
  expected: string;
  /** The known name or corrected text that is most similar to the input. */
  nearest?: string | undefined;
  hint?: string | undefined;
  /** True if the text is no strict date but may be English. Then load the English reader and compile again. */
  mayBeEnglish?: true;
}

/** Limits of a filter error: characters of the filter, characters of each message, and number of problems. */
const MOST = { filter: 2_000, text: 500, problems: 20 } as const;

/**
 * The error for an unreadable filter, or for a filter whose pattern takes too long. It has at most twenty problems, in
 * text order. `data` is `{filter, offset, length, expected, nearest?, errors: Problem[], more?}`. `filter` is cut after
 * 2,000 characters, and `more` is the number of problems left out.
 */
export class FilterError extends BacklogError {
  readonly problems: readonly FilterProblem[];
  /** The complete filter as written. */
  readonly filter: string;
  /** Number of problems that the error leaves out. */
  readonly more: number;
  /** True if the plain-English reader may be able to read a date of the filter. */
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
    ...present({ nearest: nearest && clip(nearest, MOST.text), hint: hint && clip(hint, MOST.text) }),
  };
}

/** Returns advice about a problem, in one line. */
export function helpFor({ nearest, hint, expected }: FilterProblem): string {
  if (nearest === undefined) return hint ?? `expected ${expected}`;
  return hint === undefined ? `did you mean ${nearest}?` : `did you mean ${nearest}? ${hint}`;
}

const WINDOW = 60;

/**
 * Returns the filter on one line, and a second line that marks the error. Replaces line breaks and tabs by blanks. Cuts
 * a long filter to the part around the error.
 */
export function caretLine(filter: string, { offset, length }: Pick<FilterProblem, 'offset' | 'length'>): string {
  const start = offset > 2 * WINDOW || filter.length > 4 * WINDOW ? Math.max(0, offset - WINDOW) : 0;
  const end = filter.length > 4 * WINDOW ? offset + WINDOW : filter.length;
  const before = start > 0 ? '…' : '';
  const shown = filter.slice(start, end).replace(/\s/g, ' ');
  const room = Math.max(1, Math.min(length, shown.length - (offset - start)));
  return `${before}${shown}${end < filter.length ? '…' : ''}\n${' '.repeat(before.length + offset - start)}${'^'.repeat(room)}`;
}
