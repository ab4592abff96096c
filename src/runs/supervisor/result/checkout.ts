import { rmSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { isRefusal } from '../../../domain/errors.ts';
import type { Run } from '../../../domain/records.ts';
import { readPlainText, writePlain } from '../../../work/paths/plain-file.ts';
import { runsIn } from '../../find-run.ts';
import { type CheckoutChange, type CheckoutMark, checkoutChange, checkoutMark } from '../../git/index.ts';
import type { SupervisedRun } from '../supervised-run.ts';

/** Maximum number of changes in the person's checkout that a run stores. */
const KEPT = 100;

/** Stores the state of the person's checkout before the agent begins a round. Does nothing without a checkout. */
export async function markCheckout(supervised: SupervisedRun): Promise<void> {
  const { paths } = supervised;
  try {
    writePlain(paths.checkout, JSON.stringify(await steadyMark(supervised)));
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
async function checkoutChanges(supervised: SupervisedRun): Promise<string[]> {
  const { place, paths, opened } = supervised;
  const before = markIn(paths.checkout);
  if (!before) return ['its state at the start of the round is no longer recorded'];
  try {
    const after = await steadyMark(supervised);
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
    const { head, index, refs, stash, files } = JSON.parse(String(readPlainText(file)));
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

/** A recorded landing of a run: it moved a branch from one commit to another. */
interface OwnLanding {
  ref: string;
  old: string;
  new: string;
}

/** Lists the landings and reverts in a repository, finished or not. */
export function landingsIn(runs: readonly Run[], repository: string): OwnLanding[] {
  return runs
    .filter((run) => run.repository === repository)
    .flatMap(({ target: ref, merge, revert, reverted }) => [
      ...(merge ? [{ ref, old: merge.old, new: merge.new }] : []),
      ...(revert?.plan ? [{ ref, ...revert.plan }] : []),
      ...(reverted?.commit && reverted.old ? [{ ref, old: reverted.old, new: reverted.commit }] : []),
    ]);
}

/** Checks whether a landing or a revert may be writing files of the checkout. */
const isLanding = ({ state, revert }: Run): boolean => state === 'merging' || revert?.plan !== undefined;

/** The longest wait for the end of a landing, and the time between two looks, in milliseconds. */
const LANDING_MS = 10_000;
const LOOK_MS = 50;

/**
 * Reads the state of the checkout while no landing of Backlog writes its files, as far as that ends soon. Amid a landing,
 * written files would count as changed by somebody.
 */
async function steadyMark({ place, opened, run }: SupervisedRun): Promise<CheckoutMark> {
  const { name } = place.repository;
  const until = performance.now() + LANDING_MS;
  const landings = () => JSON.stringify(landingsIn(runsIn(opened.store.state), name));
  for (;;) {
    await opened.store.refresh();
    const before = landings();
    const isBusy = runsIn(opened.store.state).some((one) => one.repository === name && isLanding(one));
    if (!isBusy || performance.now() > until) {
      const mark = await checkoutMark(place.repository, run().startedIn);
      await opened.store.refresh();
      if (before === landings() || performance.now() > until) return mark;
    }
    await wait(LOOK_MS);
  }
}

/** Lists the commits that Backlog has pushed or may be pushing: merged commits and those of pull requests. */
export function sentIn(runs: readonly Run[], repository: string): Set<string> {
  const sent = runs.flatMap(({ merge, merged, outgoing, proposed, sent, repository: name }) =>
    name === repository ? [merge?.commit, merge?.new, merged?.commit, outgoing?.commit, proposed?.commit, sent] : [],
  );
  return new Set(sent.filter((commit) => commit !== undefined));
}

const LANDING_REFS = 'refs/backlog/';
const REMOTE_REFS = 'refs/remotes/';

/**
 * Removes the effects of Backlog's own landings and pushes from a change of a checkout: moved branches, remote
 * branches, and the index of a checkout that moved with its branch. Returns undefined if nothing remains.
 */
export function withoutLandings(
  change: CheckoutChange,
  { before, after }: { before: CheckoutMark; after: CheckoutMark },
  landings: readonly OwnLanding[],
  sent: ReadonlySet<string> = new Set(),
): CheckoutChange | undefined {
  const landed = (ref: string) => {
    const end = after.refs[ref];
    if (ref.startsWith(LANDING_REFS)) return true;
    if (ref.startsWith(REMOTE_REFS)) return end !== undefined && sent.has(end);
    return end !== undefined && leads(before.refs[ref], end, ref, landings);
  };
  const refs = change.refs.filter((ref) => !landed(ref));
  const followed = change.refs.some((ref) => landed(ref) && after.head === `ref: ${ref}`);
  const left = { ...change, refs, index: change.index && !followed };
  const none = !left.head && refs.length === 0 && !left.index && !left.stash && left.files.length === 0;
  return none ? undefined : left;
}

/**
 * Checks whether a sequence of landings moved the branch `ref` from one commit to another. Several can have begun at one
 * commit: a merge of a result that the branch had already moves nothing, and a branch can go back.
 */
function leads(from: string | undefined, to: string, ref: string, landings: readonly OwnLanding[]): boolean {
  if (from === undefined || from === to) return false;
  const reached = new Set([from]);
  for (const at of reached) for (const one of landings) if (one.ref === ref && one.old === at) reached.add(one.new);
  return reached.has(to);
}
