import type { ProcessId } from '../../base/process-id.ts';
import { BacklogError } from '../../domain/errors.ts';
import { ownActor } from '../../domain/own-actors.ts';
import { repositoryHere } from '../../domain/repository.ts';
import { packStores } from '../../runs/git/index.ts';
import { mergeQueue } from '../../runs/merge/queue.ts';
import { sendQueue } from '../../runs/outgoing/send.ts';
import { runPass } from '../../runs/passes/run-pass.ts';
import { runsFolder } from '../../runs/run-folder.ts';
import { supervise } from '../../runs/supervisor/supervise.ts';
import type { SupervisorInput } from '../../runs/supervisor/supervised-run.ts';
import { ensureLoop } from '../../scheduler/loop/ensure-loop.ts';
import { scheduleLoop } from '../../scheduler/loop/loop.ts';
import { checkWanted } from '../../scheduler/loop/start-pass.ts';
import { sendNoticesAtEnd } from '../../scheduler/notices/send-notices.ts';
import { deliver } from '../../scheduler/upkeep.ts';
import { deliverEvents } from '../../scheduler/webhooks/deliver-job.ts';
import type { StartJob } from '../../work/processes/background-job.ts';
import type { Context, Write } from '../../work/workspace/context.ts';
import { type Opened, openWorkspace } from '../../work/workspace/open.ts';
import { validateRecord } from '../../work/workspace/validate.ts';

/** The process that does a job: its identity, current folder and environment, and how it starts other processes. */
export interface JobProcess {
  self: ProcessId;
  cwd: string;
  env: NodeJS.ProcessEnv;
  start: StartJob;
  /** Returns the paths of the plugin. */
  plugin(): SupervisorInput['plugin'];
  /** The program of this process, by which the system can start it again. Absent in tests. */
  program?: string;
  /** How long a queue waits for what can't go on now. */
  patienceMs?: number;
}

/** Does one job to its end: the words are those of the program's command line. */
export async function runJob(
  job: string,
  what: string,
  { self, cwd, env, start, plugin, program, patienceMs }: JobProcess,
): Promise<void> {
  const restarted = () =>
    program === undefined ? undefined : { argv: [process.execPath, program, job, what] as const, cwd, env };
  const opened = await openWorkspace({ cwd, env, start, store: { validate: validateRecord, unattended: true } });
  try {
    if (job === 'run') {
      const guard = keepLoop(opened);
      await supervise({ opened, id: what, self, env, plugin: plugin() }).finally(() => clearInterval(guard));
      // A run has ended, so another one can start. This starts the orchestrator's process again if it has died.
      ensureLoop(contextOf(opened));
    } else if (job === 'merge') await mergeQueue({ opened, repository: what, self, env, patienceMs });
    else if (job === 'send') await sendQueue({ opened, repository: what, self, env, patienceMs });
    else if (job === 'pass') await passOfLoop(opened, what);
    else if (job === 'schedule') await scheduleLoop({ opened, self, again: restarted() });
    else if (job === 'deliver') await deliverEvents({ opened, self, env });
    else throw new Error(`unknown job: ${job}`);
    await opened.ready();
    await sendNoticesAtEnd(() => contextOf(opened));
    if (job !== 'deliver') await deliver(contextOf(opened));
    await opened.store.maintain();
    await packWhatRunsLeft(opened);
  } finally {
    await opened.close();
  }
}

/** Runs a pass for the orchestrator, in the repository of the current folder. */
async function passOfLoop(opened: Opened, name: string): Promise<void> {
  await opened.ready();
  const actor = ownActor('scheduler');
  const context = opened.context({ actor, holder: 'system:scheduler' });
  const repository = repositoryHere(context.repositories);
  if (!repository) throw new Error(`no repository for the pass ${name}`);
  const write: Write = (fn) => context.write('pass_run', fn);
  await runPass(context, repository, name, write, checkWanted);
}

/** Milliseconds between two checks of the orchestrator's process by a run. */
const LOOP_CHECK_MS = 15_000;

/** Starts the orchestrator's process again if it dies during the run: it holds the run to the budget. Has events delivered. */
function keepLoop(opened: Opened): NodeJS.Timeout {
  return setInterval(() => {
    ensureLoop(contextOf(opened));
    // A failure is no defect of the run. The next command tries again.
    deliver(contextOf(opened)).catch((error) => opened.store.appendDiagnostic(`webhooks: ${String(error)}`));
  }, LOOP_CHECK_MS).unref();
}

/** Packs the stores in the runs' folder. No other work depends on it. After a failure, the next process tries. */
async function packWhatRunsLeft(opened: Opened): Promise<void> {
  const context = contextOf(opened);
  try {
    await packStores(runsFolder(context), context.repositories.all);
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    context.store.appendDiagnostic(`runs, packing: ${error.message}`);
  }
}

function contextOf(opened: Opened): Context {
  return opened.context({ actor: ownActor('supervisor'), holder: 'system:supervisor' });
}
