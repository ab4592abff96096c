import type { ClientProgram, Machine } from '../../src/connect/client.ts';
import { CLIENTS } from '../../src/connect/known-clients.ts';
import { helpOn } from '../../src/interfaces/cli/help/help-on.ts';
import { code, GENERATED, table } from './markdown.ts';

/** Generates the page about clients and their files, from the table of clients. */
export async function clientsPage(): Promise<string> {
  return [
    '# Other clients',
    GENERATED,
    INTRODUCTION,
    table(
      ['name', 'client', 'your own file', "a project's file", 'under', 'default scope', 'tested with'],
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
    '## The entry',
    EXAMPLE,
    '## Skills',
    SKILLS,
    '## Your changes',
    CARE,
    '## The status line',
    STATUS_LINES,
    '## The server',
    `\`\`\`\n${await helpOn(['mcp'])}\n\`\`\``,
    SERVER,
    '## Documentation of the clients',
    CLIENTS.map(({ title, source }) => `- ${title}: ${source}`).join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
}

const SOMEBODY: Machine = { home: '~', env: {}, platform: 'linux' };

/**
 * The method by which the tests check each client: its real program, its published schema, or the example in its
 * documentation. Also has the version that a person tried.
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
  'This page lists the files that `backlog connect` writes. [Connect another client](../how-to/connect-another-client.md) has the steps.';

const PLACES = `Backlog follows \`CODEX_HOME\`, \`CLAUDE_CONFIG_DIR\` and \`XDG_CONFIG_HOME\`. On macOS and Windows, VS Code and Zed have their usual folders.
\`--scope user\` is for all your repositories, \`--scope project\` for everyone who works in this one.`;

const EXAMPLE = `In your own files, the entry has the full paths of Node and the program: a client that a desktop starts has a short \`PATH\`. It also has
\`BACKLOG_HOME\` and \`BACKLOG_DIR\` if you have set them. In a project's file, the entry is \`backlog mcp\`, so everyone needs \`backlog\` in their \`PATH\`.
\`backlog connect\` warns you if yours has none, or a different program.

\`\`\`toml
[mcp_servers.backlog]
command = "/usr/bin/node"
args = ["/home/ada/.local/bin/backlog", "mcp"]
\`\`\`

If you add to the entry (a time limit, a variable), your addition stays when you connect again.`;

const SKILLS = `Claude Code reads \`.claude/skills\`, all others \`.agents/skills\` ([agentskills.io](https://agentskills.io)): \`backlog-plan\`, \`backlog-implement\`,
\`backlog-handoff\` and the others. They are the plugin's skills, without the parts that need its hooks. Clients share the folder, so
\`--remove\` for the last client removes it. Backlog neither overwrites nor removes a skill that you changed. \`--no-skills\` leaves all of them out.
The server offers the same texts as prompts, for clients that show prompts. In Codex, type \`$backlog-why 12\` to use a skill, or let Codex
choose one by its description. Codex has no command \`/backlog-why\`.`;

const CARE = `- Backlog keeps comments, order, indentation, line ends, trailing commas, the file's mode and a link in its place. It writes the file whole or not at all.
- Claude Code ignores a file with comments or trailing commas (seen with 2.1.197 and 2.1.328). Backlog writes none, and prints the line where yours has one.
- \`--remove\` restores every byte if nothing else changed. Otherwise it removes only the entry. The former content is in
  \`connections/\` under \`BACKLOG_HOME\`.
- If Backlog can't read a file, it prints the line. A different server named \`backlog\` stays; \`--force\` replaces it, and
  \`--remove\` restores it. Some entries, such as inline tables, can't be changed without side effects: change those by hand.`;

const STATUS_LINES = CLIENTS.flatMap(({ name, title, statusLine }) =>
  statusLine
    ? [
        `\`backlog connect ${name} --status-line\` writes \`${statusLine.key}\` in ${codes(statusLine.files.user(SOMEBODY))}, for ${title}.
With \`--scope project\`, it writes ${codes(statusLine.files.project ?? [])}. Comments, order and the rest stay, as above. A status line of another program
stays, too: \`--chain\` shows both, \`--force\` replaces it. [Status line](../how-to/show-the-queue-in-the-status-line.md) explains its parts.`,
      ]
    : [],
).join('\n\n');

const SERVER = `The author of a client's changes has the client's name (\`ai:codex-mcp-client\`), and its thread if the client sends one. Its claims end when it
disconnects. Acts for people need a terminal or a [form](forms.md).

Some clients start their servers in another folder, such as a desktop's home folder. The server then asks for the open folders and uses the first one.
\`--cwd\` sets the folder.`;
