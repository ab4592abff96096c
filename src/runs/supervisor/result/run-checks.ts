import { join } from 'node:path';
import { present } from '../../../base/present.ts';
import { TASK_LIMITS } from '../../../domain/fields/words.ts';
import { KEPT_OUTPUT } from '../../../domain/kinds/run/run-parts.ts';
import { combineVerdicts, judgeOutcome, verdictsIn } from '../../../domain/runs/answers/verdicts.ts';
import type { Approved } from '../../../work/config/approval.ts';
import { definingLine } from '../../../work/settings/named-checks.ts';
import { type CheckResult, ranNothing, type WantedCheck } from '../../checks.ts';
import { coveredBy } from '../../covered/covered-by.ts';
import type { Outcomes } from '../../covered/format.ts';
import { agentEnvironment } from '../../process/environment.ts';
import { withPorts } from '../../process/ports.ts';
import { type CommandEnd, type CommandRun, runCommand } from '../../process/run-command.ts';
import type { Judging } from './judge.ts';

/** Maximum number of characters of a check's name in the name of its output file. */
const FILE_NAME = 80;

/** Common options of all checks of one commit. */
export interface Checking {
  /** The folder with the files to check. */
  folder: string;
  /** Path of a folder for the output of the checks. */
  output: string;
  /** Id of the checked commit. */
  commit: string;
  env: NodeJS.ProcessEnv;
  /** Id of the run or merge queue that owns the processes. */
  run: string;
  store: string;
  /** The questions for judges. */
  judging?: Judging;
  timeoutMs: number;
  signal?: AbortSignal;
  /** True if git may connect to remotes. */
  network?: boolean;
}

interface CheckEnd {
  result: CheckResult;
  /** False if the check did not start, took too long or was stopped. */
  isEnded: boolean;
  /** The tests that its output names. */
  outcomes?: Outcomes;
}

/** Runs one check. A check that no setting defines has failed. */
export async function runCheck(check: Approved<WantedCheck>, around: Checking): Promise<CheckEnd> {
  const { name, command, judges } = check;
  if (command === undefined) {
    const why = `no setting defines this check (${definingLine(name)})`;
    return { result: { name, ok: false, why, ms: 0, output: '', commit: around.commit }, isEnded: false };
  }
  const [first, ...others] = around.judging?.files ?? [];
  const file = outputName(name);
  const run = (question: string | undefined, part: string) =>
    runLine(command, around, `${file}${part}.txt`, { CI: 'true', ...present({ BACKLOG_JUDGE: question }) });
  const began = Date.now();
  const end = await run(first, '');
  if (!judges || !around.judging) return checkEnd({ name, command }, end, { ...around, file: `${file}.txt`, began });
  const ends = [end];
  for (const [n, other] of others.entries()) {
    if (ends.at(-1)!.ended !== 'exited') break;
    ends.push(await run(other, `-${n + 2}`));
  }
  return judgeEnd(name, ends, around.judging, around);
}

/** Returns the name of a check's output file, without its ending. */
export function outputName(check: string): string {
  return `check-${check.replace(/[^A-Za-z0-9_.-]+/g, '-').slice(0, FILE_NAME)}`;
}

/** @param around `file` names the file with the output, `began` is the time at which the check began, in epoch ms */
function checkEnd(
  { name, command }: { name: string; command: string },
  end: CommandEnd,
  { commit, output: outputs, folder, file, began }: Checking & { file: string; began: number },
): CheckEnd {
  const output = end.tail.slice(-KEPT_OUTPUT);
  const covered = end.ended === 'exited' ? coveredBy(join(outputs, file), folder, began) : undefined;
  const nothing = end.code === 0 && ranNothing(output);
  const why = nothing ? 'it exited with 0, but its output reports no test' : end.text;
  const isEnded = end.ended === 'exited';
  const result = {
    ...{ name, ok: isEnded && end.code === 0 && !nothing, why, ms: end.ms, output, commit },
    ...(command.length <= TASK_LIMITS.by ? { command: String(command) } : {}),
    ...present({ tests: covered?.tests }),
  };
  return { result, isEnded, ...present({ outcomes: covered?.outcomes }) };
}

