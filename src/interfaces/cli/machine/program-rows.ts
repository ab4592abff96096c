import * as z from 'zod';
import { commandNamed } from '../../../commands/index.ts';
import { SCOPES } from '../../../connect/client.ts';
import { switchField, textField } from '../../../domain/calls/inputs.ts';
import { boardInput, serveInput } from '../../../web/server/command-inputs.ts';
import { machine, PRINTS } from './row.ts';

/** Commands that start a part of the program, or connect it with clients. */
export const PROGRAM_ROWS = [
  machine({
    name: 'board',
    title: 'Open the board in the browser, or with --tty in the terminal',
    elsewhere: 'web, ui, browser, browse, dashboard',
    summary:
      'Serve the board on this machine and open it in the browser. One server shows all workspaces; if one is running, this opens it. Ctrl+C stops the server. `backlog board --tty [filter]` shows the board of this queue in the terminal.',
    group: 'daily',
    access: { effect: 'read', personAct: 'board' },
    place: 'flags',
    verbatim: true,
    input: boardInput,
    cli: {
      viewFlags: { tty: 'board_tty' },
      examples: ['board', 'board --tty project:web', 'board --no-open --port 8080', 'board --log-out'],
    },
  }),
  machine({
    name: 'board_tty',
    title: 'Show the board in the terminal',
    summary: 'Show the board of this queue in the terminal. Press ? for the keys. In a pipe, print the cards once.',
    group: 'daily',
    ...PRINTS,
    several: true,
    input: () => commandNamed('report_board').input(),
    cli: { positional: ['filter'], examples: ['board tty project:web'] },
  }),
  machine({
    name: 'demo',
    title: 'Show the tutorial in a scratch folder',
    summary:
      'Show the tutorial in about 30 seconds: a plan, two agents in parallel, a failed check and its fix, a review and two merges. Each step shows the typed line and its output.',
    group: 'daily',
    ...PRINTS,
    input: () =>
      z.strictObject({
        keep: switchField('Keep the folder, and print how to use its queue'),
        agent: textField(
          'Start this agent instead of the script: claude or codex. This uses your account and takes minutes',
        ),
      }),
    cli: {
      more: () => [
        'Everything happens in a new folder below the temporary folder, with a repository and a queue of its own. At the end, and after Ctrl+C, the demo removes the folder. A script stands in for the coding agent, so you need no account. The output pauses between steps only at a terminal.',
      ],
      examples: ['demo', 'demo --keep'],
    },
  }),
  machine({
    name: 'connect',
    title: 'Connect MCP clients',
    elsewhere: 'install-skills',
    summary:
      "Add Backlog's MCP server and skills to the files of a client. Shows the changes and asks first. Without a client, lists the clients. For people.",
    group: 'team',
    access: { effect: 'read', checksAct: 'clients' },
    place: 'flags',
    input: () =>
      z.strictObject({
        client: textField('Name of the client'),
        scope: z
          .enum(SCOPES)
          .describe(
            'Config scope: user (your files, for all repositories) or project (files of this repository, for everyone who works in it)',
          )
          .optional(),
        remove: switchField('Remove what connect added; a file without other changes is restored byte for byte'),
        dry_run: switchField('Only show the changes'),
        force: switchField('Replace another server that is named backlog, or the status line of another program'),
        no_skills: switchField("Don't add the skills"),
        status_line: switchField('Only the status line of Claude Code: the queue in one line (default: --scope user)'),
        chain: switchField('With --status-line: show your present status line, too, above this one'),
        toolsets: textField('Tools for the client: toolsets, all, or names of tools'),
      }),
    cli: {
      positional: ['client'],
      asks: async () => undefined,
      async more() {
        const [{ CLIENTS }, { TOOL_WORDS }] = await Promise.all([
          import('../../../connect/known-clients.ts'),
          import('../../mcp/offered.ts'),
        ]);
        const width = Math.max(...CLIENTS.map(({ name }) => name.length)) + 2;
        return [
          'Clients:',
          ...CLIENTS.map(({ name, title, scope }) => `  ${name.padEnd(width)}${title} (default: --scope ${scope})`),
          '',
          `Toolsets: ${TOOL_WORDS}`,
        ];
      },
      examples: [
        'connect',
        'connect codex',
        'connect vscode --scope project --dry-run',
        'connect cursor --remove',
        'connect claude --status-line',
      ],
    },
  }),
  machine({
    name: 'statusline',
    title: 'Print the queue in one line, for a status line',
    summary:
      'Print the queue in one line, for the status line of Claude Code. It has the task of the session, ready tasks, items that need attention, and active runs. `backlog connect claude --status-line` sets it up. Prints nothing in a folder without a queue.',
    group: 'programs',
    ...PRINTS,
    place: 'flags',
    input: () =>
      z.strictObject({
        width: z
          .string()
          .regex(/^[1-9]\d{0,3}$/, 'expected a number from 1 to 9999')
          .transform(Number)
          .describe('Maximum number of cells (default: COLUMNS, or 80)')
          .optional(),
        with: textField('Print the output of this status line first. It gets the same standard input, and 5 s'),
      }),
    cli: {
      more: () => [
        'Claude Code passes the session and its folder on standard input as JSON. After a change of the queue, the first call can print the line from before the change.',
      ],
      examples: ['statusline', 'statusline -w api --json'],
    },
  }),
  machine({
    name: 'skill',
    title: 'Print the state of the queue for a skill',
    summary:
      'Print what a skill of the plugin reads first: the queue and its state, and rules for all skills. Claude Code puts it into the prompt of the skill. Without a queue, the text names the next step. It refuses nothing.',
    group: 'programs',
    ...PRINTS,
    place: 'flags',
    input: () => z.strictObject({ name: z.string().describe('Name of the skill') }),
    cli: { positional: ['name'], examples: ['skill implement'] },
  }),
  machine({
    name: 'mcp',
    title: 'Run the MCP server, for clients',
    elsewhere: 'mcp serve, mcp start',
    summary:
      "Run the MCP server of this repository's queue on standard input and output. A client starts it; `backlog connect` adds the server to the client's files.",
    group: 'programs',
    ...PRINTS,
    input: () =>
      z.strictObject({
        toolsets: textField('Offer only these tools, like BACKLOG_TOOLS: toolsets, all, or names of tools'),
      }),
    cli: {
      more: async () => [`Toolsets: ${(await import('../../mcp/offered.ts')).TOOL_WORDS}`],
      examples: ['mcp --toolsets core,queue'],
    },
  }),
  machine({
    name: 'serve',
    title: 'Serve the board and its API without a terminal',
    summary:
      'Serve the board, the HTTP API and its events on this machine without a terminal or a browser, and keep orchestrators running. Without --foreground, the server runs in the background: the command ends when it answers.',
    group: 'team',
    access: { effect: 'read', checksAct: 'server.network' },
    place: 'flags',
    verbatim: true,
    input: serveInput,
    cli: {
      more: () => [
        'Scripts call it with a token (`backlog token add`). A person at a terminal of this machine gets a link with `backlog board`.',
        '--once opens no port. For CI and cron, it exits with 1 if something failed, waits or needs attention.',
      ],
      examples: [
        'serve',
        'serve --foreground --host 0.0.0.0 --tls-cert cert.pem --tls-key key.pem',
        'serve --status',
        'serve --stop',
        'serve --once --source app',
      ],
    },
  }),
] as const;
