import { groupedBy } from '../../../../../base/iterables.ts';
import { lazy } from '../../../../../base/lazy.ts';
import { shellWord } from '../../../../../base/shell-word.ts';
import { statusWord } from '../../../../../domain/fields/words-elsewhere.ts';
import type { Clock } from '../../../../../time/index.ts';
import type { SettingRow } from '../../../../../work/settings/setting-row.ts';
import { SETTINGS } from '../../../../../work/settings/settings.ts';
import { termsIn } from '../periods.ts';
import { stateTerms } from '../states-in-filters.ts';
import { onOff } from './places.ts';

/**
 * A whole line of another program, whose flags and signs no words of `intents.ts` have, with Backlog's. `$1` to `$4` are the
 * groups of the pattern, each as one word.
 */
export type Phrase = readonly [
  pattern: RegExp,
  line: string | ((...said: string[]) => string | ((clock: Clock) => string) | undefined),
  hint?: string | ((...said: string[]) => string),
];

const NOT_COMMITTED = 'Backlog commits nothing in your checkout. This line logs finished work.';

/** Matches a night with plain words, which are no filter, and no verb of a night. */
const NIGHT_OF_WORD =
  /^night (?!(?:start|stop|show|report|simulate|status|info|view|state|current|end|cancel|abort|off|results|summary|log|until|till|to|for|budget|money|cost|plan|preview|forecast|begin)(?: |$))[a-z]+(?: [a-z\d]+)*$/i;

/** What to say about an undo with a number. */
const OF_CHANGE = 'An undo takes the number of a change.';

