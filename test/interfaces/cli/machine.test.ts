import { expect, test } from 'vitest';
import { COMMANDS } from '../../../src/commands/index.ts';
import { parseInput } from '../../../src/commands/parse.ts';
import { MACHINE } from '../../../src/interfaces/cli/machine/table.ts';
import { parseArgs } from '../../../src/interfaces/cli/words/args.ts';
import { meantBy } from '../../../src/interfaces/cli/words/resolve.ts';
import { cli } from './line.ts';

test('a command of the machine is none of the table that MCP and HTTP offer', () => {
  const offered = new Set(COMMANDS.map(({ name }) => name));
  expect(MACHINE.filter(({ name, where }) => where !== 'machine' || offered.has(name))).toEqual([]);
});

const LISTEN =
  '--port 0 --host ::1 --tls-cert c --tls-key k --behind-proxy https://b --trust-proxy-header X --proxy-secret s --proxy-from ::1 --proxy-rights read';

/** Every flag and word that the lines of the machine take. */
test.each([
  [`board ${LISTEN} --no-open --workspace web --browsers --log-out --json`, 'board'],
  ['board --tty project:web --limit 3', 'board_tty'],
  [`serve ${LISTEN} --foreground --replace --status --stop --json`, 'serve'],
  ['demo --keep --agent claude', 'demo'],
  [
    'connect zed --scope user --remove --dry-run -y --force --no-skills --status-line --chain --toolsets core',
    'connect',
  ],
  ['connect --cwd . --json', 'connect'],
  ['statusline --width 40 --with date -w api --json', 'statusline'],
  ['mcp --toolsets core --cwd .', 'mcp'],
  ['audit --after 1 --until 9', 'audit'],
  ['schema record run', 'schema'],
  ['completion bash bq', 'completion'],
  ['help runs', 'help'],
  ['help --all', 'help'],
  ['token', 'token_list'],
  ['token list --machine --json', 'token_list'],
  ['token add n --machine --rights read,write --as ai:s --expires 90d --file f --json', 'token_add'],
  ['token remove n --machine', 'token_remove'],
  ['queue', 'queue_list'],
  ['queues', 'queue_list'],
  ['queue list --limit 0 --as human:ada --json', 'queue_list'],
  ['queue rename a b', 'queue_rename'],
  ['queue remove a --force -y', 'queue_remove'],
  ['queue restore', 'queue_restore'],
  ['queue restore a', 'queue_restore'],
  ['queue link a', 'queue_link'],
  ['store init s3://b/p --repository web --as human:ada --json', 'store_init'],
  ['store move disk', 'store_move'],
  ['store trust --content c1', 'store_trust'],
  ['store role', 'store_role_list'],
  ['store role list', 'store_role_list'],
  ['store role add ada --as human:ada,ai:*', 'store_role_add'],
  ['store role remove ada', 'store_role_remove'],
  ['store role off', 'store_role_off'],
  ['profile', 'profile_list'],
  ['profile add work -w api -f +bug --as human:ada --json', 'profile_add'],
  ['profile remove work', 'profile_remove'],
  ['alias', 'alias_list'],
  ['alias unset mine', 'alias_unset'],
])('%s is read as %s', (line, name) => {
  const { command, rest } = meantBy(line.split(' '))!;
  expect(command.name).toBe(name);
  expect(() => parseInput(command, parseArgs(command, rest).input)).not.toThrow();
});

test('--as before a command of tokens is the caller, behind `add` the author of the token', async () => {
  const { say } = cli();
  expect((await say('--as human:bea token add ci --as ai:semgrep')).out).toContain(
    'Author of its changes: ai:semgrep.',
  );
  expect((await say('token add own')).out).toContain('Author of its changes: system:own.');
});

test('a noun with --help lists its verbs, a verb with --help its flags', async () => {
  const { say } = cli();
  const noun = (await say('token --help')).out;
  for (const verb of ['list', 'add', 'remove']) expect(noun).toContain(`backlog token ${verb} `);
  expect((await say('token add --help')).out).toMatch(/^Usage: backlog token add <name> \[flags\]\n/);
});
