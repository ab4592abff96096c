import { present } from '../../base/present.ts';
import { costOf, type LineFields, mostCost, part, usageCount, wholeCount, word } from './printed-fields.ts';
import type { Tokens, TokenUsage } from './run-event.ts';
import { NO_TOKENS, plus } from './usage.ts';

/** Returns the tokens of one message. The API counts reads and writes of the cache separately from the input. */
export function messageTokens(usage: LineFields): Tokens {
  const cached = wholeCount(usage.cache_read_input_tokens);
  const input = wholeCount(usage.input_tokens) + wholeCount(usage.cache_creation_input_tokens) + cached;
  return { input, output: wholeCount(usage.output_tokens), cached };
}

/**
 * Counts the usage of a process. Each `result` has totals that include subagents (`modelUsage`, `total_cost_usd`); the
 * last totals replace earlier ones. In 2.1.328, the totals of a resumed process include those of the previous process,
 * unless that was killed. `model_usage_since_last_result` has the part of the new process. Before a `result`, each
 * message counts once, and its output counts as 1 until the turn ends.
 */
export function usageSoFar() {
  let before: Total | undefined;
  let settled: Total = { tokens: NO_TOKENS, costUsd: 0 };
  let costUsd: number | undefined;
  let since = NO_TOKENS;
  const seen = new Set<string>();
  return {
    /**
     * Counts a message's usage. Returns false if the message was counted before, because Claude Code prints a message
     * once for each block of its content.
     */
    message(message: LineFields): boolean {
      const id = word(message.id);
      if (id === '' || seen.has(id)) return false;
      seen.add(id);
      since = plus(since, messageTokens(part(message.usage)));
      return true;
    },
    result(result: LineFields): void {
      const total = { tokens: totalOf(part(result.modelUsage)), costUsd: usageCount(result.total_cost_usd) };
      before ??= carriedOver(total, result.model_usage_since_last_result);
      settled = less(total, before);
      since = NO_TOKENS;
      if (costOf(result.total_cost_usd) !== undefined) costUsd = mostCost(costUsd, settled.costUsd);
    },
    usage: (): TokenUsage => ({
      tokens: plus(settled.tokens, since),
      ...present({ costUsd }),
      turns: seen.size,
    }),
  };
}

interface Total {
  tokens: Tokens;
  costUsd: number;
}

/** Difference in US dollars that counts as a rounding error. */
const ROUNDING = 1e-9;

/**
 * Returns the part of a first result's totals that earlier processes used. Returns zero if Claude Code doesn't report
 * the new part.
 */
function carriedOver(total: Total, sinceLast: unknown): Total {
  const models = part(sinceLast);
  const costUsd = Object.values(models).reduce<number>((sum, model) => sum + usageCount(part(model).costUSD), 0);
  const carried = less(total, { tokens: totalOf(models), costUsd });
  const told = typeof sinceLast === 'object' && sinceLast !== null;
  return told && carried.costUsd > ROUNDING ? carried : { tokens: NO_TOKENS, costUsd: 0 };
}

function less(a: Total, b: Total): Total {
  const rest = (name: keyof Tokens) => Math.max(0, a.tokens[name] - b.tokens[name]);
  return {
    tokens: { input: rest('input'), output: rest('output'), cached: rest('cached') },
    costUsd: Math.max(0, a.costUsd - b.costUsd),
  };
}

function totalOf(models: LineFields): Tokens {
  return Object.values(models)
    .map(part)
    .map((model) => {
      const cached = wholeCount(model.cacheReadInputTokens);
      const input = wholeCount(model.inputTokens) + wholeCount(model.cacheCreationInputTokens) + cached;
      return { input, output: wholeCount(model.outputTokens), cached };
    })
    .reduce(plus, NO_TOKENS);
}
