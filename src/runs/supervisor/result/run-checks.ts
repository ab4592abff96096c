import { join } from 'node:path';
import { present } from '../../../base/present.ts';
import { TASK_LIMITS } from '../../../domain/fields/words.ts';
import { KEPT_OUTPUT } from '../../../domain/kinds/run/run-parts.ts';
import type { Approved } from '../../../work/config/approval.ts';
import { definingLine } from '../../../work/settings/named-checks.ts';
import { type CheckResult, isDefined, ranNothing, type WantedCheck } from '../../checks.ts';
import { coveredBy } from '../../covered/covered-by.ts';
import type { Outcomes } from '../../covered/format.ts';
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
  const began = Date.now();
  const end = await runLine(command, around, { file, extra: checkVariables(around.judging?.files[0]) });
  return checkEnd({ name, command }, end, { ...around, file, began });
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

/** Runs the setup command from the settings. It is a command of the person, so its git may connect to remotes. */
export function runSetupLine(line: Approved<string>, around: Checking): Promise<CommandEnd> {
  return runLine(line, { ...around, network: true }, { file: 'setup.txt' });
}

/** A program that looks for work in a checkout. */
export interface Finder {
  /** The program with its arguments, of an approved pass or of Backlog itself. */
  program: readonly string[];
  stdin: string;
  /** The file for its output. */
  file: string;
  onLine(line: string): void;
}

/** Runs the program of a pass like a check. */
export function runFinder({ program, file, ...more }: Finder, around: Checking): Promise<CommandEnd> {
  return runLine(program, around, { file, extra: checkVariables(), ...more });
}
