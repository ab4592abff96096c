export type { Scored } from './best.ts';
export { PARTS, type TextUnit } from './postings.ts';
export { snippetOf } from './snippet.ts';
export { createTextIndex, type TextIndex, type TextMatches as Answer } from './text-index.ts';
