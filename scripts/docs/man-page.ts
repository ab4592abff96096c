import { HELP_GROUPS, type HelpGroup } from '../../src/commands/groups.ts';
import { inCliWords } from '../../src/commands/line-words.ts';
import { inputOf } from '../../src/domain/calls/door.ts';
import type { Row } from '../../src/interfaces/cli/machine/row.ts';
import { ROWS } from '../../src/interfaces/cli/machine/table.ts';
import { commandWords } from '../../src/interfaces/cli/words/args.ts';
import { GLOBAL_ROWS } from '../../src/interfaces/cli/words/global-flags.ts';
import { VARIABLES_READ } from './environment-page.ts';

const EXITS = {
  0: 'Done.',
  1: 'Refused, or nothing to do.',
  2: 'The command line was not understood.',
  130: 'Interrupted by Ctrl+C.',
};

/** Generates the manual page of the program, as troff with the macros of man(7). */
export function manPage(): string {
  return [
    '.\\" Made by npm run docs from the tables that the program itself reads; change those.',
    '.TH BACKLOG 1 "" "Backlog" "User commands"',
    section('NAME'),
    'backlog \\- a work queue that coding agents share',
    section('SYNOPSIS'),
    '.B backlog',
    `.I ${escaped('command')}`,
    escaped('[arguments] [flags]'),
    section('DESCRIPTION'),
    paragraph(
      'Backlog keeps one durable task queue per git repository. Coding agents, scripts and people work from it. Without a command, it shows the queue on one page. With an id, it shows that task; with a filter, it lists tasks. `backlog help COMMAND` explains the flags of a command.',
    ),
    section('FLAGS OF EVERY COMMAND'),
    ...GLOBAL_ROWS.map(([name, { means, value, short }]) =>
      tagged([short && `-${short},`, inputOf('cli', name), value].filter(Boolean).join(' '), means),
    ),
    ...(Object.keys(HELP_GROUPS) as HelpGroup[]).flatMap(groupSection),
    section('ENVIRONMENT'),
    ...Object.entries(VARIABLES_READ).map(([name, means]) => tagged(name, means)),
    section('EXIT STATUS'),
    ...Object.entries(EXITS).map(([code, means]) => tagged(code, means)),
    section('FILES'),
    tagged('~/.backlog', 'The queues and your settings. BACKLOG_HOME names another folder.'),
    section('SEE ALSO'),
    paragraph('git(1), git-worktree(1), less(1), and the folder docs of the Backlog repository.'),
    '',
  ].join('\n');
}

function groupSection(group: HelpGroup): string[] {
  const commands = ROWS.filter((command) => command.group === group && !command.mcp?.only);
  return [
    section(`COMMANDS: ${group.toUpperCase()}`),
    paragraph(`${HELP_GROUPS[group]}.`),
    ...commands.map((command) => tagged(lineOf(command), inCliWords(command.summary))),
  ];
}

/** Returns the line of a command, with its first short word. */
function lineOf(command: Row): string {
  const words = (command.cli?.positional ?? []).map((field) => ` ${field.toUpperCase()}`).join('');
  const alias = command.cli?.aliases?.[0];
  return `${commandWords(command)}${words}${alias === undefined ? '' : `, backlog ${alias}`}`;
}

function section(title: string): string {
  return `.SH "${title}"`;
}

function paragraph(text: string): string {
  return `.PP\n${escaped(text)}`;
}

function tagged(term: string, means: string): string {
  return `.TP\n.B "${escaped(term).replaceAll('"', '\\(dq')}"\n${escaped(means)}`;
}

/** Escapes a text for troff: backslashes, and hyphens that people copy. A text can't begin with a request. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('`', '')
    .replaceAll('…', '...')
    .replace(/^[.']/gm, '\\&$&');
}
