import * as z from 'zod';
import { COMMANDS, type Command, findCommand } from '../../commands/index.ts';
import { inCliWords } from '../../commands/line-words.ts';
import { callOf, inputOf, nounOf, shortLine } from '../../domain/calls/door.ts';
import { ROW_FORMATS } from '../../text/rows/formats.ts';
import { commandWords } from './words/args.ts';
import { valueWord } from './words/field-kinds.ts';
import { GLOBAL_ROWS } from './words/global-flags.ts';
import { commandsOf } from './words/resolve.ts';
import { isRowFlag, ROW_FLAGS } from './words/row-flags.ts';

/** What most people type, by what it is for. The whole table is behind `help --all`. */
const GROUPS: readonly (readonly [title: string, names: readonly string[]])[] = [
  [
    'every day',
    [
      ...[
        'backlog_status',
        'task_next',
        'task_list',
        'task_info',
        'task_add',
        'task_modify',
        'task_edit',
        'task_start',
      ],
      ...['task_stop', 'task_done', 'task_annotate', 'task_search', 'task_delete', 'task_undo'],
    ],
  ],
  ['plan', ['task_import', 'task_export', 'task_doc_write', 'task_tree', 'task_lint', 'view_set', 'filter_explain']],
  [
    'runs',
    [
      ...['run_start', 'run_list', 'run_show', 'run_approve', 'run_request_changes', 'run_discard'],
      ...['orchestrator_start', 'schedule_explain', 'agent_list'],
    ],
  ],
  ['look back', ['task_history', 'report_standup', 'report_summary', 'task_projects', 'task_archive']],
  ['set up', ['setting_list', 'repo_add', 'git_hook_install', 'whoami', 'doctor', 'backlog_backup']],
];

/** What most people type, in groups; `all` lists every verb instead. */
export function overview(version: string, { all = false } = {}): string {
  return [
    `backlog ${version}: the work queue that coding agents share`,
    '',
    'usage: backlog <noun> <verb> [words] [--flags]     (the noun task may be left out: backlog list +READY)',
    '',
    ...(all ? rowsOf(COMMANDS.filter(({ mcp }) => !mcp?.only)) : GROUPS.flatMap(groupRows)),
    ...(all ? [] : ['`backlog help --all` lists all of them, `backlog help run` the verbs of a noun.']),
    '',
    ...flagRows(),
    '',
    '`backlog` alone at a terminal shows the queue on one page; `backlog +READY project:web` lists, `backlog 12` shows a task.',
    '`backlog <noun> <verb> --help` shows one verb. A value @FILE is read from a file, - from standard input.',
    '`backlog connect` lists the clients of agents and connects them; `backlog mcp` is the MCP server that they start.',
    '`backlog board` shows all of it in the browser.',
    '`backlog completion bash|zsh|fish` prints a script for your shell: source <(backlog completion bash)',
    '`backlog alias set NAME WORDS…` keeps a command line of yours under a word; `backlog alias` lists them.',
    'The queue belongs to the repository of the working directory; BACKLOG_DIR names another store.',
    'A list takes its flag several times (--tags a --tags b). In a description, words of Taskwarrior’s are fields:',
    'backlog add Buy milk +errand due:tomorrow pri:H; after -- every word is text. A letter behind one dash is a flag: -h and -y.',
    'Exit codes: 0 done, 1 refused or nothing to do, 2 not understood, 130 interrupted by Ctrl+C.',
  ].join('\n');
}

function groupRows([title, names]: (typeof GROUPS)[number]): string[] {
  return [title, ...rowsOf(names.flatMap((name) => findCommand(name) ?? [])), ''];
}

function rowsOf(commands: readonly Command[]): string[] {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length)) + 2;
  return commands.map((command) => `  ${shortLine(command.name).padEnd(width)}${command.title}${shortWord(command)}`);
}

/** The first word that a command is called by besides its name. */
function shortWord({ name, cli }: Command): string {
  const alias = cli?.aliases?.[0];
  return alias === undefined || alias.startsWith(`${nounOf(name.split('_')[0]!)} `) ? '' : ` (backlog ${alias})`;
}

/** The verbs of one noun; an empty list for an unknown noun. */
export function nounHelp(noun: string): string | undefined {
  const lines = commandsOf(noun).map(({ command }) => ({ line: commandWords(command), title: command.title }));
  if (lines.length === 0) return undefined;
  const width = Math.max(...lines.map(({ line }) => line.length)) + 2;
  return [
    ...lines.map(({ line, title }) => `${line.padEnd(width)}${title}`),
    '',
    '`backlog <noun> <verb> --help` shows one verb.',
  ].join('\n');
}

/** One verb with its fields. */
export function helpOf(command: Command): string {
  const shape = command.input().shape;
  const { positional = [], aliases = [], autoWatch = [], viewFlags, examples = [] } = command.cli ?? {};
  const fields = Object.entries(shape)
    .filter(([name]) => !command.show.rows || !isRowFlag(name))
    .map(([name, schema]) => fieldRow(name, schema));
  return [
    ...aliases.slice(0, 1).map((alias) => `backlog ${alias} is the same as`),
    `${commandWords(command)}${positional.map((field) => (optional(shape[field]!) ? ` [${field}]` : ` <${field}>`)).join('')}${fields.length > positional.length ? ' [--flags]' : ''}`,
    '',
    inCliWords(command.summary),
    ...autoWatch.map((line) => `At a terminal, \`backlog ${line}\` shows how it goes until Ctrl+C, as --watch does.`),
    ...(fields.length > 0 || viewFlags ? ['', ...fields, ...viewRows(command)] : []),
    '',
    ...rowFlagRows(command),
    ...flagRows(),
    ...(examples.length > 0
      ? ['', 'examples:', ...examples.map((example) => `  backlog ${example.replace(/^task /, '')}`)]
      : []),
  ].join('\n');
}

function fieldRow(name: string, schema: z.core.$ZodType): string {
  const { description, enum: words } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const one = words?.every((word) => !description?.includes(String(word))) ? `one of ${words.join(', ')}` : undefined;
  const flag = [inputOf('cli', name), ...valueWord(name, schema)].join(' ');
  const told = [description && inCliWords(description), one, optional(schema) ? undefined : '(required)'];
  return `  ${flag.padEnd(26)}${told.filter(Boolean).join(' ')}`;
}

/** Flags that show the same in another way. */
function viewRows({ cli }: Command): string[] {
  return Object.entries(cli?.viewFlags ?? {}).map(
    ([flag, name]) => `  ${`--${flag}`.padEnd(26)}As \`${callOf('cli', name)}\` does`,
  );
}

/** How the rows of a list can be had. */
function rowFlagRows({ show }: Command): string[] {
  if (!show.rows) return [];
  const flags = Object.entries(ROW_FLAGS).map(
    ([name, { means, value }]) => `  ${`--${name} ${value}`.padEnd(26)}${means}`,
  );
  return [...flags, ...Object.entries(ROW_FORMATS).map(([name, { means }]) => `${' '.repeat(28)}${name}: ${means}`)];
}

function flagRows(): string[] {
  return GLOBAL_ROWS.map(([name, { means, value, short }]) => {
    const written = [short && `-${short},`, `--${name}`, value].filter(Boolean).join(' ');
    return `  ${written.padEnd(26)}${means}`;
  });
}

function optional(schema: z.core.$ZodType): boolean {
  return z.safeParse(schema, undefined).success;
}
