import { statSync } from 'node:fs';
import { leaseLeft } from '../../claims/index.ts';
import { fromInstant } from '../../domain/instant.ts';
import { LEASE_MS } from '../../domain/lease-lengths.ts';
import type { Run } from '../../domain/records.ts';
import type { Stuck } from '../../domain/runs/run-shapes.ts';
import { isLive } from '../../domain/runs/run-states.ts';
import { settingOf } from '../../work/settings/settings.ts';
import type { Context } from '../../work/workspace/context.ts';
import { failedNames } from '../checks.ts';
import { claimOf } from '../find-run.ts';
import { runFiles, runsFolder } from '../run-folder.ts';

/** Number of successive rounds with the same failed checks after which a run counts as stuck. */
const SAME_ROUNDS = 2;

/** Collects signs that an active run makes no progress, from its events, its claim and its rounds. */
export function stuckOf(context: Pick<Context, 'store' | 'clock' | 'silentFor'>, run: Run): Stuck[] {
  if (!isLive(run.state)) return [];
  return [...silent(context, run), ...heartless(context, run), ...goingRound(run)];
}

/** Reports a run without new events of supervisor and agent for the time in the settings. */
function silent({ store, clock }: Pick<Context, 'store' | 'clock'>, run: Run): Stuck[] {
  const minutes = Number(settingOf(store.state, 'runs.stuckMinutes', run.repository));
  const last = lastWritten(runFiles({ runs: runsFolder({ store }), id: run.id }).events) ?? fromInstant(run.since);
  const quiet = Math.floor((clock.now - last) / 60_000);
  if (run.state !== 'running' || quiet < minutes) return [];
  return [
    {
      why: 'silent',
      text: `its agent has been inactive for ${quiet} min`,
      next: `run_events ${run.id} shows its last event; to restart its agent: run_stop ${run.id}, then run_resume ${run.id}`,
    },
  ];
}

/** Reports a run whose claim is about to expire. An active supervisor renews the claim much earlier. */
function heartless({ store, clock, silentFor }: Pick<Context, 'store' | 'clock' | 'silentFor'>, run: Run): Stuck[] {
  const claim = claimOf(store.state, run);
  if (!run.supervisor || !claim || leaseLeft(claim, { now: clock.now, silentFor }) > LEASE_MS / 4) return [];
  return [
    {
      why: 'no_heartbeat',
      text: `its supervisor (process ${run.supervisor.pid} on ${run.supervisor.host}) stopped renewing its claim`,
      next: `if it hangs: run_stop ${run.id}, then run_resume ${run.id}`,
    },
  ];
}

/** Reports a run in which the same checks fail in several successive rounds. */
function goingRound({ id, rounds = [], checks = [] }: Run): Stuck[] {
  const red = failedNames(checks);
  const again = rounds.length - 1 - rounds.findLastIndex(({ why }) => why !== 'checks');
  if (red.length === 0 || again < SAME_ROUNDS) return [];
  return [
    {
      why: 'no_progress',
      text: `${red.join(', ')} failed in ${again} rounds in a row`,
      next: `run_show ${id} shows what failed; to help its agent: run_stop ${id}, then run_request_changes ${id} --note "…"`,
    },
  ];
}

function lastWritten(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}