/** Reads what a judge answered to all questions. Its command must succeed each time, and say something about a criterion. */
function judgeEnd(name: string, ends: readonly CommandEnd[], { criteria }: Judging, { commit }: Checking): CheckEnd {
  const bad = ends.find(({ ended, code }) => ended !== 'exited' || code !== 0);
  const parts = ends.map(({ tail }) => verdictsIn(tail, criteria));
  const verdicts = combineVerdicts(parts, criteria);
  const { ok, why } = bad ? { ok: false, why: bad.text } : judgeOutcome(verdicts, parts.flat().length > 0);
  const output = ends
    .map(({ tail }) => tail.slice(-Math.floor(KEPT_OUTPUT / ends.length)))
    .join('\n')
    .slice(-KEPT_OUTPUT);
  const ms = ends.reduce((sum, end) => sum + end.ms, 0);
  return { result: { name, ok, why, ms, output, commit, verdicts }, isEnded: !bad || bad.ended === 'exited' };
}

/** The setup command from the settings, and the one that repairs it. */
export interface Setup {
  setup: Approved<string>;
  /** Empty: no repair. */
  repair: Approved<string>;
}

/**
 * Runs the setup command from the settings. If it fails, runs the repair command once, and then the setup command again.
 * They are commands of the person, so their git may connect to remotes.
 * @returns the end of the last setup command, with the whole story as its text
 */
export async function runSetupLine({ setup, repair }: Setup, around: Checking): Promise<CommandEnd> {
  const run = (line: Approved<string>, file: string) => runLine(line, { ...around, network: true }, file);
  const first = await run(setup, 'setup.txt');
  if (first.code === 0 || first.ended === 'stopped' || repair === '') return first;
  const repaired = await run(repair, 'repair.txt');
  if (repaired.code !== 0) return { ...first, text: `${first.text}, and its repair failed: ${repaired.text}` };
  const again = await run(setup, 'setup.txt');
  const story = again.code === 0 ? 'after a repair' : 'also after a repair';
  return { ...again, text: `${again.text} ${story}` };
}

/** A program that looks for work in a checkout. */
export interface Finder {
  /** The program with its arguments, of an approved pass or of Backlog itself. */
  program: readonly string[];
  stdin: string;
  /** The file for its output. */
  file: string;
  onLine(line: string): void;
  /** The whole environment; by default that of a check. */
  env?: Readonly<Record<string, string>>;
  timeoutMs?: number;
  /** Returns the program that runs next in the same folder. */
  next?(): Finder | undefined;
}

/** Runs the program of a pass like a check. */
export function runFinder({ program, file, stdin, onLine, ...own }: Finder, around: Checking): Promise<CommandEnd> {
  const { env, timeoutMs = around.timeoutMs } = own;
  const streams = { stdin, onLine, ...present({ env }) };
  return runLine(program, { ...around, timeoutMs }, file, { CI: 'true' }, streams);
}

/** Runs a shell line from the settings, or a program, with ports of its own. */
function runLine(
  line: Approved<string> | readonly string[],
  around: Checking,
  file: string,
  more: Readonly<Record<string, string>> = {},
  streams: Partial<Pick<CommandRun, 'stdin' | 'onLine' | 'env'>> = {},
): Promise<CommandEnd> {
  const { folder, output, env, run, store, timeoutMs, signal, network } = around;
  return withPorts([store, run, file].join(), (extra) =>
    runCommand({
      command: line,
      cwd: folder,
      env: agentEnvironment(env, {
        ...{ run, store, ceiling: join(folder, '..'), extra: { ...more, ...extra } },
        ...present({ network }),
      }),
      timeoutMs,
      outputFile: join(output, file),
      ...streams,
      ...present({ signal }),
    }),
  );
}
