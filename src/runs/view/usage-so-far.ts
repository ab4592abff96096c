import { present } from '../../base/present.ts';
import type { Run } from '../../domain/records.ts';
import { isLive } from '../../domain/runs/run-states.ts';
import { PROVIDERS } from '../providers/index.ts';
import type { TokenUsage } from '../providers/provider.ts';
import { NO_USAGE, totalUsage } from '../providers/usage.ts';
import { reportedUsage } from './reported-usage.ts';

type Used = NonNullable<Run['usage']>;

/**
 * Computes a run's usage so far; undefined if nothing is known. The record has the usage of ended rounds. The events
 * have that of the present round, so that not every message needs a commit in the store.
 */
export function usageNow(run: Run, eventsFile: string): Used | undefined {
  const last = run.rounds?.at(-1);
  const said = isLive(run.state) && last && last.ended === undefined ? reportedUsage(eventsFile, last.n) : undefined;
  return said ? totalOf(run, said) : run.usage;
}

function totalOf(run: Run, said: TokenUsage): Used {
  return storedUsage(totalUsage(usageOfRun(run), said, PROVIDERS[run.provider].capabilities));
}

/**
 * Computes the usage so far of a run's unfinished round, which its record doesn't have yet, also if its supervisor died;
 * undefined if there is none or its agent reported nothing.
 */
export function usageOfRoundNow(run: Run, eventsFile: string): Used | undefined {
  const last = run.rounds?.at(-1);
  const said = last && last.ended === undefined ? reportedUsage(eventsFile, last.n) : undefined;
  if (!said) return undefined;
  const all = totalOf(run, said);
  const { usage: before } = run;
  const since = (name: 'input' | 'output' | 'cached' | 'turns') => Math.max(0, all[name] - (before?.[name] ?? 0));
  const costUsd = all.costUsd === undefined ? undefined : Math.max(0, all.costUsd - (before?.costUsd ?? 0));
  return {
    ...{ input: since('input'), output: since('output'), cached: since('cached'), turns: since('turns') },
    ...present({ costUsd }),
  };
}

/** Converts the usage in a run's record to the form of providers. */
export function usageOfRun({ usage }: Pick<Run, 'usage'>): TokenUsage {
  if (!usage) return NO_USAGE;
  const { input, output, cached, turns, costUsd } = usage;
  return { tokens: { input, output, cached }, turns, ...present({ costUsd }) };
}

/** Converts usage from a provider to the form in a run's record. */
export function storedUsage({ tokens, turns, costUsd }: TokenUsage): Used {
  return { ...tokens, turns, ...present({ costUsd }) };
}
