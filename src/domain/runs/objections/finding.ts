import * as z from 'zod';
import { clip } from '../../../base/clip.ts';
import { ownProperty } from '../../../base/own-property.ts';
import { inQuotes } from '../../../base/quote.ts';
import type { Shape } from '../../../base/shape.ts';
import { textHash } from '../../../base/text-hash.ts';

/**
 * What a finding does:
 * - `stops`: the agent is stopped, and nothing lands, until a person decides.
 * - `asks`: the result lands only with an approval that names the finding.
 * - `shows`: it is only shown.
 */
export const WEIGHTS = ['stops', 'asks', 'shows'] as const;
type Weight = (typeof WEIGHTS)[number];

interface Row {
  decides: Weight;
  says(about: string, changed: Changed): string;
}

/** The values of one fact when the agent's round began, and now. Absent: there was none, or there is none any more. */
interface Changed {
  before?: string | undefined;
  after?: string | undefined;
}

const LONGEST = 80;
const said = (text = '') => inQuotes(clip(text.replaceAll(/\s+/g, ' '), LONGEST));
const toText = ({ after }: Changed) => (after === undefined ? 'removed' : `now ${said(after)}`);

const CLOSED: Readonly<Record<string, string>> = {
  completed: 'was closed as completed',
  not_planned: 'was closed as not planned',
  moved: 'was moved to another list',
  deleted: 'was deleted',
};

/** Everything that can concern work under way, with what it does. */
const FINDINGS = {
  'item-closed': { decides: 'stops', says: (about, { after = '' }) => `${about} ${CLOSED[after] ?? 'was closed'}` },
  'item-opened': { decides: 'shows', says: (about) => `${about} was opened again` },
  'stop-label': { decides: 'stops', says: (about) => `work on ${about} is to stop` },
  'task-closed': {
    decides: 'stops',
    says: (about, { after }) => `${about} ${after === undefined ? 'was removed from the queue' : `was ${after}`}`,
  },
  'description-changed': { decides: 'asks', says: (_, changed) => `the description is ${toText(changed)}` },
  'text-changed': {
    decides: 'asks',
    says: (about, { before, after }) =>
      `${about} was ${after === undefined ? 'removed' : before === undefined ? 'added' : 'changed'}`,
  },
  'offer-changed': { decides: 'asks', says: (about) => `the author of ${about} changed it` },
  conflict: { decides: 'asks', says: (about) => `${about} differs, and a person must choose` },
  'criterion-added': { decides: 'asks', says: (_, { after }) => `a criterion was added: ${said(after)}` },
  'criterion-changed': { decides: 'asks', says: (_, { after }) => `a criterion was changed: ${said(after)}` },
  'criterion-removed': { decides: 'shows', says: (_, { before }) => `a criterion was removed: ${said(before)}` },
  'scope-changed': { decides: 'asks', says: (_, changed) => `the scope is ${toText(changed)}` },
  'blocker-added': { decides: 'asks', says: (about) => `it depends on ${about} since` },
  'blocker-opened': { decides: 'asks', says: (about) => `${about}, on which it depends, is open again` },
  'blocker-deleted': { decides: 'asks', says: (about) => `${about}, on which it depends, was deleted` },
  'blocker-removed': { decides: 'shows', says: (about) => `it does not depend on ${about} any more` },
  reassigned: {
    decides: 'asks',
    says: (about, { after }) =>
      `${about} ${after === undefined ? 'has no assignee any more' : `was assigned to ${said(after)}`}`,
  },
  blocked: { decides: 'asks', says: (about, { after }) => `${about} was blocked: ${said(after)}` },
  'handed-off': { decides: 'asks', says: (about, { after }) => `${about} was given to a person: ${said(after)}` },
  postponed: { decides: 'asks', says: (about, { after }) => `${about} was postponed until ${after}` },
  'target-moved': {
    decides: 'shows',
    says: (about, { after = '' }) => `${about} has other changes of its files since: ${after}`,
  },
  'checks-changed': { decides: 'shows', says: (_, changed) => `its checks are ${toText(changed)}` },
  'due-changed': { decides: 'shows', says: (_, changed) => `its due date is ${toText(changed)}` },
  'priority-changed': { decides: 'shows', says: (_, changed) => `its priority is ${toText(changed)}` },
} as const satisfies Readonly<Record<string, Row>>;

export type RunFindingCode = keyof typeof FINDINGS;

/** Something that concerns work under way, from wherever it comes. */
export const runFinding = () =>
  z.strictObject({
    what: z.string<RunFindingCode>(),
    /** What it is about: `issue acme/app#12`, `the spec`, `#3 Login`. */
    about: z.string(),
    /** Where it was changed: the list of a service, an author, or `here`. */
    from: z.string(),
    when: z.string(),
    /** The value for which the work was made, and the present one. Texts are blobs: `@` and the digest. */
    before: z.string().exactOptional(),
    after: z.string().exactOptional(),
    decides: z.enum(WEIGHTS),
    /** The whole sentence. */
    text: z.string(),
    /** Identifies the finding with its present value, so that a later change is another one. */
    key: z.string(),
  });
export type RunFinding = Shape<typeof runFinding>;

