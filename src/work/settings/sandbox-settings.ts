import { commaList } from '../../domain/comma-list.ts';
import { ALL_NETWORK, NETWORK_WORD, NO_NETWORK, SANDBOX_MODES, SANDBOX_PATH } from '../../domain/runs/sandbox.ts';
import type { DeclaredSetting } from './setting-row.ts';

const NETWORK = {
  fits: { test: (text: string) => isNetwork(commaList(text)) },
  expected: `${NO_NETWORK}, ${ALL_NETWORK}, or domains separated by commas, without addresses in numbers: registry.npmjs.org, *.pypi.org, localhost:5432`,
};

const PATHS = {
  fits: { test: (text: string) => commaList(text).every((path) => SANDBOX_PATH.test(path)) },
  expected: 'absolute paths or paths in ~/, separated by commas, such as ~/.npm, ~/.cache/pip',
};

/** Checks whether the words name a network access: one of the two words, or domains. */
export function isNetwork(words: readonly string[]): boolean {
  const [first] = words;
  if (words.length === 1 && (first === NO_NETWORK || first === ALL_NETWORK)) return true;
  return words.length > 0 && words.every((word) => NETWORK_WORD.test(word));
}

/** The rows of the settings about containment. The settings of an agent's record come first. */
export const SANDBOX_SETTINGS: readonly DeclaredSetting[] = [
  {
    name: 'runs.sandbox',
    inFile: 'agreed',
    terminal: true,
    means:
      "Containment of agents, judges, passes, checks and the setup command. worktree: they write only in their worktree, a temporary folder and runs.caches. They see no other file of your home folder, and use the network of runs.network. The start is refused if this machine can't contain them. Unset: rules that merge results contain checks, the setup command and judges, if the machine can.",
    values: SANDBOX_MODES,
    fallback: 'off',
  },
  {
    name: 'runs.sandbox.<name>',
    inFile: 'agreed',
    terminal: true,
    means:
      'Containment of one check, of the setup command (setup), or of the program of a pass (pass-NAME), instead of runs.sandbox.',
    values: SANDBOX_MODES,
    fallback: 'off',
  },
  {
    name: 'runs.network',
    inFile: 'agreed',
    list: 'names',
    terminal: true,
    means:
      "Network of contained programs: none, all, or domains separated by commas. *.pypi.org names subdomains, localhost:5432 a service of this machine. An agent always reaches its provider's servers. all also gives every service of this machine.",
    text: NETWORK,
    fallback: NO_NETWORK,
  },
  {
    name: 'runs.network.<name>',
    inFile: 'agreed',
    list: 'names',
    terminal: true,
    means:
      'Network of one contained check, of the setup command (setup), or of the program of a pass (pass-NAME), instead of runs.network.',
    text: NETWORK,
    fallback: NO_NETWORK,
  },
  {
    name: 'runs.caches',
    terminal: true,
    means:
      'Folders outside the worktree in which contained programs may write, separated by commas: ~/.npm, ~/.cache/pip. The next run reads what one run writes there.',
    text: PATHS,
  },
  {
    name: 'runs.secrets',
    terminal: true,
    means:
      'Files and folders of your home folder that contained programs may read, separated by commas: ~/.npmrc. They see no others.',
    text: PATHS,
  },
  {
    name: 'runs.container',
    inFile: 'agreed',
    terminal: true,
    means:
      'Command that starts a contained program in a container of yours, instead of bubblewrap. Backlog appends the program: docker run --rm -i --init --user "$(id -u):$(id -g)" $BACKLOG_SANDBOX_ARGS node:20. The command decides what else the program reaches, such as the network. Backlog removes the container with the words before run (docker rm --force).',
  },
];
