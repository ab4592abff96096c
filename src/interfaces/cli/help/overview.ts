import { ownProperty } from '../../../base/own-property.ts';
import { HELP_GROUPS, type HelpGroup } from '../../../commands/groups.ts';
import type { CommandRow } from '../../../commands/index.ts';
import { nounOf, shortLine } from '../../../domain/calls/door.ts';
import type { Row } from '../machine/row.ts';
import { ROWS } from '../machine/table.ts';
import { commandWords } from '../words/args.ts';
import { commandsOf, resolveCommand } from '../words/resolve.ts';
import { TOPICS } from './topics.ts';

type Line = readonly [line: string, title: string];

const GROUPS = Object.keys(HELP_GROUPS) as HelpGroup[];
/** The groups of commands that people type. */
const FOR_PEOPLE = GROUPS.filter((group) => group !== 'programs');

/** The words of the first page, by what a person does. At most 40, so that one look is enough. */
export const FIRST_PAGE: Readonly<Record<string, readonly string[]>> = {
  see: ['demo', 'status', 'now', 'list', 'info', 'search', 'tree', 'history', 'board'],
  plan: ['add', 'import', 'modify', 'edit', 'doc', 'block', 'goal'],
  work: ['next', 'start', 'annotate', 'done', 'stop', 'delete', 'undo'],
  'run, review': ['run', 'run list', 'review', 'diff', 'request-changes', 'approve', 'discard'],
  night: ['night', 'morning', 'accept', 'answer'],
  team: ['connect', 'agent', 'claim', 'repo', 'setting', 'doctor'],
};
const TITLE_WIDTH = 13;

/** Formats the text of `backlog help`: the words that people need, by what they do. */
export function overview(version: string): string {
  return [
    `Backlog ${version}: a work queue that coding agents share`,
    '',
    'Usage: backlog <command> [arguments] [flags]',
    '',
    ...Object.entries(FIRST_PAGE).map(([title, words]) => title.padEnd(TITLE_WIDTH) + words.join('  ')),
    '',
    'backlog                  show the queue on one page, at a terminal',
    'backlog 12, +READY       show task 12; list tasks by a filter',
    'backlog help <command>   explain one command',
    `backlog help <group>     list the commands of a group: ${FOR_PEOPLE.join(', ')}`,
    'backlog help --all       list every command',
    ...Object.entries(TOPICS).map(([name, { title }]) => `backlog help ${name.padEnd(12)}${title}`),
    '',
    'Documentation: the folder docs/ of the Backlog repository',
  ].join('\n');
}

/** Lists the commands of a line of the first page, such as `night`; undefined for other words. */
export function purposeHelp(word: string): string | undefined {
  const words = ownProperty(FIRST_PAGE, word);
  return (
    words && [...twoColumns(words.map(firstPageRow)), '', '`backlog help <command>` explains one of them.'].join('\n')
  );
}

/** Returns a word of the first page with its command's title. A noun has the verbs instead. */
function firstPageRow(word: string): Line {
  const title = resolveCommand(word.split(' '))?.command.title;
  return [
    word,
    title ??
      commandsOf(word)
        .map(({ verb }) => verb)
        .join(', '),
  ];
}

/** Lists every command that people type with its title, by group. */
export function everyCommand(): string {
  return [
    ...FOR_PEOPLE.flatMap((group) => [...groupList(group), '']),
    'backlog help programs  list the calls that only programs make',
  ].join('\n');
}

/** Lists the commands of a group; undefined for an unknown group. */
export function groupHelp(word: string): string | undefined {
  const group = GROUPS.find((each) => each === word);
  return group && [...groupList(group), '', '`backlog help <command>` explains one of them.'].join('\n');
}

function groupList(group: HelpGroup): string[] {
  const rows = commandsIn(group).map((command): Line => {
    const word = shortWord(command);
    return [shortLine(command.name), `${command.title}${word === undefined ? '' : ` (backlog ${word})`}`];
  });
  return [`${group}: ${HELP_GROUPS[group]}`, ...twoColumns(rows)];
}

/** Returns the commands of a group that people can type. The others exist only as MCP tools. */
function commandsIn(group: HelpGroup): Row[] {
  return ROWS.filter((command) => command.group === group && !command.mcp?.only);
}

/** Returns the first alias of a command, unless it begins with the command's noun or is its name. */
function shortWord({ name, cli }: CommandRow): string | undefined {
  const alias = cli?.aliases?.[0];
  return alias === shortLine(name) || alias?.startsWith(`${nounOf(name.split('_')[0]!)} `) ? undefined : alias;
}

/** Lists the commands of a noun; undefined for an unknown noun. */
export function nounHelp(noun: string): string | undefined {
  const rows = commandsOf(noun).map(({ command }): Line => [commandWords(command), command.title]);
  if (rows.length === 0) return undefined;
  const more = ['`backlog help <noun> <verb>` explains one of them.', documentationLine(commandsOf(noun)[0]!.command)];
  return [...twoColumns(rows, ''), '', ...more].join('\n');
}

function twoColumns(rows: readonly Line[], indent = '  '): string[] {
  const width = Math.max(...rows.map(([first]) => first.length)) + 2;
  return rows.map(([first, second]) => `${indent}${first.padEnd(width)}${second}`);
}

/**
 * The pages of commands in docs/reference/commands, with the names of their commands, or the beginnings of these with
 * `_` at the end. A command is on the page with the longest matching name.
 */
const PAGES: Readonly<Record<string, readonly string[]>> = {
  task: ['task_'],
  doc: ['task_doc_'],
  attachment: ['attachment_'],
  archive: ['task_archive', 'task_archive_', 'task_purge'],
  history: ['task_history', 'task_undo', 'task_redo'],
  report: ['report_', 'release_', 'notice_'],
  filter: ['filter_', 'view_', 'date_eval', 'urgency_eval'],
  goal: ['goal_'],
  inbox: ['inbox_', 'pass_'],
  claim: ['claim_'],
  run: ['run_', 'worktree_', 'usage'],
  review: ['review_'],
  orchestrator: ['orchestrator', 'orchestrator_', 'autonomy_', 'night_'],
  agent: ['agent_'],
  repo: ['repo_'],
  source: ['source_'],
  webhook: ['webhook_'],
  'git-hook': ['git_hook_'],
  setting: ['setting_'],
  config: ['config_'],
  queue: ['backlog_', 'doctor', 'whoami'],
};

/** Returns the name of the page that a command is on. */
export function pageOfCommand({ name: command, where }: Pick<CommandRow, 'name' | 'where'>): string {
  if (where === 'machine') return 'program';
  const [[found] = []] = Object.entries(PAGES)
    .flatMap(([page, names]) => names.map((name) => [page, name] as const))
    .filter(([, name]) => (name.endsWith('_') ? command.startsWith(name) : command === name))
    .sort(([, a], [, b]) => b.length - a.length);
  if (found === undefined) throw new Error(`no page of PAGES has the command ${command}`);
  return found;
}

/** Returns the line of help that names a command's page. The plugin has no docs folder, so it names the repository. */
export function documentationLine(command: Pick<CommandRow, 'name' | 'where'>): string {
  return `Documentation: docs/reference/commands/${pageOfCommand(command)}.md of the Backlog repository`;
}
