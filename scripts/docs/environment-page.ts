import { COMMANDS } from '../../src/commands/index.ts';
import { ERROR_CODES } from '../../src/domain/errors.ts';
import { NOTICE_KINDS } from '../../src/domain/kinds/notice.ts';
import { AGENT_CLIENTS } from '../../src/domain/runs/agent-clients.ts';
import { commandWords } from '../../src/interfaces/cli/words/args.ts';
import { TOOL_WORDS } from '../../src/interfaces/mcp/offered.ts';
import { LET_THROUGH } from '../../src/runs/process/environment.ts';
import { code, GENERATED, table } from './markdown.ts';

/** Variables that Backlog reads. A test compares their names with the source code. */
export const VARIABLES_READ: Readonly<Record<string, string>> = {
  BACKLOG_DIR: 'The folder of the queue, for every working folder. An absolute path.',
  BACKLOG_STORE:
    'The address of a queue in PostgreSQL or S3, for every working folder: `postgres://[user@]host[:port]/database[?store=NAME]` or `s3://BUCKET/PREFIX`, without a password or key. `BACKLOG_DIR` has priority.',
  BACKLOG_STORE_PASSWORD_COMMAND:
    'A program that prints the password of a queue in PostgreSQL, as a JSON array: `["pass", "show", "work-db"]`. `PGPASSWORD` has priority.',
  BACKLOG_PAGER:
    'The pager for output that is higher than the terminal; `PAGER` or `less -FRX` without it. Empty or `cat`: none. Agents, pipes, `--json` and `--no-pager` get none.',
  BACKLOG_HOME: 'The folder that has all queues, `~/.backlog` by default. An absolute path.',
  BACKLOG_PROFILE: 'The profile of every command (`backlog profile`). Agents ignore it.',
  BACKLOG_TOOLS: `The tools that the MCP server offers: ${TOOL_WORDS}.`,
  BACKLOG_SESSION:
    "The claim's holder for several processes of a script or an agent. A word of letters, digits and `. _ -`.",
  BACKLOG_TOKEN:
    'The token of a script: its author and rights. It counts at a terminal, too, but not in the environment of an agent.',
  BACKLOG_BROKER: "The socket of the run's broker, through which a contained agent reaches the queue. Backlog sets it.",
  BACKLOG_BROKER_TOKEN: 'The password at that socket. Backlog sets it for each round.',
  BACKLOG_RUN: "The run that this process belongs to. Backlog sets it; don't set it yourself.",
};

/** Variables of other programs that Backlog reads. */
const OTHERS: Readonly<Record<string, string>> = {
  'VISUAL, EDITOR': 'The editor for `backlog edit`; `vi` by default.',
  'PAGER, LESS': 'The pager if `BACKLOG_PAGER` is missing, and the options of less; `FRX` by default.',
  'NO_COLOR, FORCE_COLOR, TERM, COLUMNS': 'Colours and width of the output. The flag `--color` has priority.',
  'USER, LOGNAME': 'The name of a person as an author, if the system has no name for the user.',
  'HOME, XDG_CONFIG_HOME, APPDATA, CODEX_HOME, CLAUDE_CONFIG_DIR': 'Where clients have their config files.',
  'AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_PROFILE, AWS_SHARED_CREDENTIALS_FILE, AWS_CONFIG_FILE':
    'The keys for a queue in S3, or the profile and the files that have them.',
  'AWS_REGION, AWS_DEFAULT_REGION, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL':
    'The region and the service of a queue in S3. `backlog store init` writes the service into the address.',
  'PGPASSWORD, PGPASSFILE, PGHOST, PGPORT, PGUSER': 'The password and the defaults for a queue in PostgreSQL.',
  'GH_TOKEN, GITHUB_TOKEN, GH_ENTERPRISE_TOKEN, GITHUB_ENTERPRISE_TOKEN, GITHUB_API_URL':
    'The token and the address for a source on GitHub: the first token that is set. Without one, `gh auth token` gives the one of `gh`.',
  'JIRA_EMAIL, JIRA_API_TOKEN, JIRA_TOKEN_COMMAND, JIRA_API_URL':
    'The account and the token for a source on Jira, a command that prints the token, and the address of the API.',
  'GITHUB_WEBHOOK_SECRET, JIRA_WEBHOOK_SECRET':
    'The secrets of webhooks that services send to the server, of at least 16 characters.',
  NODE_COMPILE_CACHE:
    "Where Node's compiled code is kept, instead of `~/.backlog/code`. `NODE_DISABLE_COMPILE_CACHE` turns it off.",
};

