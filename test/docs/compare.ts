/** What is another one each time a line is typed, and what stands for it. */
const VARIES: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<id>'],
  [/\b\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?(\.\d+)?(Z| UTC)?)?/g, '<when>'],
  [/\b\d\d:\d\d(:\d\d)?\b/g, '<when>'],
  [/\b[0-9a-f]{7,64}\b/g, '<id>'],
  [/\b(in )?\d+(\.\d+)? ?(ms|s|min|h|d|w|wk|mo|y|[Kk]B|MB|seconds?|minutes?|hours?|days?)( ago)?\b/g, '<when>'],
  [/\bnow\b/g, '<when>'],
  [/\b(mon|tue|wed|thu|fri|sat|sun|today|tomorrow|yesterday)(day|sday|nesday|rsday|urday)?\b/gi, '<when>'],
  [/\b(January|February|March|April|May|June|July|August|September|October|November|December)\b( \d+)?/g, '<when>'],
  [/\b(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b( \d+)?/g, '<when>'],
  [/-?\b\d+\.\d+\b/g, '<number>'],
  [/\bpid \d+/g, 'pid <number>'],
  [/\b(Undone|Redone|back|undone):? \d+/g, '$1 <number>'],
  [/^ *\d+ +(?=<when>)/gm, '<number> '],
  [/(<when>[ ,]*)+/g, '<when> '],
  [/[─━]{2,}/g, '─'],
];

/**
 * A text without what varies, on one line: where a table breaks depends on how wide its cells are.
 */
export function masked(text: string): string {
  return VARIES.reduce((so, [pattern, mark]) => so.replace(pattern, mark), text)
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** Is this what was said? `…` stands for anything. */
export function fits(expected: string, said: string): boolean {
  const parts = masked(expected)
    .split('…')
    .map((part) => part.trim().replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(masked(said));
}
