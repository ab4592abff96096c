import { ownProperty } from '../../../../../base/own-property.ts';
import { shellWord } from '../../../../../base/shell-word.ts';
import { TASK_FIELDS } from '../../../../../domain/fields/table.ts';
import { FIELD_WORDS, statusWord } from '../../../../../domain/fields/words-elsewhere.ts';
import type { Clock } from '../../../../../time/index.ts';
import type { SettingRow } from '../../../../../work/settings/setting-row.ts';
import { SETTINGS } from '../../../../../work/settings/settings.ts';
import { commandsOf, resolveCommand } from '../../resolve.ts';
import { endingLine } from '../modify-status.ts';
import { stateTerms } from '../states-in-filters.ts';
import { ASKED } from './phrases-asked.ts';
import { PHRASES_ELSEWHERE, type Phrase } from './phrases-elsewhere.ts';
import { SENTENCES } from './phrases-sentences.ts';

const UNITS: Readonly<Record<string, string>> = { day: 'd', week: 'w', month: 'mo', year: 'y', hour: 'h' };
const IN_QUOTES = 'To add a task with these words: write them in quotes.';
const NO_MAIL = 'Backlog sends no messages to people. An assignee finds the task in their list.';

/** Lines as people say them, with words between the verb, the id and the value. */
const SPOKEN: readonly Phrase[] = [
  [/^run (?:start )?tasks? #?(\d[\d, ]*)$/, 'run $1'],
  [/^mark #?(\d+) (?:as )?(?:done|completed?|finished|closed)$/, 'done $1'],
  [/^mark #?(\d+) (?:as )?(\w[\w-]*)$/, 'move $1 $2'],
  [/^(?:postpone|delay|defer) (\d+) (?:by |to |until |for )?([^\s-]\S* .+)$/, postponed],
  [/^(?:modify|mod|edit|update|set) ([\d,-]+) ([a-z]+=\S+(?: [a-z]+=\S+)*)$/, withEquals],
  [
    /^(?:reopen|undone|unclose) (\d+) ([a-z].*)$/i,
    (id, text = '') => `modify ${id} --status pending && backlog annotate ${id} ${shellWord(text)}`,
  ],
  [
    /^(?:add|put|set|attach) (?:an? |the )?(?:note|comment|remark) (?!(?:to|on) )(\S.*) (?:to|on|onto|for) (?:task )?#?(\d[\d,]*)$/,
    'annotate $2 $1',
    IN_QUOTES,
  ],
  [/^take over #?(\d+)$/, 'start $1'],
  [/^(?:mention|ping|notify|cc) @?([a-z]\S*) #?(\d+)$/i, (name = '', id) => `annotate ${id} ${shellWord(name)}`],
  [/^(?:notify|tell) @?([a-z][\w.-]*) (?!(?:on|about|in|for) )([a-z].*)$/i, 'list agent:$1', NO_MAIL],
  [/^how (?:do|can|to|does) .+$/i, 'help'],
  [/^list (?:for|of) @?([a-z][\w-]*)$/i, 'list agent:$1'],
  [/^runs? (today|yesterday)$/, 'run results --since $1'],
  [/^(?:cleanup|clean|prune|remove|delete)(?: up)? (?:old |merged |the |all )*worktrees?$/, 'worktree clean --dry-run'],
  [/^queue (?:switch|use|select|open) (\S+)$/, 'list -w $1'],
  [/^export (?:(?:all|the|my|tasks|everything) )+(?:to|into|as) (\S+\.\w+)$/, 'export --to $1'],
];

function postponed(id = '', said = ''): string {
  const until = said.replace(/^(?:by|to|until|till|for|on) /, '');
  const [, count, unit = ''] = /^(\d+) (day|week|month|year|hour)s?$/i.exec(until) ?? [];
  const date = count === undefined ? until : `${count}${UNITS[unit.toLowerCase()]}`;
  return `modify ${id} --scheduled ${shellWord(date)}`;
}

function withEquals(ids = '', changes = ''): string {
  const flags = changes.split(' ').map((change) => {
    const [, field = '', value = ''] = /^([a-z]+)=(.*)$/.exec(change)!;
    return `--${field === 'title' ? 'description' : field} ${shellWord(value)}`;
  });
  return `modify ${ids} ${flags.join(' ')}`;
}

/** Last words of the names of settings that take one of a few values: `sandbox` of `runs.sandbox`. */
const SWITCHES = SETTINGS.filter(({ values }) => Array.isArray(values))
  .map(({ name }) => name.split('.').at(-1)!)
  .filter((word) => /^[a-z]+$/.test(word));

/** Matches a night with plain words, which are no filter, and no verb of a night. */
const NIGHT_OF_WORD =
  /^night (?!(?:start|stop|show|report|simulate|status|info|view|state|current|end|cancel|abort|off|results|summary|log)(?: |$))[a-z]+(?: [a-z\d]+)*$/i;

const OWN_CLAIM = 'A claim is for the one who types it: `backlog claim acquire`.';

/**
 * Whole lines that people type as they would say them, with Backlog's. `$1` to `$3` are the groups of the pattern, each
 * as one word. Lines with words that no pattern has keep their own refusals.
 */
export const PHRASES: readonly Phrase[] = [
  [/^(?:list|ls|show) (?:(?:all|the|my) )*(?:tasks|issues|tickets) (?:sorted |ordered )?by (\w+)(?: date)?$/, sorted],
  ...SENTENCES,
  ...PHRASES_ELSEWHERE,
  ...SPOKEN,
  ...ASKED,
  [/^depends? (\d+) (?:on|upon|by) (\d+)$/, 'modify $1 --depends +$2'],
  [/^(?:move|mv) (\d+)(?: to)? (project|goal|parent) (\S+)$/, 'modify $1 --$2 $3'],
  [/^(?:delete|rm|remove) ([\d, ]*\d) (?:-f|-rf|--force)$/, 'delete $1'],
  [
    /^run (?:start )?(?:--all|-a|all|everything|ready|pending|open|todo|queue|(?:the |all )?(?:ready |open )?tasks)( -.+)?$/,
    (flags) => `run +READY${flags}`,
  ],
  [/^(?:claim|lock) ([^\s]*[./*][^\s]*)$/, 'claim acquire $1'],
  [/^(?:claim|lock|reserve) ([^\s]*[./*][^\s]*) for @?[a-z][\w.-]*$/i, 'claim check $1', OWN_CLAIM],
  // Another word behind it would be the filter of its tasks.
  [NIGHT_OF_WORD, 'night show'],
  [/^run (\d+) (?:again|anew|once more)$/, 'retry $1'],
  [/^help (?:filter|filtering|quer(?:y|ies)|dates?|syntax)$/, 'help filters'],
  [/^(?:notes?|comments?) (?:rm|remove|delete|del) (\d+)$/, "denotate $1 '…'"],
  [/^subtask (\d+) (.+)$/, 'add $2 --parent $1'],
  [/^(?:grep|rg|ag) (?!-)(.+)$/, 'search $1'],
  [/^pause (\d+)$/, 'stop $1'],
  [/^edit (\d+) (?!-)(.*[a-z].*)$/i, edited],
  [/^(?:modify|mod) (?![\d,#-]+ )(\S.*) (priority|due|wait|scheduled|agent|type|estimate|project):(\S+)$/, changedBy],
  [/^store ((?:postgres|postgresql|s3):\S+)$/, 'store init $1'],
  [/^remind (?:me )?(?:about |of )?(\d+) (?:on |at )?(.+)$/, 'modify $1 --wait $2'],
  [/^jobs$/, 'run list'],
  [/^(?:lsp|listpri)$/, 'list priority.any: sort:priority-'],
  // In todo.txt, it completes the task.
  [/^do ([\d, ]*\d)$/, 'start $1', (ids) => `To complete it: \`backlog done ${ids}\`.`],
  [/^plan (?:add|create|new) (?![\d#+-])(\w+ .+)$/, 'add $1'],
  [/^(?:turn|switch) (on|off) (?:the )?([a-z]+)$/, (state, word) => switchedSetting(word, state)],
  [/^(enable|disable) (?:the )?([a-z]+)$/, (state, word) => switchedSetting(word, state)],
  [new RegExp(`^(${SWITCHES.join('|')}) ([a-z]+)$`), switchedSetting],
  [/^run (?:start )?(?:the |--)?(?:next|first|one)(?: task)?(?: (.+))?$/, runNext],
  [/^list due(?::| )this (week|month|quarter|year)$/, (period) => `list +${period.toUpperCase()}`],
  [/^list due(?::| )next week$/, () => 'list due.after:eow due.before:eonw'],
  [/^list due (today|tomorrow|yesterday|(?:mon|tues|wednes|thurs|fri|satur|sun)day)$/, 'list due:$1'],
  [/^list due (by|before|after) (\w+)$/, (when, date) => `list due.${when}:${date}`],
  [/^queue rename ([a-z][\w.-]*)$/i, 'queue rename . $1'],
  [/^(?:done|complete|finish|close|resolve|tick) (\d+) (?![-+@\d])([a-z].*\s.*|[a-z]\S*)$/i, finished],
  [/^undo undo$/, 'redo'],
  [/^runs? watch$/, 'run list --watch'],
  [/^hand(?:off|over) (\d+) to @?(\S+)$/, 'modify $1 --agent $2'],
  [/^(?:load|ingest)$/, 'import TODO.md'],
  [/^(import|add|done|delete|modify|start|annotate) --undo$/, 'undo $1'],
  [/^(?:unimport|(?:revert|rollback|roll back) (?:the )?(?:last )?import)$/, 'undo import'],
  [
    /^(?:unimport|(?:undo|revert|rollback|roll back) (?:the )?import)(?: of| from)? (?!\d+$|-)\S+$/,
    'history --command import',
    'Undo the change of this import by its number: `backlog undo 12`.',
  ],
  [/^(?:list |ls )?(?:sort|order|group)(?: by)? (\w+)$/, sorted],
  [/^(?:list|ls) by (\w+)$/, sorted],
  [
    /^(?:show|view|get|info|display) (?:me )?(?:all )?(?:the |my )?(?:open )?(?:tasks|todos|issues|tickets|all|everything)$/,
    'list',
  ],
  [
    /^([\d,-]*\d) ((?:\+[a-z][\w.-]*|-[a-z][\w.-]+|[a-z]+:\S+)(?: (?:\+[a-z][\w.-]*|-[a-z][\w.-]+|[a-z]+:\S+))*)$/,
    (ids, changes) => `modify ${ids} ${changes}`,
  ],
  [/^list assigned(?: to)? @?(\S+)$/, (name) => `list agent:${name === 'me' ? '@me' : name}`],
  [
    /^assign (\d[\d, ]*) to @?(\S+)$/,
    (ids = '', name = '') => `modify ${ids.split(/[ ,]+/).join(',')} --agent ${shellWord(name)}`,
  ],
  [/^assign ([a-z@]\S*) (?:to )?(\d+)$/i, 'modify $2 --agent $1'],
  [/^report (daily|weekly|monthly)$/, 'report burndown $1'],
  [
    /^(undo|redo) (?:last|it|that|(?:the |my )?(?:last )?(?:change|command|commit|thing)(?: (?:that )?i (?:did|made))?)$/i,
    (verb = '') => verb.toLowerCase(),
  ],
  [/^(?:setting|settings|config) (set|get|unset|show) ([a-z]+)(?: (?:to )?(.+))?$/i, namedSetting],
  // `set agent of 2 to codex` is about a task.
  [/^(set) ([a-z]+) (?!(?:(?:of|for|on) )?(?:task )?#?\d[\d,-]* \S)(?:to )?(.+)$/i, namedSetting],
  [/^(?:unblock|undepend|independ) (\d+) (?:(?:from|by|on) )?(\d+)$/, 'modify $1 --depends -$2'],
  [/^(?:run )?(?:reject|decline) (r\d+) (?!-)(.+)$/i, 'request-changes $1 $2'],
  [
    /^(?:approve|merge|review|land) (?:--all|all|everything)(?: (?:of|the|that|is|are|with|in|runs?|results?|green|passed|passing|ok|good|reviewed?|low|risk|checks))*$/,
    'review',
  ],
  [/^plan (?!(?:add|create|new|list|show|get|view|update|edit|delete|remove|history) |[\d+#-])(\w+ .+)$/, 'add $1'],
  [/^man(?: (.+))?$/, (command = '') => `help ${command}`.trim()],
  [
    /^export (?:--(?!json ))?(csv|json|md|markdown|taskwarrior|ndjson|jsonl) (?:--to )?(\S+\.\w+)$/,
    'export --format $1 --to $2',
  ],
  [/^(list|search|history|run list) --(csv|tsv|ndjson|markdown)$/, '$1 --format $2'],
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
];

/** Returns the lines that end the task with a text. Terms of a filter are no text. */
function finished(id = '', text = ''): ((clock: Clock) => string) | undefined {
  if (text.split(' ').some((word) => /^[a-z_.]+:\S|^(?:and|or|xor)$/i.test(word))) return undefined;
  return (clock) => endingLine(id, text, clock);
}

/** Matches a field and its value: `title Call my bank`, `due to friday`. */
const FIELD_AND_VALUE = /^([a-z]+) (?:to )?(.+)$/;

/** Returns the line that changes a task with these words, or that gives it this text. Ours opens an editor. */
function edited(id = '', text = ''): string {
  const [, word = '', value] = FIELD_AND_VALUE.exec(text) ?? [];
  const field = ownProperty(FIELD_WORDS, word) ?? word;
  if (value !== undefined && (field === 'description' || Object.hasOwn(TASK_FIELDS, field)))
    return `modify ${id} --${field} ${shellWord(value)}`;
  const isChange = text.split(' ').every((word) => /^(?:[+-][a-z]\S*|[a-z]+:\S+)$/i.test(word));
  return isChange ? `modify ${id} ${text}` : `modify ${id} --description ${shellWord(text)}`;
}

/** Returns the line that changes the tasks of a filter: without ids, all words of a line select. */
function changedBy(filter = '', field = '', value = ''): string | undefined {
  const [state] = stateTerms(filter.split(' ')) ?? [];
  const isFilter = filter.split(' ').every((word) => /^(?:[+-][a-z]\S*|[a-z.]+:\S+)$/i.test(word));
  return isFilter || state ? `modify ${state ?? filter} --${field} ${shellWord(value)}` : undefined;
}

/** Returns the list in the order of an attribute, with the most important first. */
function sorted(name = ''): string | undefined {
  const isKnown = name === 'urgency' || Object.hasOwn(TASK_FIELDS, name);
  return isKnown ? `list sort:${name}${/^(?:urgency|priority|modified|entry)$/.test(name) ? '-' : '+'}` : undefined;
}

/** Returns the line that runs the most urgent task. A word behind it is an agent. */
function runNext(rest = ''): string {
  const agent = rest === '' || rest.startsWith('-') ? rest : `--agent ${rest}`;
  return ['run +READY limit:1', agent].filter(Boolean).join(' ');
}

/** Returns the line with the only setting whose name ends with this word: `runs.agent` for `agent`. */
function namedSetting(verb = '', word = '', value = ''): string | undefined {
  const row = onlySetting(word);
  if (!row) return undefined;
  const meant = valueMeant(row, value) ?? value;
  return [`setting ${verb === 'show' ? 'get' : verb}`, row.name, ...(meant === '' ? [] : [shellWord(meant)])].join(' ');
}

/** Returns the line that gives a setting one of its few values: `sandbox on`. Undefined if the word is a command. */
function switchedSetting(word = '', state = ''): string | undefined {
  const row = resolveCommand([word]) || commandsOf(word).length > 0 ? undefined : onlySetting(word);
  const value = row && valueMeant(row, state);
  return value === undefined ? undefined : `setting set ${row!.name} ${value}`;
}

function onlySetting(word: string): SettingRow | undefined {
  const [row, other] = SETTINGS.filter(({ name }) => !name.includes('<') && name.endsWith(`.${word}`));
  return other ? undefined : row;
}

/** Returns the value of a setting with few values that a word means: `on` is the only one beside `off`. */
function valueMeant({ values }: SettingRow, word: string): string | undefined {
  if (!Array.isArray(values)) return undefined;
  const off = values.find((value) => value === 'off' || value === false);
  const [on, other] = values.filter((value) => value !== off);
  const meant = OFF.test(word)
    ? off
    : ON.test(word) && other === undefined
      ? on
      : values.find((value) => value === word);
  return meant === undefined ? undefined : String(meant);
}

const ON = /^(?:on|true|yes|enabled?|1)$/i;
const OFF = /^(?:off|false|no|disabled?|none|0)$/i;
