import { FilterError } from '../../../filter/index.ts';

/** Maximum number of corrections in one filter. */
const MOST = 6;

/**
 * Returns the filter of a line without its errors. The command may have added terms around it.
 * @param texts the texts of the line that can be the filter
 */
export async function rightFilterOf(
  { filter }: FilterError,
  texts: readonly string[],
  check: (filter: string) => Promise<unknown>,
): Promise<string | undefined> {
  const text = texts.find((each) => filter.includes(each));
  if (text === undefined) return undefined;
  try {
    await check(text);
    return undefined;
  } catch (error) {
    if (error instanceof FilterError) return rightFilter(error, check);
    throw error;
  }
}

/**
 * Corrects a filter: nearest names, and missing parentheses. It loses no term.
 * @param check reads a filter and throws its errors
 * @returns undefined if it has an error without a correction
 */
async function rightFilter(
  error: FilterError,
  check: (filter: string) => Promise<unknown>,
): Promise<string | undefined> {
  let found = error;
  for (let count = 0; count < MOST; count++) {
    const text = corrected(found).trim();
    if (text === '') return undefined;
    try {
      await check(text);
      return text;
    } catch (next) {
      if (!(next instanceof FilterError)) throw next;
      found = next;
    }
  }
  return undefined;
}

function corrected({ filter, problems: [problem] }: FilterError): string {
  if (!problem) return '';
  const { offset, length, nearest, hint = '' } = problem;
  const with_ = (text: string) => `${filter.slice(0, offset)}${text}${filter.slice(offset + length)}`;
  // A near name can be a whole term: `created:today` is `entry:today`.
  if (nearest?.includes(':') && filter[offset - 1] === ':') return withTerm(filter, offset, length, nearest);
  if (nearest !== undefined) return with_(nearest);
  const [, term] = /^did you mean ([+-]?\S+)$/.exec(hint) ?? [];
  if (term !== undefined) return withTerm(filter, offset, length, term);
  const balanced = withParentheses(filter.replace(/(?:^|\s)(?:and|or|xor|not|!)\s*(?=\)|$)/gi, ' ').trim());
  return balanced === filter ? '' : balanced;
}

/** Adds missing parentheses at the end, and removes those that close nothing. */
function withParentheses(filter: string): string {
  let open = 0;
  let text = '';
  for (const letter of filter) {
    if (letter === ')' && open === 0) continue;
    if (letter === '(') open++;
    if (letter === ')') open--;
    text += letter;
  }
  return `${text}${' )'.repeat(open)}`.replace(/\(\s*\)/g, ' ');
}

/** Puts another term at a position. */
function withTerm(filter: string, offset: number, length: number, other: string): string {
  const from = filter.slice(0, offset).search(/(?:[\w.]+\s*[=!<>~]+\s*)?\S*$/);
  const end = offset + length;
  return `${filter.slice(0, from)}${other}${filter.slice(end).replace(/^\S*/, '')}`;
}
