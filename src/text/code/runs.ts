import { type ColourRun, MOST_LINE } from './colour-run.ts';
import { createHighlighter } from './highlighter.mjs';
import type { LanguageName } from './languages.ts';

/**
 * Maximum length in characters of a coloured text. The time of a grammar can grow with the square of the length of a
 * line: 16,000 equal letters took Java's 1.2 seconds.
 */
export const MOST_COLOURED = 16_000;

/** The grammar's scopes for each colour. */
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

/** Collects the characters that a grammar recognises, as runs of one colour, for highlight.js 11.12. */
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

const highlight = createHighlighter(Runs);

/** Returns the colour runs of each line of a text. A text or a line that is too long has none. */
export function runsOfLines(text: string, language: LanguageName): ColourRun[][] {
  const lines = text.split('\n').map((line) => (line.length > MOST_LINE ? '' : line));
  if (text.length > MOST_COLOURED) return lines.map(() => []);
  return splitRuns(highlight(lines.join('\n'), language).found, lines);
}

function splitRuns(runs: readonly ColourRun[], lines: readonly string[]): ColourRun[][] {
  let at = 0;
  let left = runs[0]?.length ?? 0;
  return lines.map((line) => {
    const own: ColourRun[] = [];
    // The coloured text had a line feed after each line, so the runs contain these line feeds, too.
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

/** Returns the colour of a scope, of its parent (`title.function` is a `title`), or of the surrounding scope. */
function colourOf(scope: string, around: string | undefined): string | undefined {
  if (scope === 'subst') return undefined;
  for (let name = scope; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('.')))) {
    const colour = BY_SCOPE.get(name);
    if (colour) return colour;
  }
  return around;
}
