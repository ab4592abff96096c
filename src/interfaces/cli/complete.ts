import { ownProperty } from '../../base/own-property.ts';
import { HELP_GROUPS } from '../../commands/groups.ts';
import type { CommandRow } from '../../commands/index.ts';
import { rowFields } from '../../commands/rows.ts';
import { isIds } from '../../commands/task/select-words.ts';
import { inputOf } from '../../domain/calls/door.ts';
import { toInstant } from '../../domain/instant.ts';
import { type Task, titleOf } from '../../domain/task/task.ts';
import { virtualTag } from '../../domain/urgency/virtual-tags.ts';
import { type Completion, completeTerm } from '../../filter/index.ts';
import { oneLine } from '../../text/safe.ts';
import { openWorkspace } from '../../work/workspace/open.ts';
import { TOPICS } from './help/topics.ts';
import type { Row } from './machine/row.ts';
import { ROWS } from './machine/table.ts';
import { expanded, readAliases } from './words/aliases.ts';
import { enumWords } from './words/field-kinds.ts';
import { flagIn, GLOBAL_FLAGS, GLOBAL_ROWS, isGlobal, leadingFlags, takesGlobal } from './words/global-flags.ts';
import { takesChanges } from './words/plain/read-args.ts';
import { positionalsOf, takesValue } from './words/positionals.ts';
import { otherLines, resolveCommand, viewCall } from './words/resolve.ts';
import { respelledOnly } from './words/respell.ts';
import { ROW_FLAGS, ROW_FORMAT_NAMES } from './words/row-flags.ts';
import { LINES } from './words/spellings.ts';
import { openTaskWords, vocabularyOf, WORDED } from './words/vocabulary.ts';

