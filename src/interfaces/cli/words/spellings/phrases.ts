import { ownProperty } from '../../../../base/own-property.ts';
import { shellWord } from '../../../../base/shell-word.ts';
import { refuse } from '../../../../domain/errors.ts';
import { TASK_FIELDS } from '../../../../domain/fields/table.ts';
import { FIELD_WORDS, statusWord } from '../../../../domain/fields/words-elsewhere.ts';
import { SETTINGS } from '../../../../work/settings/settings.ts';
import { flagIn, isGlobal, takesGlobal } from '../global-flags.ts';
import { lostIn } from '../line-places.ts';
import { withFlags } from '../unknown.ts';
import { ASKED } from './phrases-asked.ts';
import { PHRASES_ELSEWHERE, type Phrase } from './phrases-elsewhere.ts';
import { SPOKEN } from './phrases-spoken.ts';
import { RUN_ID } from './program.ts';
import { stateTerms } from './states-in-filters.ts';
import { checkWordsBehind } from './words-behind.ts';

/** Matches a night with plain words, which are no filter, and no verb of a night. */
const NIGHT_OF_WORD =
  /^night (?!(?:start|stop|show|report|simulate|status|info|view|state|current|end|cancel|abort|off|results|summary|log)(?: |$))[a-z]+(?: [a-z\d]+)*$/i;

/**
 * Whole lines that people type as they would say them, with Backlog's. `$1` to `$3` are the groups of the pattern, each
 * as one word. Lines with words that no pattern has keep their own refusals.
 */
