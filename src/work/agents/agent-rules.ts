import { refuse } from '../../domain/errors.ts';
import { addAgentLine } from '../../domain/runs/providers.ts';
import { SANDBOX_PATH } from '../../domain/runs/sandbox.ts';
import { isNetwork } from '../settings/sandbox-settings.ts';
import type { KnownAgent } from './known-agents.ts';

type AgentFields = Omit<KnownAgent, 'at' | 'actor'>;

/**
 * Checks the rules that concern several fields of an agent. The record kind checks each single field.
 * @throws BacklogError `invalid`, naming the field
 */
export function checkAgentRecord(agent: AgentFields): void {
  checkProgram(agent);
  checkWords(agent);
  checkBypass(agent);
  checkEnv(agent.env ?? []);
  checkSandbox(agent);
}

function checkProgram({ name, provider, binary, argv }: AgentFields): void {
  if (provider !== 'command') {
    const [first, , command] = argv ?? [];
    // A client appends argv to its own words, and reads a first word without a hyphen as its prompt.
    if (first !== undefined && !first.startsWith('-'))
      wrong(
        'argv',
        `expected options of ${provider}, received ${JSON.stringify(first)}`,
        `Its program is in binary: --binary ${programIn(first, command)}`,
      );
    return;
  }
  if (!argv || argv[0] === undefined || argv[0] === '') {
    wrong('argv', 'an agent of provider command needs the command to run', `For example: \`${addAgentLine(name)}\``);
  }
  if (binary !== undefined)
    wrong(
      'binary',
      'an agent of provider command has its program in argv',
      'Leave out binary; the first word of argv is the program.',
    );
}

/** Returns the program that somebody gave as a command line, also as one for a shell (`sh -c PROGRAM`). */
function programIn(first: string, command: string | undefined): string {
  const word = (first === 'sh' ? command : first) ?? '';
  return /^[\w./~-]+$/.test(word) ? word : 'PROGRAM';
}

/** Rejects values that a client would read as an option, and values with a NUL character, which ends an argument. */
function checkWords({ binary, model, effort, argv }: AgentFields): void {
  for (const [field, value] of Object.entries({ binary, model, effort })) {
    if (value?.startsWith('-')) wrong(field, `expected a name, received an option: ${value}`, 'Options go into argv.');
  }
  if (argv?.some((word) => word.includes('\0')))
    wrong('argv', 'an argument may not contain a NUL character', 'Remove it.');
}

/** Command-line options of clients that turn off permission prompts or the sandbox. */
const BYPASSING: readonly RegExp[] = [
  /^--dangerously-/,
  /^--allow-dangerously-/,
  /^--yolo$/,
  /^(--permission-mode=)?bypassPermissions$/,
  /^(--sandbox=|-s=?)?danger-full-access$/,
  /^-?-?(config=)?(sandbox_mode|approval_policy)\s*=/,
];

/**
 * Rejects options that turn off permission prompts. A person can set the mode `bypass` instead, which everybody can see
 * in the agent's record.
 */
function checkBypass({ provider, argv, permission }: AgentFields): void {
  if (provider === 'command' || permission.mode === 'bypass') return;
  const word = argv?.find((each) => BYPASSING.some((pattern) => pattern.test(each)));
  if (word === undefined) return;
  wrong('argv', `${word} bypasses permissions`, 'To bypass them, leave out the argument and give `mode: bypass`.');
}

function checkEnv(names: readonly string[]): void {
  for (const name of names) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
      wrong(
        'env',
        `expected names of variables, received ${JSON.stringify(name)}`,
        'Values come from your environment.',
      );
    if (/^(BACKLOG|GIT)_/.test(name))
      wrong('env', `${name} is set by the run itself`, 'Leave it out: it names the run and its worktree.');
  }
}

/** Rejects words about containment that no start could follow. */
function checkSandbox({ network = [], caches = [], secrets = [] }: AgentFields): void {
  if (network.length > 0 && !isNetwork(network))
    wrong(
      'network',
      `expected none, all or domains, received ${JSON.stringify(network.join(', '))}`,
      'Examples: registry.npmjs.org, *.pypi.org, localhost:5432.',
    );
  for (const [field, paths] of Object.entries({ caches, secrets })) {
    const path = paths.find((one) => !SANDBOX_PATH.test(one));
    if (path !== undefined)
      wrong(field, `expected absolute paths or paths in ~/, received ${JSON.stringify(path)}`, 'An example: ~/.npm');
  }
}

function wrong(field: string, message: string, hint: string): never {
  return refuse('invalid', `${field}: ${message}`, { hint, data: { field } });
}
