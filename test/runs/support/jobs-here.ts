import { spawn } from 'node:child_process';
import { runJob } from '../../../src/interfaces/supervisor/job.ts';
import { startJob, unmarked } from '../../../src/runs/supervisor/start-supervisor.ts';
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
 * for each. Records name a process that waits as long as the job takes. Who kills or stops a supervisor, or gives it
 * another machine, needs the real program. The orchestrator is always one.
 */
export function jobsHere({ supervisor, folder, server }: JobPrograms): JobsHere {
  const going = new Map<Promise<void>, string>();
  const failed: unknown[] = [];
  const start: StartJob = (job, folders) => {
    if ('schedule' in job || 'pass' in job) return startJob(supervisor, job, folders);
    const { store, cwd, path: PATH = process.env.PATH } = folders;
    const stand = spawn('sleep', ['100000'], { detached: true, stdio: 'ignore', env: { PATH, BACKLOG_DIR: store } });
    const [[name, what]] = Object.entries(job) as [[string, string]];
    const work = runJob(name, what, {
      self: processId(stand.pid)!,
      cwd,
      env: { ...unmarked(process.env), PATH, BACKLOG_DIR: store },
      start,
      plugin: () => ({ folder, server }),
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
