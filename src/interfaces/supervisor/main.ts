import { BacklogError } from '../../domain/errors.ts';
import { reportStart } from '../../runs/supervisor/last-report.ts';
import { pluginFolder, startSupervisor } from '../../runs/supervisor/start-supervisor.ts';
import { ownIdentity } from '../../work/processes/processes.ts';
import { runJob } from './job.ts';

// This program outlives the process that started it, and writes to a log beside the runs. Its arguments name its job:
// `run r7`, `merge web`, `send web`, `pass gaps`, `schedule loop`, `deliver events`.
const [job = '', what = ''] = process.argv.slice(2);

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
  const self = ownIdentity();
  await runJob(job, what, {
    self,
    cwd: process.cwd(),
    env: process.env,
    start: startSupervisor,
    plugin: pluginFolder,
    program: process.argv[1]!,
  });
}
