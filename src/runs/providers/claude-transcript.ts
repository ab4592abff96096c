import { messageTokens } from './claude-usage.ts';
import { parseFields, part, word } from './fields.ts';
import type { Tokens, Transcript } from './provider.ts';
import { NO_TOKENS, plus } from './usage.ts';

/**
 * `projects/<folder>/<session>.jsonl`, and `<session>/subagents/*.jsonl` beside it: one line per block of a message, every line of a
 * message with its usage as it was known then, the last one with the true output. It has the whole conversation, and no price.
 */
export const claudeTranscript: Transcript = {
  root: ({ CLAUDE_CONFIG_DIR, HOME = '' }) => `${CLAUDE_CONFIG_DIR ?? `${HOME}/.claude`}/projects`,
  isOf: (path, session) => path.endsWith(`/${session}.jsonl`) || path.includes(`/${session}/subagents/`),
  tally() {
    const messages = new Map<string, Tokens>();
    return {
      line(text) {
        const message = part(parseFields(text)?.message);
        const id = word(message.id);
        if (id === '' || message.role !== 'assistant' || message.model === '<synthetic>') return;
        const tokens = messageTokens(part(message.usage));
        const known = messages.get(id);
        messages.set(id, known && known.output > tokens.output ? known : tokens);
      },
      usage: () => ({ tokens: [...messages.values()].reduce(plus, NO_TOKENS), turns: messages.size }),
      resetsAt: () => undefined,
    };
  },
};
