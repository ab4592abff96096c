import { didYouMean } from '../../../base/nearest.ts';
import { present } from '../../../base/present.ts';
import { COMMANDS } from '../../../commands/index.ts';
import { parseOwnFlags, SWITCH, TEXT } from '../../../commands/own-flags.ts';
import { type ClientProgram, SCOPES, type Scope } from '../../../connect/client.ts';
import { CLIENTS } from '../../../connect/known-clients.ts';
import { refuse } from '../../../domain/errors.ts';
import { checkWords, TOOL_WORDS, unknownText } from '../../mcp/offered.ts';

/** Returns the text of `backlog connect --help`. */
export function connectHelp(): string {
  const width = Math.max(...CLIENTS.map(({ name }) => name.length)) + 2;
  return [
    'Usage: backlog connect [client] [flags]',
    '',
    "Add Backlog's MCP server and skills to the files of a client. Shows the changes and asks first. Without a client, lists the clients. For people.",
    '',
    ...CLIENTS.map(({ name, title, scope }) => `  ${name.padEnd(width)}${title} (default: --scope ${scope})`),
    '',
    '  --scope SCOPE     Config scope: user (your files, for all repositories) or project (files of this repository, for everyone who works in it)',
    '  --remove          Remove what connect added; a file without other changes is restored byte for byte',
    '  --dry-run         Only show the changes',
    "  -y, --yes         Don't ask",
    '  --force           Replace another server that is named backlog, or the status line of another program',
    "  --no-skills       Don't add the skills",
    '  --status-line     Only the status line of Claude Code: the queue in one line (default: --scope user)',
    '  --chain           With --status-line: show your present status line, too, above this one',
    `  --toolsets LIST   Tools for the client: ${TOOL_WORDS}`,
    '  --cwd FOLDER      Use this folder as the current one',
    '  --json            Print the output, or the error, as JSON',
    '',
    'Examples:',
    '  backlog connect',
    '  backlog connect codex',
    '  backlog connect vscode --scope project --dry-run',
    '  backlog connect cursor --remove',
    '  backlog connect claude --status-line',
  ].join('\n');
}

export interface ConnectWords {
  client?: ClientProgram;
  scope?: Scope;
  remove: boolean;
  dryRun: boolean;
  yes: boolean;
  force: boolean;
  bare: boolean;
  /** Concerns the status line instead of the server and the skills. */
  statusLine: boolean;
  chain: boolean;
  json: boolean;
  toolsets?: string | undefined;
  cwd?: string | undefined;
  as?: string | undefined;
}

/** Reads the words after `connect`. @throws BacklogError `usage` */
export function connectWords(words: readonly string[]): ConnectWords {
  const { values, positionals } = parseOwnFlags('connect', words, FLAGS);
  const [name, ...more] = positionals;
  if (more.length > 0) refuse('usage', `connect takes one client, received ${positionals.join(', ')}`);
  const scope = SCOPES.find((one) => one === values.scope);
  if (values.scope !== undefined && !scope)
    refuse('usage', `--scope: expected ${SCOPES.join(' or ')}, received "${values.scope}"`);
  const statusLine = values['status-line'] ?? false;
  checkPart(statusLine, values);
  checkToolsets(values.toolsets);
  if (name === undefined && (values.remove || scope || statusLine))
    refuse('usage', 'connect: which client?', { hint: KNOWN() });
  return {
    ...(name === undefined ? {} : { client: clientNamed(name) }),
    ...present({ scope }),
    remove: values.remove ?? false,
    dryRun: values['dry-run'] ?? false,
    yes: values.yes ?? false,
    force: values.force ?? false,
    bare: values['no-skills'] ?? false,
    statusLine,
    chain: values.chain ?? false,
    json: values.json ?? false,
    toolsets: values.toolsets,
    cwd: values.cwd,
    as: values.as,
  };
}

const FLAGS = {
  ...{ scope: TEXT, toolsets: TEXT, cwd: TEXT, as: TEXT },
  ...{ remove: SWITCH, 'dry-run': SWITCH, force: SWITCH, yes: SWITCH },
  ...{ 'no-skills': SWITCH, 'status-line': SWITCH, chain: SWITCH },
} as const;

/** Refuses a flag that has no effect on the chosen part. */
function checkPart(statusLine: boolean, values: { toolsets?: string; 'no-skills'?: boolean; chain?: boolean }): void {
  const idle = statusLine
    ? [values.toolsets !== undefined && '--toolsets', values['no-skills'] && '--no-skills']
    : [values.chain && '--chain'];
  const [flag] = idle.filter(Boolean);
  if (flag)
    refuse('usage', `connect: ${flag} has no effect ${statusLine ? 'with' : 'without'} --status-line`, {
      hint: 'See its usage: `backlog connect --help`',
    });
}

/** Refuses unknown words, because the client would offer other tools than the person meant. */
function checkToolsets(toolsets: string | undefined): void {
  const problem = unknownText(checkWords(toolsets, isCommand), '--toolsets');
  if (problem !== undefined) refuse('usage', problem, { hint: 'See its usage: `backlog connect --help`' });
}

const isCommand = (word: string): boolean => COMMANDS.some(({ name }) => name === word);

const KNOWN = () => `Known are ${CLIENTS.map(({ name }) => name).join(', ')}.`;

function clientNamed(name: string): ClientProgram {
  const found = CLIENTS.find((client) => client.name === name);
  if (found) return found;
  const hint = didYouMean(
    name,
    CLIENTS.map((client) => client.name),
  );
  return refuse('usage', `no client "${name}"${hint}`, { hint: KNOWN() });
}
