import { type ProcessId, sameProcess } from '../../base/process-id.ts';
import { ownActor } from '../../domain/own-actors.ts';
import type { Run } from '../../domain/records.ts';
import { QUIET_TX, type Tx } from '../../store/index.ts';
import { holderOfRunIn } from '../../work/claim/run-of.ts';
import type { Caller, Context } from '../../work/workspace/context.ts';
import type { Opened } from '../../work/workspace/open.ts';
import { claimOf, findRun } from '../find-run.ts';
import type { RunPlace } from '../git/index.ts';
import { putRun } from '../lifecycle/apply-transition.ts';
import type { PortRange } from '../process/ports.ts';
import { locateRun, type RunFiles, runFiles } from '../run-folder.ts';
import { type EventLog, openEvents } from '../view/events.ts';
import { Halt } from './halt.ts';

export interface SupervisorInput {
  opened: Opened;
  /** The run's id. */
  id: string;
  self: ProcessId;
  env: NodeJS.ProcessEnv;
  /** Path of the plugin's folder, and of its MCP server's program. */
  plugin: { folder: string; server: string };
}

/** A run with all that its supervisor needs. All writes check that the run still belongs to this supervisor. */
export interface SupervisedRun extends SupervisorInput {
  place: RunPlace;
  paths: RunFiles;
  events: EventLog;
  /** Ids of answered questions and of notes that the agent has received from this supervisor. */
  delivered: Set<string>;
  /** The variables with the ports of the agent, in all of its rounds. */
  ports: Partial<PortRange['env']>;
  /** Aborted when the run must end. The reason is a {@link Halt}. */
  signal: AbortSignal;
  halt(halt: Halt): void;
  /** Returns a context with the current state of the store. */
  context(): Context;
  /** Returns the run as it was at the last refresh of the store. */
  run(): Run;
  /** Changes the run under its claim. @throws Halt if the run or the claim no longer belongs to this supervisor */
  change(fn: Change): Promise<Run>;
  /** Changes fields of the run's record, but not its state. History does not show the change. */
  note(fn: Change): Promise<Run>;
}

type Change = (run: Run, tx: Tx) => Run;

/** Returns the supervisor as a caller of commands. It acts as the run and renews the run's claim. */
export function supervisorCaller({ opened, id, self }: Pick<SupervisorInput, 'opened' | 'id' | 'self'>): Caller {
  const holder = holderOfRunIn(opened.store.state, id);
  return { actor: { ...ownActor('supervisor'), run: id }, holder, renewer: self };
}

/** Opens a run that this supervisor has taken already. */
export function openSupervisedRun(post: SupervisorInput, ports: SupervisedRun['ports']): SupervisedRun {
  const { opened, id, self } = post;
  const caller = supervisorCaller(post);
  const context = () => opened.context({ ...caller, worktree: paths.tree });
  const run = () => findRun(opened.store.state, id);
  const place = locateRun(opened.context(caller), run());
  const paths = runFiles(place);
  const abort = new AbortController();
  const events = openEvents(paths.events, () => new Date().toISOString());
  const writeAs = (command: string) => (fn: Change) =>
    context().write(command, (tx) => putRun(tx, fn(owned(tx, id, self), tx)));
  return {
    ...post,
    place,
    paths,
    events,
    delivered: new Set(),
    ports,
    signal: abort.signal,
    halt: (halt) => abort.abort(halt),
    context,
    run,
    change: writeAs('run_step'),
    note: writeAs(QUIET_TX.runs),
  };
}

/**
 * Returns the run if it still belongs to this supervisor and its claim is valid. Without this check, a late supervisor
 * could overwrite a newer result.
 * @throws Halt
 */
function owned(tx: Tx, id: string, self: ProcessId): Run {
  const run = findRun(tx, id);
  if (!run.supervisor || !sameProcess(run.supervisor, self))
    throw new Halt('superseded', `run ${id} has another supervisor`);
  // An attempt that is stopped because another one was kept still records its work.
  if (!claimOf(tx, run) && !run.settled)
    throw new Halt('claim_lost', 'its claim was released, or someone took it over');
  return run;
}
