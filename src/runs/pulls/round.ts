import { sentence } from '../../base/output/sentence.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Run } from '../../domain/records.ts';
import type { RemotePull } from '../../services/index.ts';
import type { Tx } from '../../store/index.ts';
import type { Context } from '../../work/workspace/context.ts';
import { tried } from '../../work/workspace/dry-run.ts';
import { findRun } from '../find-run.ts';
import { putRun } from '../lifecycle/apply-transition.ts';
import { withNote } from '../lifecycle/control-run.ts';
import { requestChanges } from '../lifecycle/review-run.ts';
import { supervised } from '../lifecycle/spawn-supervisor.ts';
import type { PullStep } from './decide.ts';

type RoundStep = Extract<PullStep, { does: 'round' }>;
type AskStep = Extract<PullStep, { does: 'ask' }>;

interface Round {
  step: RoundStep;
  there: RemotePull;
}

/** Checks whether a run still has the result and the approval about which was decided. */
export function pullStands(tx: Tx, run: Run): boolean {
  const key = ({ state, result, verdict, proposed, outgoing }: Run) =>
    [state, result?.commit, verdict?.commit, verdict?.at, proposed?.commit, outgoing?.commit].join(' ');
  return key(findRun(tx, run.id)) === key(run);
}

/**
 * Returns a result to its agent with what the service said, for another round in the same conversation.
 * @returns the question for a person if the round can't start
 */
export async function startRound(context: Context, run: Run, round: Round): Promise<AskStep | undefined> {
  const { started, ask } = await queued(context, run, { ...round, dryRun: false });
  if (started) await supervised(context, started);
  return ask;
}

/** Checks that a round can start, before its notes are read there. Returns the question for a person if it can't. */
export async function blockedRound(context: Context, run: Run, round: Round): Promise<AskStep | undefined> {
  return (await queued(context, run, { ...round, dryRun: true })).ask;
}

async function queued(
  context: Context,
  run: Run,
  { step, there, dryRun }: Round & { dryRun: boolean },
): Promise<{ started?: Run | undefined; ask?: AskStep }> {
  try {
    const write = <T>(change: (tx: Tx) => T) => context.write('run_request_changes', change);
    return { started: await tried(write, dryRun, (tx) => roundIn(tx, context, run, { step, there })) };
  } catch (error) {
    if (!(error instanceof BacklogError) || error.code === 'store') throw error;
    const text = `its pull request asks for changes, and a round can't start: ${sentence(error.message)} When it can, approve it again or request changes: ${there.url}`;
    return { ask: { does: 'ask', why: 'blocked', text } };
  }
}

function roundIn(tx: Tx, context: Context, run: Run, { step, there }: Round): Run | undefined {
  if (!pullStands(tx, run)) return undefined;
  const pull = tx.get('pull', run.id);
  if (pull?.number !== there.number) return undefined;
  const [first = 'The pull request asks for changes.', ...others] = step.notes;
  tx.put('pull', run.id, {
    ...pull,
    rounds: pull.rounds + 1,
    ...(step.failed.length > 0 ? { red: pull.head } : {}),
    ...(step.taken.length > 0 ? { taken: [...new Set([...(pull.taken ?? []), ...step.taken])] } : {}),
  });
  let moved = requestChanges(tx, context, run.id, first);
  for (const text of others) moved = putRun(tx, { ...moved, notes: withNote(tx, context, moved, { text }) });
  return moved;
}
