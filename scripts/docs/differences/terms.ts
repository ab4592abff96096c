import type { Difference } from './difference.ts';

const SILENT = 'nothing malformed is searched for silently';

/** Differences about terms and operators. */
export const TERM_DIFFERENCES: readonly Difference[] = [
  {
    example: 'not +bug',
    theirs: 'searches the word "not"',
    ours: 'the same as ! +bug; AND, OR, XOR and NOT are operators too',
    reason: 'hardly anybody searches these words; quote them to do so',
  },
  {
    example: '+READY ! +bug',
    theirs: '! applies to a part of the next term, and needs "and" before it',
    ours: '! negates the next term, anywhere',
    reason: 'the result of Taskwarrior is wrong without a warning',
  },
  {
    example: '+a ( )',
    error: true,
    theirs: 'empty parentheses are passed over behind a term; also ) +a ( is accepted',
    ours: 'an error that points at the parenthesis',
    reason: SILENT,
  },
  {
    example: '+a && +b',
    error: true,
    theirs: 'accepted, with arbitrary results; so is ||',
    ours: 'an error: write and, or',
    reason: SILENT,
  },
  {
    example: 'now + 3d',
    error: true,
    theirs: 'an expression that is neither true nor false selects nothing',
    ours: 'an error; dates are calculated with as the value of an attribute: due.before:now+3d',
    reason: SILENT,
  },
  {
    example: '+bug,ui',
    error: true,
    theirs: 'stray punctuation is searched for, or passed over',
    ours: 'an error; write several tags as +bug +ui, and quote text with punctuation',
    reason: SILENT,
  },
  {
    example: 'a.b',
    theirs: 'a regular expression: finds acb',
    ours: 'literal text, as has, startswith and endswith are',
    reason: "people and agents don't escape words; /a.b/ and ~ are regular expressions",
  },
  {
    example: 'C++',
    theirs: 'an error, as every word with + % * ^ or ~ inside',
    ours: 'literal text',
    reason: 'the name of a language is a word',
  },
  {
    example: 'https://example.org/a',
    theirs: 'an address selects nothing; so does a path of four slashes or more',
    ours: 'literal text',
    reason: 'many descriptions contain addresses and paths',
  },
  {
    example: 'week',
    theirs: 'words that are units of time (day, week, month, second) are durations and select nothing',
    ours: 'literal text',
    reason: 'a unit means something only as a value',
  },
  {
    example: '2.0',
    theirs: 'task 2',
    ours: 'literal text',
    reason: 'an id has no fraction; a version number has',
  },
  {
    example: '-1',
    error: true,
    theirs: 'arithmetic that selects nothing',
    ours: 'an error',
    reason: SILENT,
  },
  {
    example: 'due or wait',
    theirs: 'the name of an attribute is a truth test beside operators; without one it selects nothing',
    ours: 'always selects tasks that have one',
    reason: 'a term should not change its meaning because of its neighbours',
  },
  {
    example: '"dog food"',
    theirs: 'a string that selects nothing',
    ours: 'a phrase to search',
    reason: 'quotes mean that everywhere',
  },
  {
    example: '/\\d+/',
    theirs: 'POSIX extended, by bytes: no \\d, and description.word:café finds nothing',
    ours: 'a JavaScript regular expression with the u flag, under a time limit',
    reason: 'no pattern can hang the process, and letters of every script count as letters',
  },
  {
    example: '//',
    error: true,
    theirs: 'every task',
    ours: 'an error',
    reason: 'the pattern was forgotten',
  },
  {
    example: '1 or 2',
    theirs: 'an error: ids are collected in one place, and other numbers of the filter are swallowed',
    ours: 'ids, ranges and uuids are terms like others; side by side they are a union',
    reason: 'one grammar for all terms',
  },
  {
    example: 'ABCDEF01,abcdef02',
    theirs: 'uuids in lower case only, and no lists of them',
    ours: 'either case; lists as of ids',
    reason: 'a uuid is a number, however it is written',
  },
  {
    example: '+ANY',
    theirs: 'an ordinary tag, against the manual',
    ours: 'every task; CLAIMED, STALE, INREVIEW, RUNNING, FAILED, ASSIGNED, SUBTASK, DOC, HANDOFF are virtual tags too',
    reason: 'filters can select by what agents do with tasks',
  },
  {
    example: '+READY',
    theirs: 'pending, not blocked, not scheduled for later',
    ours: 'and without open subtasks, a claim or a run',
    reason: 'work on a parent is work on its subtasks, and a task that somebody has is not free',
  },
  {
    example: '+bug sort:due+ limit:5 @mine',
    theirs: 'sorting and limits belong to reports; there are no saved filters but contexts',
    ours: 'sort: and limit: are clauses of the filter; @name is a saved filter',
    reason: 'an agent needs one answer at a time',
  },
  {
    example: 'rc.search.case.sensitive:no',
    error: true,
    theirs: 'settings can be overruled on the command line; one makes searches ignore case, one makes words literal',
    ours: 'an error; case always counts, and words are literal',
    reason: 'a filter means the same for everyone; write /(?:A|a)uth/ for both',
  },
];
