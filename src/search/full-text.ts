export { snippetOf } from './snippet.ts';
export { type Answer, createTextIndex, type Scored, type TextIndex } from './text-index.ts';
export { PLACES, type Unit } from './unit.ts';
