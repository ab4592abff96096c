import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Every page with lines to type. */
export const PAGES = [
  ...['README.md', 'CONTRIBUTING.md', 'plugin/README.md'],
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => `docs/${name}`),
]
  .filter((name) => name.endsWith('.md'))
  .sort();

/** What a page tells people to type, and what it says comes of it. */
export interface Line {
  /** With the lines of a text that the shell reads after it. */
  typed: string;
  /** What the page shows below it; undefined for one that shows nothing. */
  shown?: string[];
  /** Typed for the reader, who does it in the client or waits: `<!-- meanwhile: … -->`. */
  hidden?: true;
}

export interface Page {
  name: string;
  lines: Line[];
  /** Where it is played: `<!-- played in: NAME -->`. */
  place: string;
  /** Does it show what comes of its lines? */
  shows: boolean;
}

const PART =
  /^```console\n(?<block>[\s\S]*?)^```$|^```sh\n(?<shell>[\s\S]*?)^```$|^<!-- meanwhile: (?<hidden>[\s\S]*?) -->$/gm;

export function pageOf(name: string): Page {
  const text = readFileSync(join(root, name), 'utf8');
  const lines = [...text.matchAll(PART)].flatMap(({ groups: { block, shell, hidden } = {} }): Line[] =>
    hidden === undefined ? [...linesOf(block ?? ''), ...commandsOf(shell ?? '')] : [{ typed: hidden, hidden: true }],
  );
  const [, place = 'queue'] = /<!-- played in: ([\w-]+)/.exec(text) ?? [];
  return { name, lines, place, shows: /<!-- played in: [\w-]+, shown -->/.test(text) };
}

/** `$ ` begins what is typed, `> ` goes on with it; all else is what comes of it. */
function linesOf(block: string): Line[] {
  const lines: Line[] = [];
  for (const text of block.split('\n').slice(0, -1)) {
    const last = lines.at(-1);
    if (text.startsWith('$ ')) lines.push({ typed: text.slice(2) });
    else if (last && /^> ?/.test(text) && !last.shown) last.typed += `\n${text.replace(/^> ?/, '')}`;
    else if (last) last.shown = [...(last.shown ?? []), text];
  }
  return lines;
}

/** A block of a shell shows nothing; a line that ends with `\\` goes on in the next one, a text that the shell reads up to its last word. */
function commandsOf(block: string): Line[] {
  return (block.match(/.*<<'(\w+)'\n[\s\S]*?^\1$|(?:.*\\\n)*.+/gm) ?? []).map((typed) => ({ typed }));
}

/** A line without what stands behind `#`. */
export const withoutRemark = (typed: string) => typed.replace(/\s+# .*$/s, '');

/** Writes what came of the lines into the page, in the place of what it showed; `…` lines of a page stay with what stands around them. */
export function writeShown(name: string, said: readonly string[]): void {
  const file = join(root, name);
  let next = 0;
  const text = readFileSync(file, 'utf8').replace(PART, (whole, block: string | undefined, shell?: string) => {
    if (block === undefined) {
      next += shell === undefined ? 1 : commandsOf(shell).length;
      return whole;
    }
    const lines = linesOf(block).map(({ typed, shown }) => {
      const came = said[next++] ?? '';
      const kept = shown?.includes('…') ? shown.join('\n') : came.trimEnd();
      return [`$ ${typed.split('\n').join('\n> ')}`, ...(kept === '' ? [] : [kept])].join('\n');
    });
    return `\`\`\`console\n${lines.join('\n')}\n\`\`\``;
  });
  writeFileSync(file, text);
}
