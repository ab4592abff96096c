import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { present } from '../../../base/present.ts';
import { refuse } from '../../../domain/errors.ts';
import { signal } from '../../process/sweep.ts';
import { errnoOfWriting } from '../call/cause.ts';
import { type PersonOptions, personCall } from '../call/environment.ts';
import { gitMessage } from '../call/git.ts';
import { commonOf, type GitRepository } from '../store/paths.ts';

/** A ref update that git has prepared. Until it ends, no other process can move the branch or commit on it. */
export interface HeldUpdate {
  commit(): Promise<void>;
  abort(): Promise<void>;
}

export interface RefUpdate {
  ref: string;
  old: string;
  new: string;
  /** Message that git writes into the reflog. */
  message: string;
  /** Time limit of each of the person's hooks, in milliseconds. If absent, no hook runs. */
  hooksMs?: number;
}

/**
 * Opens a ref transaction and takes the locks of the branch and, if HEAD is on the branch, of HEAD. If this process is
 * killed, git's input ends and git releases the locks.
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
  const child = execa('git', args, {
    ...{ env, cwd, extendEnv: false, stdin: 'pipe', detached: true },
    // No failure throws. The error output is read as bytes.
    ...{ reject: false, encoding: 'buffer', stripFinalNewline: false },
  });
  child.stdin.on('error', () => undefined);
  const exited = Promise.race([child, new Promise((done) => child.once('exit', done))]);
  /** Waits for git to exit, then kills the processes that its hook left, because they would keep git's pipes open. */
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
        if (done) return limit.passed() ?? (gitMessage(Buffer.from((await over()).stderr).toString()) || 'git exited');
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
      if (failed === undefined) return;
      // Git doesn't say why it can't write the branch's file.
      const errno = errnoOfWriting(join(commonOf(repository), ref));
      refuse('git', `can't move ${ref}: ${failed}`, { data: present({ errno }) });
    },
    async abort() {
      await say('abort\0', 'abort: ok');
      await end();
    },
  };
}

/** Calls `act` if a hook exceeds its time limit, if any. After that, `passed` returns an error message. */
function limited(ms: number | undefined, act: () => void): { passed(): string | undefined; end(): void } {
  let passed: string | undefined;
  const late = () => {
    passed = `the reference-transaction hook took more than ${ms! / 1_000} s and was stopped`;
    act();
  };
  const timer = ms === undefined ? undefined : setTimeout(late, ms);
  return { passed: () => passed, end: () => clearTimeout(timer) };
}

/** Sends a signal to git and its hook. After TERM, git removes its locks. */
function signalGroup(pid: number | undefined, name: NodeJS.Signals): void {
  if (pid !== undefined) signal(-pid, name);
}