/** Variables that Backlog sets for other programs. A test compares their names with the source code. */
export const VARIABLES_SET: Readonly<Record<string, readonly [programs: string, means: string]>> = {
  BACKLOG_RUN: ['agents, checks, setup command', "The run's id."],
  BACKLOG_PORT: [
    'agents, checks, setup command',
    'The first port of a range for servers. No other run, check or setup command on this machine has it at the same time. Missing if no range is free.',
  ],
  BACKLOG_PORT_COUNT: ['agents, checks, setup command', 'The number of ports in that range: 10.'],
  BACKLOG_DIR: ['agents, checks, setup command', 'The folder of the queue.'],
  BACKLOG_SANDBOX_ARGS: [
    '`runs.container`',
    'Arguments for docker, podman or nerdctl: its name (`--name`), what the program may read and write (`-v`), its variables (`-e`) and its folder (`-w`).',
  ],
  BACKLOG_TOOLS: ['agents', "The tools that the run's MCP server offers."],
  BACKLOG_SESSION: ['agents of the provider `command`', "The run's session, which is the holder of its claims."],
  BACKLOG_PROMPT_FILE: [
    'agents of the provider `command`',
    'A file with the prompt, which is also the standard input.',
  ],
  BACKLOG_TASK: ['agents of the provider `command`', "The task's uuid."],
  BACKLOG_TASK_ID: ['agents of the provider `command`, `notify.command`', "The task's id."],
  BACKLOG_SCOPE: ['agents of the provider `command`', "The task's scope, one glob on each line."],
  BACKLOG_ROUND: [
    'agents of the provider `command`',
    'The round: 1, then 2 after the first failed check or request for changes.',
  ],
  BACKLOG_COMMAND: ['checks, setup command', 'A mark with which Backlog finds the processes of the command.'],
  BACKLOG_STARTER: [
    'checks, setup command, passes',
    'A mark of the process that started the command. If that was killed, Backlog ends what has the mark.',
  ],
  BACKLOG_BRANCH: ['`runs.propose`', 'The branch that was pushed.'],
  BACKLOG_TARGET: ['`runs.propose`', 'The target branch.'],
  BACKLOG_JUDGE: [
    'checks',
    'A file with the question about a result, for a check that asks another agent. Missing without a goal, unless the result has a judge (`runs.judges`). In a merge: about the merged tree, and all results in it.',
  ],
  BACKLOG_TEST: [
    'the command in `runs.hiddenTests`',
    'The path of a [hidden test](../how-to/hide-tests-from-an-agent.md) in the repository.',
  ],
  BACKLOG_TITLE: ['`runs.propose`', 'The first line of the commit message.'],
  BACKLOG_BODY: [
    '`runs.propose`',
    'A file with the rest of the commit message. It names the issue of the task, if a GitHub source has it in the same repository.',
  ],
  BACKLOG_REMOTE: ['`runs.propose`', 'The remote of `runs.push`.'],
  BACKLOG_NOTICE: [
    '`notify.command`',
    `${NOTICE_KINDS.slice(0, -1).map(code).join(', ')} or ${code(NOTICE_KINDS.at(-1)!)}. Missing if several notices become one.`,
  ],
  BACKLOG_NOTICE_RUN: ['`notify.command`', "The run's id, if the notice is about a run."],
  BACKLOG_PROPOSED: ['`runs.propose`', 'The output of the command for the first round; empty before.'],
};

