import { join } from 'node:path';
import { present } from '../../../base/present.ts';
import { KEPT_OUTPUT } from '../../../domain/kinds/run-parts.ts';
import { definingLine } from '../../../work/settings/settings.ts';
import { type CheckResult, ranNothing, type WantedCheck } from '../../checks.ts';
import { agentEnvironment } from '../../process/environment.ts';
import { type CommandEnd, runCommand } from '../../process/run-command.ts';

/** Where checks run, and within what. */
export interface Checking {
  /** The folder with the tree to check. */
  folder: string;
  /** A folder for what they print. */
  output: string;
  /** The commit whose tree it is. */
  commit: string;
  env: NodeJS.ProcessEnv;
  /** Whose checks they are: by it their processes are found. */
  run: string;
  store: string;
  timeoutMs: number;
  signal?: AbortSignal;
}

/** Runs checks one after the other, all of them: who mends a result wants to know everything. `told` hears of each at its end. */
export async function runChecks(
  wanted: readonly WantedCheck[],
  around: Checking,
  told: (result: CheckResult) => void = () => {},
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of wanted) {
    if (around.signal?.aborted) throw around.signal.reason;
    const result = await runCheck(check, around);
    if (around.signal?.aborted) throw around.signal.reason;
    told(result);
    results.push(result);
  }
  return results;
}

async function runCheck({ name, command }: WantedCheck, around: Checking): Promise<CheckResult> {
  const { commit } = around;
  if (command === undefined)
    return {
      name,
      ok: false,
      why: `no check of that name is defined (${definingLine(name)})`,
      ms: 0,
      output: '',
      commit,
    };
  const end = await runLine(command, around, `check-${name.replace(/[^A-Za-z0-9_.-]+/g, '-')}.txt`);
  const output = end.tail.slice(-KEPT_OUTPUT);
  const nothing = end.code === 0 && ranNothing(output);
  const why = nothing ? 'it ended well, but says that it ran no test' : end.text;
  return { name, ok: end.ended === 'exited' && end.code === 0 && !nothing, why, ms: end.ms, output, commit };
}

/** Runs a line that a person wrote into the settings. */
export function runLine(line: string, around: Checking, file: string): Promise<CommandEnd> {
  const { folder, output, env, run, store, timeoutMs, signal } = around;
  return runCommand({
    command: line,
    cwd: folder,
    env: agentEnvironment(env, { run, store, ceiling: join(folder, '..') }),
    timeoutMs,
    outputFile: join(output, file),
    ...present({ signal }),
  });
}
