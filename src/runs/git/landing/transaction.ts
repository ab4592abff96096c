import { createInterface } from 'node:readline';
import { refuse } from '../../../domain/errors.ts';
import { signal } from '../../process/sweep.ts';
import { type PersonOptions, personCall } from '../call/environment.ts';
import { PLAIN, saidBy } from '../call/git.ts';
import type { GitRepository } from '../store/paths.ts';

/** A change of a ref that git holds ready: nobody else can move the branch, nor commit on it, until it ends. */
export interface HeldUpdate {
  commit(): Promise<void>;
  abort(): Promise<void>;
}

export interface RefUpdate {
  ref: string;
  old: string;
  new: string;
  /** For the reflog. */
  message: string;
  /** The person's hooks run, each for so many milliseconds at most; none of them when absent. */
  hooksMs?: number;
}

/**
 * Opens a ref transaction and takes the locks of the branch, and of HEAD where HEAD is that branch. When this process is killed, git sees the
 * end of its input and gives the locks back.
 */
export async function holdUpdate(
  repository: GitRepository,
  worktree: PersonOptions['worktree'],
  { ref, old, new: to, message, hooksMs }: RefUpdate,
): Promise<HeldUpdate | { refused: string }> {
  const { execa } = await import('execa');
  const hooks = hooksMs !== undefined;
  const { args, env, cwd } = personCall(repository, ['update-ref', '--stdin', '-z', '-m', message], {
    worktree,
    hooks,
  });
  const child = execa('git', args, { ...PLAIN, env, cwd, stdin: 'pipe', detached: true });
  child.stdin.on('error', () => undefined);
  const exited = Promise.race([child, new Promise((done) => child.once('exit', done))]);
  /** When git has ended. What a hook of it left behind would hold its pipes open. */
  const over = async () => {
    await exited;
    signalGroup(child.pid, 'SIGKILL');
    return child;
  };
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const say = async (request: string, wanted: string): Promise<string | undefined> => {
    const limit = limited(hooksMs, () => signalGroup(child.pid, 'SIGTERM'));
    child.stdin.write(request);
    try {
      for (;;) {
        const { value, done } = await answers.next();
        if (done) return limit.passed() ?? (saidBy(Buffer.from((await over()).stderr).toString()) || 'git ended');
        if (value === wanted) return undefined;
      }
    } finally {
      limit.end();
    }
  };
  const end = async (): Promise<void> => {
    child.stdin.end();
    await over();
  };
  const refused = await say(`start\0update ${ref}\0${to}\0${old}\0prepare\0`, 'prepare: ok');
  if (refused !== undefined) {
    await end();
    return { refused };
  }
  return {
    async commit() {
      const failed = await say('commit\0', 'commit: ok');
      await end();
      if (failed !== undefined) refuse('git', `${ref} could not be moved: ${failed}`);
    },
    async abort() {
      await say('abort\0', 'abort: ok');
      await end();
    },
  };
}

/** Acts when a hook takes longer than it may; nothing without a limit. `passed` says so then. */
function limited(ms: number | undefined, act: () => void): { passed(): string | undefined; end(): void } {
  let passed: string | undefined;
  const late = () => {
    passed = `the reference-transaction hook took more than ${ms! / 1_000} s and was ended`;
    act();
  };
  const timer = ms === undefined ? undefined : setTimeout(late, ms);
  return { passed: () => passed, end: () => clearTimeout(timer) };
}

/** To git and its hook. TERM has git remove its locks. */
function signalGroup(pid: number | undefined, name: NodeJS.Signals): void {
  if (pid !== undefined) signal(-pid, name);
}
