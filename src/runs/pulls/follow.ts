import { isRefusal } from '../../domain/errors.ts';
import type { Pull, Run } from '../../domain/records.ts';
import { isProposed } from '../../domain/runs/merge-order.ts';
import {
  LostAnswer,
  MustWait,
  type Pulls,
  type RemotePull,
  type RequiredCheck,
  type StoredPause,
  storedPause,
} from '../../services/index.ts';
import { trustRules } from '../../work/import/take/outside.ts';
import { isRunHere } from '../../work/processes/run-here.ts';
import { storePause } from '../../work/services/links.ts';
import { settingOf } from '../../work/settings/settings.ts';
import type { Context } from '../../work/workspace/context.ts';
import { findRun } from '../find-run.ts';
import { runsFolder } from '../run-folder.ts';
import { applyPull, asService, type CiReport, ciReport, withReasons } from './apply.ts';
import { closePull } from './close-pull.ts';
import { checkSame, connectPulls, renamedBase, wholeText } from './connect.ts';
import { decidePull, type Followed, type PullStep } from './decide.ts';
import { latePulls, readLate } from './late.ts';
import { closingPulls, followedPulls, type Looks, laterLook, nextLook, readLooks, writeLooks } from './looked.ts';
import { tellMerged } from './propose-pull.ts';
import { blockedRound } from './round.ts';
import { othersIn, oursIn } from './said-there.ts';

export interface FollowedAll {
  pulls: Followed[];
  /** Pull requests that could not be read or followed, and why. */
  failed: { run: string; number: number; why: string }[];
  waits?: StoredPause;
  requests: number;
}

/**
 * Reads pull requests and does what their state means for their runs: merged there is merged here, closed there asks,
 * failed required checks and trusted reviews start a round.
 * @param which the source, the repository, or both; `due` leaves out those whose next look is later
 */
export async function followPulls(
  context: Context,
  {
    source,
    repository,
    due = false,
    dryRun = false,
  }: { source?: string; repository?: string; due?: boolean; dryRun?: boolean },
  env: NodeJS.ProcessEnv,
): Promise<FollowedAll> {
  const done: FollowedAll = { pulls: [], failed: [], requests: 0 };
  const folder = runsFolder(context);
  const looks = readLooks(folder);
  const { now } = context.clock;
  // Only a pull that somebody asked for, or an event there, reads what comes after a merge.
  const late = due ? [] : latePulls(context, looks);
  const wanted = [...followedPulls(context.store), ...closingPulls(context.store), ...late].filter(
    ([run, pull]) =>
      (source === undefined || pull.source === source) &&
      (repository === undefined || run.repository === repository) &&
      (!due || (isRunHere(run, context.store) && nextLook(looks, run, now) <= now)),
  );
  for (const name of new Set(wanted.map(([, pull]) => pull.source))) {
    const own = wanted.filter(([, pull]) => pull.source === name);
    try {
      const { pulls } = await connectPulls(context, name, env);
      await followOf(context, { pulls, own, looks, done, due, dryRun });
      done.requests += pulls.requests();
    } catch (error) {
      if (!isKnown(error)) throw error;
      if (error instanceof MustWait) {
        done.waits = storedPause(error);
        looks.waits = { since: error.since, until: error.until };
        if (!dryRun) await storePause((fn) => asService(context).write('run_propose', fn), name, error);
      }
      for (const [run, { number }] of own)
        if (error instanceof MustWait) looks.pulls[run.id] = laterLook(looks, run, now);
        else noteFailed({ looks, done }, run, { number: number ?? 0, error, now });
    }
  }
  if (!dryRun && wanted.length > 0) writeLooks(folder, looks);
  return done;
}

const isKnown = (error: unknown): error is Error =>
  error instanceof MustWait || error instanceof LostAnswer || isRefusal(error);

interface Following {
  pulls: Pulls;
  due: boolean;
  own: readonly [run: Run, pull: Pull][];
  looks: Looks;
  done: FollowedAll;
  dryRun: boolean;
}

async function followOf(context: Context, { pulls, own, looks, done, due, dryRun }: Following): Promise<void> {
  const required = new Map<string, Promise<RequiredCheck[]>>();
  for (const [run, pull] of own) {
    const number = pull.number ?? 0;
    try {
      if (run.state === 'discarded') {
        await closeOf(context, { pulls, looks, done, dryRun }, run, pull);
        continue;
      }
      if (pull.state === 'merged') {
        done.pulls.push(...(await readLate(asService(context), { pulls, looks, dryRun }, run, pull)));
        continue;
      }
      const {
        step: found,
        there,
        others,
        base,
        ci,
      } = await look(context, { pulls, run, pull, looks, due, required, dryRun });
      // Only the run's machine has the worktree for a round.
      const isElsewhere = found.does === 'round' && !isRunHere(run, context.store);
      const decided: PullStep = isElsewhere ? { does: 'nothing' } : found;
      const step = dryRun ? decided : await applyPull(context, run, { step: decided, there, others, base, ci });
      if (step.does === 'land' && !dryRun) {
        // If this fails, the next pull reads the text again.
        delete looks.pulls[run.id]?.tag;
        await tellMerged(asService(context), pulls, run, there);
      }
      const text = 'text' in step ? step.text : undefined;
      if (step.does !== 'nothing' || text !== undefined)
        done.pulls.push({
          run: run.id,
          number,
          url: there.url,
          does: step.does,
          ...(text === undefined ? {} : { text }),
        });
    } catch (error) {
      // One pull request that was deleted, or whose run can't continue, keeps no other one waiting.
      if (error instanceof MustWait || !isKnown(error)) throw error;
      noteFailed({ looks, done }, run, { number, error, now: context.clock.now });
    }
  }
}