/** The words of commands that exit with 1 although they carried out the call: they find a problem, or leave something open. */
const LEAVING_OPEN: Readonly<Record<string, string>> = {
  task_sync: '`backlog sync`',
  task_lint: '`backlog lint --check`',
  goal_health: '`backlog goal health --strict`',
  source_pull: '`backlog source pull`',
  source_push: '`backlog source push`',
  source_sync: '`backlog source sync`',
  source_validate: '`backlog source validate`',
};

function leavingOpen(): string {
  const names = COMMANDS.filter(({ cli }) => cli?.leavesOpen).map(({ name }) => name);
  const missing = names.filter((name) => !LEAVING_OPEN[name]);
  if (missing.length > 0) throw new Error(`environment-page.ts lacks the exit code of ${missing.join(', ')}`);
  const lines = new Intl.ListFormat('en-GB').format(names.map((name) => LEAVING_OPEN[name]!));
  return `So do ${lines} if they find a problem or leave something open.`;
}

/** Generates the page about the environment, exit codes and errors. */
export function environmentPage(): string {
  const refusing = COMMANDS.filter(({ cli }) => cli?.foundNothing).map((command) => code(commandWords(command)));
  return [
    '# Environment and exit codes',
    GENERATED,
    '## Exit codes',
    table(
      ['exit', 'meaning'],
      [
        ['0', 'Done. An empty list is no failure.'],
        [
          '1',
          `Refused, or nothing to do. ${refusing.slice(0, -1).join(', ')} and ${refusing.at(-1)} exit with 1 if they find nothing. ${leavingOpen()}`,
        ],
        ['2', 'The command line, a filter or a value is invalid. Nothing was changed.'],
        ['130', 'Interrupted by Ctrl+C.'],
      ],
    ),
    '## Error codes',
    'With `--json`, a failed command prints `{"error": {"code", "message", "hint", "data"}}` on standard error, as its last line. Standard output has values only. Without it, the message and the next command are lines on standard error. The [HTTP API](http-api.md) answers with the status and the same object.',
    table(
      ['code', 'meaning', 'exit', 'HTTP status'],
      Object.entries(ERROR_CODES).map(([name, { exit, status, means }]) => [
        code(name),
        means,
        String(exit),
        String(status),
      ]),
    ),
    'A code never changes its meaning. Messages do: match the code.',
    '## Variables that Backlog reads',
    table(
      ['variable', 'meaning'],
      Object.entries(VARIABLES_READ).map(([name, means]) => [code(name), means]),
    ),
    table(
      ['others', 'meaning'],
      Object.entries(OTHERS).map(([names, means]) => [names.split(', ').map(code).join(', '), means]),
    ),
    '## Who calls',
    "Each change has an author. A call is a person's (`human:NAME`) if it has a terminal and none of the variables below. With one of them it is an agent's (`ai:NAME`), and without a terminal a script's (`system:cli-NAME`). At a terminal, `--as human:ada` records another person; a script may use `--as system:NAME`.",
    table(
      ['author', 'one of these variables is set', 'session'],
      AGENT_CLIENTS.map(({ name, marks, session = [] }) => [
        code(`ai:${name}`),
        marks.map(code).join(', '),
        session.map(code).join(', '),
      ]),
    ),
    'Each script has claims of its own while it runs. With `BACKLOG_SESSION=nightly`, several processes are one holder.',
    '## Variables that Backlog sets',
    table(
      ['variable', 'for', 'meaning'],
      Object.entries(VARIABLES_SET).map(([name, [programs, means]]) => [code(name), programs, means]),
    ),
    'Of your own environment, agents of runs, checks and setup commands get only these variables, and those of their provider:',
    LET_THROUGH.map(code).join(', '),
    '`backlog agent update claude --env NPM_TOKEN` adds one for an agent.',
    'A round that you start at a terminal has the `PATH` of that terminal. A form, the board, the orchestrator and the merge queue use the `PATH` of the last such round.',
  ]
    .join('\n\n')
    .concat('\n');
}
