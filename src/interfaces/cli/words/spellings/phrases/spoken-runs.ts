import { shellWord } from '../../../../../base/shell-word.ts';
import { isIds } from '../../../../../commands/task/select-words.ts';
import { refuse } from '../../../../../domain/errors.ts';
import { isOmittedNoun } from '../verbs.ts';

/** Flags for the words behind the tasks of a run, and behind a night, as people say them. `$1` is the group of the pattern. */
const LIMITS: readonly (readonly [RegExp, Readonly<Record<'run' | 'night', string | undefined>>])[] = [
  [/^x ?(\d{1,2})$|^(\d{1,2}) ?x$|^(\d{1,2}) (?:times|attempts|tries)$/, { run: '--attempts $1', night: undefined }],
  [
    /^(?:max(?:imum)?|at most|up to)? ?(?:cost|budget|spend(?:ing)?)?(?: of| limit)?(?: at most)? ?\$(\d+(?:\.\d+)?)$|^(?:max(?:imum)?[- ]?)?(?:cost|budget)(?: of| limit)? (\d+(?:\.\d+)?)(?: ?dollars| ?usd)?$|^(?:max(?:imum)?|at most|up to)? ?(\d+(?:\.\d+)?) ?(?:dollars?|usd)$/,
    { run: '--cost $1', night: '--budget $1' },
  ],
  [
    /^(?:for )?(?:at most |up to |max(?:imum)? )?(\d+) ?(?:m|min|mins|minutes)$/,
    { run: '--minutes $1', night: '--until $1min' },
  ],
  [/^(?:for )?(\d+) ?(?:h|hours?)$/, { run: undefined, night: '--until $1h' }],
  [/^(?:until|till|to) (\d\d?:\d\d|\d\d?[ap]m)$/, { run: undefined, night: '--until $1' }],
  [/^(?:until|till|to) (\d\d?)$/, { run: undefined, night: '--until $1:00' }],
  [/^(\d+) (?:agents|workers|runs|at once|in parallel)$/, { run: undefined, night: '--agents $1' }],
];

/** Matches an agent, which is one only behind `with`: `run 3 helper` is read by the command. */
const AGENT = /^(?:agent )?(?!(?:agents?|max|cost|budget|an?|the)$)@?([a-z][\w-]*)$/i;

/** Words between the limits of a line. Behind `with`, a word can be an agent. */
const JOINS = /^(?:with|using|by|on|and|,|an?|the)$/i;
const WITH = /^(?:with|using|by|on)$/i;
const NIGHT = /^(?:overnight|tonight|night)$/i;
const ALL = /^(?:all|everything|ready|tasks?)$/i;

/**
 * Refuses a run or a night with its limits in the words of a sentence: `run 3 x3`, `run all tonight with max cost 5`.
 * @throws BacklogError `usage` with the line to type, which has every limit
 */
export function checkSpokenRuns(words: readonly string[]): void {
  const end = words.findIndex((word) => word.startsWith('-'));
  const [said, flags] = end < 0 ? [words, []] : [words.slice(0, end), words.slice(end)];
  const line = /^(?:run|work|start|do|night)$/i.test(said[0] ?? '')
    ? lineFor(said[0]!.toLowerCase(), said.slice(1))
    : undefined;
  if (line === undefined) return;
  const whole = ['backlog', line, ...flags.map(shellWord)].join(' ');
  refuse('usage', `can't read "${said.join(' ')}" (did you mean \`${whole}\`?)`, {
    hint: `${line.includes(' --cost ') ? '`--cost` limits each run. ' : ''}See all commands: \`backlog help\``,
    data: { received: said.join(' '), isWhole: true },
  });
}

/**
 * Matches a night with the hours of its beginning and its end: `night 22:00-06:00`, `start night from 22 to 6`. In `night 2-6`
 * and `night 2 until 6`, the first numbers are tasks.
 */
const HOURS =
  /^(?:start |begin |run )?(?:the )?night(?: start| begin)? (?:from (?=\d)|(?=\d\d?:))(\d\d?(?::\d\d)?) ?h? ?(?:-|–|to|until|till) ?(\d\d?(?::\d\d)?) ?h?(?: (.+))?$/i;

