import type { Backend } from '../backend.ts';
import { DamagedTail, damaged, isDamage, type TailDamage } from '../failure.ts';
import type { StoreFormat } from '../format.ts';
import { checkpointPath, HISTORY } from '../layout.ts';
import { catchUp } from '../log/catch-up.ts';
import { OtherPast } from '../log/fold.ts';
import { builtSegments, createLogReader, type LogReader } from '../log/log-reader.ts';
import { type CheckpointParts, readCheckpoint } from './checkpoint.ts';
import { listCheckpoints } from './documents.ts';
import { BEFORE_ALL, type LiveState } from './state.ts';

/**
 * Loads the newest state from the highest checkpoint that is readable and fits the log. If there is none, applies all
 * commits from the first one on.
 * @returns the log's reader, the number of the checkpoint (0 for none), and damage after the last sound commit
 */
export async function loadState(
  backend: Backend,
  format: StoreFormat,
  state: LiveState,
  wanted: CheckpointParts,
): Promise<{ log: LogReader; checkpoint: number; tail: TailDamage | null }> {
  const size = format.segment;
  const log = createLogReader(backend, size, builtSegments(await backend.list(HISTORY), size));
  const tried: number[] = [];
  const foreign: number[] = [];
  for (;;) {
    // If a checkpoint has been deleted, a newer one exists. So each attempt lists the checkpoints again.
    const listed = await listCheckpoints(backend).catch(() => []);
    const checkpoint = listed.find((seq) => !tried.includes(seq)) ?? 0;
    const empty = { seq: 0, head: format.store, at: BEFORE_ALL, kinds: new Map() };
    const snapshot = checkpoint === 0 ? empty : await readCheckpoint(backend, checkpoint, wanted).catch(() => null);
    tried.push(checkpoint);
    if (!snapshot) continue;
    state.load(snapshot, checkpoint === 0);
    const folder = `${backend.location}/${checkpointPath(checkpoint)}/`;
    const found = await judged(catchUp({ backend, state, log, wanted }), folder);
    if (found === 'damaged') continue;
    if (found === 'agrees' || found instanceof DamagedTail) {
      const tail = found === 'agrees' ? null : found.tail;
      const beyond = foreign.find((seq) => seq > (tail?.to ?? state.seq));
      if (beyond === undefined) return { log, checkpoint, tail };
      throw damaged(`${backend.location}/${checkpointPath(beyond)}`, `the log ends before it, at change ${state.seq}`);
    }
    foreign.push(checkpoint);
  }
}

/**
 * Checks whether a checkpoint fits the log, by applying the commits after it. This can read a long list and so find
 * damage in the checkpoint.
 */
async function judged(
  catchingUp: Promise<unknown>,
  folder: string,
): Promise<'agrees' | 'other past' | 'damaged' | DamagedTail> {
  try {
    await catchingUp;
    return 'agrees';
  } catch (error) {
    if (error instanceof OtherPast) return 'other past';
    if (error instanceof DamagedTail) return error;
    if (isDamage(error) && String(error.data?.file).startsWith(folder)) return 'damaged';
    throw error;
  }
}
