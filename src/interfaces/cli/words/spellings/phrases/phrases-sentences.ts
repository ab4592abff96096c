import { shellWord } from '../../../../../base/shell-word.ts';
import { RIGHTS } from '../../../../../work/people/rights.ts';
import type { Phrase } from './phrases-elsewhere.ts';

/** Words for the right to read only. */
const READS = 'read|reader|readonly|read-only|ro|viewer|guest|observer';

/** Matches rights behind the name of a token. */
const RIGHTS_BEHIND = new RegExp(
  `^tokens? (?:add|create|new) (\\S+) (?:with |for )?((?:(?:${RIGHTS.join('|')}|${READS})(?:,? and |, ?| |$))+)$`,
  'i',
);

const READS_ONLY = 'Its database then lets the role only read.';

/** What to do with a run or a task that an agent gets, in the order of a sentence. */
export const SENTENCES: readonly Phrase[] = [
  [
    /^(?:please|pls|can you|could you|would you)(?: please)? ([a-z]+) (?:the )?(?:task |issue |run )?#?(r?\d[\d, ]*)\??$/i,
    (verb = '', ids = '') => `${verbMeant(verb.toLowerCase(), ids)} ${ids.split(/[ ,]+/).join(',')}`,
  ],
  [
    /^(?:please |pls )?(?:start|launch|put|send|run|use) (?:the |an? )?agent (?:on|for|with|to) (?:the )?(?:task |issue )?#?(\d+)$/i,
    'run $1',
  ],
  [/^agents? (?:run|start|launch) #?(\d+)$/i, 'run $1'],
  [
    /^(?:let|have|get|make) @?(?!me |us |it )([a-z][\w-]*) (?:to )?(?:do|run|fix|take|start|build|implement|work on|handle) (?:the )?(?:task |issue )?#?(\d+)$/i,
    'run $2 --agent $1',
  ],
  [/^(?:throw|toss) (?:away|out) (?:the )?(?:run |result (?:of )?)?(r\d+)$/i, 'discard $1'],
  [
    /^why (?:is|isn't|isnt|does|doesn't|can't|cant|won't|did|didn't|has) (?:the )?(?:task )?#?(\d+)\b.*$/i,
    'orchestrator explain $1',
  ],
  [
    /^(?:give|show|list)(?: me)? (?:all )?(?:the )?(?:results|runs)(?: that| which)? (?:wait(?:ing)?|need(?:ing)?|ready|are waiting)(?: for)?(?: a| my)? (?:review|approval|me)$/i,
    'review',
  ],
  [
    /^how much (?:money |did |have |has |do |does |we |i |it |they |the |runs? |agents? |it's |cost |been )+(?:spen[dt]|costs?|used?)(?: (today|yesterday|(?:this|last) (?:week|month)))?\??$/i,
    (since = '') => `usage${/^(?:to|yester)day$/.test(since) ? ` --since ${since}` : ''}`,
  ],
  [
    /^(?:add|write|leave|make) (?:an? |the )?(?:note|comment|remark) (?:to|on|for) (?:task |issue )?#?(\d+)(?: ?:| that)? (.+)$/i,
    'annotate $1 $2',
  ],
  [
    /^next (?:(.+) )?limit:(\d+)$/,
    (filter = '', limit) =>
      limit === '1' ? undefined : `list ${[filter, '+READY'].filter(Boolean).join(' ')} limit:${limit}`,
    'To take one of them: `backlog next`.',
  ],
  [
    /^(?:move|transfer|copy) (?:(?:it|this|the|my|queue|backlog|all|everything|tasks) )*(?:on|in)?to ((?:postgres|postgresql|s3):\S+)$/,
    'store move $1',
  ],
  [
    /^(?:unlock|unclaim|release) (\S*[./*]\S*)$/,
    'claim list',
    (file = '') => `This names its claim: \`backlog claim release ${shellWord(file)}\`.`,
  ],
  [
    /^log (\d+(?:\.\d+)? ?(?:h|m|d|hours?|min|minutes|days?)) (?:of work )?(?:on|to|for|against) (?:task |issue )?#?(\d+)$/i,
    (time = '', id) => `annotate ${id} ${shellWord(`worked ${time}`)}`,
  ],
  [
    /^what (?:did|have|has) (?:the |my )?(?:agents?|runs?|night|codex|claude|they)(?: (?:do|done|did|finish|finished|produce))? ?(last night|overnight|today|yesterday)?\??$/i,
    (when = '') => (/night/.test(when) ? 'morning' : `run results${when === '' ? '' : ` --since ${when}`}`),
  ],
  [
    /^(?:show|give|open)(?: me)? (?:the )?diffs?(?: (?:of|from) (?:the |my )?(?:last |latest )?(?:run|result)s?)?$/i,
    'review',
  ],
  [/^(?:pr|run) comment (r\d+) (?:-b|-m|--body|--message)[ =](.+)$/i, 'request-changes $1 $2'],
  [
    /^(?:tell|ask) (?:the )?agent (?:of|in|on) (?:run )?(r\d+)(?: to|:| that)? (.+)$/i,
    'request-changes $1 $2',
    (run) => `While it works: \`backlog run message ${run} "…"\`.`,
  ],
  [/^who (?:approved|merged|reviewed|discarded|started|rejected) (?:the )?(?:run )?(r\d+)\??$/i, 'run events $1'],
  [
    /^who (?:created|added|changed|closed|completed|finished|did|deleted) (?:the )?(?:task )?#?(\d+)\??$/i,
    'history $1',
  ],
  [/^nightly(?: runs?)?(?: (?:at|from) .+)?$/i, 'night', 'A night begins with your yes, so type it at that hour.'],
  [
    /^(delete|done|complete|close|archive|run) (?:all|every)(?: the)?(?: open)?(?: tasks?| issues?)? (?:of|in|from|for) (?:the )?project (\S+)$/i,
    (verb = '', project = '') =>
      `${/^(?:complete|close)$/i.test(verb) ? 'done' : verb.toLowerCase()} project:${shellWord(project)}`,
  ],
  [/^(?:sub-?tasks|children) (?:of|for) (?:task )?#?(\d+)$/i, 'list parent:$1'],
  [/^(?:start|begin) work(?:ing)? on (?:task )?#?(\d+)$/i, 'start $1'],
  [/^forget (?:about )?(?:task )?#?(\d+)$/i, 'delete $1'],
  [/^queue (?:in|on|into) (?:an? )?(?:postgres|postgresql|database)$/i, 'store move postgres://db.example.org/backlog'],
  [/^(?:notify|tell|alert|ping|e?mail|message) me (?:when|if|about|once) .+$/i, 'help notice'],
  // Rights
  [
    /^tokens? (?:rotate|renew|regenerate|refresh) (\S+)$/,
    'token remove $1 && backlog token add $1',
    'Give it the rights of the old one with `--rights`.',
  ],
  [
    new RegExp(
      `^(?:give|grant) @?(\\S+) (?:the )?(?:permissions?|rights?|access) (?:to |for )?(${RIGHTS.join('|')})$`,
      'i',
    ),
    'token add $1 --rights $2',
  ],
  [
    /^(?:allow|permit) @?(\S+) to (?:approve|review|merge|land)$/i,
    'token add $1 --rights review',
    'A person at a terminal may approve without a token.',
  ],
  [
    RIGHTS_BEHIND,
    (name = '', rights = '') =>
      `token add ${shellWord(name)} --rights ${[
        ...new Set(
          rights
            .split(/,? and |, ?| /)
            .filter(Boolean)
            .map(rightMeant),
        ),
      ].join(',')}`,
  ],
  [
    new RegExp(
      `^(?:store )?(?:role|user|member|person) (?:add|create|new|set|grant) (\\S+) (?:as |to )?(?:${READS})$`,
      'i',
    ),
    'store role remove $1',
    READS_ONLY,
  ],
  [
    /^(?:store )?(?:role|user|member|person) (?:add|create|new|set|grant) (\S+) (?:as |to )?(?:write|writer|editor|member|developer|contributor|rw|read-write|readwrite)$/i,
    'store role add $1',
  ],
  [/^(?:kick|ban|evict)(?: out)? @?(\S+)$/, 'store role remove $1', READS_ONLY],
  [
    /^auto[- ]?(?:approve|merge|land|accept) .+$/i,
    'autonomy list',
    'Rules land results: docs/how-to/let-results-land-by-rule.md.',
  ],
];

function verbMeant(verb: string, ids: string): string {
  if (/^(?:show|view|open|see|get)$/.test(verb)) return /^r/i.test(ids) ? 'run show' : 'info';
  return /^(?:complete|finish|close)$/.test(verb) ? 'done' : verb;
}

const rightMeant = (word: string): string => RIGHTS.find((right) => right === word.toLowerCase()) ?? 'read';
