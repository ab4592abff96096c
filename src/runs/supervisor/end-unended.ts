import { agentNamed } from '../../work/agents/known-agents.ts';
import { usageAfterKill } from '../providers/after-kill.ts';
import { PROVIDERS } from '../providers/index.ts';
import { NO_USAGE } from '../providers/usage.ts';
import { saidUsage } from '../view/usage-so-far.ts';
import { checkoutOf } from './result/checkout.ts';
import { agentEnvironmentOf } from './round/assignment.ts';
import { conversationOf, endRound } from './round/rounds.ts';
import type { SupervisedRun } from './supervised-run.ts';

/** Ends the round in which a supervisor died, with the usage from the events and the client's own files. */
export async function endUnended(supervised: SupervisedRun): Promise<void> {
  const run = supervised.run();
  const last = run.rounds?.at(-1);
  if (!last || last.ended !== undefined) return;
  const provider = PROVIDERS[run.provider];
  const session = conversationOf(run);
  const env = agentEnvironmentOf(supervised, agentNamed(supervised.opened.store.state, run.agent));
  const remembered = session === undefined ? undefined : await usageAfterKill(provider, session, env);
  const outcome = { kind: 'crashed' as const, text: 'its supervisor died' };
  const end = {
    outcome,
    usage: saidUsage(supervised.paths.events) ?? NO_USAGE,
    remembered: remembered?.usage,
    session,
    halt: undefined,
  };
  const checkout = await checkoutOf(supervised);
  await supervised.note((now, tx) => ({ ...endRound(now, end, tx.at, provider.capabilities), ...checkout }));
}
