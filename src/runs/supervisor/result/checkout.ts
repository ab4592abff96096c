import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isRefusal } from '../../../domain/errors.ts';
import type { Run } from '../../../domain/records.ts';
import { runsIn } from '../../find-run.ts';
import { type CheckoutChange, type CheckoutMark, checkoutChange, checkoutMark } from '../../git/index.ts';
import type { SupervisedRun } from '../supervised-run.ts';
import { landingsIn, sentIn, withoutLandings } from './own-landings.ts';

/** Maximum number of changes in the person's checkout that a run stores. */
const KEPT = 100;

/** Stores the state of the person's checkout before the agent begins a round. Does nothing without a checkout. */
export async function markCheckout({ place, paths, run }: SupervisedRun): Promise<void> {
  try {
    const mark = await checkoutMark(place.repository, run().startedIn);
    writeFileSync(paths.checkout, JSON.stringify(mark), { mode: 0o600 });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    rmSync(paths.checkout, { force: true });
  }
}

/** Lists the changes in the person's checkout during this and earlier rounds of the agent. */
export async function checkoutOf(supervised: SupervisedRun): Promise<Pick<Run, 'checkout'>> {
  const all = new Set([...(supervised.run().checkout ?? []), ...(await checkoutChanges(supervised))]);
  return all.size > 0 ? { checkout: [...all].slice(0, KEPT) } : {};
}

/**
 * Lists the changes in the person's checkout since its state was stored, one per line. The agent or the person may have
 * made them. Backlog's own merges and pushes don't count. A missing stored state is reported, too, because an agent
 * could delete it to hide changes.
 */
async function checkoutChanges({ place, paths, opened, run }: SupervisedRun): Promise<string[]> {
  const before = markIn(paths.checkout);
  if (!before) return ['its state at the start of the round is no longer recorded'];
  try {
    const after = await checkoutMark(place.repository, run().startedIn);
    const change = checkoutChange(before, after);
    if (!change) return [];
    // A merge is recorded in the store before it writes files of the checkout. So after a refresh, the store has every
    // merge.
    await opened.store.refresh();
    const runs = runsIn(opened.store.state);
    const { name } = place.repository;
    const left = withoutLandings(change, { before, after }, landingsIn(runs, name), sentIn(runs, name));
    return left ? changeLines(left) : [];
  } catch (error) {
    // The person moved or removed the checkout meanwhile, which doesn't affect the result.
    if (!isRefusal(error)) throw error;
    return [`it can't be read: ${error.message}`];
  }
}

function markIn(file: string): CheckoutMark | undefined {
  try {
    const { head, index, refs, stash, files } = JSON.parse(readFileSync(file, 'utf8'));
    const isMark = [head, index].every(isText) && isTable(refs) && isTable(files) && isList(stash);
    return isMark ? { head, index, refs, stash, files } : undefined;
  } catch {
    return undefined;
  }
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isList = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isTable = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.values(value).every(isText);

function changeLines({ head, refs, index, stash, files }: CheckoutChange): string[] {
  return [
    ...(head ? [`HEAD: ${head.before} is now ${head.after}`] : []),
    ...refs.map((ref) => `${ref} moved`),
    ...(stash ? ['the stash changed'] : []),
    ...files.map(({ path, what }) => `${path} (${what})`),
    ...(index && files.length === 0 ? ['the index changed'] : []),
  ];
}
