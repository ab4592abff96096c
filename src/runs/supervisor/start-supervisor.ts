import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import { present } from '../../base/present.ts';
import { refuse } from '../../domain/errors.ts';
import { AGENT_CLIENTS } from '../../domain/runs/agent-clients.ts';
import { ownerBesidesRoot } from '../../store/index.ts';
import { appendPlain } from '../../work/paths/plain-file.ts';
import { TOKEN_VARIABLE } from '../../work/people/tokens.ts';
import type { BackgroundJob, JobFolders, StartJob } from '../../work/processes/background-job.ts';
import { ownIdentity } from '../../work/processes/processes.ts';

/** Possible paths of the supervisor's program, relative to a file of the bundle or to this file in the repository. */
const PLACES = ['./supervisor.cjs', '../supervisor.cjs', '../../../plugin/dist/supervisor.cjs'];

/**
 * Starts a supervisor that continues after the caller ends. It has a separate process group and no marks of an agent or
 * another run, so that no sweep ends it.
 * @throws BacklogError `store` if the program is missing or processes can't be identified
 */
export const startSupervisor: StartJob = (job, place) => startJob(supervisorProgram(), job, place);

/**
 * Returns the folder and the environment of a job's process.
 * @throws BacklogError if its caller may not start it here
 */
export function jobProcess({ store, cwd, path }: JobFolders): { cwd: string; env: NodeJS.ProcessEnv } {
  checkOwnStore(store);
  return {
    // If the repository is missing, the process starts in the root folder and reports the problem.
    cwd: existsSync(cwd) ? cwd : parse(store).root,
    env: { ...unmarked(process.env), ...present({ PATH: path }), BACKLOG_DIR: store },
  };
}

/** Starts any program as a supervisor. */
export const startJob = (program: string, job: BackgroundJob, folders: JobFolders): number | undefined => {
  const around = jobProcess(folders);
  ownIdentity();
  const { log: file } = folders;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const log = appendPlain(file);
  try {
    const [words] = Object.entries(job) as [[string, string]];
    const child = spawn(process.execPath, [program, ...words], {
      ...around,
      detached: true,
      stdio: ['ignore', log, log],
    });
    // A failed start looks like a process that died at once: the run stays queued, without a supervisor.
    child.on('error', () => {});
    child.unref();
    return child.pid;
  } finally {
    closeSync(log);
  }
};

/**
 * Refuses root in the store of another user, because git and agents would write files that belong to root.
 * @throws BacklogError `forbidden`
 */
export function checkOwnStore(store: string): void {
  const owner = ownerBesidesRoot(store);
  if (owner === undefined) return;
  refuse('forbidden', `root can't start runs in ${store}: it belongs to ${owner.name}`, {
    hint: `Files that root creates would belong to root. Run the command as that user: sudo -u '#${owner.uid}' backlog …`,
  });
}

function supervisorProgram(): string {
  const files = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  return (
    files.find((file) => existsSync(file)) ??
    refuse('store', 'the plugin is incomplete: the supervisor program is missing', {
      hint: 'Install the plugin again.',
      data: { files },
    })
  );
}

/** Returns the paths of the plugin to which this program belongs. */
export function pluginFolder(): { folder: string; server: string } {
  const program = supervisorProgram();
  return { folder: dirname(dirname(program)), server: `${dirname(program)}/server.cjs` };
}

/** Variables that a supervisor doesn't get: marks of the caller, and the caller's token, which agents could read there. */
const MARKS = new Set([
  'BACKLOG_RUN',
  'BACKLOG_SESSION',
  TOKEN_VARIABLE,
  'NOTIFY_SOCKET',
  ...AGENT_CLIENTS.flatMap(({ marks, session = [] }) => [...marks, ...session]),
]);

/** Returns an environment without the marks of the caller and its token. */
export function unmarked(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !MARKS.has(name)));
}
