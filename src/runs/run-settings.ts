import { didYouMean } from '../base/nearest.ts';
import { commaList } from '../domain/comma-list.ts';
import type { Repository } from '../domain/records.ts';
import type { LargeFrom } from '../domain/runs/hidden/large-task.ts';
import type { Store } from '../store/index.ts';
import { ALL_CHECKS, NO_CHECKS } from '../work/settings/check-settings.ts';
import { largeFrom } from '../work/settings/large-from.ts';
import { checksOf, definingLine } from '../work/settings/named-checks.ts';
import { settingOf } from '../work/settings/settings.ts';
import { settingsSet } from '../work/settings/sources.ts';
import { judgeProblemHere, judgingAgents } from './agents/judges.ts';

type State = Pick<Store['state'], 'get' | 'all'>;

/** The settings of runs. Times are in milliseconds. */
export interface RunSettings {
  how: 'squash' | 'merge';
  /** True if the hooks of the person's repository run when a result is merged. */
  hooks: boolean;
  /** Shell line that sets up a worktree. If empty, there is no setup. */
  setup: string;
  /** Shell line that repairs a failed setup, once. If empty, there is no repair. */
  repair: string;
  copy: string[];
  link: string[];
  checkMs: number;
  /** Names of the checks whose changes become a part of the result. */
  fixes: string[];
  /** Names of the checks that ask another agent about the criteria. */
  judges: string[];
  /** The most that one judge may cost for one result, in US dollars. 0: no limit. */
  judgeUsd: number;
  /** Shell line that runs one hidden test. If empty, judges write none. */
  hiddenTests: string;
  /** The minimum size of a task for hidden tests. */
  hiddenFrom: LargeFrom;
  /** Folders and files of generated code. */
  generated: string[];
  /** Name of the remote to which target branches are pushed after a merge. If empty, nothing is pushed. */
  push: string;
  /** Command that creates a pull request for a result. If empty, results are merged in the local repository. */
  propose: string;
  /** Time limit of one push, or of one call of the command in `propose`. */
  pushMs: number;
  /** Maximum number of approved runs that are tested together. */
  batch: number;
  limits: { wallMs: number; idleMs: number; turns?: number; costUsd?: number; checkRounds: number };
}

const MINUTE_MS = 60_000;

/**
 * Returns the target branch from the repository's record, otherwise from the settings.
 * @returns undefined if neither names one; the target is then the branch of the main checkout
 */
export function targetNamed(state: State, { name, target }: Pick<Repository, 'name' | 'target'>): string | undefined {
  return target ?? (String(settingOf(state, 'runs.target', name)) || undefined);
}

/** Reads the settings for the runs of a repository, given by its name. */
export function runSettings(state: State, repository: string | undefined): RunSettings {
  const text = (name: string) => String(settingOf(state, `runs.${name}`, repository));
  const number = (name: string) => Number(settingOf(state, `runs.${name}`, repository));
  const [turns, costUsd] = [number('turns'), number('cost')];
  return {
    how: text('merge') as RunSettings['how'],
    hooks: settingOf(state, 'runs.hooks', repository) === true,
    setup: text('setup'),
    repair: text('repair'),
    copy: commaList(text('copy')),
    link: commaList(text('link')),
    checkMs: number('checkMinutes') * MINUTE_MS,
    fixes: commaList(text('fixes')),
    judges: commaList(text('judges')),
    judgeUsd: number('judgeCost'),
    hiddenTests: text('hiddenTests'),
    hiddenFrom: largeFrom(state, repository),
    generated: commaList(text('generated')),
    push: text('push'),
    propose: text('propose'),
    pushMs: number('pushMinutes') * MINUTE_MS,
    batch: number('batch'),
    limits: {
      wallMs: Math.round(number('minutes') * MINUTE_MS),
      idleMs: Math.round(number('idleMinutes') * MINUTE_MS),
      ...(turns > 0 ? { turns } : {}),
      ...(costUsd > 0 ? { costUsd } : {}),
      checkRounds: number('checkRounds'),
    },
  };
}

const DEFAULT_CHECKS = 'runs.checks';
const ROUTES = `${DEFAULT_CHECKS}.`;

/** The checks that a setting requires for changes below a path. `.` is the whole repository. */
interface CheckRoute {
  setting: string;
  path: string;
  names: string[];
}

/**
 * Lists the checks that settings require in a repository, given by its name: those for every result, then those for
 * changes below a path.
 */
export function routedChecks(state: State, repository?: string): CheckRoute[] {
  const routes = Array.from(settingsSet(state, repository))
    .filter(([name]) => name.startsWith(ROUTES))
    .map(([setting, { value }]) => ({ setting, path: setting.slice(ROUTES.length), names: commaList(String(value)) }));
  return [{ setting: DEFAULT_CHECKS, path: '.', names: defaultChecks(state, routes, repository) }, ...routes];
}

function defaultChecks(state: State, routes: readonly CheckRoute[], repository: string | undefined): string[] {
  const value = String(settingOf(state, DEFAULT_CHECKS, repository));
  if (value === NO_CHECKS) return [];
  if (value !== ALL_CHECKS) return commaList(value);
  const routed = new Set(routes.flatMap(({ names }) => names));
  return checksOf(state, repository).flatMap(({ name }) => (routed.has(name) ? [] : [name]));
}

/** The settings that name checks for more than passing or failing. */
const FIXING_CHECKS = 'runs.fixes';
const JUDGING_CHECKS = 'runs.judges';

/**
 * Returns a note if a setting names an undefined check, or a judge that can't be asked on this machine.
 * @param cwd the folder of relative paths
 */
export function undefinedRoutes(state: State, setting: string, cwd: string): string | undefined {
  const defined = checksOf(state).map(({ name }) => name);
  const { fixes, judges } = runSettings(state, undefined);
  const named = judges.filter((name) => !defined.includes(name));
  const agents = judgingAgents(state, named, undefined).flatMap(({ agent }) => agent ?? []);
  const unknown = named.filter((name) => !agents.some((agent) => agent.name === name));
  const special = [
    { setting: FIXING_CHECKS, names: fixes },
    { setting: JUDGING_CHECKS, names: unknown },
  ];
  const missing = [...routedChecks(state), ...special].flatMap(({ setting: route, names }) =>
    names.filter((name) => !defined.includes(name)).map((check) => ({ route, check })),
  );
  const about = missing.filter(({ route, check }) => setting === route || setting === `checks.${check}`);
  const problems = setting === JUDGING_CHECKS ? agents.flatMap((agent) => judgeProblemHere(agent, cwd) ?? []) : [];
  const lines = about.map(
    ({ route, check }) =>
      `${route} names the check "${check}"${didYouMean(check, defined, 'quoted')}, which no setting defines: ${definingLine(check)}`,
  );
  return lines.length + problems.length === 0 ? undefined : [...lines, ...problems].join('\n');
}
