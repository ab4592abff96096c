import type { LanguageName } from './languages.ts';

/** Collects the parts of a text with their scopes, for highlight.js 11.12. */
interface Emitter {
  addText(text: string): void;
  startScope(scope: string): void;
  endScope(): void;
  openNode(scope: string): void;
  closeNode(): void;
  finalize(): void;
  toHTML(): string;
}

/** Creates a function that reads a text by the grammar of a language, and returns the emitter that collected it. */
export function createHighlighter<E extends Emitter>(emitter: new () => E): (text: string, language: LanguageName) => E;
