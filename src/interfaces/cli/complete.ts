import { COMMANDS, type Command } from '../../commands/index.ts';
import { fieldsOf } from '../../commands/rows.ts';
import { callOf } from '../../domain/door.ts';
import { refuse } from '../../domain/errors.ts';
import { toInstant } from '../../domain/instant.ts';
import type { Task } from '../../domain/task.ts';
import { type Completion, completeTerm } from '../../filter/index.ts';
import { oneLine } from '../../text/safe.ts';
import { openWorkspace } from '../../work/workspace/open.ts';
import { expanded, readAliases } from './aliases.ts';
import { GLOBAL_FLAGS, leadingFlags } from './args.ts';
import { WISHES } from './colour.ts';
import { isFlag, wordsOf } from './field-kinds.ts';
import { OWN } from './own-words.ts';
import { linesOf, resolveCommand } from './resolve.ts';
import { FORMATS, ROW_FLAGS } from './row-flags.ts';
import { openTasks, vocabularyOf, WORDED } from './vocabulary.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Shell -> the script that makes it ask `backlog __complete`; printed by `backlog completion SHELL`. */
const SCRIPTS: Readonly<Record<string, string>> = {
  bash: `_backlog() {
  local word="\${COMP_WORDS[COMP_CWORD]}" line
  # A colon ends a word for bash: put the pieces of a term together again.
  local i=$COMP_CWORD
  while (( i > 1 )) && [[ "\${COMP_WORDS[i]}" == ":" || "\${COMP_WORDS[i-1]}" == ":" ]]; do (( i-- )); word="\${COMP_WORDS[i]}$word"; done
  COMPREPLY=()
  while IFS=$'\\t' read -r line _; do [[ $line ]] && COMPREPLY+=("\${line#"\${word%"\${COMP_WORDS[COMP_CWORD]}"}"}"); done < <(backlog __complete -- "\${COMP_WORDS[@]:1:i-1}" "$word" 2>/dev/null)
  [[ "\${COMPREPLY[0]}" == *: ]] && compopt -o nospace
}
complete -o bashdefault -o default -F _backlog backlog`,
  zsh: `#compdef backlog
_backlog() {
  local -a found
  local value doc
  while IFS=$'\\t' read -r value doc; do [[ $value ]] && found+=("\${value//:/\\\\:}:$doc"); done < <(backlog __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  _describe 'backlog' found -S ''
}
compdef _backlog backlog`,
  fish: `complete -c backlog -f -a '(set -l words (commandline -opc) (commandline -ct); backlog __complete -- $words[2..-1] 2>/dev/null)'`,
};

export const COMPLETION_HELP = [
  `backlog completion ${Object.keys(SCRIPTS).join('|')}`,
  '',
  'Prints a script that completes commands, flags, ids and filters. For this shell: source <(backlog completion bash)',
].join('\n');

/** The script for a shell. @throws BacklogError `usage` naming the known ones */
export function completionScript(shell: string | undefined): string {
  if (shell !== undefined && Object.hasOwn(SCRIPTS, shell)) return SCRIPTS[shell]!;
  const known = Object.keys(SCRIPTS);
  const either = `${known.slice(0, -1).join(', ')} or ${known.at(-1)}`;
  return refuse(
    'usage',
    shell === undefined ? `completion: which shell: ${either}?` : `completion: expected ${either}, received "${shell}"`,
    { hint: 'In bash: source <(backlog completion bash), and the same line in ~/.bashrc for every shell to come.' },
  );
}

/** Candidates for the last of the words, one a line: text, tab, what it is. */
export async function complete(words: readonly string[], from: { cwd: string; env: Env }): Promise<string> {
  const begun = words.at(-1) ?? '';
  const said = expanded(leadingFlags(words).rest.slice(0, -1), from.env);
  const asked = leadingFlags([...said, begun]).rest;
  if (asked.length === 1) return rowsText([...verbs([], begun), ...ownWords(begun, from.env)]);
  const before = asked.slice(0, -1);
  if (before[0] === 'help') return complete(asked.slice(1), from);
  if (before[0] === 'alias') return rowsText(aliasWords(before, begun, from.env));
  if (before[0] === 'connect' && before.length === 1) return clients(begun);
  const found = resolveCommand(before);
  const rows = found ? await argumentsOf(found.command, { said: found.rest, begun }, from) : verbs(before, begun);
  return rowsText(rows);
}

function rowsText(rows: readonly Completion[]): string {
  return rows.map(({ text, doc }) => `${text}\t${doc}`).join('\n');
}

/** A person's own words. */
function ownWords(begun: string, env: Env): Completion[] {
  const aliases = Object.entries(readAliases(env)).map(([text, words]) => ({ text, doc: oneLine(words.join(' ')) }));
  return aliases.filter(({ text }) => text.startsWith(begun));
}

