import { CAPABILITIES } from '../docs/capabilities.ts';

/**
 * A word that has a better replacement. `npm run check -- words` reports it in every text that a person or a model
 * reads.
 */
export interface Rule {
  readonly name: string;
  /** The pattern to search between word boundaries, in upper or lower case. */
  readonly pattern: string;
  readonly use: string;
  /** A sentence that the rule reports, and a sentence that it doesn't. A test checks both. */
  readonly reports: string;
  readonly passes: string;
}

const WORDS: readonly Rule[] = [
  {
    name: 'whoever',
    pattern: 'who(m)?ever|whatever|whichever',
    use: 'a noun, such as "the claim\'s holder"',
    reports: 'Whoever has the claim releases it.',
    passes: "The claim's holder releases it.",
  },
  {
    name: 'a clause as the subject',
    pattern: '(?<=^\\s*)(who|what)(?= [^?]*\\.$)',
    use: 'a noun, or "If you …"',
    reports: 'Who edits the file gets a warning.',
    passes: 'Who may approve a run?',
  },
  {
    name: 'what stands',
    pattern: 'what (stands|waits|needs|was there|is there|is left)',
    use: 'a noun',
    reports: 'It lists what needs a review.',
    passes: 'It lists the results to review.',
  },
  { name: 'mend', pattern: 'mend(s|ed|ing)?', use: 'fix', reports: 'It mends the file.', passes: 'I recommend it.' },
  {
    name: 'anew',
    pattern: 'anew|afresh',
    use: 'again',
    reports: 'The run begins anew.',
    passes: 'The run starts again with a new worktree.',
  },
  {
    name: 'all the same',
    pattern: 'all the same',
    use: 'anyway',
    reports: 'It is merged all the same.',
    passes: 'It is merged anyway.',
  },
  {
    name: 'give back',
    pattern: '(gives?|gave|given|giving|takes?|took|taken|taking)( (it|them|its|your|the)( \\w+)?)? back',
    use: 'release; undo',
    reports: 'Stopping gives the task back.',
    passes: 'Stopping releases the task and goes back to the list.',
  },
  {
    name: 'tell',
    pattern: 'told|tells|telling',
    use: 'print, show, report',
    reports: 'The agent is told the id.',
    passes: 'Tell the agent which task to take.',
  },
  {
    name: 'say',
    pattern: 'says|said|saying',
    use: 'print, show, report',
    reports: 'The answer says which.',
    passes: 'The answer lists them.',
  },
  {
    name: 'stand',
    pattern: '(stands?|standing|stood)(?! in for)',
    use: 'is, appears',
    reports: 'The number stands at its line.',
    passes: 'A script stands in for the agent in the standup.',
  },
  {
    name: 'alone',
    pattern: 'alone',
    use: 'only; "leave … unchanged"',
    reports: 'It lists ready tasks alone.',
    passes: 'It lists only ready tasks.',
  },
  {
    name: 'meet',
    pattern: 'meets?|meeting',
    use: 'overlap',
    reports: 'The scopes meet.',
    passes: 'The scopes overlap.',
  },
  {
    name: 'green, red',
    pattern: 'green|red',
    use: 'passed, failed',
    reports: 'The checks are red.',
    passes: 'The checks failed.',
  },
  {
    name: 'sign',
    pattern: 'signs(?! of)|signed|signing|signatures?|sign(?= (as|it|them|with|your))',
    use: 'author; "recorded with its author"',
    reports: 'Each note is signed.',
    passes: 'Each note has an author; its number has a sign.',
  },
  {
    name: 'at work',
    pattern: 'at work',
    use: 'active',
    reports: 'Two runs are at work.',
    passes: 'Two runs are active.',
  },
  {
    name: 'in hand',
    pattern: 'in (your )?hands?|(?<!by )hand(s|ed)? (it |them )?(over|off|out|on)|handed(?! in)',
    use: 'active, claimed; "give to a person"',
    reports: 'The run is handed off.',
    passes: 'An agent hands in a result; the order is given by hand, the handoff is a note.',
  },
  {
    name: 'hold',
    pattern: 'held|holds?(?! up)|holding',
    use: 'claimed by, has claimed; contains',
    reports: 'The file is held by r1.',
    passes: "The file is claimed by r1, the claim's holder.",
  },
  {
    name: 'hold up',
    pattern: 'holds? up|held up',
    use: 'blocks',
    reports: 'It holds up task 3.',
    passes: 'It blocks task 3.',
  },
  {
    name: 'wait for',
    pattern:
      'wait(s|ed|ing)? for (you|a person|people|some(body|one)|whom|each other|(an |another )?open|another|it\\b|them|(a |its |the )?review|(a |the )?decision|#?\\d|¤)',
    use: 'blocked by; needs attention; in review',
    reports: 'Task 3 waits for 1 and 2.',
    passes: 'The command waits for the lock.',
  },
  {
    name: 'come back',
    pattern: 'bounc(e|es|ed|ing)|(comes?|came|coming) back',
    use: 'returned to review; returns',
    reports: 'The run bounced.',
    passes: 'The run is returned to review.',
  },
  {
    name: 'land',
    pattern: 'land(s|ed|ing)?',
    use: 'merge',
    reports: 'The result lands.',
    passes: 'The result is merged.',
  },
  {
    name: 'prime',
    pattern: 'prim(e|es|ed|ing)',
    use: 'session summary',
    reports: 'The prime lists handoffs.',
    passes: 'The session summary lists handoffs; the primary key is first.',
  },
  {
    name: 'sound',
    pattern: 'sound',
    use: 'no problems found, undamaged',
    reports: 'The queue is sound.',
    passes: 'The queue is undamaged.',
  },
  {
    name: 'seat, desk, errand',
    pattern: 'seats?|desks?|errands?',
    use: "the part's name",
    reports: 'The hook has its seat in .git.',
    passes: 'The hook is in .git.',
  },
  {
    name: 'gate',
    pattern: 'gat(e|es|ed|ing)',
    use: 'pre-commit hook; check',
    reports: 'The gate refuses the commit.',
    passes: 'The pre-commit hook rejects the commit.',
  },
  {
    name: 'wish, want, know, look',
    pattern: 'wish(es|ed)?|wants|wanted|knows|knew|looks|looked',
    use: 'the fact: "is set", "requires", "has read", "checks"',
    reports: 'The server knows the task.',
    passes: 'Do you want to know more? Look at the list.',
  },
  {
    name: 'dispatch',
    pattern: 'dispatch(es|ed|ing)?|reserv(e|es|ed|ing|ations?)|bound to|binds? (it|a|the)|ties?|tied',
    use: 'assign a task to a subagent; links',
    reports: 'The task is reserved for the subagent.',
    passes: 'The task is assigned to the subagent.',
  },
  {
    name: 'annotation',
    pattern: 'annotations?|annotated',
    use: 'note',
    reports: 'The task has an annotation.',
    passes: 'The task has a note.',
  },
  {
    name: 'title',
    pattern: 'titles?',
    use: 'description (of a task)',
    reports: "Change the task's title.",
    passes: "Change the task's description.",
  },
  {
    name: 'prove',
    pattern: 'prov(e|es|ed|en|ing|able)|unprov(ed|en|able)',
    use: 'evidence; met, unmet; shows',
    reports: 'Criterion 1 is not proved.',
    passes: 'Criterion 1 is unmet; evidence is the proof.',
  },
  {
    name: 'verdict',
    pattern: 'verdicts?',
    use: 'decision',
    reports: 'The verdict counts.',
    passes: 'The decision counts.',
  },
  {
    name: 'activity',
    pattern: 'activity|activities',
    use: 'history; run log',
    reports: 'Open the activity of the task.',
    passes: 'A run ends after a time of inactivity.',
  },
  {
    name: 'base',
    pattern: 'bases?',
    use: 'start commit; target branch',
    reports: 'The base of the run is older.',
    passes: 'The database has the start commit.',
  },
  {
    name: 'loop, scheduler, play',
    pattern: 'loops?|schedulers?|plays|played',
    use: 'orchestrator; cycle; runs',
    reports: 'The loop starts runs.',
    passes: 'The orchestrator starts scheduled runs.',
  },
  {
    name: 'by itself',
    pattern: 'by (itself|themselves)',
    use: 'automatically',
    reports: 'Runs start by themselves.',
    passes: 'Runs start automatically.',
  },
  {
    name: 'parked',
    pattern: 'parked|needs? (a person|you)',
    use: 'needs attention',
    reports: 'The run needs a person.',
    passes: 'The run needs attention.',
  },
  {
    name: 'store',
    pattern: '(?<=(the|a|this|that|of|no|each|every|one|whole|another|our|older|newer) )stores?',
    use: 'queue',
    reports: 'The store is damaged.',
    passes: 'The queue is damaged; its files store the changes.',
  },
  {
    name: 'else',
    pattern: "(?<!((\\w+body|\\w+thing|\\w+one|no one|what|who|where|how)) )else(?!')",
    use: 'or, otherwise',
    reports: 'It is met if it has evidence, else unmet.',
    passes: 'Someone else has it, or nothing else is left.',
  },
  {
    name: 'is there',
    pattern:
      '(is|are|was|were) (already |not |still |no longer )?there(?=\\s*([.,;:)]|$|and |or |anyway|all |no more|already|twice))|that there (is|are|was|were)',
    use: 'exists',
    reports: 'The file is there.',
    passes: 'There is a file. Is there a limit?',
  },
  {
    name: 'take away',
    pattern: '(takes?|took|taken|taking)( \\w+){0,2} away',
    use: 'remove',
    reports: 'It takes the link away.',
    passes: 'It removes the link.',
  },
  {
    name: 'let go',
    pattern: 'lets?( \\w+)? go',
    use: 'release',
    reports: 'It lets go of the task.',
    passes: 'It releases the task.',
  },
  {
    name: 'put into',
    pattern: 'put(s|ting)? into (the |your )?(target|branch|main|checkout)',
    use: 'merge',
    reports: 'The result is put into the branch.',
    passes: 'The file is put into the folder.',
  },
  {
    name: 'actor',
    pattern: 'actors?',
    use: 'author',
    reports: 'Each change has an actor.',
    passes: 'Each change has an author.',
  },
  {
    name: 'lease',
    pattern: 'leases?',
    use: 'the claim expires',
    reports: 'The lease ran out.',
    passes: 'The claim expired after the release.',
  },
  {
    name: 'eligible',
    pattern: 'eligib(le|ility)',
    use: 'ready, available',
    reports: 'Eligible tasks are started.',
    passes: 'Ready tasks are started.',
  },
  {
    name: 'specification',
    pattern: 'specifications?',
    use: 'spec',
    reports: "The task's specification is a document.",
    passes: "The task's spec is a document.",
  },
  {
    name: 'double',
    pattern: '(?<=(is|are|or|and|find|finds) )double|double(?= (tasks?|claims?|ones|entries))',
    use: 'duplicate',
    reports: 'It finds double tasks.',
    passes: 'It finds duplicate tasks.',
  },
  {
    name: 'slip, forgive',
    pattern: 'slips?|forgiv(e|es|en|ing)',
    use: 'typo, tolerates',
    reports: 'It forgives one slip.',
    passes: 'It tolerates one typo.',
  },
  {
    name: 'outside the scope',
    pattern: 'outside (of )?((the|its|their|a|your|that) )?(\\S+ )?scopes?',
    use: 'out of scope',
    reports: 'It changed files outside of its scope.',
    passes: 'It changed files that are out of scope, outside the worktree.',
  },
  {
    name: 'ours',
    pattern: 'ours',
    use: "Backlog's",
    reports: 'The hook is ours.',
    passes: "The hook is Backlog's; yours runs after it.",
  },
  {
    name: 'saved view',
    pattern: 'saved views?',
    use: 'saved filter',
    reports: 'Use a saved view.',
    passes: 'Use a saved filter in a view of the board.',
  },
  {
    name: 'commit',
    pattern: 'in one commit|commits? \\d+',
    use: 'change (git has commits)',
    reports: 'Undo commit 41.',
    passes: 'Undo change 41, not the commit 7d1851b.',
  },
  {
    name: 'apostrophe',
    pattern: '\\w+’\\w+',
    use: "a straight apostrophe (')",
    reports: 'The run doesn’t start.',
    passes: "The run doesn't start.",
  },
];

/** Denials of what works: one place describes it, and no page denies it. */
const DENIALS: readonly Rule[] = CAPABILITIES.map(({ what, page, denied, reports, passes }) => ({
  name: `denies: ${what}`,
  pattern: denied.join('|'),
  use: `what ${page} describes`,
  reports,
  passes,
}));

export const RULES: readonly Rule[] = [...WORDS, ...DENIALS];

/** Maximum number of words in a sentence. Longer sentences are reported. */
export const MOST_WORDS = 25;
export const LONG = 'long sentence';
