import type { Run } from '../../domain/records.ts';

/** Tokens that a program read: all, and the part that came from a cache. */
interface Read {
  input: number;
  cached: number;
}

type Priced = Pick<Run, 'provider' | 'model' | 'agent'>;

/** The price of a token from a cache, as a part of another one's. It is the same for the usual models. */
const CACHED = 0.1;

/**
 * Returns a function that estimates the US dollars of a round whose agent has reported no cost, from the tokens it read.
 * Claude Code reports its cost only at the end of a turn, and none after a kill. The price comes from earlier rounds of
 * the same program and model, so it includes their output. Undefined without such rounds, or without
 * tokens.
 */
export function costEstimator(runs: readonly Run[]): (run: Priced, read: Read) => number | undefined {
  const known = new Map<string, { usd: number; weight: number }>();
  for (const run of runs)
    for (const { usage } of run.rounds ?? []) {
      if (!usage?.costUsd) continue;
      const sum = known.get(keyOf(run)) ?? { usd: 0, weight: 0 };
      known.set(keyOf(run), { usd: sum.usd + usage.costUsd, weight: sum.weight + weightOf(usage) });
    }
  return (run, read) => {
    const sum = known.get(keyOf(run));
    return sum && sum.weight > 0 && weightOf(read) > 0 ? (weightOf(read) * sum.usd) / sum.weight : undefined;
  };
}

/** Agents of the provider `command` are different programs, so each has its own price. */
const keyOf = ({ provider, model = '', agent }: Priced): string =>
  `${provider} ${model} ${provider === 'command' ? agent : ''}`;

const weightOf = ({ input, cached }: Read): number => input - cached * (1 - CACHED);
