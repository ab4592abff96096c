import { REFUSED } from '../../git-hook/script.ts';
import { workingFolder } from '../working-folder.ts';
import { checkCommit } from './check.ts';

/** How long the queue may take to be read, in milliseconds, before a commit goes on without the answer: as long as other hooks have. */
const LOOK_MS = 5_000;

/** What git's pre-commit hook starts. It refuses by a code of its own: whatever fails here lets the commit through. */
async function main(): Promise<void> {
  const late = setTimeout(() => letThrough(`the queue was not read within ${LOOK_MS / 1000} s`), LOOK_MS);
  const { refused, text } = await checkCommit({
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
  const [reason] = (error instanceof Error ? error.message : String(error)).split('\n');
  process.stderr.write(`backlog: it could not be told who holds these files; the commit goes on: ${reason}\n`);
  process.exit(0);
}

process.on('uncaughtException', letThrough);
void main().catch(letThrough);
