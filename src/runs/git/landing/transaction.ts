import { createInterface } from 'node:readline';
import { refuse } from '../../../domain/errors.ts';
import { type PersonOptions, personCall } from '../environment.ts';
import { PLAIN, saidBy } from '../git.ts';
import type { GitRepository } from '../paths.ts';

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
  hooks?: boolean;
}

/**
 * Opens a ref transaction and takes the locks of the branch, and of HEAD where HEAD is that branch. When this process is killed, git sees the
 * end of its input and gives the locks back.
 */
export async function holdUpdate(
  repository: GitRepository,
  worktree: PersonOptions['worktree'],
  { ref, old, new: to, message, hooks = false }: RefUpdate,
): Promise<HeldUpdate | { refused: string }> {
  const { execa } = await import('execa');
  const { args, env, cwd } = personCall(repository, ['update-ref', '--stdin', '-z', '-m', message], {
    worktree,
    hooks,
  });
  const child = execa('git', args, { ...PLAIN, env, cwd, stdin: 'pipe' });
  child.stdin.on('error', () => undefined);
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const say = async (request: string, wanted: string): Promise<string | undefined> => {
    child.stdin.write(request);
    for (;;) {
      const { value, done } = await answers.next();
      if (done) return saidBy(Buffer.from((await child).stderr).toString()) || 'git ended';
      if (value === wanted) return undefined;
    }
  };
  const end = async (): Promise<void> => {
    child.stdin.end();
    await child;
  };
  const refused = await say(`start\0update ${ref}\0${to}\0${old}\0prepare\0`, 'prepare: ok');
  if (refused !== undefined) return { refused };
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
