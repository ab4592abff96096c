/**
 * The kinds of records that say why tasks exist, from the queue's purpose down to goals. A goal is the kind to which
 * tasks belong; it is enough without the others.
 */
export const GOAL_KINDS = ['vision', 'pillar', 'persona', 'problem', 'outcome', 'bet', 'goal'] as const;
export type GoalKind = (typeof GOAL_KINDS)[number];

/** The first letter of each kind's ids: `I-3`. Planners call a goal an initiative. */
export const ID_LETTERS: Readonly<Record<GoalKind, string>> = {
  vision: 'V',
  pillar: 'P',
  persona: 'U',
  problem: 'X',
  outcome: 'O',
  bet: 'B',
  goal: 'I',
};

/** The states of goals and bets. The last three are closed. */
export const GOAL_STATES = ['idea', 'next', 'now', 'won', 'lost', 'dropped'] as const;
export type GoalState = (typeof GOAL_STATES)[number];

export const CLOSED_STATES = ['won', 'lost', 'dropped'] as const satisfies readonly GoalState[];

/**
 * The kinds of records below which a record stands in the tree of the plan, the nearest first, each with the field that
 * names it. Pillars, and records that name none of them, stand below the vision.
 */
export const PLACES = {
  outcome: { pillar: 'pillars' },
  bet: { outcome: 'outcomes' },
  goal: { bet: 'bet', outcome: 'outcome' },
} as const satisfies Partial<Record<GoalKind, Partial<Record<GoalKind, string>>>>;

/** Returns the field by which records of a kind name those of another kind above them. */
export function placeField(kind: GoalKind, above: GoalKind): string | undefined {
  return (PLACES as Partial<Record<GoalKind, Partial<Record<GoalKind, string>>>>)[kind]?.[above];
}

/** Returns the kinds below which a record of a kind can be moved. Tasks move below goals. */
export function placeKinds(kind: GoalKind | 'task'): readonly GoalKind[] {
  if (kind === 'task') return ['goal'];
  return kind in PLACES ? [...(Object.keys(PLACES[kind as keyof typeof PLACES]) as GoalKind[]), 'vision'] : [];
}

/** Maximum sizes of the texts, in characters, and of the lists, in elements. */
export const GOAL_LIMITS = {
  vision: 1_000,
  title: 120,
  note: 4_000,
  why: 600,
  text: 500,
  learned: 1_000,
  measure: 120,
  links: 50,
  readings: 1_000,
  log: 1_000,
} as const;

/** Matches the path of a living document: a text file of the repository. */
export const LIVING_DOCUMENT =
  /^(?![./~])(?!.*(?:^|\/)\.{1,2}(?:\/|$))[^\\:*?"<>|\p{Cc}]{1,200}\.(?:md|mdx|rst|adoc|txt)$/u;

/**
 * Maximum number of live records of a kind. For bets, only those in `now` count. Kinds without an entry have no
 * maximum.
 */
export const GOAL_CAPS: Readonly<Partial<Record<GoalKind, number>>> = { vision: 1, pillar: 5, outcome: 10, bet: 5 };

const ID = /^([A-Z])-[1-9]\d*$/;
const KIND_OF = new Map(GOAL_KINDS.map((kind) => [ID_LETTERS[kind], kind]));

/** Returns the kind of an id such as `B-2`. @returns undefined for a text in another form */
export function kindOfId(id: string): GoalKind | undefined {
  return KIND_OF.get(ID.exec(id)?.[1] ?? '');
}

/**
 * Returns the stored form of an id that a caller wrote: `i-3` and `I3` mean `I-3`.
 * @param numbered the kind that a number alone means
 * @returns undefined for a text in another form
 */
export function spelledGoalId(written: string, numbered: GoalKind = 'goal'): string | undefined {
  const [, letter = ID_LETTERS[numbered], number] = /^([a-z])?-?0*([1-9]\d*)$/i.exec(written.trim()) ?? [];
  const id = `${letter.toUpperCase()}-${number}`;
  return number !== undefined && kindOfId(id) ? id : undefined;
}

/** Checks whether a goal or a bet is closed. */
export function isClosedGoal({ state }: { state?: GoalState | undefined }): boolean {
  return CLOSED_STATES.some((closed) => closed === state);
}