/** Refuses a night that begins later: the hours would be a filter of its tasks. @throws BacklogError `usage` with the line to type */
export function checkNightHours(words: readonly string[]): void {
  const end = words.findIndex((word) => word.startsWith('--'));
  const [said, flags] = end < 0 ? [words, []] : [words.slice(0, end), words.slice(end)];
  const [, from, until = '', more] = HOURS.exec(said.join(' ')) ?? [];
  const limits = limitsOf(more?.split(' ') ?? [], 'night');
  if (from === undefined || !limits) return;
  const time = /:/.test(until) ? until : `${until}:00`;
  const line = ['backlog night --until', time, ...limits, ...flags.map(shellWord)].join(' ');
  refuse('usage', `a night begins with your yes, not at ${from} (did you mean \`${line}\`?)`, {
    hint: 'Type it at that hour. See what would start: `backlog night simulate`',
    data: { received: said.join(' '), except: said.slice(1), isWhole: true },
  });
}

function lineFor(verb: string, words: readonly string[]): string | undefined {
  const isNight = verb === 'night' || words.some((word) => NIGHT.test(word));
  const rest = words.filter((word) => !NIGHT.test(word));
  const start = rest[0] === 'start' ? 1 : 0;
  const from = isOmittedNoun(rest[start]?.toLowerCase() ?? '') ? start + 1 : start;
  const count = rest.slice(from).findIndex((word) => !isIds(word) && !(!isNight && word === 'and'));
  const ids = rest.slice(from, count < 0 ? undefined : from + count).filter((word) => word !== 'and');
  let at = ids.length > 0 ? from + (count < 0 ? rest.length : count) : from;
  if (ids.length === 0) while (ALL.test(rest[at] ?? '')) at++;
  const kind = isNight ? 'night' : 'run';
  const limits = limitsOf(rest.slice(at), kind);
  // Without an id, a phrase reads it.
  if (limits?.length === 0 && isNight && /^(?:run|work)$/.test(verb) && ids.length > 0)
    return `night ${idsText(ids)} --until 07:00`;
  if (limits?.length === 0 && isNight && /^(?:run|work)$/.test(verb) && at > from) return 'night --until 07:00';
  // Without a limit, other lines read it.
  if (!limits || limits.length === 0 || (kind === 'run' && verb !== 'run')) return undefined;
  if (ids.length === 0 && at === from) return isNight ? ['night', ...limits].join(' ') : undefined;
  const target = ids.length > 0 ? idsText(ids) : kind === 'run' ? '+READY' : '';
  return [kind, target, ...limits].filter(Boolean).join(' ');
}

const idsText = (ids: readonly string[]) => ids.map((id) => id.replaceAll('#', '').replace(/,$/, '')).join(',');

/** Returns the flags for all of these words. Undefined if one of them is no limit. */
function limitsOf(words: readonly string[], kind: 'run' | 'night', isWith = false): readonly string[] | undefined {
  const [first = ''] = words;
  if (words.length === 0) return [];
  if (JOINS.test(first) && words.length > 1) return limitsOf(words.slice(1), kind, isWith || WITH.test(first));
  for (let count = Math.min(5, words.length); count > 0; count--) {
    const said = words.slice(0, count).join(' ');
    const [, agent] = (isWith && kind === 'run' && AGENT.exec(said)) || [];
    const flag = limitOf(said, kind) ?? (agent && `--agent ${agent}`);
    const others = flag === undefined ? undefined : limitsOf(words.slice(count), kind);
    if (flag !== undefined && others) return [flag, ...others];
  }
  return undefined;
}

function limitOf(said: string, kind: 'run' | 'night'): string | undefined {
  for (const [pattern, flags] of LIMITS) {
    const [found, ...groups] = pattern.exec(said) ?? [];
    if (found !== undefined) return flags[kind]?.replace('$1', groups.find(Boolean) ?? '');
  }
  return undefined;
}
