import { inIdleTime } from './idle.ts';
import { languageCalled } from './languages.ts';
import { colouredPieces } from './spans.ts';

/** Maximum length of a coloured code block, in characters. */
const MOST = 12_000;

/**
 * Colours the code blocks of rendered Markdown when they first become visible.
 * @returns a function that stops the colouring
 */
export function colourBlocks(markdown: HTMLElement): () => void {
  const ends: (() => void)[] = [];
  const sight = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      sight.unobserve(target);
      // If the highlighter fails to load, the block stays uncoloured.
      void colourBlock(target as HTMLElement, (end) => ends.push(end)).catch(() => undefined);
    }
  });
  for (const block of markdown.querySelectorAll('pre > code[class]')) sight.observe(block);
  return () => {
    sight.disconnect();
    for (const end of ends) end();
  };
}

async function colourBlock(block: HTMLElement, ends: (end: () => void) => void): Promise<void> {
  const language = languageCalled(block.className.slice('language-'.length));
  const text = block.textContent ?? '';
  // The names that replace hidden characters are not part of the code.
  if (!language || text.length > MOST || block.querySelector('.hidden-character')) return;
  const { loadGrammar, runsOfLines } = await import('./runs.ts');
  await loadGrammar(language);
  ends(
    inIdleTime(() => {
      const lines = text.split('\n');
      const runs = runsOfLines(lines, language);
      block.replaceChildren(
        ...lines.flatMap((line, i) => [...nodesOf(line, runs[i]), ...(i + 1 < lines.length ? ['\n'] : [])]),
      );
      return false;
    }),
  );
}

function nodesOf(line: string, runs: Parameters<typeof colouredPieces>[1]): (Node | string)[] {
  const [{ spans } = { spans: [] }] = colouredPieces([{ text: line, changed: false }], runs);
  return spans.map(({ text, colour }) => {
    if (!colour) return text;
    const span = document.createElement('span');
    span.className = `code-${colour}`;
    span.textContent = text;
    return span;
  });
}
