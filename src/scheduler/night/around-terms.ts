import { countResults } from '../../domain/runs/unreviewed.ts';
import { presentStop, rulesIn } from '../../runs/autonomy/rules-in.ts';
import { runsIn } from '../../runs/find-run.ts';
import { PROVIDERS } from '../../runs/providers/index.ts';
import { runSettings } from '../../runs/run-settings.ts';
import type { TermsAround } from '../../text/runs/night.ts';
import { knownAgents } from '../../work/agents/known-agents.ts';
import type { Context } from '../../work/workspace/context.ts';

/** Reads what a person has to know beside the terms of a night. */
export function aroundTerms({ store, clock, repositories }: Context): TermsAround {
  const { state } = store;
  const judges = repositories.all.flatMap(({ name }) => runSettings(state, name).judges);
  const used = new Set([...runsIn(state).map(({ agent }) => agent), ...judges]);
  const silent = knownAgents(state).filter(
    ({ name, provider, enabled }) => enabled && PROVIDERS[provider].capabilities.cost === 'never' && used.has(name),
  );
  return {
    clock,
    waiting: countResults(runsIn(state)).waiting,
    lands: rulesIn(store).rules.some(({ effect }) => effect === 'land'),
    isStopped: presentStop(state) !== undefined,
    unpriced: silent.map(({ name }) => name),
  };
}
