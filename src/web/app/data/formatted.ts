import { type Signal, signal } from '@preact/signals';
import { type MarkdownNode, MOST_MARKDOWN } from '../../../text/markdown/nodes.ts';
import { board, Refusal } from './api.ts';
import { gathered } from './gather.ts';
import { canPass, createRetry } from './retry.ts';

/** The nodes of a text. Undefined until the server has read it, and null if it is too long. */
export type Formatted = Signal<MarkdownNode[] | null | undefined>;

/** Maximum number of texts whose nodes are kept. */
const KEPT = 200;
/** Maximum size of a request: its texts, and all their characters. */
const MOST = { texts: 100, characters: 400_000 };

const known = new Map<string, Formatted>();
/** Texts that the server hasn't read yet. */
const waiting = new Map<string, Formatted>();
let asking = false;

const retry = createRetry(() => void ask());
const soon = gathered({ ask: () => void ask(), isAsking: () => asking });

/** Returns the nodes of a Markdown text. The server reads all texts of a page in one request. */
export function formatted(text: string): Formatted {
  const old = known.get(text);
  if (old) return old;
  const entry: Formatted = signal(text.length > MOST_MARKDOWN ? null : undefined);
  known.set(text, entry);
  for (const [first] of known) if (known.size > KEPT) known.delete(first);
  if (entry.value === undefined) {
    waiting.set(text, entry);
    soon();
  }
  return entry;
}

async function ask(): Promise<void> {
  const texts = nextTexts();
  if (asking || texts.length === 0) return;
  asking = true;
  retry.asked();
  try {
    const { markdown } = await board.format({ markdown: texts });
    for (const [i, text] of texts.entries()) {
      waiting.get(text)!.value = markdown[i] ?? null;
      waiting.delete(text);
    }
    retry.answered();
    if (waiting.size > 0) soon();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // Texts that the server refuses to read stay plain.
    if (!canPass(error)) for (const text of texts) waiting.delete(text);
    retry.failed(error);
  } finally {
    asking = false;
  }
}

function nextTexts(): string[] {
  const texts: string[] = [];
  let left = MOST.characters;
  for (const text of waiting.keys()) {
    left -= text.length;
    if (texts.length === MOST.texts || left < 0) break;
    texts.push(text);
  }
  return texts;
}
