import type { MachineRow } from '../../../src/interfaces/cli/machine/table.ts';

/** Lines of a command on the machine of `machine.ts`, each typed on a fresh copy of it, unless they keep it. */
export interface MachineLines {
  lines: readonly string[];
  /** What ada types before each of the lines. */
  before?: readonly string[];
  /** Standard input of the lines. */
  stdin?: string;
  /** The server that the lines reach. In a line, `{server}` is the address of a queue on it. */
  on?: 's3' | 'postgres';
  /** Whether the lines change nothing, so that one copy of the machine is enough. */
  keeps?: true;
  /** Whether the command runs until Ctrl+C, which comes after its first text. */
  runs?: true;
}

/** Why no lines of a command are recorded. Its help is, all the same. */
interface NotRecorded {
  why: string;
}

export type MachineLinesTable = { readonly [Name in MachineRow['name']]: MachineLines | NotRecorded };

const SESSION = JSON.stringify({ session_id: 'session-1', cwd: '/' });
const ROLE = 'store role add dan --as human:dan,ai:*';
const THERE = 'store init {server} --new';

/** One row for each command of the machine. A pipe can't sign as a person, so it shows the refusals of what is for people. */
export const MACHINE_LINES: MachineLinesTable = {
  board: {
    lines: ['board --no-open', 'board --browsers', 'board --log-out', 'board -w nowhere --no-open'],
    runs: true,
  },
  board_tty: { keeps: true, lines: ['board tty', 'board --tty project:web', 'board tty project:none'] },
  demo: { why: 'takes half a minute with real runs: test/interfaces/cli/demo.test.ts' },
  connect: {
    lines: [
      'connect',
      'connect codex --yes',
      'connect cursor --dry-run',
      'connect vscode --scope project --dry-run',
      'connect claude --status-line --yes',
      'connect cursor --remove --yes',
      'connect emacs',
      'connect codex --toolsets core,bogus',
    ],
  },
  statusline: { keeps: true, lines: ['statusline', 'statusline --width 24', 'statusline --cwd /'], stdin: SESSION },
  skill: { lines: ['skill implement'] },
  words: { lines: ['words ready', 'words issue close', 'words xyzzy'] },
  mcp: { why: 'runs until its client ends it, and speaks its protocol: test/interfaces/mcp/process.test.ts' },
  serve: {
    lines: [
      'serve --foreground',
      'serve --status',
      'serve --stop',
      'serve --once',
      'serve --status --stop',
      'serve --source app',
    ],
    runs: true,
  },
  audit: { keeps: true, lines: ['audit', 'audit --after 3 --until 4', 'audit --after 99'] },
  schema: {
    keeps: true,
    lines: ['schema', 'schema task_add', 'schema config', 'schema record view', 'schema export', 'schema recrod'],
  },
  completion: {
    keeps: true,
    lines: ['completion bash', 'completion zsh', 'completion fish', 'completion bash bq', 'completion tcsh'],
  },
  help: {
    keeps: true,
    lines: [
      'help',
      'help --all',
      'help filters',
      'help flags',
      'help dates',
      'help night',
      'help team',
      'help goal',
      'help wokr',
    ],
  },
  version: { keeps: true, lines: ['version', '--version'] },
  token_list: { keeps: true, lines: ['token list', 'token', 'token list --machine'] },
  token_add: {
    lines: [
      '--as human:ada token add nightly --rights write --expires 90d',
      '--as human:ada token add semgrep --rights read,write --as ai:semgrep',
      '--as human:ada token add probe --rights read --machine',
      'token add ci --rights read',
      'token add nightly --rights fly',
    ],
  },
  token_remove: { lines: ['--as human:ada token remove ci', 'token remove nowhere'] },
  profile_list: { keeps: true, lines: ['profile list', 'profile'] },
  profile_add: {
    lines: [
      'profile add home -w project --filter project:web --as human:ada',
      'profile add home -w nowhere',
      'profile add home',
    ],
  },
  profile_remove: { lines: ['profile remove work', 'profile remove nowhere'] },
  alias_list: { keeps: true, lines: ['alias list', 'alias'] },
  alias_set: { lines: ['alias set late list +OVERDUE sort:due+', 'alias set mine list +READY', 'alias set list now'] },
  alias_unset: { lines: ['alias unset mine', 'alias unset nowhere'] },
  queue_list: { keeps: true, lines: ['queue list', 'queues', 'queue list --limit 1'] },
  queue_rename: { lines: ['queue rename project shop', 'queue rename nowhere shop', 'queue rename project other'] },
  queue_remove: { lines: ['queue remove other --yes', 'queue remove other', 'queue remove nowhere'] },
  queue_restore: { lines: ['queue restore', 'queue restore removed', 'queue restore nowhere'] },
  queue_link: { lines: ['queue link other', 'queue link nowhere'] },
  store_init: {
    lines: ['store init {server} --new --cwd ../removed', 'store init {server} --new', 'store init nowhere'],
    on: 's3',
  },
  store_move: { lines: ['store move {server} --new', 'store move {server}', 'store move disk'], on: 's3' },
  store_trust: {
    lines: ['store trust'],
    before: ['store move {server} --new', 'setting set checks.unit npm-test'],
    on: 's3',
  },
  store_role_list: { keeps: true, lines: ['store role list', 'store role'], before: [THERE], on: 'postgres' },
  store_role_add: {
    lines: [ROLE, 'store role add nobody', 'store role add dan --as ada'],
    before: [THERE],
    on: 'postgres',
  },
  store_role_remove: {
    lines: ['store role remove dan', 'store role remove eve'],
    before: [THERE, ROLE],
    on: 'postgres',
  },
  store_role_off: { lines: ['store role off'], before: [THERE, ROLE], on: 'postgres' },
};
