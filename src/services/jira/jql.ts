import { clip } from '../../base/clip.ts';
import { refuse } from '../../domain/errors.ts';

const MINUTE_MS = 60_000;

/**
 * Time in which a search of Jira may not yet find a change. Each read goes back so far, so it sees a late one. Atlassian
 * names no figure; searches are "eventually consistent" within seconds.
 */
export const LAG_MS = 5 * MINUTE_MS;

const LONGEST = 2_000;

/**
 * Checks the filter of a source, which is a condition of JQL. Jira finds the other errors.
 * @throws BacklogError `invalid`
 */
export function checkJql(text: string): void {
  const outside = text.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""');
  const why =
    text.length > LONGEST
      ? `has more than ${LONGEST} characters`
      : /\border\s+by\b/i.test(outside)
        ? 'contains ORDER BY, and Backlog sets the order'
        : !isBalanced(outside) || /["']/.test(outside.replaceAll('""', ''))
          ? 'has a bracket or a quote without its other one'
          : undefined;
  if (why !== undefined)
    refuse('invalid', `the filter ${why}: "${clip(text, 100)}"`, {
      hint: 'Use a condition of JQL. For example: `backlog source add jira acme.atlassian.net/APP --filter "labels = agent"`',
      data: { received: clip(text, 200) },
    });
}

/** A closing bracket too many would end the condition that names the project. */
function isBalanced(text: string): boolean {
  let depth = 0;
  for (const char of text) {
    if (char === '(') depth++;
    else if (char === ')' && --depth < 0) return false;
  }
  return depth === 0;
}

/**
 * Returns the condition for changes since a time. Jira compares whole minutes in the time zone of the user's profile, so
 * the time is written as a distance from the server's now.
 */
export function sinceText(field: 'updated' | 'created', since: number, serverNow: number): string {
  const minutes = Math.max(0, Math.ceil((serverNow - since) / MINUTE_MS)) + 1;
  return `${field} >= -${minutes}m`;
}

/** Joins conditions for a project. Its order doesn't change while issues are edited. */
export function jqlOf(key: string, conditions: readonly string[]): string {
  const all = [`project = "${key}"`, ...conditions.filter((one) => one !== '').map((one) => `(${one})`)];
  return `${all.join(' AND ')} ORDER BY created ASC, key ASC`;
}

/** Matches what a filter asks of labels, and other texts in quotation marks, whose words mean nothing. */
const LABEL_OR_TEXT =
  /\blabels\s*=\s*(?:"([^"\s]+)"|'([^'\s]+)'|([\p{L}\p{M}\p{N}_.:-]+))|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/giu;

/** Returns the labels that a filter asks for, so that a new issue fits. Only a filter without a choice says so. */
export function labelsOf(filter: string): string[] {
  if (/\b(or|not)\b/i.test(filter.replaceAll(LABEL_OR_TEXT, ' '))) return [];
  return Array.from(filter.matchAll(LABEL_OR_TEXT), ([, ...labels]) => labels.find(Boolean) ?? '').filter(Boolean);
}
