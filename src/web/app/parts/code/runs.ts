import type { Emitter } from 'highlight.js';
import hljs from 'highlight.js/lib/core';
import { grammarOf } from './languages.ts';

/** Colour of code -> what the grammars call what has it. Each is a class `code-…` and a colour `--code-…`. */
const COLOURS: Readonly<Record<string, readonly string[]>> = {
  word: ['keyword', 'literal', 'selector-tag', 'name', 'doctag', 'variable.language', 'strong'],
  text: ['string', 'regexp', 'char', 'link', 'code'],
  number: ['number', 'symbol', 'bullet'],
  note: ['comment', 'quote'],
  name: ['title', 'section', 'function', 'selector-id', 'selector-class'],
  kind: ['type', 'built_in', 'class', 'title.class', 'selector-pseudo', 'selector-attr'],
  field: ['attr', 'attribute', 'property', 'variable', 'template-variable', 'meta'],
};

const BY_SCOPE = new Map(Object.entries(COLOURS).flatMap(([colour, scopes]) => scopes.map((scope) => [scope, colour])));

/** So many characters in one colour; without one they stay as they are. */
export interface ColourRun {
  length: number;
  colour: string | undefined;
}

/**
 * Takes what the grammar finds as runs of characters; neither a tree nor markup is made of it. What it has is what highlight.js 11.12 calls
 * of its own emitter.
 */
class Runs {
  readonly found: ColourRun[] = [];
  readonly #scopes: (string | undefined)[] = [];

  addText(text: string): void {
    const colour = this.#scopes.at(-1);
    const last = this.found.at(-1);
    if (last && last.colour === colour) last.length += text.length;
    else if (text !== '') this.found.push({ length: text.length, colour });
  }

  startScope(scope: string): void {
    this.#scopes.push(colourOf(scope, this.#scopes.at(-1)));
  }

  endScope(): void {
    this.#scopes.pop();
  }

  openNode(scope: string): void {
    this.startScope(scope);
  }

  closeNode(): void {
    this.endScope();
  }

  __addSublanguage({ found }: Runs): void {
    this.found.push(...found);
  }

  finalize(): void {}

  toHTML(): string {
    return '';
  }
}

const grammars = hljs.newInstance();
grammars.configure({ __emitter: Runs as unknown as new (options: unknown) => Emitter });

/** Can code of a language be coloured at once? */
export function isHighlighterReady(language: string): boolean {
  return grammars.getLanguage(language) !== undefined;
}

/** Loads what is needed to colour code of a language. */
export async function readied(language: string): Promise<void> {
  if (!isHighlighterReady(language)) grammars.registerLanguage(language, await grammarOf(language));
}

/** The runs of each of some lines, in a language that was readied. */
export function runsOfLines(lines: readonly string[], language: string): ColourRun[][] {
  const { _emitter } = grammars.highlight(lines.join('\n'), { language, ignoreIllegals: true });
  return splitRuns((_emitter as unknown as Runs).found, lines);
}

function splitRuns(runs: readonly ColourRun[], lines: readonly string[]): ColourRun[][] {
  let at = 0;
  let left = runs[0]?.length ?? 0;
  return lines.map((line) => {
    const own: ColourRun[] = [];
    // The end of the line is one character of a run, too.
    for (let wanted = line.length + 1; wanted > 0 && at < runs.length; ) {
      const length = Math.min(wanted, left);
      wanted -= length;
      left -= length;
      const shown = wanted === 0 ? length - 1 : length;
      if (shown > 0) own.push({ length: shown, colour: runs[at]!.colour });
      if (left === 0) left = runs[++at]?.length ?? 0;
    }
    return own;
  });
}

/** The colour of a scope: its own, else that of what it is a part of (`title.function` is a `title`), else what is around it. */
function colourOf(scope: string, around: string | undefined): string | undefined {
  if (scope === 'subst') return undefined;
  for (let name = scope; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('.')))) {
    const colour = BY_SCOPE.get(name);
    if (colour) return colour;
  }
  return around;
}