export const PHRASES: readonly Phrase[] = [
  // git and others, with their flags
  [/^commit(?: -a?m)? (?!-)(.+)$/, 'log $1', NOT_COMMITTED],
  [/^log[- ](?:in|on|out|off)(?: (?:as|to|with) @?\S+)?$/i, 'whoami', 'Backlog has no accounts.'],
  [/^reset(?: --(?:hard|soft|mixed))?(?: HEAD\S*)?$/, 'undo'],
  [/^add (?:\.|-A|-u)$/, "add '…'", 'Backlog stages no files. This line adds a task.'],
  [/^(?:show|log) HEAD\S*$/, 'history --limit 1'],
  [/^tag (?:-[as] )?v\d[\w.-]*(?: (?:-m|--message)[ =].+)?$/, 'release snapshot'],
  [/^find (?:\S+ )?-i?name (.+)$/, 'search $1'],
  [/^(?:ls|list) -1[al]*$/, 'list'],
  [/^log ((?:--(?:author|since|until|before|after|oneline|graph|all|stat|limit)\b|-\d+$|-n \d+$|-p$).*)$/, logged],
  [/^(?:delete|rm|remove) ([\d, ]*\d) (?:-f|-rf|--force)$/, 'delete $1'],
  [/^(?:logs?|tail|output) (?:-f|--follow) (r\d+)$/i, 'run show $1 --watch'],
  [/^as @?([a-z][\w-]*) (?!-)(.+)$/i, (name, line) => `${line} --as human:${name}`],
  [/^(?:add|new|create) ((?:(?! --).)+) --for @?(\S+)$/, 'add $1 --agent $2'],
  [/^import -f (\S+\.\w+)$/, 'import $1'],
  [
    /^comment (?:add )?(r\d+) (?:--(?:file|path)[ =])?(\S+\.\w+)(?::| --line[ =]| )(\d+) (?!--)(.+)$/i,
    'review comment $1 $2 $3 $4',
  ],
  [/^(?:pr|run) comment (r\d+) (?:-b|-m|--body|--message)[ =](.+)$/i, 'request-changes $1 $2'],
  [/^(list|search|history|run list) --(csv|tsv|ndjson|markdown)$/, '$1 --format $2'],
  [
    /^export --(?!json )(csv|json|md|markdown|taskwarrior|ndjson|jsonl) (?:--to )?(\S+\.\w+)$/,
    'export --format $1 --to $2',
  ],
  [/^(import|add|done|delete|modify|start|annotate) --undo$/, 'undo $1'],
  [/^run (?:start )?(?:--all|-a)( -.+)?$/, (flags) => `run +READY${flags}`],
  [/^(?:approve|merge|review|land) --all$/, 'review'],
  [
    /^(?:handoff|hand-off|handover) (\d[\d,]*) @?([a-z][\w.-]*)$/i,
    'modify $1 --agent $2',
    (ids, name = '') => `As a note for the next session: \`backlog stop ${ids} --handoff ${shellWord(name)}\`.`,
  ],
  [/^untag (\d+) (?:remove|rm) [+-]?(\S+)$/, 'modify $1 --tags -$2'],
  [/^runs? watch$/, 'run list --watch'],
  [/^import (?:all|everything)$/, 'import TODO.md'],
  [/^tokens? (--(?:by|since|today).*)$/, (flags) => `usage ${flags}`],
  [/^history --by[ =]@?(\S+)$/, 'history --actor $1'],
  [
    /^assign #?(\d[\d, ]*) (?:--to[ =])@?(\S+)$/,
    (ids = '', name = '') => `modify ${ids.split(/[ ,]+/).join(',')} --agent ${shellWord(name)}`,
  ],
  [/^(?:claim|take|grab|reserve) (\d+) --(?:for|as)[ =]@?([a-z][\w-]*)$/i, 'modify $1 --agent $2'],
  [
    /^(.+ --(?:expires?|ttl|duration|lease)[ =]\d+) (hour|day|week)s?( .+)?$/,
    (before, unit = '', after = '') => `${before}${unit[0]}${after}`,
  ],
  [/^#?(\d+) undo$/, 'history $1', OF_CHANGE],
  [/^(?:undo|redo) (?:the )?(?:task|issue|ticket|item) #?(\d+)$/, 'history $1', OF_CHANGE],
  // Filters
  [/^(?:modify|mod|edit|update|set) ([\d,-]+) ([a-z]+=\S+(?: [a-z]+=\S+)*)$/, withEquals],
  [/^(?:modify|mod) (?![\d,#-]+ )(\S.*) (priority|due|wait|scheduled|agent|type|estimate|project):(\S+)$/, changedBy],
  [
    /^([\d,-]*\d) ((?:\+[a-z][\w.-]*|-[a-z][\w.-]+|[a-z]+:\S+)(?: (?:\+[a-z][\w.-]*|-[a-z][\w.-]+|[a-z]+:\S+))*)$/,
    (ids, changes) => `modify ${ids} ${changes}`,
  ],
  [
    /^next (?:(.+) )?limit:(\d+)$/,
    (filter = '', limit) =>
      limit === '1' ? undefined : `list ${[filter, '+READY'].filter(Boolean).join(' ')} limit:${limit}`,
    'To take one of them: `backlog next`.',
  ],
  [/^list from:(\S+)$/, 'list source:$1'],
  [/^list due:(\w+ \w+)$/, (period) => termsIn('due', period) && `list ${termsIn('due', period)!.join(' ')}`],
  [/^list #([\w.-]*[a-z][\w.-]*)$/i, 'list +$1'],
  [
    /^list (?:tag|tags|label|labels):(\S+,\S+)$/,
    (tags) =>
      `list ${tags
        .split(',')
        .map((tag) => `+${tag}`)
        .join(' ')}`,
  ],
  [/^list (?:is|state):(\w+)$/, (status) => statusWord(status) && `list ${statusWord(status)!.term}`],
  // Another word behind it would be the filter of its tasks.
  [NIGHT_OF_WORD, 'night show'],
  [
    /^night (?:begin |start )?(.*--until[ =])(\d\d?)( (?:[-+(@]|[a-z]+[.:]).*)?$/,
    (before = '', hour = '', after = '') => `night ${before}${hour}:00${after}`,
  ],
  [
    /^(?:connect|share|join|use|open|clone|login|link|attach|remote|store)(?: add(?: \w+)?)?(?: to)? ((?:postgres|postgresql|s3):\S+)$/,
    'store init $1',
  ],
  [
    /^(?:remote add|connect|link|clone|pull|fetch|track)(?: \w+)? ((?:https?:\/\/|ssh:\/\/|git@)(?:git@)?github\.com[/:][\w.-]+\/[\w.-]+\/?)$/,
    'source add github $1',
    'Its issues become tasks with `backlog source pull`. Code stays with git.',
  ],
  [
    /^(?:stale|untouched|inactive) (?:--?(?:days|d|older-than)[ =])?(\d+)(?:d| days?)?$/,
    'list modified.before:-$1d sort:modified+',
  ],
  [
    /^(?:join|clone|remote add)(?: \w+)? \w+:\/\/\S+$/,
    'store init postgres://db.example.org/backlog',
    'People share a queue in a database.',
  ],
  [
    /^store (?:init|join|use|connect) (postgres|postgresql|s3) (?:to )?([^\s:-]\S*)$/,
    (kind, place = '') => `store init ${place.includes('://') ? place : `${kind}://${place}`}`,
  ],
  [
    /^(?:setting|settings|config) (set|get|show) default[-_. ]?agent(?: (\S+))?$/i,
    (verb, value = '') =>
      `setting ${verb === 'set' ? 'set' : 'get'} runs.agent ${shellWord(value)}`.replace(/ ''$/, ''),
  ],
  [/^(?:setting|settings|config) (set|get|unset|show) ([a-z]+)(?: (?:to )?(.+))?$/i, namedSetting],
  // `set agent of 2 to codex` is about a task.
  [/^(set) ([a-z]+) (?!(?:(?:of|for|on) )?(?:task )?#?\d[\d,-]* \S|limit )(?:to )?(.+)$/i, namedSetting],
  [/^assign ([a-z@]\S*) (?:to )?(\d+)$/i, 'modify $2 --agent $1'],
  [/^(?:unblock|undepend|independ) (\d+) (?:(?:from|by|on) )?(\d+)$/, 'modify $1 --depends -$2'],
];

/** The phrases by the first words of their lines, each with its place in the table. */
const byFirstWord = lazy(() =>
  groupedBy(
    PHRASES.flatMap((phrase, at) => (firstWordsOf(phrase[0]) ?? [ANY]).map((word) => ({ word, phrase, at }))),
    ({ word }) => word,
  ),
);

/** Stands for patterns whose first word can be any. */
const ANY = '';

/** Returns the phrases that a line can be, in their order. To compile all of them would take a tenth of a short process. */
export function phrasesFor(said: string): readonly Phrase[] {
  const own = byFirstWord().get(said.split(' ', 1)[0]!.toLowerCase()) ?? [];
  const all = [...own, ...(byFirstWord().get(ANY) ?? [])];
  return all.sort((a, b) => a.at - b.at).map(({ phrase }) => phrase);
}

/** Matches a pattern that begins with one of some words. The last letter of each can be optional. */
const FIRST_WORDS = /^\^(?:\((?:\?:)?([a-z-]+\??(?:\|[a-z-]+\??)*)\)|([a-z-]+\??))(?: (?!\?)|\$|\(\?: [^()|]*\))/i;

/** Returns the first words of the lines that a pattern matches, in small letters. Undefined for any word. */
export function firstWordsOf({ source }: RegExp): string[] | undefined {
  const [, several, one] = FIRST_WORDS.exec(source) ?? [];
  return (several ?? one)
    ?.toLowerCase()
    .split('|')
    .flatMap((word) => (word.endsWith('?') ? [word.slice(0, -1), word.slice(0, -2)] : [word]));
}

/** Returns the patterns of the whole lines that are refused. */
export const phrasePatterns = (): RegExp[] => PHRASES.map(([pattern]) => pattern);

/** Returns the line for the flags of `git log`. */
function logged(flags = ''): string | undefined {
  const others = flags
    .replace(/--(?:oneline|graph|all|stat)\b|(?<=^| )-p\b/g, '')
    .replace(/(?<=^| )-(?:n ?)?(?=\d)/, '--limit ')
    .replace('--author', '--actor');
  const line = `history ${others.replace(/--before/, '--until').replace(/--after/, '--since')}`;
  return / --(?!(?:actor|since|until|limit)\b)/.test(line) ? undefined : line.replace(/\s+/g, ' ').trim();
}

function withEquals(ids = '', changes = ''): string {
  const flags = changes.split(' ').map((change) => {
    const [, field = '', value = ''] = /^([a-z]+)=(.*)$/.exec(change)!;
    return `--${field === 'title' ? 'description' : field} ${shellWord(value)}`;
  });
  return `modify ${ids} ${flags.join(' ')}`;
}

/** Returns the line that changes the tasks of a filter: without ids, all words of a line select. */
function changedBy(filter = '', field = '', value = ''): string | undefined {
  const [state] = stateTerms(filter.split(' ')) ?? [];
  const isFilter = filter.split(' ').every((word) => /^(?:[+-][a-z]\S*|[a-z.]+:\S+)$/i.test(word));
  return isFilter || state ? `modify ${state ?? filter} --${field} ${shellWord(value)}` : undefined;
}

/** Returns the line with the only setting whose name ends with this word: `runs.agent` for `agent`. */
function namedSetting(verb = '', word = '', value = ''): string | undefined {
  const row = onlySetting(word);
  if (!row) return undefined;
  const meant = valueMeant(row, value) ?? value;
  return [`setting ${verb === 'show' ? 'get' : verb}`, row.name, ...(meant === '' ? [] : [shellWord(meant)])].join(' ');
}

/** Returns the only setting whose name ends with a word. */
export function onlySetting(word: string): SettingRow | undefined {
  const [row, other] = SETTINGS.filter(({ name }) => !name.includes('<') && name.endsWith(`.${word}`));
  return other ? undefined : row;
}

/** Returns the value of a setting with few values that a word means: `on` is the only one beside `off`. */
export function valueMeant({ values }: SettingRow, word: string): string | undefined {
  if (!Array.isArray(values)) return undefined;
  const off = values.find((value) => value === 'off' || value === false);
  const [on, other] = values.filter((value) => value !== off);
  const said = onOff(word === '0' ? 'off' : word === '1' ? 'on' : word);
  const one = values.find((value) => value === word);
  const meant = said === 'off' ? off : said === 'on' && other === undefined ? on : one;
  return meant === undefined ? undefined : String(meant);
}
