import { ownProperty } from '../../../../base/own-property.ts';
import { shellWord } from '../../../../base/shell-word.ts';
import { refuse } from '../../../../domain/errors.ts';
import { PRIORITY_WORDS } from '../../../../domain/fields/words.ts';
import { resolveDate } from '../../../../time/index.ts';

/** Only the form of a date counts. */
const NO_CLOCK = { now: 0, zone: 'UTC' };
const isDate = (text: string) => resolveDate(text, NO_CLOCK).ok;

const DAY = /^(?:today|tomorrow|tonight|(?:mon|tues|wednes|thurs|fri|satur|sun)day)$/i;
const PERIODS: Readonly<Record<string, string>> = {
  ...{ day: 'daily', week: 'weekly', month: 'monthly', quarter: 'quarterly', year: 'yearly', weekday: 'weekdays' },
};

/**
 * Refuses words behind a quoted description that set a field in plain English: `add "Pay rent" every month on the 1st`. They
 * would become a part of the description.
 * @throws BacklogError `usage` with the line to type
 */
export function checkWordsBehind([verb = '', ...typed]: readonly string[]): void {
  // `add child of 5 "Fix it"`
  const at = typed.findIndex((word) => /\s/.test(word));
  const isBefore = at > 0 && allFieldsSaid(typed.slice(0, at)) !== undefined;
  const [text = '', ...rest] = isBefore ? [typed[at]!, ...typed.slice(0, at), ...typed.slice(at + 1)] : typed;
  if (!/^(?:add|new|create)$/.test(verb) || !/\s/.test(text)) return;
  const end = rest.findIndex((word) => /^[-+@]|\w:\S/.test(word));
  const [words, others] = end < 0 ? [rest, []] : [rest.slice(0, end), rest.slice(end)];
  // Only behind a quoted text, a word such as high is no part of it.
  const rank = words.length === 1 ? ownProperty(PRIORITY_WORDS, words[0]!.toLowerCase()) : undefined;
  const alone = rank === undefined || /^[hml\d]$/i.test(words[0]!) ? undefined : ['--priority', rank];
  const flags = words.length > 0 ? (alone ?? allFieldsSaid(words)) : undefined;
  if (!flags) return;
  const line = ['backlog add', ...[text, ...flags, ...others].map(shellWord)].join(' ');
  refuse('usage', `"${words.join(' ')}" is no part of the description (did you mean \`${line}\`?)`, {
    hint: `As a part of the description: \`backlog add ${shellWord((isBefore ? [...words, text] : [text, ...words]).join(' '))}\``,
    data: { received: words.join(' ') },
  });
}

/** Finds a date, a repetition or a priority in plain English at the end of a description that isn't quoted. */
export function fieldsInText(words: readonly string[]): { word: string; meant: readonly string[] }[] {
  for (let at = 1; at < words.length; at++) {
    const said = words.slice(at).join(' ');
    const flags = fieldsSaid(said);
    const text = words.slice(0, at).join(' ');
    if (flags) return [{ word: said, meant: [...flags, ...(text.length > 60 ? [] : ['--description', text])] }];
  }
  return [];
}

/** Returns the flags for several fields in plain English, one behind the other: `tomorrow p1 under 5`. */
export function allFieldsSaid(words: readonly string[]): readonly string[] | undefined {
  for (let count = words.length; count > 0; count--) {
    const said = words.slice(0, count).join(' ');
    const flags = TYPE.test(said) ? ['--type', said.toLowerCase()] : fieldsSaid(said);
    const others = flags && count < words.length ? allFieldsSaid(words.slice(count)) : [];
    if (flags && others) return [...flags, ...others];
  }
  return undefined;
}

/** Matches a type of tasks. In a text without quotes, it is a word of the text. */
const TYPE = /^(?:bug|feature|epic|story|chore)$/i;

/** Words between a new task and another one, by the flag that they mean. */
const RELATIONS: readonly (readonly [RegExp, string])[] = [
  [/^(?:under|below|in|of|(?:sub ?task|child|part) of) #?(\d+)$/i, '--parent'],
  [/^(?:after|blocked by|depends on|needs|requires|waits for) #?(\d+)$/i, '--depends'],
  [/^(?:before|blocks|blocking) #?(\d+)$/i, '--blocks'],
  [/^#([a-z][\w.-]*)$/i, '--project'],
  [/^(p[0-4])$/i, '--priority'],
];

/** Returns the flags for a date, a repetition, a priority or another task in plain English. */
function fieldsSaid(said: string): readonly string[] | undefined {
  const [relation, flag] = RELATIONS.find(([pattern]) => pattern.test(said)) ?? [];
  if (relation && flag) return [flag, relation.exec(said)![1]!];
  const [, period, first] = /^every (\w+)(?: on the (\d{1,2}(?:st|nd|rd|th)))?$/i.exec(said) ?? [];
  const recur = period === undefined ? undefined : ownProperty(PERIODS, period.toLowerCase());
  if (recur !== undefined) return ['--recur', recur, '--due', first ?? 'today'];
  if (period !== undefined && DAY.test(period)) return ['--recur', 'weekly', '--due', period];
  const [, rank] = /^(?:(?:priority|prio) )?(\w+)(?: (?:priority|prio))?$/i.exec(said.includes(' ') ? said : '') ?? [];
  const priority = rank === undefined ? undefined : ownProperty(PRIORITY_WORDS, rank.toLowerCase());
  if (priority !== undefined) return ['--priority', priority];
  const [, date] = /^(?:due|by|before|until)(?: on| by)? (.+)$/i.exec(said) ?? [];
  if (date !== undefined && isDate(date)) return ['--due', date];
  const [, day, time] = /^(\w+)(?:,? at)? (\d{1,2}(?::\d\d)?(?: ?[ap]m)?)$/i.exec(said) ?? [];
  const moment = [day, time].join(' ');
  if (day !== undefined && DAY.test(day) && isDate(moment)) return ['--due', moment];
  const [, short] = /^p(?:ri?|rio)?:(\w+)$/i.exec(said) ?? [];
  const marked = short === undefined ? undefined : ownProperty(PRIORITY_WORDS, short.toLowerCase());
  if (marked !== undefined) return ['--priority', marked];
  return DAY.test(said) ? ['--due', said] : undefined;
}