/** Stores that a pull request could not be read or followed. It is told once; then it is a state of the source. */
function noteFailed(
  { looks, done }: Pick<Following, 'looks' | 'done'>,
  run: Run,
  { number, error, now }: { number: number; error: Error; now: number },
): void {
  const why = wholeText(error);
  if (looks.pulls[run.id]?.failed === undefined) done.failed.push({ run: run.id, number, why });
  looks.pulls[run.id] = { ...laterLook(looks, run, now), failed: why };
}

/** Closes the pull request of a discarded run, and says what became of it. */
async function closeOf(
  context: Context,
  { pulls, looks, done, dryRun }: Pick<Following, 'pulls' | 'looks' | 'done' | 'dryRun'>,
  run: Run,
  pull: Pull,
): Promise<void> {
  const told = { run: run.id, number: pull.number ?? 0, url: pull.url ?? '', does: 'close' as const };
  if (dryRun) return void done.pulls.push(told);
  const later = laterLook(looks, run, context.clock.now);
  looks.pulls[run.id] = later;
  const { there, left } = await closePull(context, pulls, run, pull);
  delete later.failed;
  const found = there ? { number: there.number, url: there.url } : {};
  if (left !== undefined) done.pulls.push({ ...told, ...found, does: 'nothing', text: `it stays open there: ${left}` });
  else if (there) done.pulls.push({ ...told, ...found });
}

/** The grain of the service's times, and some more. */
const GRAIN_MS = 3_000;

/** Milliseconds after which reviews are read again, although the pull request has the same time: edits don't change it. */
const REREAD_MS = 30 * 60_000;

interface Looking extends Pick<Following, 'pulls' | 'looks' | 'due' | 'dryRun'> {
  run: Run;
  pull: Pull;
  required: Map<string, Promise<RequiredCheck[]>>;
}

async function look(
  context: Context,
  { pulls, run, pull: stored, looks, due, required, dryRun }: Looking,
): Promise<{
  step: PullStep;
  there: RemotePull;
  others: Pull['others'];
  base: string | undefined;
  ci: CiReport | undefined;
}> {
  const { now } = context.clock;
  const before = looks.pulls[run.id];
  const read = await pulls.read(stored.number!, before?.there ? before.tag : undefined);
  const there: RemotePull = read?.pull ?? { ...before!.there!, body: '' };
  checkSame(stored, there);
  const base = await renamedBase(pulls, stored, there);
  const pull = base === undefined ? stored : { ...stored, base };
  const isThere = there.state === 'open' && isProposed(run);
  const isOpen = isThere && there.head === pull.head;
  const needs = (base: string) => {
    const asked = required.get(base) ?? pulls.required(base);
    required.set(base, asked);
    return asked;
  };
  const rules = trustRules(context);
  const isOurs = oursIn(context, pull);
  const most = Number(settingOf(context.store.state, 'runs.proposeRounds', run.repository));
  const by = JSON.stringify([rules, most, pull.rounds]);
  // Reviews change the time of the pull request, checks don't.
  const isRecent = now - (before?.read ?? 0) < REREAD_MS;
  const isSame = due && isRecent && before?.quiet === by && before.there?.updated === there.updated;
  const checks = isOpen ? await pulls.checksOf(pull.head) : [];
  // What was said there is read once more at the end.
  const isEnd = there.state !== 'open' && stored.state === 'open';
  const isRead = (isOpen && !isSame) || isEnd;
  const reviews = isRead ? (await pulls.reviewsOf(pull.number!)).filter((one) => !isOurs(one)) : [];
  const facts = {
    ...{ run: findRun(context.store.state, run.id), pull, there, checks, reviews },
    required: isOpen ? await needs(there.base) : [],
    ...{ rules, most, now },
  };
  const found = decidePull(facts);
  const round = found.does === 'round' && isRunHere(run, context.store) ? found : undefined;
  const blocked = round && (await blockedRound(asService(context), facts.run, { step: round, there }));
  const isExplained = round && !blocked && round.failed.length > 0 && !dryRun;
  const step =
    blocked ?? (isExplained ? decidePull({ ...facts, checks: await withReasons(pulls, checks, round.failed) }) : found);
  const reported = checks.map(({ name, state }) => [name, state]);
  const key = JSON.stringify([there.updated, there.state, reported, step.does, by]);
  const { body: _, ...kept } = there;
  const tag = read ? read.tag : before?.tag;
  const news = before?.key === key ? before.news : now;
  // Without the reviews, nobody knows whether something is to be done about them.
  const isQuiet = isOpen && step.does === 'nothing' && pulls.serverNow() - Date.parse(there.updated) > GRAIN_MS;
  looks.pulls[run.id] = {
    ...{ at: now, news, key, there: kept, read: isOpen && !isSame ? now : (before?.read ?? 0) },
    ...(tag === undefined ? {} : { tag }),
    ...(isQuiet ? { quiet: by } : {}),
  };
  const others = isRead ? othersIn(reviews, rules, isEnd ? (pull.taken ?? []) : undefined) : undefined;
  const report = () => ciReport(context, run, { pull, required: facts.required, checks });
  // Nobody knows what CI reports about a commit that somebody else put there.
  const ci = isOpen ? report() : isThere ? null : undefined;
  return { step, there, others, base, ci };
}
