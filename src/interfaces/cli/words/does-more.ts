import { shellWord } from '../../../base/shell-word.ts';
import type { CommandRow } from '../../../commands/index.ts';
import { isDottedRange, isIds } from '../../../commands/task/select-words.ts';
import { flagIn, isShort } from './global-flags.ts';

/** Commands whose effect is hard to take back, or costs money. */
const ACTS = /^(?:run_(?:approve|discard|start|retry|revert|push)|task_(?:done|delete|archive|purge))$/;

/** Matches flags that ask for a trial. */
const TRIES =
  /^--?(?:dry[-_]?run|dry|what[-_]?if|preview|simulate|trial|no[-_]?(?:act|op)|noop|just[-_]?print)(?![a-z])/;

/** Matches other flags that make a line do less, do it later, or ask first. */
const LIMITS =
  /^--?(?:n|i|interactive|ask|confirm|prompt|limit|first|rows?|only|except|exclude|skip|not|without|filter|tasks?|(?:task[-_])?ids?|if|when|unless|new[-_]only)(?![a-z])/;

/** Matches flags that limit what runs may cost, or how long or how many they are. */
const SPENDING = /^--?(?:max(?:imum)?|budget|costs?|timeout|minutes|hours|usd|spend)(?![a-z])/;

/** Words of a condition, or of an exception. */
const CONDITION = /^(?:if|unless|when|once|only|except|without|but)$/i;

/** What keeps a line from being an order. */
export interface Hold {
  kind: 'question' | 'negation' | 'condition';
  /** The words with it. */
  words: readonly string[];
}

