import { shellWord } from '../../../base/shell-word.ts';
import { commandNamed } from '../../../commands/index.ts';
import { callOf } from '../../../domain/calls/door.ts';
import type { BacklogError } from '../../../domain/errors.ts';
import { type Clock, loadEnglish } from '../../../time/index.ts';
import { meantLines, withLine } from '../refusals/right-line.ts';
import { isSurplus } from '../refusals/slip.ts';
import { lostIn } from '../words/line-places.ts';
import { type ResolvedCommand, resolveCommand } from '../words/resolve.ts';
import { isFileName } from '../words/spellings/file-name.ts';
import { isOmittedNoun } from '../words/spellings/verbs.ts';
import type { OfferedLine } from './offered-lines.ts';
import type { KnownWords } from './typed-line.ts';

/** Matches a line in a hint that does something. The help is none. */
const DOES = /`backlog (?!help`|help |[^`]* --help`)[^`]+`/;

/** Matches what a refusal says because it has no line. */
const NO_LINE = /^No line keeps .*(?:\n|$)/m;

/** Maximum number of characters of a line that gets others. Each of these is read again, with the texts of the typed one. */
const MOST_CHARS = 4_000;

/**
 * Checks whether a refusal leaves a person without a sure line: the words name no command, and the refusal names neither
 * a line nor the verbs of a noun.
 */
export function lacksLine(error: BacklogError, found: ResolvedCommand | undefined): boolean {
  const { code, message, hint = '', data } = error;
  // A command with more words than it takes was not the one that was meant: `web project 3 move`.
  const isMore = found?.command.access.effect === 'read' && isSurplus(error);
  if ((found !== undefined && !isMore) || code !== 'usage' || data?.verbs !== undefined) return false;
  return meantLines(message).length > 0 || !DOES.test(hint.replace(NO_LINE, ''));
}

/**
 * Adds the lines that the words could mean to a refusal. Lines beside the one that a table suggests are named only if
 * the table and the texts of the commands disagree.
 */
export async function withOffers(
  error: BacklogError,
  { words, known, clock }: { words: readonly string[]; known: KnownWords; clock: Clock },
): Promise<BacklogError> {
  // No line with an id that does not exist would run. A line whose words were all read has no other meaning.
  if (error.data?.answered !== undefined || error.data?.isWhole || words.join(' ').length > MOST_CHARS) return error;
  const [{ offeredLines }, english] = await Promise.all([import('./offered-lines.ts'), loadEnglish()]);
  const meant = meantLines(error.message);
  const all = offeredLines(words, { known, english, clock }).filter(({ isNamed }) => isNamed || meant.length === 0);
  const better = textKept(meant, all, words, known);
  if (better) return withOffers(withLine(error, better), { words, known, clock });
  if (all.some(({ line }) => meant.some((one) => commandOf(one) === commandOf(line) && one.length >= line.length)))
    return error;
  const near = all.length + meant.length > 0 ? all : newTask(words);
  const lines = near.slice(0, Math.max(0, 3 - meant.length));
  const [first] = lines;
  if (!first) return error;
  const told = lines.map(({ line, title }) => `\`${line}\` (${title})`).join(', ');
  const own = meant.length > 0 ? error.hint : error.hint?.replace(NO_LINE, '');
  const hint = `${meant.length > 0 ? 'Or' : 'Nearest lines'}: ${told}.${own ? `\n${own}` : ''}`;
  const data = {
    ...error.data,
    ...(meant.length > 0 ? {} : { line: first.line }),
    lines: [...meant, ...lines.map(({ line }) => line)],
  };
  return Object.defineProperties(Object.create(error) as BacklogError, {
    hint: { value: hint },
    data: { value: data },
  });
}

/** Matches a word of a text. An id, a flag, a file or a term of a filter is none. */
const OF_TEXT = /^[\p{L}'’-]*\p{L}[,.!?]?$/u;

/** Returns the line that adds a task with the words behind its noun, if nothing else explains them: `todo buy milk`. */
function newTask(words: readonly string[]): Pick<OfferedLine, 'line' | 'title'>[] {
  const [noun = '', ...text] = words;
  if (!isOmittedNoun(noun) || text.length < 2 || !text.every((word) => OF_TEXT.test(word))) return [];
  const row = commandNamed('task_add');
  return [{ line: callOf('cli', row.name, shellWord(text.join(' '))), title: row.title }];
}

/**
 * Returns the offered line that replaces the only suggestion of a table: it has a quoted text, a file behind a flag or a
 * known name that the suggestion leaves out. Of other files, a table may mean the opposite: `unimport issues.json`.
 */
function textKept(
  [line = '', ...others]: readonly string[],
  offered: readonly OfferedLine[],
  words: readonly string[],
  { projects, tags, agents }: KnownWords,
): { line: string; by: string; hint: string } | undefined {
  const isTold = ({ line: one }: OfferedLine, word: string) => lostIn(one, [word]).length === 0;
  const isFileOfFlag = (word: string) => isFileName(word) && words[words.indexOf(word) - 1]?.startsWith('-');
  const isThing = (word: string) =>
    /\s/.test(word) || isFileOfFlag(word) || [...projects, ...tags, ...agents].includes(word);
  const lost = line === '' || others.length > 0 ? [] : lostIn(line, words).filter(isThing);
  if (lost.length === 0) return undefined;
  const best = offered.find((one) => lost.every((word) => isTold(one, word)));
  const by = best?.line ?? agentChosen(words, agents);
  return by === undefined ? undefined : { line, by, hint: `Or: \`${line}\`. See all commands: \`backlog help\`` };
}

/** Returns the line that makes an agent of the queue the usual one: `use helper`. */
function agentChosen([verb = '', name = '', ...others]: readonly string[], agents: readonly string[]) {
  const isChosen = /^(?:use|choose|select|prefer|default)$/i.test(verb) && agents.includes(name) && others.length === 0;
  return isChosen ? callOf('cli', 'setting_set', `runs.agent ${shellWord(name)}`) : undefined;
}

/** Returns the name of a line's command. */
const commandOf = (line: string) => resolveCommand(line.split(' ').slice(1))?.command.name;
