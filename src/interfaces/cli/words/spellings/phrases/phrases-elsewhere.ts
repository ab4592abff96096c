import { ownProperty } from '../../../../../base/own-property.ts';
import { shellWord } from '../../../../../base/shell-word.ts';
import { BOARD_COLUMNS } from '../../../../../domain/board-columns.ts';
import { statusWord } from '../../../../../domain/fields/words-elsewhere.ts';
import { PROVIDER_NAMES } from '../../../../../domain/runs/providers.ts';
import { RUN_STATE_NAMES } from '../../../../../domain/runs/run-states.ts';
import { FOLDERS_OF_TOOLS, formatMeant, isFormatMeant, readFormatMeant } from '../../../../../domain/task-formats.ts';
import type { Clock } from '../../../../../time/index.ts';

/**
 * A whole line that people type, with Backlog's. `$1` to `$3` are the groups of the pattern, each as one word. A line that
 * depends on the present is a function of the clock.
 */
export type Phrase = readonly [
  pattern: RegExp,
  line: string | ((...said: string[]) => string | ((clock: Clock) => string) | undefined),
  hint?: string | ((...said: string[]) => string),
];

/** Matches a state of runs behind their noun. */
const RUNS_OF_STATE = new RegExp(`^runs (?:that are )?(${RUN_STATE_NAMES.join('|')})(?: ones| runs)?$`);

const NOT_COMMITTED = 'Backlog commits nothing in your checkout. This line logs finished work.';
const NO_MAIL = 'Backlog sends no messages to people. An assignee finds the task in their list.';

