import { ownProperty } from '../../../../../base/own-property.ts';
import { shellWord } from '../../../../../base/shell-word.ts';
import { TASK_FIELDS } from '../../../../../domain/fields/table.ts';
import { FIELD_WORDS } from '../../../../../domain/fields/words-elsewhere.ts';
import { FOLDERS_OF_TOOLS, formatMeant, isFormatMeant } from '../../../../../domain/task-formats.ts';
import { SETTINGS } from '../../../../../work/settings/settings.ts';
import { commandsOf, resolveCommand } from '../../resolve.ts';
import type { Phrase } from './phrases-elsewhere.ts';

const SHARED = 'People share a queue in a database.';
const STARTS_LATER = 'The orchestrator starts it then: `backlog orchestrator start`.';

/** Lines that ask, that name a time of the night, or that begin with a noun of another program. */
export const ASKED: readonly Phrase[] = [
  [/^what (?:can|should|shall|could|do) i (?:do|work on|take|start)(?: (?:now|next|today|first))?\??$/i, 'list +READY'],
  [/^is (\S*[./*]\S*) (?:free|locked|taken|claimed|in use)\??$/, 'claim check $1'],
  [/^(?:changes|activity|events|what(?: has)? (?:changed|happened)) since (\S.*)$/, 'history --since $1'],
  [/^(?:file )?locks$/, 'claim list'],
  [/^(?:start|begin|claim|take|grab|do|pick|work on)(?: up)? (?:the )?next(?: task| one)?$/, 'next'],
  // Nights
  [/^(?:run|work|start)(?: all| everything| through| over)? ?(?:the )?(?:night|overnight|tonight)$/, 'night'],
  [
    /^(?:run|work)(?: all)? (?:until|till) (\S+)$/,
    (time = '') => `night --until ${/^\d\d?$/.test(time) ? `${time}:00` : shellWord(time)}`,
  ],
  [/^(?:plan|preview|forecast|simulate) (?:the |my )?(?:night|tonight)$/, 'night simulate'],
  [/^(?:report|summary|results?) (?:of )?(?:the |last )*night$/, 'night report'],
  [/^status (?:of )?(?:the )?night$/, 'night show'],
  [/^good morning$/i, 'morning'],
  [/^(?:limit|max(?:imum)?) (?:the )?(?:runs|agents)(?: to)? (\d+)$/, 'orchestrator start --agents $1'],
  [/^schedule run (\d+) (?:at |for |on )?(\S.*)$/, 'modify $1 --scheduled $2', STARTS_LATER],
  [/^(?:set|change|update) (\d+) (?:status|state) (?:to )?(\S+)$/, 'move $1 $2'],
  // Settings
  [/^set (?:the )?default[- ]agent (?:to )?(\S+)$/, 'setting set runs.agent $1'],
  [/^set (?:the )?(?:max[- ])?costs?(?:[- ]limit)?(?: to)? \$?(\d+)$/, 'setting set runs.cost $1'],
  [
    /^(?:set )?(?:the )?(?:timeout|time[- ]limit|max[- ]time)(?: to)? (\d+) ?m?(?:in\w*)?$/,
    'setting set runs.minutes $1',
  ],
  [/^help ([a-z][\w.-]*)$/i, helpOf],
  // Words between the verb and the task
  [/^(?:move|mv|put|set) #?(\d+) (?:in)?to (in[- ]progress|to[- ]do|in[- ]review)$/, movedTo],
  [/^#?(\d+) (?:is |goes )?(?:now )?(?:to )?(in[- ]progress|to[- ]do|in[- ]review)$/, movedTo],
  [
    /^(show|view|open|info|start|stop|done|complete|finish|delete|edit) (?:the )?(?:task|issue|ticket|todo) #?(\d[\d, ]*)$/,
    shownTask,
  ],
  [/^(?:rename|retitle) #?(\d+) (?:to|into|in|as) (.+)$/, 'modify $1 --description $2'],
  [
    /^link #?(\d+) (?:to|with|and) #?(\d+)$/,
    'modify $1 --depends +$2',
    'This line makes the first wait for the second.',
  ],
  [
    /^assign #?(\d[\d, ]*) (?:--to[ =])@?(\S+)$/,
    (ids = '', name = '') => `modify ${ids.split(/[ ,]+/).join(',')} --agent ${shellWord(name)}`,
  ],
  [/^(?:add|new|create) ((?:(?! --).)+) --for @?(\S+)$/, 'add $1 --agent $2'],
  [/^remind me to (.+)$/, 'add $1'],
  [/^(?:add|new|create) (?:a )?subtask (.+) (?:to|of|under|for|in) #?(\d+)$/, 'add $1 --parent $2'],
  [/^(?:finished|completed|resolved|fixed) #?(\d[\d, ]*)$/, 'done $1'],
  [/^lock #?(\d+)$/, 'start $1'],
  // Lists
  [/^(?:show|list|give) me (?:all )?(?:the |my )?([a-z]+)(?: (?:tasks|todos|issues|ones))?$/, 'list $1'],
  [/^what(?:'?s| is)(?: still)? (?:left|open|missing|remaining|to do|todo)$/, 'list'],
  [/^how many(?: open)? (?:tasks|todos|issues)(?: are)?(?: there| left| open)?\??$/, 'count'],
  [/^(?:list|ls) (?:without|with no|no) (assignee|agent|due|due date|project|priority|scope|tags?)$/, listWithout],
  [/^(daily|weekly|monthly) report$/, 'burndown $1'],
  [/^(?:activity|changes|history) (?:of|by|from) @?([a-z][\w.-]+)$/i, 'history --actor $1'],
  [/^report (?:this |the |last )?(day|week|month)$/, (span) => `burndown ${span === 'day' ? 'daily' : `${span}ly`}`],
  [/^history --by[ =]@?(\S+)$/, 'history --actor $1'],
  // Imports
  [/^import (?:all|everything)$/, 'import TODO.md'],
  [
    /^import (?:from )?(?:google ?(?:sheets?|docs)|excel \S+\.xlsx?)$/,
    'import tasks.csv',
    'Save the sheet as CSV first.',
  ],
  [/^import -f (\S+\.\w+)$/, 'import $1'],
  [
    /^import (\S+) as (\S+)$/,
    (file = '', tool = '') => (isFormatMeant(tool) ? `import ${shellWord(file)}` : undefined),
  ],
  [/^(bd|beads|task-?master|tm|backlog\.md|taskwarrior|tw) import(?: (\S+))?$/, ofTool],
  // Programs
  [/^git (?:log|reflog)(?: .+)?$/, 'history'],
  [/^server (status|stop)$/, 'serve --$1'],
  [/^share with \S+$/, 'store move postgres://db.example.org/backlog'],
  [
    /^night (?:begin |start )?(.*--until[ =])(\d\d?)( (?:[-+(@]|[a-z]+[.:]).*)?$/,
    (before = '', hour = '', after = '') => `night ${before}${hour}:00${after}`,
  ],
  [/^sleep (?:until|till) (\d\d?)(?::00)?$/, 'night --until $1:00'],
  [/^shut ?down$/, 'orchestrator stop --runs'],
  // Nouns and marks
  [
    /^(epic|feature|story|bug|chore) (?:new|create|add) (?!\d)(.+)$/,
    (type, text) => `add ${shellWord(text ?? '')} --type ${type}`,
  ],
  [/^\+ (.+)$/, 'add $1'],
  [/^x (\d[\d, ]*)$/, 'done $1'],
  [/^(?:cat|less|head|tail|more) ([\w./-]+\.(?:md|txt|csv|json|ndjson))$/, 'import $1 --dry-run'],
  [/^share (?:this |the |my )?(?:queue|backlog|tasks|list)$/, 'store move postgres://db.example.org/backlog'],
  [/^init \.$/, 'init'],
  [/^(?:changes|activity) --today$/, 'history --since today'],
  [/^(?:github|gh) (?:import|sync|pull) ([\w-]+\/[\w.-]+)$/, 'source add github $1'],
  [/^source add ([\w-]+\/[\w.-]+)$/, 'source add github $1'],
  [/^tokens? (--(?:by|since|today).*)$/, (flags) => `usage ${flags}`],
  [
    /^(run|start|stop|done|close|finish|complete|delete) ((?:\d+,? )*\d+),? (?:and|&) (\d+)$/,
    (verb, ids = '', last = '') => `${verb} ${[...ids.split(/[ ,]+/), last].join(',')}`,
  ],
  [/^limits? --(?:max[-_])?(?:cost|budget)[ =]\$?(\d+)$/, 'setting set runs.cost $1'],
  [/^(?:import --(?:list|formats?|supported)|formats?|import formats?)$/, 'help import', 'It lists the formats.'],
  [/^report( --(?:since|until|from)\b.*)$/, (flags) => `standup${flags}`],
  [/^link (\d+) (\d+) --type[ =](?:relates?|related|relates[_ -]to)$/, (a, b) => `annotate ${a} 'relates to ${b}'`],
  [
    /^projects? (?!(?:list|show|add|create|new|delete|remove|rename|archive|use|path|set|help|ls)\b)([\w.-]+)$/,
    'list project:$1',
  ],
  [/^share$/, 'store move postgres://db.example.org/backlog', SHARED],
  [/^(?:join|clone|remote add)(?: \w+)? \w+:\/\/\S+$/, 'store init postgres://db.example.org/backlog', SHARED],
];

/** Returns the import of a file, or of the folder in which a tool keeps its tasks. */
function ofTool(tool = '', file = ''): string | undefined {
  const from = file || ownProperty(FOLDERS_OF_TOOLS, String(formatMeant(tool)));
  return from === undefined ? undefined : `import ${shellWord(from)}`;
}

function movedTo(id = '', column = ''): string {
  return `move ${id} ${/progress/.test(column) ? 'progress' : /review/.test(column) ? 'review' : 'todo'}`;
}

function shownTask(verb = '', ids = ''): string {
  const own = /^(?:show|view|open)$/.test(verb) ? 'info' : /^(?:complete|finish)$/.test(verb) ? 'done' : verb;
  return `${own} ${ids.split(/[ ,]+/).join(',')}`;
}

/** Returns the list of tasks without a value of a field. */
function listWithout(word = ''): string {
  const name = /^due/.test(word) ? 'due' : (ownProperty(FIELD_WORDS, word) ?? word);
  return `list ${/^tags?$/.test(name) ? '-TAGGED' : `${name}.none:`}`;
}

/** Returns the line that explains a field of tasks or a setting. */
function helpOf(word = ''): string | undefined {
  if (resolveCommand([word]) || commandsOf(word).length > 0) return undefined;
  const field = ownProperty(FIELD_WORDS, word) ?? word;
  if (Object.hasOwn(TASK_FIELDS, field)) return 'help add';
  return SETTINGS.some(({ name }) => name === word) ? `setting get ${word}` : undefined;
}
