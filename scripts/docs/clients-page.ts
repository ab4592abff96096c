import type { ClientProgram, Machine } from '../../src/connect/client.ts';
import { CLIENTS } from '../../src/connect/known.ts';
import { MCP_HELP } from '../../src/interfaces/mcp/options.ts';
import { code, GENERATED, table } from './markdown.ts';

/** Generates the page about clients and their files, from the table of clients. */
export function clientsPage(): string {
  return [
    '# Other clients',
    GENERATED,
    INTRODUCTION,
    table(
      ['name', 'client', 'your own file', 'a project’s file', 'under', 'unless said', 'tried'],
      CLIENTS.map((client) => [
        code(client.name),
        client.title,
        codes(client.files.user(SOMEBODY)),
        codes(client.files.project ?? []),
        code(client.servers),
        code(client.scope),
        tried(client),
      ]),
    ),
    PLACES,
    '## What stands there',
    EXAMPLE,
    '## Skills',
    SKILLS,
    '## What it keeps, and what it refuses',
    CARE,
    '## The server by itself',
    `\`\`\`\n${MCP_HELP}\n\`\`\``,
    SERVER,
    '## What the makers say',
    CLIENTS.map(({ title, source }) => `- ${title}: ${source}`).join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
}

const SOMEBODY: Machine = { home: '~', env: {}, platform: 'linux' };

/**
 * How the tests verify each client: with the real program, its published schema, or the example in its documentation.
 * Also the version that was tried by hand.
 */
const TRIED: Readonly<Record<string, string>> = {
  claude: 'the real program',
  codex: 'the real program, its schema',
  vscode: 'the schema in its sources',
  gemini: 'its schema; 0.61.0 by hand',
  opencode: 'its schema; 1.18.33 by hand',
};

function tried({ name }: ClientProgram): string {
  return TRIED[name] ?? 'the documented example';
}

function codes(texts: readonly string[]): string {
  return texts.map(code).join(' or ');
}

const INTRODUCTION =
  'The files that `backlog connect` writes. [Connect another client](../how-to/connect-another-client.md) has the steps.';

const PLACES = `\`CODEX_HOME\`, \`CLAUDE_CONFIG_DIR\` and \`XDG_CONFIG_HOME\` are heeded; on macOS and Windows VS Code and Zed have their usual folders.
\`--scope user\` is for all your repositories, \`--scope project\` for everybody who works in this one.`;

const EXAMPLE = `In your own files the entry names Node and the program in full, since a client that a desktop starts has a short \`PATH\`, and
\`BACKLOG_HOME\` or \`BACKLOG_DIR\` where you have set them. In a project's file it says \`backlog mcp\`, so everybody needs \`backlog\` on the \`PATH\`;
you are told when yours has none, or another one.

\`\`\`toml
[mcp_servers.backlog]
command = "/usr/bin/node"
args = ["/home/ada/.local/bin/backlog", "mcp"]
\`\`\`

What you add to the entry (a time limit, a variable) stays when you connect again.`;

const SKILLS = `Claude Code reads \`.claude/skills\`, all others \`.agents/skills\` ([agentskills.io](https://agentskills.io)): \`backlog-plan\`, \`backlog-implement\`,
\`backlog-handoff\` and the others. They are the plugin's, without what needs its hooks. Clients that share the folder share the files;
they go with the last of them. A skill that you change is yours: it is neither overwritten nor removed. \`--no-skills\` leaves them out.
The same texts are prompts of the server, for clients that show those.`;

const CARE = `- Comments, order, indentation, line ends, trailing commas, the mode of the file and a link in its place stay. It is written whole or not at all.
- \`--remove\` gives back every byte where nothing else changed; else it takes out the entry alone. What was there is kept in
  \`connections/\` under \`BACKLOG_HOME\`.
- A file that cannot be read is named with its line; a server of the name \`backlog\` that is another one stays (\`--force\` replaces it, and
  \`--remove\` brings it back). What cannot be changed without touching something else, such as an inline table, is left to you.`;

const SERVER = `Who calls is named by the client's own name (\`ai:codex-mcp-client\`), with its thread where it tells one, and holds claims until it leaves. No such
caller is a person: what is for people is done at a terminal.

A client that starts its servers somewhere else (a desktop's home folder) is asked which folders are open, and the first one counts; \`--cwd\`
says it outright.`;
