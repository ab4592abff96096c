import { isInFolder } from '../base/path-prefix.ts';
import { present } from '../base/present.ts';
import type { Run } from '../domain/records.ts';
import { ciCheckOf } from '../domain/runs/answers/ci-answer.ts';
import type { Task } from '../domain/task/task.ts';
import type { Store } from '../store/index.ts';
import { commandBy } from '../work/settings/agreed-commands.ts';
import { checksOf } from '../work/settings/named-checks.ts';
import { type AskedAgent, judgingAgents } from './agents/judges.ts';
import { routedChecks, runSettings } from './run-settings.ts';

export type CheckResult = NonNullable<Run['checks']>[number];

/** A check that a result has to pass. No setting defines it if it has neither `command` nor `asks`. */
export interface WantedCheck {
  name: string;
  command: string | undefined;
  /** The agent that judges the result, if the check has no command of its own. */
  asks?: AskedAgent;
  /** True if its changes of files become a part of the result. */
  fixes?: true;
  /** True if it asks another agent about the criteria. */
  judges?: true;
  /** True if a criterion names it. Then it runs on the start commit, too. */
  compares?: true;
}

/** The run whose result is checked: its repository, and the provider that made the result. */
export type CheckedRun = Partial<Pick<Run, 'repository' | 'provider'>>;

export function isDefined({ command, asks }: Pick<WantedCheck, 'command' | 'asks'>): boolean {
  return command !== undefined || asks !== undefined;
}

/**
 * Lists the checks that a result has to pass: the task's own checks, then the checks that settings require for the
 * changed paths of the repository, then the commands of criteria to which a person agreed, then the agents that judge
 * each result.
 */
export function checksFor(
  state: Pick<Store['state'], 'get' | 'all'>,
  task: Pick<Task, 'checks' | 'acceptance'> | undefined,
  changed: readonly string[],
  { repository, provider }: CheckedRun,
): WantedCheck[] {
  const routed = routedChecks(state, repository).filter(({ path }) => changed.some((file) => isInFolder(file, path)));
  const names = new Set([...(task?.checks ?? []), ...routed.flatMap((route) => route.names)]);
  const defined = new Map(checksOf(state, repository).map(({ name, command }) => [name, command]));
  const { fixes, judges } = runSettings(state, repository);
  const named = (task?.acceptance ?? []).flatMap(({ by }) => by ?? []);
  const tested = new Set(named.filter((by) => ciCheckOf(by) === undefined));
  const agreed = [...tested].filter((by) => !names.has(by) && commandBy(state, by, repository) !== undefined);
  const commands = [...names, ...agreed].map((name) => ({
    name,
    command: defined.get(name) ?? commandBy(state, name, repository),
    ...(fixes.includes(name) ? { fixes: true as const } : {}),
    ...(judges.includes(name) ? { judges: true as const } : {}),
    ...(tested.has(name) ? { compares: true as const } : {}),
  }));
  const others = changed.length > 0 ? judges.filter((name) => !defined.has(name) && !names.has(name)) : [];
  const asked = judgingAgents(state, others, provider).map(({ name, agent }) => ({
    ...{ name, command: undefined, judges: true as const },
    ...present({ asks: agent }),
  }));
  return [...commands, ...asked];
}

/** Lists the checks that a run's result will probably have to pass, by its scope: there is no result yet. */
export function expectedChecks(
  state: Pick<Store['state'], 'get' | 'all'>,
  task: Pick<Task, 'checks' | 'acceptance'>,
  { scope, ...run }: Pick<Run, 'scope'> & CheckedRun,
): WantedCheck[] {
  return checksFor(state, task, ['.', ...scope.map(({ glob }) => glob)], run);
}

export function allGreen(checks: readonly Pick<CheckResult, 'ok'>[]): boolean {
  return checks.every(({ ok }) => ok);
}

export function failedNames(checks: readonly Pick<CheckResult, 'name' | 'ok'>[]): string[] {
  return checks.filter(({ ok }) => !ok).map(({ name }) => name);
}
