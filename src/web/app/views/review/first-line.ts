import { readSuggestions } from '../../../../domain/runs/suggestion.ts';

/**
 * Returns the first line of a comment without its suggestion, for the header of the folded comment. Tests load this
 * module in Node, which has no address bar, so it imports no view.
 */
export function firstLineOfComment(text: string): string {
  return readSuggestions(text).rest.trim().split('\n', 1)[0] || 'Suggestion';
}
