import { shellWord } from '../../../../../base/shell-word.ts';
import type { CommandRow } from '../../../../../commands/index.ts';
import { parseInput } from '../../../../../commands/parse.ts';
import { isIds, isSelection } from '../../../../../commands/task/select-words.ts';
import { refuse } from '../../../../../domain/errors.ts';
import { statusWord } from '../../../../../domain/fields/words-elsewhere.ts';
import type { Clock } from '../../../../../time/index.ts';
import { parseArgs } from '../../args.ts';
import { withFlags } from '../../flags/with-flags.ts';
import { flagIn, isGlobal, takesGlobal } from '../../global-flags.ts';
import { filled, lostFlags } from '../../line-places.ts';
import { positionalsOf } from '../../positionals.ts';
import { meantBy, type ResolvedCommand, resolveCommand } from '../../resolve.ts';
import { hasMoreThanPlaces, lineRow, withOwnNoun } from '../../spelling-rows.ts';
import { RUN_ID } from '../program.ts';
import { checkWordsBehind } from '../words-behind.ts';
import { checkExceptions } from './exceptions.ts';
import { checkFieldChanges } from './field-changes.ts';
import { meaningOf } from './intent.ts';
import { INTENTS } from './intents.ts';
import { phrasesFor } from './patterns.ts';
import { checkSpokenLists } from './spoken-lists.ts';
import { hasConcept } from './synonyms.ts';
import { tableIntents } from './table-intents.ts';
import { checkAddedAgent, checkRule, checkSchedule, checkTexts, checkTimeAlone } from './texts-elsewhere.ts';

/** Words for the end of a program. There is nothing to exit: each line of Backlog ends. */
const ENDS = /^(?:exit|quit|bye|logout)$/;

/** Refuses a line that people say in another way. @throws BacklogError `usage` with the line to type */
export function checkPhrases(given: readonly string[], clock: () => Clock): void {
  const words = withoutFlags(given);
  const flags = given
    .slice(words.length)
    .map((flag) => ` ${flag}`)
    .join('');
  const said = words.join(' ');
  checkAddedAgent(words);
  checkTexts(words);
  checkRule(said);
  checkSchedule(words);
  checkTimeAlone(said, clock);
  checkWordsBehind(words);
  if (ENDS.test(said))
    refuse('usage', `no command "${said}"`, {
      hint: 'There is nothing to exit: each line of Backlog ends. See all commands: `backlog help`',
    });
  // A quoted description is a text, whatever it begins with.
  if (/^(?:add|new|create)$/.test(words[0]!) && words.length === 2 && /\s/.test(words[1]!)) return;
  checkExceptions(words);
  checkPatterns({ words, flags, clock });
  // A sentence can be in quotes as a whole.
  checkIntents({ words: words.length === 1 ? said.split(/\s+/) : words, flags, clock });
  checkFieldChanges(words);
  checkSpokenLists(words);
}

interface Typed {
  words: readonly string[];
  /** The flags of every command behind them. */
  flags: string;
  clock: () => Clock;
}

/** Refuses a line of another program. */
function checkPatterns({ words, flags, clock }: Typed): void {
  const said = words.join(' ');
  for (const [pattern, row, note] of phrasesFor(said)) {
    const [found, ...groups] = pattern.exec(said) ?? [];
    if (found === undefined) continue;
    const rowLine =
      typeof row === 'string'
        ? row.replace(/\$(\d)/g, (_, n: string) => shellOf(groups[Number(n) - 1] ?? ''))
        : row(...groups.map((group) => group ?? ''));
    const meant = typeof rowLine === 'function' ? rowLine(clock()) : rowLine;
    if (meant === undefined) continue;
    refusePhrase(words, {
      line: `${withQuotes(meant, words)}${flags}`,
      note: typeof note === 'function' ? note(...groups) : note,
      ...(RUN_ID.test(groups[0] ?? '') && { run: groups[0] }),
    });
  }
}

/** Refuses a line that means one of the intents. Flags behind it that the meant command has stay. */
function checkIntents({ words, flags, clock }: Typed): void {
  const own = words.findIndex((word, at) => at > 0 && /^--?[a-z]/i.test(word));
  const [plain, others] = own < 0 ? [words, []] : [words.slice(0, own), words.slice(own)];
  const found = flaggedIntent(words, clock) ?? intentOf(plain, clock);
  if (!found) return;
  const kept = found.words === plain ? others : [];
  const line = withFlags(`backlog ${found.line}`, kept)!.replace(/^backlog /, '');
  const [, , hint] = found.intent;
  refusePhrase(words, {
    line: `${line}${flags}`,
    lost: lostFlags(line, kept),
    note: typeof hint === 'function' ? hint(found.filled) : hint,
    run: found.filled.run,
    // The hour at which a night begins stands in no line.
    except: found.filled.until === undefined ? undefined : words.slice(1),
  });
}

