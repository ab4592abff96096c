export type { Scored } from './best.ts';
export { snippetOf } from './snippet.ts';
export { type Answer, createTextIndex, type TextIndex } from './text-index.ts';
export { PARTS, type TextUnit } from './unit.ts';
