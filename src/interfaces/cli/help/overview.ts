import { COMMANDS, type Command } from '../../../commands/index.ts';
import { nounOf, shortLine } from '../../../domain/calls/door.ts';
import { commandWords } from '../words/args.ts';
import { OWN } from '../words/own-words.ts';
import { commandsOf } from '../words/resolve.ts';
import { pageOfCommand } from './command-pages.ts';
import { TOPICS } from './topics.ts';

/** The commands that people use most, by purpose. `backlog help all` lists every command. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  Tasks: [
    ...['add', 'list', 'info', 'next', 'start', 'done', 'stop', 'modify', 'delete', 'annotate', 'search', 'import'],
    'export',
  ],
  Plan: ['lint', 'explain', 'graph', 'standup', 'summary', 'calendar'],
  Runs: ['run', 'runs', 'review', 'diff', 'approve', 'request-changes', 'answer', 'discard', 'orchestrator'],
  Show: ['status', 'board', 'history', 'undo', 'redo'],
  'Set up': ['init', 'connect', 'agent', 'setting', 'repo', 'git-hook', 'backup', 'doctor'],
};

const TITLE_WIDTH = 12;

/** Formats the text of `backlog help`. */
export function overview(version: string): string {
  return [
    `Backlog ${version}: a work queue that coding agents share`,
    '',
    'Usage: backlog <command> [arguments] [flags]',
    '',
    ...Object.entries(GROUPS).map(([title, words]) => `${title.padEnd(TITLE_WIDTH)}${words.join('  ')}`),
    '',
    'backlog                  show the queue on one page, at a terminal',
    'backlog 12               show task 12',
    'backlog +READY           list tasks by a filter',
    'backlog help <command>   explain one command',
    'backlog help all         list every command',
    ...Object.entries(TOPICS).map(([name, { title }]) => `backlog help ${name.padEnd(12)}${title}`),
    '',
    'Documentation: the folder docs/ of the Backlog repository',
  ].join('\n');
}

/** Lists every command with its title, followed by the words that don't use a queue. */
export function everyCommand(): string {
  const rows = COMMANDS.filter(({ mcp }) => !mcp?.only).map((command): [string, string] => [
    shortLine(command.name),
    `${command.title}${shortWord(command)}`,
  ]);
  return [...twoColumns(rows), '', ...twoColumns(Object.entries(OWN))].join('\n');
}

/** Returns the first alias of a command that does not begin with the command's noun. */
function shortWord({ name, cli }: Command): string {
  const alias = cli?.aliases?.[0];
  return alias === undefined || alias.startsWith(`${nounOf(name.split('_')[0]!)} `) ? '' : ` (backlog ${alias})`;
}

/** Lists the commands of a noun; undefined for an unknown noun. */
export function nounHelp(noun: string): string | undefined {
  const rows = commandsOf(noun).map(({ command }): [string, string] => [commandWords(command), command.title]);
  if (rows.length === 0) return undefined;
  const page = pageOfCommand(commandsOf(noun)[0]!.command.name);
  const more = [
    '`backlog help <noun> <verb>` explains one of them.',
    `Documentation: docs/reference/commands/${page}.md`,
  ];
  return [...twoColumns(rows, ''), '', ...more].join('\n');
}

function twoColumns(rows: readonly (readonly [string, string])[], indent = '  '): string[] {
  const width = Math.max(...rows.map(([first]) => first.length)) + 2;
  return rows.map(([first, second]) => `${indent}${first.padEnd(width)}${second}`);
}
