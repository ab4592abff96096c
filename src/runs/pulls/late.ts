import { DAY_MS } from '../../base/day.ts';
import { fromInstant } from '../../domain/instant.ts';
import type { Pull, Run } from '../../domain/records.ts';
import type { Pulls } from '../../services/index.ts';
import { trustRules } from '../../work/import/take/outside.ts';
import { annotated, noteBy } from '../../work/task/note.ts';
import { putTask } from '../../work/task/put-task.ts';
import type { Context } from '../../work/workspace/context.ts';
import { checkSame } from './connect.ts';
import type { Followed } from './decide.ts';
import type { Looks } from './looked.ts';
import { tellMerged } from './propose-pull.ts';
import { authorsOf, isNews, MOST_OTHERS, oursIn, saidKey, shownOthers } from './said-there.ts';

/** Maximum number of merged pull requests that one pull reads. The last ones count; the others follow with later pulls. */
const MOST = 20;

/** For how long, in ms, verdicts are read that come after a merge: with each pull at first, then once a day. */
const LATE_MS = { each: DAY_MS, daily: 30 * DAY_MS } as const;

/** Lists the merged pull requests that are to be read now, the newest first. Verdicts can still come. */
export function latePulls({ store: { state }, clock: { now } }: Context, { pulls }: Looks): [run: Run, pull: Pull][] {
  const isDue = (id: string, age: number) =>
    age < LATE_MS.each || (age < LATE_MS.daily && Math.abs(now - (pulls[id]?.at ?? 0)) >= DAY_MS);
  return Array.from(state.all('pull'))
    .flatMap(([id, pull]): [Run, Pull][] => {
      const run = state.get('run', id);
      const at = run?.state === 'merged' && pull.state === 'merged' && run.merged ? fromInstant(run.merged.at) : 0;
      return run && isDue(id, now - at) ? [[run, pull]] : [];
    })
    .sort(([a], [b]) => (a.merged!.at < b.merged!.at ? 1 : -1))
    .slice(0, MOST);
}

/**
 * Reads what trusted authors wrote in a merged pull request since. It starts no round: it is told once, becomes a note of
 * the task, and is shown with the run.
 */
export async function readLate(
  by: Context,
  { pulls, looks, dryRun }: { pulls: Pulls; looks: Looks; dryRun: boolean },
  run: Run,
  pull: Pull,
): Promise<Followed[]> {
  const { id, task } = run;
  const { tag: known, ...before } = looks.pulls[id] ?? { news: 0 };
  const read = await pulls.read(pull.number!, known);
  // Until the merge is compared, the pull request is read whole: its text is to say so.
  const isOpen = run.merged?.attested?.is === 'unknown';
  const looked = (read: string | undefined) => {
    const tag = isOpen ? undefined : read;
    if (!dryRun) looks.pulls[id] = { ...before, at: by.clock.now, ...(tag === undefined ? {} : { tag }) };
  };
  if (!read) {
    looked(known);
    return [];
  }
  checkSame(pull, read.pull);
  if (!dryRun) await tellMerged(by, pulls, run, read.pull);
  const rules = trustRules(by);
  const isOurs = oursIn(by, pull);
  const all = (await pulls.reviewsOf(pull.number!)).filter((one) => !isOurs(one));
  const late = all.filter((one) => isNews(one, pull.taken ?? [], rules));
  looked(read.tag);
  if (late.length === 0) return [];
  const text = `${authorsOf(late)} wrote there after the merge: ${read.pull.url}`;
  if (!dryRun)
    await by.write('run_propose', (tx) => {
      const now = tx.get('pull', id);
      const found = tx.get('task', task);
      if (!now || now.number !== pull.number) return;
      const others = [...(now.others ?? []), ...shownOthers(late)].slice(-MOST_OTHERS);
      tx.put('pull', id, { ...now, others, taken: [...new Set([...(now.taken ?? []), ...late.map(saidKey)])] });
      if (found) putTask(tx, annotated(found, noteBy(tx, by.caller.actor, text)));
    });
  return [{ run: id, number: pull.number!, url: read.pull.url, does: 'nothing', text }];
}
