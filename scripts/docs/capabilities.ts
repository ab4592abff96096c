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
      'Everyone who can write to the database or bucket can write in any name. Backlog has no accounts of its own; a token has an author and rights.',
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
    limit: 'A Markdown or JSON file, both ways. Issue trackers are imported again and again, and get nothing back.',
    page: 'docs/how-to/sync-a-file.md',
    denied: ['(no|without|lacks) ((two-way|real) )?sync(hroni[sz]ation)?'],
    reports: 'There is no sync.',
    passes: 'The sync has no limit of tasks.',
  },
  {
    what: 'data and calls on a network, if you choose them',
    limit:
      'A queue on a server, pushes and pull requests, a board for other machines, `notify.command`. Otherwise Backlog makes no connections.',
    page: 'docs/explanation/trust.md#network',
    denied: [
      'data (always )?(stays?|is|are) (only |always )?on (your|this|one) (machine|computer)(?! unless)',
      'never leaves? (your|this|the) (machine|computer)',
      'without (an account, )?a server or a network',
    ],
    reports: 'All data stays on your machine.',
    passes: 'Your data stays on your machine unless you choose a server.',
  },
];
