import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { HiddenTest } from '../../../domain/runs/answers/hidden-answer.ts';
import { saysNotLoaded } from '../../../domain/task/other-reason.ts';
import type { Approved } from '../../../work/config/approval.ts';
import { coveredBy, textOf } from '../../covered/covered-by.ts';
import { provesNothing } from '../../covered/ran.ts';
import { removeAll, sealedChange } from '../../git/index.ts';
import { processesIn, sweepFolder } from '../../process/sweep-folder.ts';
import { abortIf, type CommitToCheck, checking, sealed, sealedAgain } from './check-folder.ts';
import { placeProblem } from './provide.ts';
import { type Checking, checkVariables, runLine } from './run-line.ts';

/** How a test that is not in the repository ended on a commit. */
export interface PlayedTest {
  outcome: 'passed' | 'failed' | 'unclear';
  why: string;
  /** The end of its output. */
  output: string;
}

/** Maximum number of characters of a kept output. */
const OUTPUT = 2_000;

/**
 * Runs tests that are not in the repository on a sealed checkout of exactly a commit, one after the other. Each gets the
 * commit with its own file, as checks get the commit.
 * @param line the person's command for one test. `BACKLOG_TEST` names the file of the test
 */
export async function playTests(
  asked: Omit<CommitToCheck, 'wanted'>,
  tests: readonly Pick<HiddenTest, 'path' | 'text'>[],
  line: Approved<string>,
): Promise<PlayedTest[]> {
  const commit = { ...asked, wanted: [] };
  const played: PlayedTest[] = [];
  if (tests.length === 0) return played;
  try {
    let seal = await sealed(commit);
    for (const test of tests) {
      if ('failed' in seal) {
        played.push(unclear(`the setup failed: ${seal.failed.why}`));
        continue;
      }
      abortIf(commit);
      played.push(await play(checking(commit, seal.seal), test, { line, file: `test-${played.length + 1}.txt` }));
      abortIf(commit);
      if (played.length === tests.length) break;
      const change = await sealedChange(asked.place, asked.at, seal.seal).catch(() => 'unreadable' as const);
      seal = await sealedAgain(commit, seal.seal, change);
    }
    return played;
  } finally {
    await removeAll(asked.at.folder).catch(() => undefined);
  }
}

const unclear = (why: string, output = ''): PlayedTest => ({ outcome: 'unclear', why, output: output.slice(-OUTPUT) });

/** Says why no file can be at a path. A path below a file has no place, too. */
function problemAt(folder: string, to: string): string | undefined {
  try {
    return placeProblem(folder, to);
  } catch (error) {
    return String(error);
  }
}

async function play(
  around: Checking,
  { path, text }: Pick<HiddenTest, 'path' | 'text'>,
  { line, file }: { line: Approved<string>; file: string },
): Promise<PlayedTest> {
  const to = join(around.folder, path);
  const problem = problemAt(around.folder, to);
  if (problem !== undefined) return unclear(`the file ${path} can't be added: ${problem}`);
  const before = processesIn(around.folder);
  const began = Date.now();
  rmSync(join(around.output, file), { force: true });
  try {
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, text, { flag: 'wx' });
  } catch (error) {
    return unclear(`the file ${path} can't be added: ${String(error)}`);
  }
  const extra = { BACKLOG_TEST: path, ...checkVariables() };
  const end = await runLine(line, around, { file, extra, contained: 'hidden' });
  const output = textOf(join(around.output, file)) ?? end.tail;
  const tests = end.ended === 'exited' ? coveredBy(output, around.folder, began)?.tests : undefined;
  // The file goes with the restored folder. The test may have led its path out of the folder.
  await sweepFolder(around.folder, before);
  if (end.ended !== 'exited') return unclear(end.text, output);
  const nothing = end.code === 0 ? provesNothing(output) : undefined;
  if (nothing) return unclear(`it exited with 0, but ${nothing.text}`, output);
  // Judges often guess a name or a path wrongly. Then no test ran, and nothing is known about the result.
  const isLoaded = end.code === 0 || (tests ? tests.failed > 0 : !saysNotLoaded(output));
  if (!isLoaded) return unclear(`no test ran: ${end.text}`, output);
  return { outcome: end.code === 0 ? 'passed' : 'failed', why: end.text, output: output.slice(-OUTPUT) };
}
