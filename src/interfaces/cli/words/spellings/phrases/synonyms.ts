import { lazy } from '../../../../../base/lazy.ts';

/**
 * Words that mean the same in a line, by the one that stands for them in {@link INTENTS}. Endings are folded: `created` is
 * `create`. A word that isn't here stands for itself.
 */
const SYNONYMS: Readonly<Record<string, string>> = {
  // Verbs
  start: 'begin, work on, pick, pick up, grab',
  launch: 'execute, dispatch, spawn, kick off, fire up',
  run: 'runs',
  done: 'complete, completed, finish, finish up, finished, close, closed, tick, resolve, resolved, fixed, tick off, check off',
  stop: 'halt',
  kill: 'cancel, abort, terminate, end',
  delete: 'remove, rm, del, get rid of, forget, forget about',
  discard: 'throw away, toss away, throw out, toss out',
  show: 'view, display, see, give me, tell me, show me, list me, let me see, look at, open, get, info',
  add: 'create, new, make',
  give: 'hand, delegate, pass, reassign, transfer, assign',
  change: 'changed, changes, edited, modified, updated, activity, events',
  edit: 'edits, editing',
  have: 'has, holds, hold, own, owns, owned',
  claim: 'lock, locked, take, take over, taken, reserve, claimed, claims',
  use: 'in use, uses, using',
  approve: 'approved, accept, merge, merged, land',
  review: 'reviewed',
  rename: 'retitle, change the name of, change name of, change title of',
  move: 'mv',
  set: 'change, update',
  clean: 'cleanup, clean up, prune, flush, sweep, purge, clear, hide',
  mention: 'ping, notify, cc, ask, tell',
  retry: 'rerun, restart',
  limit: 'max, maximum, cap, at most, no more than',
  undo: 'revert, rollback, roll back',
  // Questions
  who: 'whose',
  cost: 'costs, spend, spent, spending, paid, price, money, how much, bill, usage, used',
  howmany: 'how many',
  import: 'bring in, pull in, reimport',
  reopen: 'bring back',
  left: 'open, missing, remaining, to do, todo, still open',
  // Nouns
  result: 'results, outcome, outcome of, work of',
  agent: 'agents, bot, bots, worker, workers',
  night: 'tonight, overnight',
  note: 'notes, comment, comments, remark',
  task: 'tasks, issue, issues, ticket, tickets, todo, todos, item, items',
  all: 'every, everything, each',
  duplicate: 'duplicates, dupe, dupes, dup, is a duplicate of, duplicate of, dup of',
  people: 'user, member, person',
  report: 'reports',
  reads: 'read, reader, readonly, read-only, ro, viewer, guest, observer',
  team: 'people',
  // Relations
  blocked: 'blocked',
  block: 'blocks, blocking',
  depends:
    'depends on, blocked by, is blocked by, blocked-by, depends-on, requires, need, needs, waits for, wait for, waiting for, come after, comes after',
  relate: 'relates to, is related to, relates, related',
  first: 'top, front, beginning',
  last: 'bottom, back',
  before: 'above, over',
  after: 'below, behind, under',
};

/** Words that say nothing: articles, politeness, and words for the person or the present. */
const FILLERS = new Set(
  `a an the my our your its this that these those me i we us you they it please pls kindly just now right currently still so can could would im number
  should need have has had is are was were be been am will must shall do does did of to on in at for with by about as into onto and then task
  tasks issue issues ticket tickets todo todos item items one ones there let which what`.split(/\s+/),
);

export const isFiller = (word: string): boolean => FILLERS.has(word);

/** The concepts of a word or of several words together. `take` can claim a file, and begin a task. */
const concepts = lazy(() => {
  const all = new Map<string, Set<string>>();
  for (const [concept, said] of Object.entries(SYNONYMS))
    for (const word of [concept, ...said.split(', ')]) all.set(word, (all.get(word) ?? new Set()).add(concept));
  return all;
});

/** Checks whether words, in small letters, stand for a concept. */
export const meansConcept = (said: string, concept: string): boolean => said === concept || meant(said).has(concept);

/** Checks whether a word stands for a concept. */
export const hasConcept = (word: string): boolean => foldsOf(word).some((one) => concepts().has(one));

const read = new Map<string, ReadonlySet<string>>();

/** Returns the concepts of words, which each way of each intent asks for. Words of the table keep their endings. */
function meant(said: string): ReadonlySet<string> {
  const known = read.get(said) ?? concepts().get(said) ?? foldedConcepts(said);
  read.set(said, known);
  return known;
}

const foldedConcepts = (said: string): ReadonlySet<string> =>
  new Set(foldsOf(said).flatMap((one) => [one, ...(concepts().get(one) ?? [])]));

/** Returns a word, and what can be left of it without its ending. */
function foldsOf(word: string): string[] {
  const [, stem] = /^([a-z]{3,}?)(?:s|es|d|ed|ing)$/.exec(word) ?? [];
  return [word, ...(stem === undefined ? [] : [stem, `${stem}e`]), ...(/[^s]s$/.test(word) ? [word.slice(0, -1)] : [])];
}
