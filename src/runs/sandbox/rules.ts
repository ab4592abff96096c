import { commaList } from '../../domain/comma-list.ts';
import { ALL_NETWORK, NO_NETWORK, type SandboxMode } from '../../domain/runs/sandbox.ts';
import type { Store } from '../../store/index.ts';
import { settingOf } from '../../work/settings/settings.ts';
import { settingsSet } from '../../work/settings/sources.ts';

type State = Pick<Store['state'], 'get' | 'all'>;

/** What a person's settings say about the containment of one program. */
export interface SandboxRules {
  mode: SandboxMode;
  /** True if a person decided about the mode. Otherwise, rules that merge results may contain the program. */
  isSet: boolean;
  /** Domains, or everything. An empty list is no network. */
  network: readonly string[] | 'all';
  /** Folders with write access, and files and folders of the home folder with read access. `~/` is the home folder. */
  caches: readonly string[];
  secrets: readonly string[];
  /** Names of the environment variables that a person named for the program. */
  env: readonly string[];
  /** Shell line that starts the program in a container. If empty, bubblewrap contains it. */
  container: string;
}

/** The fields of an agent's record about containment. */
export interface AgentRules {
  sandbox?: SandboxMode | undefined;
  network?: readonly string[] | undefined;
  caches?: readonly string[] | undefined;
  secrets?: readonly string[] | undefined;
  env?: readonly string[] | undefined;
}

/** Reads the rules for an agent: its record first, then the settings of the repository. */
export function rulesOfAgent(
  state: State,
  { sandbox, network, caches, secrets, env = [] }: AgentRules,
  repository: string,
): SandboxRules {
  const usual = rulesOf(state, repository);
  return {
    ...usual,
    mode: sandbox ?? usual.mode,
    isSet: sandbox !== undefined || usual.isSet,
    network: network === undefined ? usual.network : networkOf(network),
    caches: caches ?? usual.caches,
    secrets: secrets ?? usual.secrets,
    env,
  };
}

/** Reads the rules for a check, or for the setup command with the name `setup`. */
export function rulesOfCheck(state: State, name: string, repository: string): SandboxRules {
  const usual = rulesOf(state, repository);
  const own = settingsSet(state, repository);
  const mode = own.get(`runs.sandbox.${name}`)?.value as SandboxMode | undefined;
  const network = own.get(`runs.network.${name}`)?.value;
  return {
    ...usual,
    mode: mode ?? usual.mode,
    isSet: mode !== undefined || usual.isSet,
    network: network === undefined ? usual.network : networkOf(commaList(String(network))),
  };
}

/**
 * Returns the rules by which a program is contained; undefined if it isn't. That of a result which a rule may merge is
 * contained, unless a person decided otherwise.
 */
export function containing(rules: SandboxRules, isRuled: boolean): SandboxRules | undefined {
  if (rules.mode !== 'off') return rules;
  return isRuled && !rules.isSet ? { ...rules, mode: 'worktree' } : undefined;
}

function rulesOf(state: State, repository: string): SandboxRules {
  const text = (name: string) => String(settingOf(state, `runs.${name}`, repository));
  return {
    mode: text('sandbox') as SandboxMode,
    isSet: settingsSet(state, repository).has('runs.sandbox'),
    network: networkOf(commaList(text('network'))),
    caches: commaList(text('caches')),
    secrets: commaList(text('secrets')),
    env: [],
    container: text('container'),
  };
}

function networkOf(words: readonly string[]): SandboxRules['network'] {
  if (words.includes(ALL_NETWORK)) return 'all';
  return words.filter((word) => word !== NO_NETWORK);
}
