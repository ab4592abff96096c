import type { Capabilities } from './provider.ts';
import type { Tokens, TokenUsage } from './run-event.ts';

export const NO_TOKENS: Tokens = { input: 0, output: 0, cached: 0 };
export const NO_USAGE: TokenUsage = { tokens: NO_TOKENS, turns: 0 };

export function plus(a: Tokens, b: Tokens): Tokens {
  return { input: a.input + b.input, output: a.output + b.output, cached: a.cached + b.cached };
}

function most(a: Tokens, b: Tokens): Tokens {
  return {
    input: Math.max(a.input, b.input),
    output: Math.max(a.output, b.output),
    cached: Math.max(a.cached, b.cached),
  };
}

/**
 * Computes the usage of a complete conversation. `before` is the usage before a process, `now` the usage that its
 * reader counted. After a kill, `remembered` is the usage in the files of the agent's program. The larger number
 * counts, because a killed program may not have written its last message.
 */
export function totalUsage(
  before: TokenUsage,
  now: TokenUsage,
  { usage: counts }: Pick<Capabilities, 'usage'>,
  remembered: TokenUsage = NO_USAGE,
): TokenUsage {
  const told = counts === 'process' ? plus(before.tokens, now.tokens) : most(before.tokens, now.tokens);
  const costs = [before.costUsd, now.costUsd].filter((cost) => cost !== undefined);
  return {
    tokens: most(told, remembered.tokens),
    ...(costs.length > 0 && { costUsd: costs.reduce((sum, cost) => sum + cost) }),
    turns: Math.max(before.turns + now.turns, remembered.turns),
  };
}