const NEGATION =
  /^(?:not|don[’']?t|doesn[’']?t|mustn[’']?t|shouldn[’']?t|won[’']?t|isn[’']?t|can[’']?t|cannot|nor|neither|avoid)$/i;

/** Words that begin a condition in any line. */
const IF = /^(?:if|unless|whenever|provided|assuming)$/i;

/** Words that begin a condition if a clause follows: `until friday` is a date. */
const SINCE = /^(?:when|once|until|till|while|after|before)$/i;
const CLAUSE =
  /^(?:is|are|was|has|have|does|do|can|pass(?:es)?|fails?|works?|says?|lands?|done|ready|finish(?:ed|es)?|completed?|closed|merged|approved|passed|green)$/i;

/** Matches the beginning of a question about what would be. A request is none: `can you run 2`. */
const ASKS =
  /^(?:what (?:would|will|does|happens|if)|do (?:i|we|they)|(?:should|shall|may|might|must|can|could|would|will|does|did|is|are|am) (?:i|we|it|they|the|an?|this|that|any|some|there|\w+one|agents?|runs?|#?\d+|r\d+))\b/i;

/** Checks whether a line asks for something to read. `how do I close 5` asks for a line that closes. */
const isQuestion = ([first = '', ...rest]: readonly string[]): boolean =>
  (/^(?:who|whose|what|whats|what's|which|where|when|why|is|are|was|were|has|had|did|does|should|shall|how)$/i.test(
    first,
  ) ||
    /^(?:can|could|may|would) (?:i|we)$/i.test(`${first} ${rest[0]}`)) &&
  !/^how (?:do|can|could|to|should|would) (?!(?:the|agents?|runs?|it|this)\b)/i.test(
    ['how', ...rest].join(' ').toLowerCase(),
  );

/**
 * Returns what keeps words from being an order: a question, a negation or a condition. Such a line runs nothing, and no
 * suggestion for it does more than it says.
 */
export function holdIn(typed: readonly string[]): Hold | undefined {
  const words = typed.length === 1 ? typed[0]!.split(/\s+/) : typed;
  const said = words.map((word) => word.toLowerCase().replace(/[,.!]+$/, ''));
  if (said.length < 2 && !said[0]?.endsWith('?')) return undefined;
  const from = (at: number) => words.slice(at);
  const begin = said.findIndex((word) => !/^(?:hey|so|please|ok)$/.test(word));
  if (ASKS.test(said.slice(Math.max(begin, 0)).join(' ')) || isQuestion(words)) return { kind: 'question', words };
  const asked = said.findIndex((word) => /^\S*\w\?$/.test(word));
  if (asked >= 0) return { kind: 'question', words: from(asked) };
  const not = said.findIndex((word, at) => NEGATION.test(word) || (word === 'never' && at === Math.max(begin, 0)));
  if (not >= 0) return { kind: 'negation', words: from(not) };
  const isClause = (at: number) => SINCE.test(said[at]!) && said.slice(at + 1).some((word) => CLAUSE.test(word));
  const condition = said.findIndex((word, at) => IF.test(word) || isClause(at));
  return condition < 0 ? undefined : { kind: 'condition', words: from(condition) };
}

/**
 * Checks whether a line without these words would do more than was meant: it lacks a trial or a limit, or any word of an
 * act. Nobody should read such a line.
 */
export function doesMore({ name, access }: Pick<CommandRow, 'name' | 'access'>, leftOut: readonly string[]): boolean {
  if (access.effect === 'read' || leftOut.length === 0) return false;
  return ACTS.test(name) || leftOut.some((word) => TRIES.test(word) || LIMITS.test(word));
}

/** Commands of tasks behind whose ids no other word has a meaning. */
export const ENDS_TASKS = /^task_(?:done|delete|archive|purge)$/;

/** Checks whether a line has to be read whole, because it may be no order or may have a word too many. */
export const mayBeHeld = (typed: readonly string[], { name, access }: Pick<CommandRow, 'name' | 'access'>): boolean =>
  access.effect !== 'read' && typed.length > 2 && (ENDS_TASKS.test(name) || holdIn(typed) !== undefined);

/** Checks whether each part of a line has the words that hold it back as its text: `add 'do not deploy'`. */
function isHeld(line: string, { kind, words }: Hold): boolean {
  const bare = (text: string) => text.replace(/['"\\]/g, '');
  const said = bare((kind === 'condition' ? words.slice(1) : words).join(' '));
  return line.split(' && ').every((part) => bare(part).includes(said));
}

/**
 * Returns the words of a line that name tasks or runs, and that another line lacks. A number counts wherever the other
 * line has it: `#2` is `2`, and `2..4` is `2-4`.
 */
export function lostIds(line: string, words: readonly string[]): string[] {
  const numbers = new Set(line.match(/\d+/g));
  return words.filter((word) => {
    const own = word.match(/\d+/g);
    return isNamed(word) && !(own ? own.every((one) => numbers.has(one)) : line.includes(word));
  });
}

const isNamed = (word: string) => isIds(word) || isDottedRange(word) || /^r\d+$/i.test(word);

/**
 * Returns the words of a line that hold it back, and that another line lacks. A limit or a time can be in other words.
 * @param spends whether the other line starts agents, whose cost the words can limit
 */
export function lostLimits(line: string, words: readonly string[], spends = false): string[] {
  const has = (word: string | undefined) => word !== undefined && word !== '' && line.includes(shellWord(word));
  // `2 at once` is a limit.
  const isCondition = (word: string, at: number) => CONDITION.test(word) && words[at - 1] !== 'at';
  const condition = words.findIndex((word, at) => at > 0 && isCondition(word, at) && !has(word));
  const hold = holdIn(words);
  if (hold && !isHeld(line, hold)) return [...hold.words];
  return words.filter((word, at) => {
    if (condition >= 0 && at >= condition) return true;
    if (has(word)) return false;
    if (TRIES.test(word)) return !line.includes('--dry-run');
    const next = words[at + 1] ?? '-';
    const value = flagIn(word)?.inline ?? (flagIn(next) || isShort(next) ? undefined : next);
    return (LIMITS.test(word) || (spends && SPENDING.test(word))) && !has(value);
  });
}
