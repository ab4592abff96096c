/**
 * What Backlog can do beyond one person on one machine, and where that ends. The page about limits lists these rows, and
 * `npm run check -- words` reports sentences on any page that deny one of them.
 */
export interface Capability {
  /** What works, as the rule's name and the row's first cell. */
  readonly what: string;
  /** Where it ends. */
  readonly limit: string;
  /** Path of the page that describes it, from the top of the repository. */
  readonly page: string;
  /** Patterns of which each matches the words of a denial; see `Rule.pattern`. */
  readonly denied: readonly string[];
  /** A denial, and a sentence with similar words that is true. A test checks both. */
  readonly reports: string;
  readonly passes: string;
}

export const CAPABILITIES: readonly Capability[] = [
  {
    what: 'one queue on several machines',
    limit: 'It is in PostgreSQL or S3, and each machine needs a connection. A run continues only on its own machine.',
    page: 'docs/how-to/share-over-machines.md',
    denied: [
      'one (user|person),? (on|or) one machine',
      '(for|on) (only )?(one|a single) (machine|computer)',
      "(machines|computers) (can(not|'t)|don't) share",
      'queue is (only )?on one machine',
    ],
    reports: 'A queue is for one user on one machine.',
    passes: 'Machines share a queue in PostgreSQL, and a run stays on its machine.',
  },
  {
    what: 'one queue for a team',
    limit:
      'PostgreSQL checks authors if you name its roles (`store role add`). Otherwise, and in S3, everyone who can write can do so in any name. Backlog has no accounts of its own; a token has an author and rights.',
    page: 'docs/explanation/trust.md',
    denied: [
      "(colleagues|others) (can(not|'t)|don't|never) see",
      'no server for',
      '(only|just) for one (user|person)',
      'not for teams?',
      'queue (belongs to|is for) one (user|person)',
    ],
    reports: 'Colleagues never see your tasks.',
    passes: 'A colleague sees the tasks of a shared queue.',
  },
  {
    what: 'synchronisation of a list',
    limit:
      'A Markdown, JSON or CSV file, or a folder of Backlog.md, both ways. Other formats are imported and exported.',
    page: 'docs/how-to/sync-a-file.md',
    denied: ['(no|without|lacks) ((two-way|real) )?sync(hroni[sz]ation)?', 'syncs? only (with )?(a )?Markdown'],
    reports: 'There is no sync.',
    passes: 'The sync has no limit of tasks.',
  },
  {
    what: 'issues of GitHub and Jira',
    limit:
      'Both ways, by field: GitHub and Jira Cloud. Other issue trackers are imported again and again, and get nothing back.',
    page: 'docs/how-to/sync-github-issues.md',
    denied: ['(no|without|lacks) ((two-way|real) )?sync with (GitHub|issues)'],
    reports: 'There is no sync with GitHub.',
    passes: 'The sync with GitHub closes issues after a merge.',
  },
  {
    what: 'data and calls on a network, if you choose them',
    limit:
      'A queue on a server, sources such as GitHub, fetches, pushes and pull requests, a board for other machines, `notify.command`, webhooks. Otherwise Backlog makes no connections.',
    page: 'docs/explanation/trust.md#network',
    denied: [
      'data (always )?(stays?|is|are) (only |always )?on (your|this|one) (machine|computer)(?! unless)',
      'never leaves? (your|this|the) (machine|computer)',
      'without (an account, )?a server or a network',
    ],
    reports: 'All data stays on your machine.',
    passes: 'Your data stays on your machine unless you choose a server.',
  },
  {
    what: 'one queue for several repositories',
    limit: 'A run works in one repository. Split a task that spans several.',
    page: 'docs/how-to/share-one-queue.md',
    denied: [
      "repositories (can(not|'t)|don't|never) share",
      'queue (has|is for|belongs to) (only )?(one|a single) repository',
    ],
    reports: "Two repositories can't share a queue.",
    passes: 'Two repositories share a queue, and a run works in one of them.',
  },
  {
    what: 'clients other than Claude Code',
    limit: 'They have no hooks: they see claims as text, and nothing denies their edits.',
    page: 'docs/how-to/connect-another-client.md',
    denied: ['(works|runs) only (with|in) Claude Code', '(needs|requires) Claude Code', 'only for Claude Code'],
    reports: 'Backlog works only in Claude Code.',
    passes: 'Hooks exist only in Claude Code.',
  },
  {
    what: 'decisions without a terminal',
    limit:
      'A form in the session, the board, or a token with rights. Adding tokens of a machine and opening the board need a terminal.',
    page: 'docs/how-to/run-without-a-terminal.md',
    denied: [
      'approv(e|al|als|es|ing) (needs?|requires?|only at|only in) a terminal',
      "(scripts?|tokens?) (can(not|'t)|may not|never) approve",
    ],
    reports: "Scripts can't approve a run.",
    passes: 'A script approves a run with a token.',
  },
  {
    what: 'pull requests instead of merges',
    limit:
      'On GitHub, Backlog opens and follows them: required checks and reviews start a round. For other hosts, a command of yours opens them, and Backlog sees only the merge.',
    page: 'docs/how-to/follow-pull-requests.md',
    denied: [
      "(can(not|'t)|doesn't|never) (open|create)s? (a )?pull requests?",
      'has no pull requests',
      "(can(not|'t)|doesn't|never) reads? (the )?(comments|checks|reviews) of (the host|GitHub)",
    ],
    reports: "Backlog can't open pull requests.",
    passes: 'Backlog opens a pull request with your command.',
  },
  {
    what: 'several attempts at one task',
    limit:
      'At most `runs.mostAttempts`. The merge is of one attempt: nothing combines them. A withdrawn approval brings back only those that were in review.',
    page: 'docs/how-to/compare-attempts.md',
    denied: ["(can(not|'t)|never) (start|compare)s? several (attempts|runs)", 'only one (run|attempt) (per|of a) task'],
    reports: "Backlog can't compare several attempts.",
    passes: 'Backlog compares several attempts at a task.',
  },
  {
    what: 'results that rules merge',
    limit:
      'Only by rules that a person agreed to. No rule merges a result of high risk or with failed checks. `autonomy stop` ends all such merges.',
    page: 'docs/how-to/let-results-land-by-rule.md',
    denied: [
      'only (after|if|when) (you|a person|people|somebody|someone) approved?s? (it|them|that|the result)',
      '(nothing|no (run|result)s?) (is|are|gets?) (ever )?merged without (you|a person|people|your approval)',
      'you (always )?(review|approve) (it|each|every|a) ?(result|run)? ?before it is merged',
    ],
    reports: 'The result is merged only after a person approved it.',
    passes: 'Without a rule, nothing lands without a person.',
  },
  {
    what: 'reverts of merged results',
    limit:
      '`backlog run revert` adds a commit that reverts one result. It is refused if a later commit or uncommitted work is in the way.',
    page: 'docs/how-to/undo-a-mistake.md',
    denied: [
      'only the merge (of an approved result )?writes to (your (branch|checkout)|it)(?!, and)',
      "(can(not|'t)|never) (undo|revert) a merge",
    ],
    reports: 'Only the merge of an approved result writes to your branch.',
    passes: 'Only merges and reverts write to your branch.',
  },
  {
    what: 'limits of cost',
    limit: 'Only for agents that report their cost. The cost can exceed the budget by what they report late.',
    page: 'docs/explanation/trust.md#how-a-budget-works',
    denied: ["(can(not|'t)|doesn't|don't|never) limits? (the )?costs?", '(has|is) no (budget|cost limit)s?'],
    reports: "Backlog can't limit the cost of runs.",
    passes: 'A budget limits the cost of runs.',
  },
  {
    what: 'notices without an open page',
    limit: 'A program of yours sends them. A notice is lost if its process is killed before.',
    page: 'docs/how-to/get-notified.md',
    denied: ["(can(not|'t)|doesn't|never) notif(y|ies)", 'notices? (needs?|requires?) (a|an) (open )?page'],
    reports: "Backlog can't notify you.",
    passes: 'Backlog notifies you by a program.',
  },
];