const PHRASES: readonly Phrase[] = [
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
  // Another word behind it would be the filter of its tasks.
  [NIGHT_OF_WORD, 'night show'],
  [/^run (\d+) (?:again|anew|once more)$/, 'retry $1'],
  [/^(due|wait|scheduled|project|priority|agent) (\d+) (?:clear|none|never|off|remove)$/, "modify $2 --$1 ''"],
  [/^help (?:filter|filtering|quer(?:y|ies)|dates?|syntax)$/, 'help filters'],
  [/^(?:notes?|comments?) (?:rm|remove|delete|del) (\d+)$/, "denotate $1 '…'"],
  [/^subtask (\d+) (.+)$/, 'add $2 --parent $1'],
  [/^(?:grep|rg|ag) (?!-)(.+)$/, 'search $1'],
  [/^pause (\d+)$/, 'stop $1'],
  [/^edit (\d+) (?!-)(.*[a-z].*)$/i, edited],
  [/^(?:modify|mod) (?![\d,#-]+ )(\S.*) (priority|due|wait|scheduled|agent|type|estimate|project):(\S+)$/, changedBy],
  [/^store ((?:postgres|postgresql|s3):\S+)$/, 'store init $1'],
  [/^remind (?:me )?(\d+) (.+)$/, 'modify $1 --wait $2'],
  [/^jobs$/, 'run list'],
  [/^run (?:start )?(?:the |--)?(?:next|first|one)(?: task)?(?: (.+))?$/, runNext],
  [/^list due(?::| )this (week|month|quarter|year)$/, (period) => `list +${period.toUpperCase()}`],
  [/^list due(?::| )next week$/, () => 'list due.after:eow due.before:eonw'],
  [/^list due (today|tomorrow|yesterday|(?:mon|tues|wednes|thurs|fri|satur|sun)day)$/, 'list due:$1'],
  [/^list due (by|before|after) (\w+)$/, (when, date) => `list due.${when}:${date}`],
  [/^queue rename ([a-z][\w.-]*)$/i, 'queue rename . $1'],
  [/^(?:done|complete|finish) (\d+) (?![-+@\d])([a-z].*\s.*|[a-z]+)$/i, finished],
  [/^undo undo$/, 'redo'],
  [/^runs? watch$/, 'run list --watch'],
  [/^hand(?:off|over) (\d+) to @?(\S+)$/, 'modify $1 --agent $2'],
  [/^(?:load|ingest)$/, 'import TODO.md'],
  [/^(import|add|done|delete|modify|start|annotate) --undo$/, 'undo $1'],
  [/^(?:unimport|(?:revert|rollback|roll back) (?:the )?(?:last )?import)(?: \S+)?$/, 'undo import'],
  [/^(?:list |ls )?(?:sort|order|group)(?: by)? (\w+)$/, sorted],
  [/^(?:list|ls) by (\w+)$/, sorted],
  [/^(?:show|view|get|info|display) (?:me )?(?:all )?(?:the |my )?(?:open )?(?:tasks|todos|issues|tickets)$/, 'list'],
  [
    /^([\d,-]*\d) ((?:\+[a-z][\w.-]*|-[a-z][\w.-]+|[a-z]+:\S+)(?: (?:\+[a-z][\w.-]*|-[a-z][\w.-]+|[a-z]+:\S+))*)$/,
    (ids, changes) => `modify ${ids} ${changes}`,
  ],
  [/^status (\d+) (\S+)$/, 'move $1 $2'],
  [/^list assigned(?: to)? @?(\S+)$/, (name) => `list agent:${name === 'me' ? '@me' : name}`],
  [
    /^assign (\d[\d, ]*) to @?(\S+)$/,
    (ids = '', name = '') => `modify ${ids.split(/[ ,]+/).join(',')} --agent ${shellWord(name)}`,
  ],
  [/^assign ([a-z@]\S*) (?:to )?(\d+)$/i, 'modify $2 --agent $1'],
  [/^report (daily|weekly|monthly)$/, 'report burndown $1'],
  [/^(undo|redo) (?:last|it|that|(?:the )?(?:last )?(?:change|command|commit))$/, (verb) => verb],
  [/^(?:setting|settings|config) (set|get|unset|show) ([a-z]+)(?: (.+))?$/i, namedSetting],
  [/^(?:unblock|undepend|independ) (\d+) (?:(?:from|by|on) )?(\d+)$/, 'modify $1 --depends -$2'],
  [/^(?:run )?(?:reject|decline) (r\d+) (?!-)(.+)$/i, 'request-changes $1 $2'],
  [/^(?:approve|merge|review) (?:--all|all|everything)$/, 'review'],
  [/^plan (?!(?:add|create|new|list|show|get|view|update|edit|delete|remove|history) |[\d+#-])(\w+ .+)$/, 'add $1'],
  [/^man (.+)$/, (command) => `help ${command}`],
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

/** Returns the lines that keep a text as a note and complete the task. Terms of a filter are no text. */
function finished(id = '', text = ''): string | undefined {
  if (text.split(' ').some((word) => /^[a-z_.]+:\S|^(?:and|or|xor)$/i.test(word))) return undefined;
  return `annotate ${id} ${shellWord(text)} && backlog done ${id}`;
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

/**
 * Refuses a check without a name, and several descriptions behind the id of a task to split.
 * @throws BacklogError `usage` with the line to type
 */
function checkTexts([verb = '', noun = '', ...rest]: readonly string[]): void {
  const said = `${verb} ${noun}`;
  const isCheck = /^checks? (?:add|create|set|new)$/.test(said);
  const [name = '', ...others] = rest;
  if (isCheck && others.length === 0 && /[\s/]/.test(name))
    refuseTexts(said, `setting set checks.test ${shellWord(name)}`);
  if (/^(?:config|settings?) set$/.test(said) && /^checks?$/.test(name) && others.length > 0)
    refuseTexts(`${said} ${name}`, `setting set checks.test ${shellWord(others.join(' '))}`);
  const texts = [noun, ...rest];
  const end = texts.findIndex((text) => text.startsWith('-'));
  const [tasks, flags] = end < 0 ? [texts, []] : [texts.slice(0, end), texts.slice(end).map(shellWord)];
  if (/^(?:add|create|new)$/.test(verb) && tasks.length > 1 && tasks.every((text) => /\s/.test(text)))
    refuseTexts(verb, tasks.map((text) => ['add', shellWord(text), ...flags].join(' ')).join(' && backlog '));
  const isSplit = verb === 'split' && /^#?\d+$/.test(noun) && rest.length > 0;
  if (!isSplit || rest.some((text) => text.startsWith('-'))) return;
  refuseTexts(said, rest.map((text) => `add ${shellWord(text)} --parent ${noun}`).join(' && backlog '));
}

function refuseTexts(said: string, line: string): never {
  const hint = line.includes(' checks.test ') ? '`test` is the name of the check. ' : '';
  return refuse('usage', `can't read "${said} …" (did you mean \`backlog ${line}\`?)`, {
    hint: `${hint}See all commands: \`backlog help\``,
    data: { received: said },
  });
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
  const [row, other] = SETTINGS.filter(({ name }) => !name.includes('<') && name.endsWith(`.${word}`));
  if (!row || other) return undefined;
  return [`setting ${verb === 'show' ? 'get' : verb}`, row.name, ...(value === '' ? [] : [shellWord(value)])].join(' ');
}

/**
 * Refuses a new task whose text is an agent and its program: `add agent night ./night.sh`.
 * @throws BacklogError `usage` with the line that adds the agent
 */
function checkAddedAgent([verb, noun, name = '', program = '', ...others]: readonly string[]): void {
  const isProgram = /^(?:\.{0,2}|~)\/\S+$/.test(program) || (/^(?:ba|z|da)?sh$/.test(program) && others[0] === '-c');
  if (!/^(?:add|create|new)$/.test(verb ?? '') || noun !== 'agent' || !isProgram) return;
  const dashes = others.some((word) => word.startsWith('-')) ? ['--'] : [];
  const line = ['agent', 'add', name, ...dashes, program, ...others].map(shellWord).join(' ');
  refuse('usage', `can't read "add agent" (did you mean \`backlog ${line}\`?)`, {
    hint: 'To add a task with these words: write them in quotes.',
    data: { received: 'add agent' },
  });
}

/**
 * Refuses to write a rule: a person writes rules into a file of the repository, and agrees to it.
 * @throws BacklogError `usage` with the line that lists the rules, and one that makes a rule
 */
function checkRule(said: string): void {
  if (!/^(?:autonomy|rules?) (?:add|set|create|new|allow|enable|on)\b/.test(said)) return;
  refuse('usage', 'no command writes a rule of autonomy (did you mean `backlog autonomy list`?)', {
    hint: `Rules are in .backlog/config.yaml. This makes one: \`${RULE_LINE}\`. Conditions: docs/how-to/let-results-land-by-rule.md of the Backlog repository`,
    data: { received: said },
  });
}

/** A line for a shell that writes a rule and agrees to it. */
const RULE_LINE =
  'mkdir -p .backlog && printf \'autonomy:\\n  docs: {then: land, path: ["docs/**"]}\\n\' >> .backlog/config.yaml && git add .backlog && git commit -m "Rule" && backlog config trust';

/** Words for the end of a program. There is nothing to exit: each line of Backlog ends. */
const ENDS = /^(?:exit|quit|bye|logout)$/;

/** Refuses a line that people say in another way. @throws BacklogError `usage` with the line to type */
export function checkPhrases(given: readonly string[]): void {
  const words = withoutFlags(given);
  const flags = given
    .slice(words.length)
    .map((flag) => ` ${flag}`)
    .join('');
  // Patterns have numbers for ids of tasks. An id of another program stands for one, too.
  const numbers = new Map<string, string>();
  const numbered = words.map((word, at) => {
    if (!/^[A-Z][A-Z\d]*-\d+$/.test(word)) return word;
    numbers.set(`99000${at}`, word);
    return `99000${at}`;
  });
  const asTyped = (text: string) => text.replace(/\b99000\d+\b/g, (number) => numbers.get(number) ?? number);
  const said = numbered.join(' ');
  checkAddedAgent(words);
  checkTexts(words);
  checkRule(said);
  checkWordsBehind(words);
  if (ENDS.test(said))
    refuse('usage', `no command "${said}"`, {
      hint: 'There is nothing to exit: each line of Backlog ends. See all commands: `backlog help`',
    });
  // A quoted description is a text, whatever it begins with.
  if (/^(?:add|new|create)$/.test(words[0]!) && words.length === 2 && /\s/.test(words[1]!)) return;
  const own = numbered.findIndex((word, at) => at > 0 && word.startsWith('--'));
  const plain = numbered.slice(0, own < 0 ? undefined : own).join(' ');
  for (const [pattern, row, note] of PHRASES) {
    const whole = pattern.exec(said);
    // A flag is no part of a text: `epic create Checkout --due friday`.
    const isWhole = whole?.slice(1).every((group) => !/^[^-].* --\w/.test(group ?? '')) === true;
    const [found, ...groups] = (isWhole ? whole : pattern.exec(plain)) ?? [];
    if (found === undefined) continue;
    const meant =
      typeof row === 'string'
        ? row.replace(/\$(\d)/g, (_, n: string) => shellOf(groups[Number(n) - 1] ?? ''))
        : row(...groups.map((group) => group ?? ''));
    if (meant === undefined) continue;
    const others = isWhole ? [] : words.slice(own);
    const line = withFlags(`backlog ${withQuotes(asTyped(meant), words)}`, others)!.replace(/^backlog /, '');
    const lost = lostIn(line, others);
    refuse('usage', `can't read "${asTyped(said)}" (did you mean \`backlog ${line}${flags}\`?)`, {
      hint: `${lost.length > 0 ? `It leaves out: ${lost.map(shellWord).join(' ')}. ` : ''}${note === undefined ? '' : `${typeof note === 'string' ? note : note(...groups)} `}${line.includes('…') ? 'Write the text at the dots. ' : ''}See all commands: \`backlog help\``,
      data: { received: asTyped(said), ...(RUN_ID.test(groups[0] ?? '') ? { run: groups[0], pattern: line } : {}) },
    });
  }
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

/** Returns the patterns of the whole lines that are refused. */
export const phrasePatterns = (): RegExp[] => PHRASES.map(([pattern]) => pattern);
