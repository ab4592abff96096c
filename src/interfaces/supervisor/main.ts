import type { ProcessId } from '../../base/process-id.ts';
import { BacklogError } from '../../domain/errors.ts';
import { ownActor } from '../../domain/own-actors.ts';
import { repositoryHere } from '../../domain/repository.ts';
import { packStores } from '../../runs/git/index.ts';
import { mergeQueue } from '../../runs/merge/queue.ts';
import { sendQueue } from '../../runs/outgoing/send.ts';
import { runPass } from '../../runs/passes/run-pass.ts';
import { runsFolder } from '../../runs/run-folder.ts';
import { reportStart } from '../../runs/supervisor/last-report.ts';
import { pluginFolder, startSupervisor } from '../../runs/supervisor/start-supervisor.ts';
import { supervise } from '../../runs/supervisor/supervise.ts';
import { ensureLoop } from '../../scheduler/loop/ensure-loop.ts';
import { scheduleLoop } from '../../scheduler/loop/loop.ts';
import { checkWanted } from '../../scheduler/loop/start-pass.ts';
import { sendNoticesAtEnd } from '../../scheduler/notices/send-notices.ts';
import { deliver } from '../../scheduler/upkeep.ts';
import { deliverEvents } from '../../scheduler/webhooks/deliver-job.ts';
import { ownIdentity } from '../../work/processes/processes.ts';
import type { Context, Write } from '../../work/workspace/context.ts';
import { type Opened, openWorkspace } from '../../work/workspace/open.ts';
import { validateRecord } from '../../work/workspace/validate.ts';

// This program outlives the process that started it, and writes to a log beside the runs. Its arguments name its job:
// `run r7`, `merge web`, `send web`, `pass gaps`, `schedule loop`, `deliver events`.
const [job, what = ''] = process.argv.slice(2);

export const runningJob = work().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(
      `${reportStart(process.pid)}${error instanceof BacklogError ? error.message : String(Object(error).stack ?? error)}\n`,
    );
    process.exit(1);
  },
);

async function work(): Promise<void> {
  const self: ProcessId = ownIdentity();
  const opened = await openWorkspace({
    cwd: process.cwd(),
    env: process.env,
    start: startSupervisor,
    store: { validate: validateRecord },
  });
  try {
    if (job === 'run') {
      const guard = keepLoop(opened);
      await supervise({ opened, id: what, self, env: process.env, plugin: pluginFolder() });
      clearInterval(guard);
      // A run has ended, so another one can start. This starts the orchestrator's process again if it has died.
      ensureLoop(contextOf(opened));
    } else if (job === 'merge') await mergeQueue({ opened, repository: what, self, env: process.env });
    else if (job === 'send') await sendQueue({ opened, repository: what, self, env: process.env });
    else if (job === 'pass') await passOfLoop(opened, what);
    else if (job === 'schedule') await scheduleLoop({ opened, self });
    else if (job === 'deliver') await deliverEvents({ opened, self });
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
