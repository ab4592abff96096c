import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMANDS, type Command, TOOLSETS } from '../../src/commands/index.ts';
import { RESOURCES } from '../../src/interfaces/mcp/resources/resources.ts';
import { fieldRow, linkTo } from './commands-page.ts';
import { code, GENERATED, table } from './markdown.ts';

const TOOLS: Readonly<Record<(typeof TOOLSETS)[number], string>> = {
  core: 'Take, list, add, change and complete tasks.',
  queue: 'The rest of daily work: import, search, documents, claims, history, undo.',
  plan: 'Flawed tasks, the standup.',
  runs: 'Runs and the orchestrator.',
  goals: 'Why tasks exist: goals, and the records above them. Not offered by default.',
  admin: 'Everything else. Not offered by default: these commands are meant for the command line.',
};

/** Calls with arguments, in an order in which all of them succeed. A test makes these calls in a new queue. */
export const EXAMPLE_CALLS: readonly { name: string; arguments: Readonly<Record<string, unknown>> }[] = [
  {
    name: 'task_import',
    arguments: {
      tasks: [
        { ref: 'a', description: 'Parse the config', scope: ['src/config/**'], acceptance: ['npm test passes'] },
        { ref: 'b', description: 'Document the config', scope: ['docs/**'], depends: ['a'] },
      ],
    },
  },
  { name: 'task_next', arguments: { filter: '+READY' } },
  { name: 'task_annotate', arguments: { id: 1, criterion: '1', text: 'npm test: 41 passed' } },
  { name: 'task_done', arguments: { id: 1 } },
  { name: 'task_list', arguments: { filter: '+READY sort:urgency-', limit: 10 } },
];

/** Generates the page about the MCP server. */
export function mcpPage(root: string): string {
  const only = COMMANDS.filter(({ mcp }) => mcp?.only);
  return [
    '# MCP',
    GENERATED,
    '```sh\nbacklog connect codex --dry-run          # shows the entry for a client\n```',
    'The plugin for Claude Code contains the server. [Clients](clients.md) has the config files of others. Each client starts `backlog mcp` over standard input and output.',
    'The server speaks version 2026-07-28 of the protocol, which has no handshake, and the versions from 2024-10-07 to 2025-11-25. The first request of a client decides. Clients may keep lists for an hour (`ttlMs`), except `resources/list` and the tools of a folder without a queue.',
    'Clients on other machines or in containers connect to the [board](http-api.md#mcp) instead.',
    '## Toolsets',
    "`BACKLOG_TOOLS=core,queue` in the client's environment, or `backlog mcp --toolsets core,queue`, selects toolsets or tools. The server's instructions name unknown words. Without a known word, it offers its default tools. In a folder without a queue, a client that lists tools again gets only `task_add` and `task_import` until the first task ([Save context](../how-to/save-context.md)).",
    table(
      ['toolset', 'tools', 'for'],
      TOOLSETS.map((name) => [code(name), String(toolsOf(name).length), TOOLS[name]]),
    ),
    '## Tools',
    'A tool has the arguments of its command: `--due friday` is `"due": "friday"`, `--discovered-from 12` is `"discovered_from": 12`. An id is the number, a uuid, or 8 or more of its first characters. The schema of a tool leaves out rare arguments; its description names them.',
    table(
      ['tool', 'effect', 'command', 'toolset'],
      TOOLSETS.filter((name) => name !== 'admin')
        .flatMap(toolsOf)
        .map((command) => [
          code(command.name),
          command.title,
          command.mcp?.only ? '' : linkTo(command),
          code(command.toolset),
        ]),
    ),
    'The [commands](commands/README.md) name the tools of the toolset `admin`. One of them, `run_wait`, is also offered to clients that read tasks in the background (`io.modelcontextprotocol/tasks`). Its call waits until a run needs somebody.',
    ...only.flatMap((command) => [
      `### ${command.name}`,
      `${command.summary} At a command line, each verb is a command.`,
      table(
        ['argument', 'value', 'effect'],
        Object.entries(command.input().shape).map(([name, schema]) => fieldRow(name, schema, true)),
      ),
    ]),
    'A tool answers with text. With `"format": "json"`, a tool that has this argument adds the data of `--json` as `structuredContent`. A refusal has `isError`, with the message and the next call as text.',
    '## Example calls',
    'The parameters of `tools/call`, in an empty queue:',
    `\`\`\`json\n${EXAMPLE_CALLS.map((call) => JSON.stringify(call)).join('\n')}\n\`\`\``,
    '## Resources',
    'Attach a resource to a conversation by its address (in Claude Code, type `@`).',
    table(
      ['address', 'content', 'type'],
      RESOURCES.map(({ uri, title, command, mimeType }) => [
        code(uri),
        title,
        mimeType ?? (command.show.bytes ? 'that of the file' : 'text/plain'),
      ]),
    ),
    '`resources/list` returns the fixed addresses, the documents of the queue and the 100 most urgent open tasks. Ids and names support completion. A client may subscribe to 100 addresses. Backlog notifies it of each change by any process. If a date changes an answer, the notification takes up to a minute.',
    '## Prompts',
    "The skills of the plugin are prompts for clients that don't support skills.",
    table(['prompt', 'argument', 'effect'], promptsIn(join(root, 'skills'))),
  ]
    .join('\n\n')
    .concat('\n');
}

function toolsOf(toolset: string): Command[] {
  return COMMANDS.filter((command) => command.toolset === toolset);
}

function promptsIn(folder: string): string[][] {
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const text = readFileSync(join(folder, name, 'SKILL.md'), 'utf8');
      const field = (key: string) => new RegExp(`^${key}: *"?(.*?)"?$`, 'm').exec(text)?.[1] ?? '';
      return [code(name), code(field('argument-hint')), `${field('description')} ${field('when_to_use')}`];
    });
}
