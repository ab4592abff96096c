import { namedRun, namedRuns } from '../runs/named-run.ts';
import type { Context } from '../work/workspace/context.ts';
import type { Command } from './command.ts';

/**
 * Replaces the names of runs in a command's input by their ids. All interfaces do it here, so that a number is a task in
 * each of them.
 * @throws BacklogError if a name is that of no run, or of several
 */
export function withRuns(
  context: Context,
  { name, input }: Pick<Command, 'name' | 'input'>,
  parsed: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const { run, runs, verb } = parsed;
  const { shape } = input();
  const command = name === 'run_control' ? `run_${verb}` : name;
  return {
    ...parsed,
    ...('run' in shape && typeof run === 'string' ? { run: namedRun(context, run, command) } : {}),
    ...('runs' in shape && Array.isArray(runs) ? { runs: namedRuns(context, runs, command) } : {}),
  };
}