function aliasWords([, verb]: readonly string[], begun: string, env: Env): Completion[] {
  if (verb === undefined) return inList(['list', 'set', 'unset'], begun);
  return verb === 'unset' ? inList(Object.keys(readAliases(env)), begun) : [];
}

/** The next word of every command that goes on from the words before; `list` for `task list` too. */
function verbs(before: readonly string[], begun: string): Completion[] {
  const rows = new Map<string, string>();
  for (const command of COMMANDS) {
    for (const line of linesOf(command)) {
      const parts = line.split(' ');
      const word = parts[before.length];
      if (word?.startsWith(begun) && before.every((said, i) => said === parts[i]))
        rows.set(word, parts.length > before.length + 1 ? `${word} …` : command.title);
    }
  }
  if (before.length === 0)
    for (const [word, doc] of Object.entries(OWN)) if (word.startsWith(begun)) rows.set(word, doc);
  return [...rows].map(([text, doc]) => ({ text, doc }));
}

async function clients(begun: string): Promise<string> {
  const { CLIENTS } = await import('../../connect/known.ts');
  const rows = CLIENTS.filter(({ name }) => name.startsWith(begun));
  return rows.map(({ name, title }) => `${name}\t${title}`).join('\n');
}

async function argumentsOf(
  command: Command,
  { said, begun }: { said: readonly string[]; begun: string },
  from: Parameters<typeof complete>[1],
): Promise<Completion[]> {
  const words = wordsBehind(command, said.at(-1) ?? '');
  if (words) return inList(words, begun);
  if (begun.startsWith('--')) return flags(command).filter(({ text }) => text.startsWith(begun));
  const field = fieldAt(command, said);
  if (field === undefined) return [];
  const workspace = await openWorkspace({ ...from, store: { checkpoints: false, kinds: WORDED } });
  try {
    const { state } = workspace.store;
    const vocabulary = vocabularyOf(state);
    if (TERMS.has(field)) return completeTerm(begun, vocabulary);
    if (field === 'id') return ids(openTasks(state, toInstant(Date.now())), begun);
    return completeTerm(`${field}:${begun}`, vocabulary).flatMap(({ text, doc }) =>
      text.startsWith(`${field}:`) ? [{ text: text.slice(field.length + 1), doc }] : [],
    );
  } finally {
    await workspace.close();
  }
}

/** What can stand behind a flag that takes one of some words, or names of fields. */
function wordsBehind(command: Command, flag: string): readonly string[] | undefined {
  const { shape } = command.input();
  const name = flag.startsWith('--') ? flag.slice(2).replaceAll('-', '_') : '';
  if (name === 'color') return WISHES;
  if (command.rows && name === 'format') return FORMATS;
  if (command.rows && name === 'fields') return fieldsOf(command);
  return Object.hasOwn(shape, name) ? wordsOf(shape[name]!) : undefined;
}

/** The words that the last one of a list with commas may become. */
function inList(words: readonly string[], begun: string): Completion[] {
  const before = begun.slice(0, begun.lastIndexOf(',') + 1);
  return words.map((word) => ({ text: before + word, doc: '' })).filter(({ text }) => text.startsWith(begun));
}

/** Fields whose words are those of filters. */
const TERMS: ReadonlySet<string> = new Set(['filter', 'description']);

/** The field that the next word belongs to: that of the flag before it, else the positional one. */
function fieldAt(command: Command, said: readonly string[]): string | undefined {
  const { shape } = command.input();
  const flag = said.at(-1)?.startsWith('--') ? said.at(-1)!.slice(2).replaceAll('-', '_') : undefined;
  if (flag !== undefined && Object.hasOwn(shape, flag) && !isFlag(shape[flag]!)) return flag;
  const words = said.filter((word, i) => !word.startsWith('--') && !said[i - 1]?.startsWith('--'));
  const positional = command.positional ?? [];
  const last = positional.length - 1;
  // Of ids, descriptions and filters there may be several words.
  return positional[Math.min(words.length, last)];
}

function ids(tasks: readonly Task[], begun: string): Completion[] {
  return tasks
    .map(({ id, description }) => ({ text: String(id), doc: description }))
    .filter(({ text }) => text.startsWith(begun));
}

function flags(command: Command): Completion[] {
  const { shape } = command.input();
  const own = Object.entries(shape).map(([name, schema]) => ({
    text: `--${name.replaceAll('_', '-')}`,
    doc: schema.description ?? '',
  }));
  const views = Object.entries(command.views ?? {}).map(([flag, name]) => ({
    text: `--${flag}`,
    doc: callOf('cli', name),
  }));
  const rows = Object.entries(command.rows ? ROW_FLAGS : {}).map(([name, doc]) => ({ text: `--${name}`, doc }));
  return [
    ...own.filter(({ text }) => rows.every((row) => row.text !== text)),
    ...rows,
    ...views,
    ...Object.entries(GLOBAL_FLAGS).map(([name, doc]) => ({ text: `--${name}`, doc })),
  ];
}