/** One fact about a task's surroundings. Its key begins with the word of {@link ASPECTS}. */
export interface TaskFact {
  value: string;
  about: string;
  from: string;
  when: string;
}

interface Aspect {
  /** Returns which finding a change is; undefined for none. */
  is: (before: string | undefined, after: string | undefined) => RunFindingCode | undefined;
  /** What an agent is told doesn't settle it: a person decides. */
  forPerson?: true;
  /** It also counts for work whose facts were not stored. */
  alone?: true;
  /** It counts as long as it is there, not only when it changes. */
  stays?: true;
}

const always = (what: RunFindingCode): Aspect => ({ is: () => what });
const ifThere = (what: RunFindingCode): Aspect => ({ is: (_, after) => (after === undefined ? undefined : what) });
const isOpenThere = (state: string | undefined) => state === undefined || state === 'open';

/** The facts, by the first word of their keys. */
const ASPECTS = {
  item: {
    is: (before, after) => (isOpenThere(after) ? (isOpenThere(before) ? undefined : 'item-opened') : 'item-closed'),
    ...{ forPerson: true, alone: true },
  },
  stop: { ...ifThere('stop-label'), forPerson: true, stays: true },
  task: { is: (_, after) => (after === 'pending' ? undefined : 'task-closed'), forPerson: true },
  description: always('description-changed'),
  doc: always('text-changed'),
  offer: always('offer-changed'),
  conflict: ifThere('conflict'),
  criterion: {
    is: (before, after) =>
      before === undefined ? 'criterion-added' : after === undefined ? 'criterion-removed' : 'criterion-changed',
  },
  scope: always('scope-changed'),
  blocker: {
    is(before, after) {
      if (after === 'deleted') return 'blocker-deleted';
      if (after === 'open') return before === undefined ? 'blocker-added' : 'blocker-opened';
      return after === undefined && before !== 'met' ? 'blocker-removed' : undefined;
    },
  },
  agent: always('reassigned'),
  obstacle: ifThere('blocked'),
  handoff: ifThere('handed-off'),
  wait: ifThere('postponed'),
  target: { ...always('target-moved'), alone: true },
  checks: always('checks-changed'),
  due: always('due-changed'),
  priority: always('priority-changed'),
} as const satisfies Readonly<Record<string, Aspect>>;

/** What is known of facts that are gone. */
interface Lost {
  about(key: string): string;
  when: string;
}

/** Makes the key of a fact: what it is about, and which one of several. */
export const factKey = (aspect: keyof typeof ASPECTS, which = ''): string =>
  which === '' ? aspect : `${aspect} ${which}`;

/** Returns the row of a fact. A newer version may have stored others. */
const aspectOf = (key: string): Aspect | undefined => ownProperty<Aspect>(ASPECTS, key.split(' ', 1)[0]!);

/** Facts that stop work. What an agent is told doesn't settle them: a person decides. */
export const doesStop = (key: string): boolean => aspectOf(key)?.forPerson === true;

/**
 * Compares the facts for which work was made with the present ones.
 * @param before undefined for work of an earlier version, which stored none: then only what needs none counts
 */
export function compareFacts(
  before: Readonly<Record<string, string>> | undefined,
  now: ReadonlyMap<string, TaskFact>,
  lost: Lost,
): RunFinding[] {
  const keys = new Set([...now.keys(), ...Object.keys(before ?? {})]);
  return [...keys].sort().flatMap((key) => {
    const [was, fact] = [before?.[key], now.get(key)];
    const what = changeOf(key, { was, is: fact?.value, isKnown: before !== undefined });
    return what === undefined ? [] : [findingOf(what, key, { was, fact, lost })];
  });
}

function changeOf(
  key: string,
  { was, is, isKnown }: { was: string | undefined; is: string | undefined; isKnown: boolean },
): RunFindingCode | undefined {
  const aspect = aspectOf(key);
  const counts = aspect?.stays === true || (was !== is && (isKnown || aspect?.alone === true));
  return counts ? aspect?.is(was, is) : undefined;
}

function findingOf(
  what: RunFindingCode,
  key: string,
  { was, fact, lost }: { was: string | undefined; fact: TaskFact | undefined; lost: Lost },
): RunFinding {
  const { decides, says }: Row = FINDINGS[what];
  const { about = lost.about(key), from = 'here', when = lost.when, value } = fact ?? {};
  const changed = { ...(was === undefined ? {} : { before: was }), ...(value === undefined ? {} : { after: value }) };
  const text = says(about, changed);
  return { what, about, from, when, ...changed, decides, text, key: `${key}=${value ?? ''}` };
}

/** Returns the findings that need a person's yes, without those that an approval has named. */
export function openFindings(found: readonly RunFinding[], seen: readonly string[] = []): RunFinding[] {
  return found.filter(({ decides, key }) => decides !== 'shows' && !seen.includes(key));
}

/** Lists findings in one line. */
export const findingsText = (found: readonly Pick<RunFinding, 'text'>[]): string =>
  found.map(({ text }) => text).join('; ');

/** Returns the word by which an approval names exactly the findings that need a yes. */
export function seenWord(found: readonly RunFinding[]): string {
  const keys = openFindings(found).map(({ key }) => key);
  return textHash(keys.join('\n')).slice(0, WORD);
}

const WORD = 7;