/** Lines of git, npm, trackers and chats. */
export const PHRASES_ELSEWHERE: readonly Phrase[] = [
  // git
  [/^commit(?: -a?m)? (?!-)(.+)$/, 'log $1', NOT_COMMITTED],
  [/^(?:commit|commits)$/, 'history'],
  [/^stash (\d+)$/, 'stop $1'],
  [/^stash(?: (?:push|pop|list|apply|save))?$/, 'list +ACTIVE', 'To release a task: `backlog stop 12 --handoff "…"`'],
  [/^reset(?: --(?:hard|soft|mixed))?(?: HEAD\S*)?$/, 'undo'],
  [/^(?:add|create|new) (?:an? )?(?:task|issue|ticket|todo|item)$/, "add '…'"],
  [/^cherry-pick (r\d+)$/i, 'diff $1'],
  [/^add (?:\.|-A|-u)$/, "add '…'", 'Backlog stages no files. This line adds a task.'],
  [/^(?:show|log) HEAD\S*$/, 'history --limit 1'],
  [/^tag v\d[\w.-]*$/, 'release snapshot'],
  [/^find (?:\S+ )?-i?name (.+)$/, 'search $1'],
  [/^repo (?:view|info|get)$/, 'repo list'],
  [/^merge (\d+) (?:in)?to (\d+)$/, duplicate],
  [/^merge (\d+)(?:, ?| and | )(\d+)$/, 'approve $1 && backlog approve $2', duplicateHint],
  // npm
  [/^(?:run|npm run) (?:tests?|lint|build|ci|checks?)$/, 'setting list checks', 'The checks run on each result.'],
  [/^(?:install|i|ci)$/, 'init', 'To connect another client: `backlog connect`'],
  [/^config (?:(?:get|--get) )?user\.(?:name|email)(?: .+)?$/, 'whoami'],
  [/^help (?:me|us|please)$/, 'help'],
  [/^(?:ls|list) -1[al]*$/, 'list'],
  [/^export (?:(?:all|the|tasks|everything) )+(?:to|as) (csv|json|markdown|md|ndjson)$/, 'export --format $1'],
  [/^list (?:duplicates|dupes|orphans)$/, 'lint'],
  [/^what(?:'?s| is| has)? ?(?:happened|new|changed|was done)$/, 'history'],
  [/^what(?:'?s| is)? ?(?:up|going on)$/, 'now'],
  [/^what(?:'?s| is)? next$/, 'list +READY'],
  [/^as @?([a-z][\w-]*) (?!-)(.+)$/i, (name, line) => `${line} --as human:${name}`],
  [/^import (\S+) (?:into|in|to|as) (?:project )?(\w\S*)$/, 'import $1 && backlog modify source:$1 --project $2'],
  [/^list from:(\S+)$/, 'list source:$1'],
  [/^tag (?:all|everything) \+?([a-z]\S*)$/, 'modify status:pending --tags +$1'],
  [
    /^(?:connect|share|join|use|open|clone|login|link|attach|remote)(?: add(?: \w+)?)?(?: to)? ((?:postgres|postgresql|s3):\S+)$/,
    'store init $1',
  ],
  [
    /^store (?:init|join|use|connect) (postgres|postgresql|s3) (?:to )?([^\s:-]\S*)$/,
    (kind, place = '') => `store init ${place.includes('://') ? place : `${kind}://${place}`}`,
  ],
  [/^join (?!\S+:)\S+$/, 'store init postgres://db.example.org/backlog'],
  [/^store (?:postgres|postgresql|database|db|shared)$/, 'store init postgres://db.example.org/backlog'],
  [/^add (?:user|member|person) (\S+)$/, 'store role add $1'],
  // Agents
  [/^(?:cancel|kill|abort|end|stop) (?:the )?run (r\d+)$/i, 'run stop $1'],
  [/^(?:approve|accept) (r\d+) (?:and|then|to|&) (?:merge|land)(?: it)?$/i, 'approve $1'],
  [/^(review|approve|diff|discard|resume|retry) (?:the )?run r?(\d+)$/i, (verb, id) => `${verb} r${id}`],
  [/^(?:logs?|tail|output) (?:-f|--follow) (r\d+)$/i, 'run show $1 --watch'],
  [/^show (?:the )?diff (?:of )?(r\d+)$/i, 'diff $1'],
  [/^show (?:the )?(?:logs?|events|output) (?:of )?(r\d+)$/i, 'run events $1'],
  [/^night (?:budget|money) \$?(\d+)$/, 'night --budget $1'],
  [/^(?:retry|rerun|restart) (?:all|everything|failed|the failed ones)$/, 'run list --state failed'],
  [/^(?:resume|unpause|continue) (?:all|everything)$/, 'orchestrator start'],
  [/^night (?:plan|preview|dry-run|forecast)$/, 'night simulate'],
  [
    /^night (?:until|till|to) (\S+)$/,
    (time = '') => `night --until ${/^\d\d?$/.test(time) ? `${time}:00` : shellWord(time)}`,
  ],
  [/^night (?:for )?(\d+) ?h(?:ours?)?$/, (hours) => `night --until ${hours}h`],
  [
    new RegExp(`^use (?:agent ([a-z][\\w-]*)|(${PROVIDER_NAMES.join('|')}))$`),
    (one, other) => `setting set runs.agent ${one || other}`,
  ],
  [/^(?:setting|settings|config) set default[-_. ]?agent (\S+)$/i, 'setting set runs.agent $1'],
  [/^(?:setting|settings|config) (?:get|show) default[-_. ]?agent$/i, 'setting get runs.agent'],
  [
    /^(?:runs? )?(?:stop|kill|cancel|abort|halt) (?:everything|all|(?:all )?(?:the )?(?:agents|runs))$/,
    'orchestrator stop --runs',
  ],
  // Another order
  [/^subtask (\d+) add (.+)$/, 'add $2 --parent $1'],
  [/^untag (\d+) (?:remove|rm) [+-]?(\S+)$/, 'modify $1 --tags -$2'],
  // States and filters
  [
    /^(?:clear|clean|prune|flush|sweep|hide|purge)(?: up)? (?:all )?(?:the )?(?:done|completed|closed|finished)(?: (?:tasks|ones))?$/,
    'archive +COMPLETED',
  ],
  [/^(?:filter|where|query|select|only) ((?:[+-][a-z]\S*|[a-z.]+:\S+)(?: .+)?)$/i, (terms) => `list ${terms}`],
  [RUNS_OF_STATE, 'run list --state $1'],
  [/^who(?:'?s| is| are)? (?:working|active|busy|online|here)$/, 'list +ACTIVE'],
  // Files
  [/^(?:diff|compare) ([\w./-]+\.(?:md|txt|json|ndjson))$/, 'sync $1 --dry-run'],
  [/^import (?:from |--)?(?:github|gh)[ =]([\w-]+\/[\w.-]+)$/, 'source add github $1'],
  [/^import from ([a-z][\w-]*)$/i, migrated],
  [/^migrate (?:from )?([a-z][\w.-]*)$/i, migrated],
  [/^(?:queue|store) share$/, 'store move postgres://db.example.org/backlog'],
  [/^log ((?:--(?:author|since|until|before|after|oneline|graph|all|stat|limit)\b|-\d+$|-n \d+$|-p$).*)$/, logged],
  // Dates
  [/^schedule (\d+) (?:at |on |for |from )?(?!--)(.+)$/, 'modify $1 --scheduled $2'],
  // Trackers
  [/^rename project (\S+) (?:to )?(\S+)$/, 'modify project:$1 --project $2'],
  [/^rename tag \+?(\S+) (?:to )?\+?(\S+)$/, 'modify +$1 --tags -$1,+$2'],
  [/^report burndown$/, 'burndown daily'],
  [/^(?:give|hand|delegate|pass) (\d+) to @?(\S+)$/, 'modify $1 --agent $2'],
  [/^(?:list |show )?(?:tasks|issues|tickets) (?:of|for|by) @?(?!\w+day$)([a-z][\w-]*)$/i, 'list agent:$1'],
  [/^status #?(\d+)$/, 'info $1'],
  [/^(?:list )?blocked[- ]by #?(\d+)$/, 'list depends:$1'],
  [/^log work (?:on )?#?(\d+) (.+)$/, 'annotate $1 $2'],
  [/^(?:close|done|complete|finish) all (?:the )?([a-z]+?)s?$/, (tag) => `done +${tag}`],
  [/^(?:set )?status (?:of )?(\d+) (?:to )?(\S+)$/, 'move $1 $2'],
  [/^(?:move|mv|put) (\d+) ((?:in)?to )?(?:the )?(?!sprint |milestone )(\w+)$/, movedIn],
  [/^(?:move|mv|put) (\d+) (?:before|above|over) (\d+)$/, 'move $1 --before $2'],
  [/^(?:move|mv|put) (\d+) (?:after|below|behind|under) (\d+)$/, 'move $1 --after $2'],
  [
    /^(?:move|mv|put|add) (\d+) (?:in)?to (sprint|milestone) (\S+)$/,
    (id, kind, name) => `modify ${id} --tags +${kind}-${name}`,
  ],
  [/^sprint (?:start|create|new) (\d+) ?([dw])\w*$/, (count, unit) => `list due.before:${count}${unit}`],
  [/^reassign (\d+)(?: from \S+)?(?: to)? @?(\S+)$/, 'modify $1 --agent $2'],
  [/^(?:sprint|milestone|cycle) (add|remove) ([\d, ]+)$/, inSprint],
  [/^(?:link |dep add )?(\d+) (?:blocks|blocking) (\d+)$/, 'modify $2 --depends +$1'],
  // Jira's order: `jira issue link ISSUE-3 ISSUE-2 Blocks`.
  [/^link (\d+) (\d+) blocks$/i, 'modify $2 --depends +$1'],
  [
    /^(?:link )?(\d+) (?:(?:is )?blocked[- ]by|depends[- ]on|requires|needs|waits for) (\d+)$/,
    'modify $1 --depends +$2',
  ],
  [/^(?:link )?(\d+) (?:duplicates|is a duplicate of|dup of) (\d+)$/, duplicate],
  [/^(?:duplicate|dupe|dup) (\d+) of (\d+)$/, duplicate],
  [
    /^comment (?:add )?(r\d+) (?:--(?:file|path)[ =])?(\S+\.\w+)(?::| --line[ =]| )(\d+) (?!--)(.+)$/i,
    (run = '', path = '', line = '', text = '') => `review comment ${[run, path, line, text].map(shellWord).join(' ')}`,
  ],
  [/^(?:claim|take|grab|reserve) (\d+) (?:--)?(?:for|as)[ =]@?([a-z][\w-]*)$/i, 'modify $1 --agent $2'],
  [/^(?:link )?(\d+) (?:relates to|is related to) (\d+)$/, (a, b) => `annotate ${a} 'relates to ${b}'`],
  [/^(?:mention|ping|notify|cc|ask|tell) @?([a-z]\S*) (?:on|about|in|for) (\d+)(?: (.+))?$/i, mentioned],
  [
    /^(?:mention|ping|notify|cc) @?(?!(?:on|off|me|test|all|now)$)([a-z][\w.-]*)$/i,
    (name) => `list agent:${name}`,
    NO_MAIL,
  ],
  [
    /^who (?:has|claims|claimed|holds|owns|locks|locked|edits|uses|is (?:on|in|editing)) (\S*[./*]\S*)$/,
    'claim check $1',
  ],
  [/^who (?:has|claims|claimed|holds|owns|does|is (?:on|doing|working on)) #?(\d+)$/, 'info $1'],
];

/** Returns the line that imports the data of another tool from its usual place. */
function migrated(tool = ''): string | undefined {
  const folder = ownProperty(FOLDERS_OF_TOOLS, String(formatMeant(tool)));
  if (folder !== undefined) return `import ${folder}`;
  const ending = readFormatMeant(tool) === 'backlog' ? 'json' : 'csv';
  return isFormatMeant(tool) ? `import ${tool.toLowerCase()}.${ending}` : undefined;
}

/** Returns the line for the flags of `git log`. */
function logged(flags = ''): string | undefined {
  const others = flags
    .replace(/--(?:oneline|graph|all|stat)\b|(?<=^| )-p\b/g, '')
    .replace(/(?<=^| )-(?:n ?)?(?=\d)/, '--limit ')
    .replace('--author', '--actor');
  const line = `history ${others.replace(/--before/, '--until').replace(/--after/, '--since')}`;
  return / --(?!(?:actor|since|until|limit)\b)/.test(line) ? undefined : line.replace(/\s+/g, ' ').trim();
}

/** Returns the line that moves a task into a column, to another place of its column, or into a project. */
function movedIn(id = '', to = '', place = ''): string | undefined {
  if (/^(?:top|front|first|start|beginning)$/.test(place)) return `move ${id} --first`;
  if (/^(?:bottom|back|last|end)$/.test(place)) return `move ${id} --last`;
  if (to === '') return undefined;
  const isColumn = statusWord(place) !== undefined || BOARD_COLUMNS.some((column) => column === place);
  return isColumn ? `move ${id} ${place}` : `modify ${id} --project ${place}`;
}

function inSprint(verb = '', ids = ''): string {
  return `modify ${ids
    .trim()
    .split(/[\s,]+/)
    .join(',')} --tags ${verb === 'add' ? '+' : '-'}sprint`;
}

function duplicate(id = '', of = ''): string {
  return `annotate ${id} 'duplicate of ${of}' && backlog delete ${id}`;
}

function duplicateHint(first = '', second = ''): string {
  return `To close a task as a duplicate: \`backlog ${duplicate(second, first)}\``;
}

function mentioned(name = '', id = '', text = ''): string {
  return `annotate ${id} ${shellWord([name, text].filter(Boolean).join(': '))}`;
}