/** Returns the intent of a line. One that its own command reads has none. */
function intentOf(words: readonly string[], clock: () => Clock) {
  const named = namedIn(words);
  if (named && isOwn(named)) return undefined;
  const first = resolveCommand(words) && takesWords(named!.command) ? words[0] : undefined;
  const found = meaningOf(words, first === undefined ? [...INTENTS, ...tableIntents()] : INTENTS, { clock, first });
  return !found || found.line === words.join(' ') ? undefined : { ...found, words };
}

/** Returns the command of a line, also by another name or behind a noun that Backlog omits. */
function namedIn(words: readonly string[]): ResolvedCommand | undefined {
  const row = lineRow(words);
  if (!row) return meantBy(words) ?? behindNoun(words);
  return hasMoreThanPlaces(row) ? undefined : meantBy(filled(row.line, row.rest));
}

function behindNoun(words: readonly string[]): ResolvedCommand | undefined {
  const own = withOwnNoun(words);
  return own === words || own.length < 2 ? undefined : meantBy(own);
}

/** Returns the intent of a line in which a flag stands for a word: `claim 2 --for ben`. A command reads its flags itself. */
function flaggedIntent(words: readonly string[], clock: () => Clock) {
  if (!words.some((word) => SAID_FLAG.test(word)) || resolveCommand(words) || lineRow(words)) return undefined;
  const bare = words.flatMap((word) => (SAID_FLAG.test(word) ? word.slice(2).split(/=(.*)/s, 2) : [word]));
  return intentOf(
    bare.filter((word) => word !== ''),
    clock,
  );
}

const SAID_FLAG = /^--(?:all|by|to|for|since|today|type|cost|budget|max-cost|until)(?:=|$)/;

/** Words before another one, which are no value themselves. */
const BEFORE = /^(?:to|with|from|on|for|of|at|in|by)$/;

/** Checks whether a command reads all words of a line as ids, terms of a filter, or values of its own. */
function isOwn({ command, rest }: ResolvedCommand): boolean {
  const { positional = [] } = command.cli ?? {};
  const words = positionalsOf(command, rest);
  const isTerm = (word: string) => isSelection(word) && !/^(?:and|or|not)$/.test(word);
  if (words.length === 0 || takesWords(command)) return words.every(isTerm);
  if (words.every((word) => isIds(word) || RUN_ID.test(word))) return positional.length > 0;
  if (words.length > positional.length) return positional[0] === 'filter' && words.every(isTerm);
  const isRead = ([first = '']: readonly string[]) =>
    !/^(?:filter|id|run)$/.test(positional[0]!) || isSelection(first) || RUN_ID.test(first);
  if (!isRead(words) || words.some((word) => BEFORE.test(word) || (hasConcept(word) && !statusWord(word)?.column)))
    return false;
  try {
    parseInput(command as CommandRow, parseArgs(command, rest).input);
    return true;
  } catch {
    return false;
  }
}

/** Checks whether any words can stand behind a command: `add stop all runs`, `list all that is left`. */
const takesWords = ({ access, cli: { positional: [first = ''] = [] } = {} }: Pick<CommandRow, 'access' | 'cli'>) =>
  /^(?:text|description|title|words)$/.test(first) || (first === 'filter' && access?.effect === 'read');

interface Told {
  line: string;
  note?: string | undefined;
  /** What of the typed line the suggestion lacks. */
  lost?: readonly string[];
  run?: string | undefined;
  except?: readonly string[] | undefined;
}

function refusePhrase(words: readonly string[], { line, note, lost = [], run, except }: Told): never {
  const said = words.join(' ');
  const hints = [
    ...(lost.length > 0 ? [`It leaves out: ${lost.map(shellWord).join(' ')}.`] : []),
    ...(note ? [note] : []),
    ...(line.includes('…') ? ['Write the text at the dots.'] : []),
    'See all commands: `backlog help`',
  ];
  return refuse('usage', `can't read "${said}" (did you mean \`backlog ${line}\`?)`, {
    hint: hints.join(' '),
    data: {
      received: said,
      ...(except && { except, isWhole: true }),
      ...(run !== undefined && { run, pattern: line }),
    },
  });
}

/** Quotes the words of a line that stand in a suggestion as they came to the program, without the quotes of their shell. */
function withQuotes(line: string, words: readonly string[]): string {
  if (/['"]/.test(line)) return line;
  return words.reduce((text, word) => {
    const quoted = shellWord(word);
    return quoted === word ? text : ` ${text} `.replace(` ${word} `, () => ` ${quoted} `).trim();
  }, line);
}

/** Returns the words without flags of every command at the end, which have no value: a phrase means the same with `--json`. */
function withoutFlags(words: readonly string[]): readonly string[] {
  if (words.includes('--')) return words;
  const isPlain = (word: string) => {
    const { name = '', inline } = flagIn(word) ?? {};
    return !(isGlobal(name) && inline === undefined && !takesGlobal(name));
  };
  return words.slice(0, words.findLastIndex(isPlain) + 1);
}

/** Quotes a group as one word, but not ids and the words of a command. */
function shellOf(group: string): string {
  return /^(?:[\d, ]+|run list)$/.test(group) ? group : shellWord(group);
}
