/** Matches the beginning of a fenced code block: its marks, and its language. */
const FENCE = /^ {0,3}(`{3,}|~{3,})\s*([^`\s]*)/;

/** A comment's text without its suggestions, and the lines of each suggestion. No lines: it deletes the lines. */
interface SuggestingText {
  rest: string;
  suggestions: string[][];
}

/**
 * Reads the suggestions of a review comment, as GitHub writes them: fenced blocks of the language `suggestion`. Their
 * lines replace the lines of the comment.
 */
export function readSuggestions(text: string): SuggestingText {
  const rest: string[] = [];
  const suggestions: string[][] = [];
  let open: { marks: string; isSuggestion: boolean; lines: string[] } | undefined;
  for (const line of text.split(/\r?\n/)) {
    const [, marks = '', language = ''] = FENCE.exec(line) ?? [];
    if (open) {
      open.lines.push(line);
      if (!marks.startsWith(open.marks) || line.trim() !== marks) continue;
      if (open.isSuggestion) suggestions.push(open.lines.slice(1, -1));
      else rest.push(...open.lines);
      open = undefined;
    } else if (marks !== '') open = { marks, isSuggestion: language === 'suggestion', lines: [line] };
    else rest.push(line);
  }
  return { rest: [...rest, ...(open?.lines ?? [])].join('\n'), suggestions };
}

/** Returns the text of a comment that suggests other lines, with a fence that the lines can't end. */
export function suggestionText(lines: readonly string[]): string {
  const longest = Math.max(2, ...lines.map((line) => /^ {0,3}(`*)/.exec(line)![1]!.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}suggestion`, ...lines, fence].join('\n');
}
