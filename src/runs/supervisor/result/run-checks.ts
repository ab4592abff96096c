import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { counted } from '../../../base/amounts.ts';
import { present } from '../../../base/present.ts';
import { TASK_LIMITS } from '../../../domain/fields/words.ts';
import { KEPT_OUTPUT } from '../../../domain/kinds/run/run-parts.ts';
import type { Approved } from '../../../work/config/approval.ts';
import { definingLine } from '../../../work/settings/named-checks.ts';
import { type CheckResult, isDefined, type WantedCheck } from '../../checks.ts';
import { coveredBy, textOf } from '../../covered/covered-by.ts';
import type { Outcomes } from '../../covered/format.ts';
import { fromCache } from '../../covered/from-cache.ts';
import { provesNothing } from '../../covered/ran.ts';
import type { CommandEnd } from '../../process/run-command.ts';
import { judgeCheck } from './judge-check.ts';
import { type Checking, checkVariables, outputName, runLine } from './run-line.ts';

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
  if (judges && around.judging && isDefined(check)) return judgeCheck(check, around.judging, around);
  if (command === undefined) {
    const why = `no setting defines this check (${definingLine(name)})`;
    return { result: { name, ok: false, why, ms: 0, output: '', commit: around.commit }, isEnded: false };
  }
  const file = `${outputName(name)}.txt`;
  // The file must have the output of this run only, because it says which tests ran.
  rmSync(join(around.output, file), { force: true });
  const began = Date.now();
  const question = around.judging?.files[0];
  const end = await runLine(command, around, {
    file,
    extra: checkVariables(question),
    contained: name,
    reads: question === undefined ? [] : [question],
  });
  return checkEnd({ ...check, command }, end, { ...around, file, began });
}

/** @param around `file` names the file with the output, `began` is the time at which the check began, in epoch ms */
function checkEnd(
  { name, command, compares }: WantedCheck & { command: string },
  end: CommandEnd,
  { commit, output: outputs, folder, file, began }: Checking & { file: string; began: number },
): CheckEnd {
  const output = end.tail.slice(-KEPT_OUTPUT);
  const isEnded = end.ended === 'exited';
  const text = textOf(join(outputs, file)) ?? end.tail;
  const covered = isEnded ? coveredBy(text, folder, began) : undefined;
  const nothing = isEnded && end.code === 0 ? (provesNothing(text) ?? ofReport(covered?.tests)) : undefined;
  // A person may want a check that hides failures. But it proves no criterion.
  const isDoubtful = nothing?.isHidden === true && !compares;
  const why = nothing && !isDoubtful ? `it exited with 0, but ${nothing.text}` : end.text;
  const ok = isEnded && end.code === 0 && (!nothing || isDoubtful);
  const result = {
    ...{ name, ok, why, ms: end.ms, output, commit },
    ...(command.length <= TASK_LIMITS.by ? { command: String(command) } : {}),
    ...present({
      denied: end.denied,
      tests: covered?.tests,
      doubt: isDoubtful ? nothing.text : ok ? fromCache(text) : undefined,
    }),
  };
  return { result, isEnded, ...present({ outcomes: covered?.outcomes }) };
}

/** The same of a file with the outcomes of tests, which a test program wrote. */
function ofReport(tests: CheckResult['tests']): ReturnType<typeof provesNothing> {
  if (!tests || (tests.passed > 0 && tests.failed === 0)) return undefined;
  const isHidden = tests.failed > 0;
  return { text: `its report has ${isHidden ? counted(tests.failed, 'failed test') : 'only skipped tests'}`, isHidden };
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
  const run = (line: Approved<string>, file: string) =>
    runLine(line, { ...around, network: true }, { file, contained: 'setup' });
  const first = await run(setup, 'setup.txt');
  if (first.code === 0 || first.ended === 'stopped' || repair === '') return first;
  const repaired = await run(repair, 'repair.txt');
  if (repaired.code !== 0) return { ...first, text: `${first.text}, and its repair failed: ${repaired.text}` };
  const again = await run(setup, 'setup.txt');
  const story = again.code === 0 ? 'after a repair' : 'also after a repair';
  return { ...again, text: `${again.text} ${story}` };
}

/** A program that looks for work in a checkout. */
export interface FinderProgram {
  /** The program with its arguments, of an approved pass or of Backlog itself. */
  program: readonly string[];
  stdin: string;
  /** The file for its output. */
  file: string;
  onLine(line: string): void;
  /** The name whose settings decide whether it is contained. Without it, it is not. */
  contained?: string;
  timeoutMs?: number;
  /** Returns the program that runs next in the same folder. */
  next?(): FinderProgram | undefined;
}

/** Runs the program of a pass like a check. */
export function runFinder(
  { program, file, stdin, onLine, ...own }: FinderProgram,
  around: Checking,
): Promise<CommandEnd> {
  const { contained, timeoutMs = around.timeoutMs } = own;
  return runLine(
    program,
    { ...around, timeoutMs },
    { file, stdin, onLine, extra: checkVariables(), ...present({ contained }) },
  );
}
