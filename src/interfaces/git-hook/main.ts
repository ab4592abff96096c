import { REFUSED } from '../../git-hook/script.ts';
import { workingFolder } from '../working-folder.ts';
import { decideCommit, uncheckedText } from './check.ts';

/**
 * Maximum time in milliseconds to read the queue. After this time, the commit is allowed without a check. Other hooks
 * have the same limit.
 */
const LOOK_MS = 5_000;

/**
 * Runs git's pre-commit hook. A refused commit has its own exit code, because any other failure of the program must
 * allow the commit.
 */
async function main(): Promise<void> {
  const late = setTimeout(() => letThrough(`reading the queue took more than ${LOOK_MS / 1000} s`), LOOK_MS);
  const { refused, text } = await decideCommit({
    cwd: workingFolder(),
    env: process.env,
    now: Date.now(),
    store: process.argv[2],
  });
  clearTimeout(late);
  if (text !== undefined) process.stderr.write(`${text}\n`);
  if (refused) process.exitCode = REFUSED;
}

function letThrough(error: unknown): never {
  process.stderr.write(`${uncheckedText(error)}\n`);
  process.exit(0);
}

process.on('uncaughtException', letThrough);
void main().catch(letThrough);
