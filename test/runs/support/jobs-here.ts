import { spawn } from 'node:child_process';
import { runJob } from '../../../src/interfaces/supervisor/job.ts';
import { jobProcess, startJob } from '../../../src/runs/supervisor/start-supervisor.ts';
import type { StartJob } from '../../../src/work/processes/background-job.ts';
import { processId } from '../../../src/work/processes/processes.ts';

/** The paths of a built plugin that jobs need. */
export interface JobPrograms {
  supervisor: string;
  folder: string;
  server: string;
}

export interface JobsHere {
  start: StartJob;
  /**
   * Waits for the ends of runs whose agents `stop` has ended. A queue that still waits ends when its store is gone.
   * @throws the first error of a job before
   */
  end(stop: () => Promise<void>): Promise<void>;
}

/**
 * Returns a way to do the jobs of one store as functions in this process, which needs less processor time than a program
 * for each. Records name a process that waits as long as the job takes, in the folder and with the variables of the program.
 * The orchestrator, passes and jobs with another PATH are always programs. Other differences need the program
 * (`field({ supervisor })`), and a test fails that meets the first three:
 * - A signal ends a program, such as a kill or a stop.
 * - A job that fails exits with 1, and prints why to its log.
 * - A program has the PATH of its start, whatever happens to that of its starter.
 * - It has no variables that mark its caller (`unmarked`). Code that reads `process.env` sees those of the test.
 * - Its exit ends what it doesn't wait for, and it shares no state of modules with its starter.
 * - It goes on while its starter waits for another program (`execFileSync`).
 */
export function jobsHere({ supervisor, folder, server }: JobPrograms): JobsHere {
  const going = new Map<Promise<void>, string>();
  const failed: unknown[] = [];
  const start: StartJob = (job, folders) => {
    const around = jobProcess(folders);
    const { PATH } = around.env;
    if ('schedule' in job || 'pass' in job || PATH !== process.env.PATH) return startJob(supervisor, job, folders);
    const stand = spawn('sleep', ['100000'], { ...around, detached: true, stdio: 'ignore' });
    const [[name, what]] = Object.entries(job) as [[string, string]];
    const plugin = () => ({ folder, server });
    const work = runJob(name, what, { ...around, self: processId(stand.pid)!, start, plugin })
      .then(() => {
        if (PATH !== process.env.PATH)
          throw new Error(`PATH changed during the job ${name} ${what}: start its program`);
      })
      .catch((error) => failed.push(error))
      .then(() => {
        going.delete(work);
        stand.kill('SIGKILL');
      });
    going.set(work, name);
    stand.once('exit', () => {
      if (going.has(work)) failed.push(new Error(`the job ${name} ${what} can't be killed: start its program`));
    });
    return stand.pid;
  };
  return {
    start,
    async end(stop) {
      const [wrong] = failed;
      await stop();
      await Promise.all([...going].filter(([, name]) => name === 'run').map(([work]) => work));
      if (wrong) throw wrong;
    },
  };
}
