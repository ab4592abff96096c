import { join } from 'node:path';
import { present } from '../../../base/present.ts';
import { TASK_LIMITS } from '../../../domain/fields/words.ts';
import { KEPT_OUTPUT } from '../../../domain/kinds/run/run-parts.ts';
import type { Approved } from '../../../work/config/approval.ts';
import { definingLine } from '../../../work/settings/named-checks.ts';
import { type CheckResult, ranNothing, type WantedCheck } from '../../checks.ts';
import { coveredBy } from '../../covered/covered-by.ts';
import type { Outcomes } from '../../covered/format.ts';
import { agentEnvironment } from '../../process/environment.ts';
import { withPorts } from '../../process/ports.ts';
import { type CommandEnd, runCommand } from '../../process/run-command.ts';

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
  /** Further variables. */
  extra?: Readonly<Record<string, string>>;
  timeoutMs: number;
  signal?: AbortSignal;
  /** True if git may connect to remotes. */
  network?: boolean;
}

/**
 * Runs one check. A check that no setting defines has failed.
 * @returns `isEnded` is false if the check did not start, took too long or was stopped. `outcomes` has the tests that its
 * output names
 */
export async function runCheck(
  { name, command }: Approved<WantedCheck>,
  around: Checking,
): Promise<{ result: CheckResult; isEnded: boolean; outcomes?: Outcomes }> {
  const { commit } = around;
  if (command === undefined) {
    const why = `no setting defines this check (${definingLine(name)})`;
    return { result: { name, ok: false, why, ms: 0, output: '', commit }, isEnded: false };
  }
  const extra = { ...around.extra, CI: 'true' };
  const file = `check-${name.replace(/[^A-Za-z0-9_.-]+/g, '-').slice(0, FILE_NAME)}.txt`;
  const began = Date.now();
  const end = await runLine(command, { ...around, extra }, file);
  const output = end.tail.slice(-KEPT_OUTPUT);
  const covered = end.ended === 'exited' ? coveredBy(join(around.output, file), around.folder, began) : undefined;
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
  return runLine(line, { ...around, network: true }, 'setup.txt');
}

/** Runs a shell line from the settings, with ports of its own. */
function runLine(line: Approved<string>, around: Checking, file: string): Promise<CommandEnd> {
  const { folder, output, env, run, store, timeoutMs, signal, network } = around;
  return withPorts([store, run, file].join(), (extra) =>
    runCommand({
      command: line,
      cwd: folder,
      env: agentEnvironment(env, {
        ...{ run, store, ceiling: join(folder, '..'), extra: { ...around.extra, ...extra } },
        ...present({ network }),
      }),
      timeoutMs,
      outputFile: join(output, file),
      ...present({ signal }),
    }),
  );
}
