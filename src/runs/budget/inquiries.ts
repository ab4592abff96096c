import { statSync } from 'node:fs';
import { DAY_MS } from '../../base/day.ts';
import { present } from '../../base/present.ts';
import { fromInstant, type Instant, toInstant } from '../../domain/instant.ts';
import { ownActor } from '../../domain/own-actors.ts';
import type { Run } from '../../domain/records.ts';
import { QUIET_TX, type Tx } from '../../store/index.ts';
import type { Context } from '../../work/workspace/context.ts';
import { textOf } from '../covered/covered-by.ts';
import { runsIn } from '../find-run.ts';
import { putRun } from '../lifecycle/apply-transition.ts';
import { starterMarks, sweep } from '../process/sweep.ts';
import { PROVIDERS } from '../providers/index.ts';
import type { TokenUsage } from '../providers/run-event.ts';
import { runsFolder } from '../run-folder.ts';
import { type AskedCost, withCostOf } from './asked-cost.ts';
import { costEstimator } from './estimate.ts';
import { forgetInquiry, forgetUnreadable, type InquiryFile, openInquiries, type Payer } from './inquiry-files.ts';

type Estimate = ReturnType<typeof costEstimator>;

/**
 * Returns the US dollars of an agent that was asked, by the rule of rounds: reported, else estimated from its tokens.
 * @returns undefined if its cost is unknown
 */
export function inquiryCost(
  inquiry: Pick<InquiryFile, 'provider' | 'agent' | 'model'>,
  { costUsd, tokens }: TokenUsage,
  estimate: Estimate,
): number | undefined {
  const known = costUsd ?? estimate(inquiry, tokens);
  if (known !== undefined) return known;
  const isSilent = PROVIDERS[inquiry.provider].capabilities.cost !== 'turn';
  return isSilent || tokens.input + tokens.output > 0 ? undefined : 0;
}

/** Returns the costs since a time of agents whose cost no record has yet: they work, or their asker was killed. */
export function openCosts(
  context: Pick<Context, 'store'>,
  since: Instant,
  estimate: Estimate,
): (AskedCost & { payer: Payer })[] {
  return Array.from(openInquiries(runsFolder(context)), ([id, inquiry]) => ({
    payer: inquiry.payer,
    ...costOf(id, inquiry, estimate),
  })).filter(({ at }) => at >= since);
}

/** Says who was asked, for texts about unknown costs. */
export const askedName = (payer: Payer): string =>
  'run' in payer ? `the judge of ${payer.run}` : payer.pass === SETUP ? 'the setup' : `the pass ${payer.pass}`;

/** The record of passes that has the costs of `setup --agentic`. No pass can have this name. */
export const SETUP = 'setup --agentic';

/**
 * Adds the costs of asked agents to the records of those who asked, once: of those that ended, and of those whose asker
 * was killed, after their processes have ended. Called at the end of each, and with every maintenance.
 */
export async function settleInquiries({ store, alive }: Pick<Context, 'store' | 'alive'>): Promise<void> {
  const runs = runsFolder({ store });
  const known = openInquiries(runs);
  forgetUnreadable(runs, known, Date.now());
  const open = Array.from(known).filter(([, inquiry]) => inquiry.ended || isLost(inquiry, alive));
  if (open.length === 0) return;
  // An agent without its asker would work on unseen, and cost, until its next output.
  for (const [, { ended, process }] of open) if (!ended) await sweep(starterMarks(process));
  const estimate = costEstimator(runsIn(store.state));
  const costs = open.map(([id, inquiry]) => ({ inquiry, cost: costOf(id, inquiry, estimate) }));
  await store.write({ command: QUIET_TX.runs, actor: ownActor('reaper') }, (tx) => {
    for (const { inquiry, cost } of costs) putCost(tx, inquiry.payer, cost);
  });
  for (const [id] of open) forgetInquiry(runs, id);
}

/**
 * Checks whether nobody waits for an agent any more. Of an asker on a machine that is gone, such as a container that was
 * replaced, nobody can know it; but no agent says nothing for a day.
 */
function isLost(inquiry: InquiryFile, alive: Context['alive']): boolean {
  const isAlive = alive(inquiry.process);
  return isAlive === false || (isAlive === undefined && Date.now() - fromInstant(lastSaid(inquiry)) > DAY_MS);
}

function costOf(id: string, inquiry: InquiryFile, estimate: Estimate): AskedCost {
  const usd = inquiry.ended ? inquiry.ended.usd : inquiryCost(inquiry, usageIn(inquiry), estimate);
  const at = inquiry.ended?.at ?? lastSaid(inquiry);
  return { at, usd: usd ?? 0, inquiry: id, ...(usd === undefined ? { unpriced: true as const } : {}) };
}

/** Puts a cost into its record. A record that was purged has no cost. */
function putCost(tx: Tx, payer: Payer, cost: AskedCost): void {
  if ('pass' in payer) {
    const before = tx.get('pass', payer.pass) ?? { name: payer.pass, runs: [] };
    const spent = withCostOf(before.spent, cost);
    if (spent) tx.put('pass', payer.pass, { ...before, spent });
    return;
  }
  const run: Run | undefined = tx.get('run', payer.run);
  const judged = run && withCostOf(run.judged, cost);
  if (judged) putRun(tx, { ...run, judged });
}

const usages = new Map<string, { size: number; usage: TokenUsage }>();
/** Maximum number of outputs whose usage stays in memory. */
const KNOWN = 100;

/** Reads the usage that a program has printed so far. A program that can't be read has used nothing. */
function usageIn({ provider, output }: InquiryFile): TokenUsage {
  const size = factsOf(output)?.size ?? 0;
  const before = usages.get(output);
  if (before?.size === size) return before.usage;
  const reader = PROVIDERS[provider].reader();
  for (const line of (textOf(output) ?? '').split('\n')) reader.line(line);
  const usage = reader.usage();
  if (usages.size >= KNOWN) usages.clear();
  usages.set(output, { size, usage });
  return usage;
}

function lastSaid({ at, output }: InquiryFile): Instant {
  const written = factsOf(output)?.mtimeMs;
  return written === undefined ? at : toInstant(Math.floor(written));
}

function factsOf(file: string): { size: number; mtimeMs: number } | undefined {
  return statSync(file, { throwIfNoEntry: false });
}

export const endedWith = (at: number, usd: number | undefined): NonNullable<InquiryFile['ended']> => ({
  at: toInstant(at),
  ...present({ usd }),
});