/** Returns completions of the last word, one per line: text, tab, explanation. */
export async function complete(
  words: readonly string[],
  from: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<string> {
  const begun = words.at(-1) ?? '';
  const named = await ownNames(words.at(-2) ?? '', from);
  if (named) return rowsText(inList(named, begun));
  const values = globalWords(words.at(-2) ?? '');
  if (values) return rowsText(inList(values, begun));
  const typed = leadingFlags(expanded(leadingFlags(words.slice(0, -1)).rest, from.env)).rest;
  const before = respelledOnly(typed);
  if (before.length === 0) return rowsText([...verbs([], begun), ...ownWords(begun, from.env), ...globalFlags(begun)]);
  if (before[0] === 'help') {
    const topics = before.length === 1 ? helpTopics(begun) : [];
    return [rowsText(topics), await complete([...before.slice(1), begun], from)].filter(Boolean).join('\n');
  }
  const found = resolveCommand(before);
  if (!found) return rowsText(verbs(before, begun));
  // `run` is a command, which starts runs, and also the noun in `run show`.
  const further = found.rest.length === 0 ? verbs(before, begun) : [];
  return rowsText([...further, ...(await argumentsOf(found.command, { said: found.rest, begun }, from))]);
}

/**
 * Returns completions for the value of a flag that every command has. Returns undefined for a flag with a folder or a
 * name, for which Backlog has no completions.
 */
function globalWords(word: string): readonly string[] | undefined {
  const flag = flagIn(word);
  if (!flag || flag.inline !== undefined || !isGlobal(flag.name) || !takesGlobal(flag.name)) return undefined;
  return 'words' in GLOBAL_FLAGS[flag.name] ? GLOBAL_FLAGS.color.words : [];
}

/** Returns the names of queues or profiles, as values of their flags. */
async function ownNames(
  word: string,
  { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<string[] | undefined> {
  const flag = flagIn(word);
  if (flag?.inline !== undefined || (flag?.name !== 'queue' && flag?.name !== 'profile')) return undefined;
  const { profileNames, queueNames } = await ownNamesOf();
  return flag.name === 'queue' ? queueNames(cwd, env) : profileNames(env);
}

function globalFlags(begun: string): Completion[] {
  if (!begun.startsWith('--')) return [];
  const rows = GLOBAL_ROWS.map(([name, { means }]) => ({ text: inputOf('cli', name), doc: means }));
  return rows.filter(({ text }) => text.startsWith(begun));
}

function helpTopics(begun: string): Completion[] {
  const topics = Object.entries(TOPICS).map(([text, { title }]) => ({ text, doc: title }));
  const groups = Object.entries(HELP_GROUPS).map(([text, doc]) => ({ text, doc }));
  return [...topics, ...groups, { text: 'all', doc: 'every command' }].filter(({ text }) => text.startsWith(begun));
}

/** Shells show the rows as they are. */
function rowsText(rows: readonly Completion[]): string {
  return rows.map(({ text, doc }) => `${text}\t${oneLine(doc)}`).join('\n');
}

/** Returns the person's aliases that begin with the typed text. */
function ownWords(begun: string, env: NodeJS.ProcessEnv): Completion[] {
  const aliases = Object.entries(readAliases(env)).map(([text, words]) => ({ text, doc: oneLine(words.join(' ')) }));
  return aliases.filter(({ text }) => text.startsWith(begun));
}

/**
 * Returns the next word of every command that begins with the typed words. `task list` also matches without its noun,
 * as `list`.
 */
function verbs(before: readonly string[], begun: string): Completion[] {
  const rows = new Map<string, string>();
  for (const command of ROWS) {
    for (const line of otherLines(command)) {
      const parts = line.split(' ');
      const word = parts[before.length];
      if (word?.startsWith(begun) && before.every((said, i) => said === parts[i]))
        rows.set(word, parts.length > before.length + 1 ? `${word} …` : command.title);
    }
  }
  return rows.size > 0 ? [...rows].map(([text, doc]) => ({ text, doc })) : foreignVerbs(before, begun);
}

/** Returns the next words of other programs' lines. Completions have them only if no command begins so. */
function foreignVerbs(before: readonly string[], begun: string): Completion[] {
  if (before.length === 0 && begun === '') return [];
  return Object.entries(LINES).flatMap(([said, line]) => {
    const parts = said.split(' ');
    const word = parts[before.length];
    const fits = word?.startsWith(begun) && before.every((one, i) => one === parts[i]);
    return fits ? [{ text: word!, doc: `backlog ${line}` }] : [];
  });
}

/** Values of a field that only this machine knows, by command. */
const VALUES: Readonly<Record<string, (from: Parameters<typeof complete>[1]) => Promise<readonly Completion[]>>> = {
  async connect() {
    const { CLIENTS } = await import('../../connect/known-clients.ts');
    return CLIENTS.map(({ name, title }) => ({ text: name, doc: title }));
  },
  alias_unset: async ({ env }) => inList(Object.keys(readAliases(env)), ''),
  profile_remove: async ({ env }) => inList((await ownNamesOf()).profileNames(env), ''),
  queue_rename: queuesHere,
  queue_remove: queuesHere,
  queue_link: queuesHere,
};

const ownNamesOf = () => import('./queues/named-queue.ts');

async function queuesHere({ cwd, env }: Parameters<typeof complete>[1]): Promise<Completion[]> {
  return inList(await (await ownNamesOf()).queueNames(cwd, env), '');
}

async function argumentsOf(
  command: Row,
  { said, begun }: { said: readonly string[]; begun: string },
  from: Parameters<typeof complete>[1],
): Promise<Completion[]> {
  const words = wordsBehind(command, said.at(-1) ?? '');
  if (words) return inList(words, begun);
  if (begun.startsWith('--'))
    return [...flags(command).filter(({ text }) => text.startsWith(begun)), ...globalFlags(begun)];
  const field = fieldAt(command, said);
  if (field === undefined) return [];
  if (command.where === 'machine' && !TERMS.has(field)) {
    const isFirst = positionalsOf(command, said).length === 0;
    const values = isFirst ? await VALUES[command.name]?.(from) : undefined;
    return (values ?? inList(valuesOf(command, field) ?? [], '')).filter(({ text }) => text.startsWith(begun));
  }
  const workspace = await openWorkspace({ ...from, store: { checkpoints: false, kinds: WORDED } });
  try {
    const { state } = workspace.store;
    const vocabulary = vocabularyOf(state);
    // The words set fields, so completions omit words that a field can't have, such as virtual tags.
    const sets = field === 'description' || (takesChanges(command) && isIds(positionalsOf(command, said)[0] ?? ''));
    if (TERMS.has(field))
      return completeTerm(begun, vocabulary).filter(({ text }) => !sets || !virtualTag(text.slice(1)));
    if (field === 'id') return ids(openTaskWords(state, toInstant(Date.now())), begun);
    return completeTerm(`${field}:${begun}`, vocabulary).flatMap(({ text, doc }) =>
      text.startsWith(`${field}:`) ? [{ text: text.slice(field.length + 1), doc }] : [],
    );
  } finally {
    await workspace.close();
  }
}

/** Returns the values of a flag that accepts only certain words or names of fields. */
function wordsBehind(command: Row, flag: string): readonly string[] | undefined {
  const { name = '' } = flagIn(flag) ?? {};
  if (command.show.rows && name === 'format') return ROW_FORMAT_NAMES;
  if (command.where !== 'machine' && command.show.rows && name === 'fields') return rowFields(command);
  return valuesOf(command, name);
}

/** Returns the values of a field that accepts only certain words. */
function valuesOf({ input }: CommandRow, field: string): readonly string[] | undefined {
  const schema = ownProperty(input().shape, field);
  return schema && enumWords(schema);
}

/** Returns completions of the last element of a comma-separated list. */
function inList(words: readonly string[], begun: string): Completion[] {
  const before = begun.slice(0, begun.lastIndexOf(',') + 1);
  return words.map((word) => ({ text: before + word, doc: '' })).filter(({ text }) => text.startsWith(begun));
}

/** Fields that accept the words of filters. */
const TERMS: ReadonlySet<string> = new Set(['filter', 'description']);

/** Returns the field of the next word: the field of the flag before it, or the next positional field. */
function fieldAt(command: CommandRow, said: readonly string[]): string | undefined {
  const flag = flagIn(said.at(-1) ?? '');
  if (flag && flag.inline === undefined && takesValue(command, flag.name)) return flag.name;
  const words = positionalsOf(command, said);
  const positional = command.cli?.positional ?? [];
  const last = positional.length - 1;
  // Ids, descriptions and filters may take several words.
  return positional[Math.min(words.length, last)];
}

function ids(tasks: readonly Task[], begun: string): Completion[] {
  return tasks
    .map((task) => ({ text: String(task.id), doc: titleOf(task) }))
    .filter(({ text }) => text.startsWith(begun));
}

function flags(command: CommandRow): Completion[] {
  const { shape } = command.input();
  const own = Object.entries(shape).map(([name, schema]) => ({
    text: inputOf('cli', name),
    doc: schema.description ?? '',
  }));
  const views = Object.entries(command.cli?.viewFlags ?? {}).map(([flag, name]) => ({
    text: `--${flag}`,
    doc: viewCall(flag, name),
  }));
  const lines = Object.entries(command.cli?.flagLines ?? {}).map(([flag, line]) => ({
    text: `--${flag}`,
    doc: `backlog ${line}`,
  }));
  const rows = Object.entries(command.show.rows ? ROW_FLAGS : {}).map(([name, { means }]) => ({
    text: `--${name}`,
    doc: means,
  }));
  return [...own.filter(({ text }) => rows.every((row) => row.text !== text)), ...rows, ...views, ...lines];
}
