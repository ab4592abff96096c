import { expect } from 'vitest';
import type { Conflict } from '../../../src/domain/records.ts';
import type { WholeTask } from '../../support/github/ground.ts';
import { type Random, seeded, seededIds } from '../../support/random.ts';
import { SEED } from '../../support/seed.ts';
import { tally } from '../../support/tally.ts';
import type { Tracker } from '../../support/tracker.ts';
import type { TestWorkspace } from '../../support/workspace.ts';

const PARTS = 4;

/** A queue that is kept in step with one tracker. */
export interface PlaySource {
  tracker: Tracker;
  work: Pick<TestWorkspace, 'run' | 'opened'>;
  add(input?: object): Promise<unknown>;
  sync(input?: object): Promise<unknown>;
  /** The task of an item. */
  task(number: number): Promise<WholeTask | undefined>;
}

/** Sources of one or several queues at one or several trackers, over HTTP or in memory. */
export interface PlayGround {
  sources: readonly PlaySource[];
  /** Moves the clocks of the queues. */
  pass(ms: number): void;
  /** Set if the machine has the clock of the queues, so that pauses of services can be played. */
  hasPauses?: true;
}

/** The last edit of each value, on whichever side it was made. */
interface Truth {
  title: string;
  parts: string[];
  tags: Set<string>;
  comments: string[];
  notes: string[];
  /** Whether anybody or a merge ever completed it. */
  mayEnd: boolean;
}

export interface Play extends PlayGround {
  random: Random;
  /** By tracker and number. */
  truths: Map<Tracker, Map<number, Truth>>;
  /** Titles of tasks that become items, by tracker. */
  made: Map<Tracker, string[]>;
  word(): string;
}

/** One item of a source, and what it should be. */
export interface At extends PlaySource {
  number: number;
  truth: Truth;
}

export type Step = (play: Play, at: At) => Promise<void> | void;

/** Edits of both sides. Each writes a new word, so that a lost one is missing at the end. */
const STEPS: readonly Step[] = [
  ({ word }, { tracker, number, truth }) => {
    truth.title = word();
    tracker.edit(number, { title: truth.title });
  },
  ({ random, word }, { tracker, number, truth }) => {
    const [i, text] = [random.int(PARTS), word()];
    tracker.edit(number, { parts: tracker.at(number).parts.with(i, text) });
    truth.parts[i] = text;
  },
  ({ word }, { tracker, number, truth }) => {
    const label = word();
    tracker.edit(number, { labels: [...tracker.at(number).labels, label] });
    truth.tags.add(label);
  },
  (_, { tracker, number, truth }) => {
    const { labels } = tracker.at(number);
    const label = labels.find((name) => !name.startsWith('backlog:'));
    if (label === undefined) return;
    tracker.edit(number, { labels: labels.filter((name) => name !== label) });
    truth.tags.delete(label);
  },
  (_, { tracker, number, truth }) => {
    const { isOpen } = tracker.at(number);
    truth.mayEnd ||= isOpen;
    tracker.edit(number, { isOpen: !isOpen });
  },
  ({ word }, { tracker, number, truth }) => {
    const text = word();
    tracker.comment(number, text);
    truth.comments.push(text);
  },
  onTask(async ({ word }, { work, truth }, { id }) => {
    truth.title = word();
    await work.run('task_modify', { filter: String(id), description: truth.title });
  }),
  onTask(async ({ random, word }, { work, truth }, task) => {
    const [i, text] = [random.int(PARTS), word()];
    const content = task.docs!.spec!.split('\n\n').with(i, text).join('\n\n');
    await work.run('task_doc_write', { id: task.id, content });
    truth.parts[i] = text;
  }),
  onTask(async ({ word }, { work, truth }, { id }) => {
    const tag = word();
    await work.run('task_modify', { filter: String(id), tags: `+${tag}` });
    truth.tags.add(tag);
  }),
  onTask(async (_, { work, truth }, { id, status }) => {
    truth.mayEnd ||= status === 'pending';
    // A task that an agent works on is not completed.
    if (status === 'pending') await work.run('task_done', { id: String(id) }).catch(whileClaimed);
    else await work.run('task_modify', { filter: String(id), status: 'pending' });
  }),
  // A person decides about a conflict in the title.
  onTask(async ({ random }, { work, tracker, number, truth }, { id, description }) => {
    const { conflicts } = (await work.run('source_conflicts')) as { conflicts: { id: number; field: string }[] };
    if (!conflicts.some((one) => one.id === id && one.field === 'description')) return;
    const side = random.pick(['here', 'there'] as const);
    await work.run('source_resolve', { id, side, field: 'description' });
    truth.title = side === 'here' ? description : tracker.at(number).title;
  }),
  onTask(async ({ word }, { work, truth }, { id }) => {
    const text = word();
    await work.run('task_annotate', { id, text });
    truth.notes.push(text);
  }),
];

function whileClaimed(error: Error): void {
  if (!/is claimed by run/.test(error.message)) throw error;
}

/** An edit of the task, if the item has one by now. */
export function onTask(edit: (play: Play, at: At, task: WholeTask) => Promise<void>): Step {
  return async (play, at) => {
    const task = await at.task(at.number);
    if (task) await edit(play, at, task);
  };
}

const FAULTS = ['502', '502 after', 'cut after'] as const;

const METHODS = ['POST', 'PATCH', 'PUT', 'DELETE'] as const;

/** A pause that a service asks for, in seconds. */
const PAUSE_S = 3_600;

/** Synchronises while answers get lost. A kill is a service that is gone from one request on: nothing is cleaned up. */
async function syncBadly(one: Play, { tracker, work, sync }: PlaySource): Promise<void> {
  const { random, made, word } = one;
  const { faults, writes: path, makes } = tracker;
  const lost = () => faults.push({ kind: random.pick(FAULTS), method: random.pick(METHODS), path });
  for (let i = random.int(3); i > 0; i--) lost();
  // An edit that is late would be a later edit.
  if (random.int(5) === 0) faults.push({ kind: 'late', method: 'POST', path: makes, requests: random.int(6) });
  if (random.int(3) === 0) {
    lost();
    faults.push({ kind: '401', times: 1_000, from: random.int(14) });
  }
  if (random.int(4) === 0) {
    const description = word();
    await work.run('task_add', { description, tags: [shareTag(tracker)] });
    made.get(tracker)!.push(description);
  }
  const isPaused = one.hasPauses && tracker.tooMany && random.int(6) === 0;
  if (isPaused) faults.unshift({ kind: '429', after: PAUSE_S, from: random.int(12) });
  await syncShared({ tracker, sync }).catch(() => undefined);
  faults.length = 0;
  if (!isPaused) return;
  // Whatever comes during the pause sends nothing.
  for (let i = random.int(3); i > 0; i--) await syncShared({ tracker, sync }).catch(() => undefined);
  passAll(one, (PAUSE_S + 1) * 1_000);
}

/** Each tracker gets its own tasks of a queue. */
const shareTag = ({ service }: Tracker) => `share-${service}`;

/** Synchronises with the tasks that the tracker gets, however many items change. */
async function syncShared({ tracker, sync }: Pick<PlaySource, 'tracker' | 'sync'>): Promise<unknown> {
  const only = `+${shareTag(tracker)}`;
  return sync({ only }).catch((error: { data?: { items?: number } }) => {
    if (error.data?.items === undefined) throw error;
    return sync({ only, confirm: error.data.items });
  });
}

export type GroundOf = (options: { ids: () => string }) => Promise<PlayGround>;

export interface PlaySize {
  /** The seed of a play that failed once. By default, that of all tests. */
  seed?: number;
  steps: number;
  items?: number;
  /** Further steps, what must be true of each item at rest, and what ends before both sides can be equal. */
  more?: {
    steps: readonly Step[];
    check(at: At, tasks: readonly WholeTask[], works: readonly At['work'][]): void;
    end(play: Play): Promise<void>;
  };
}

/** Plays random edits of all sides, with lost answers and kills, and checks all sides at rest. */
export async function play(stream: number, size: PlaySize, groundOf: GroundOf): Promise<void> {
  const goOn = await begin(stream, size, groundOf);
  await goOn();
}

/** Begins a play. Its sides have one connection each from then on, so several plays can go on at once. */
export async function begin(
  stream: number,
  { steps, items = 3, more, seed }: PlaySize,
  groundOf: GroundOf,
): Promise<() => Promise<void>> {
  const random = seeded(stream, seed);
  const all = [...STEPS, ...(more?.steps ?? [])];
  // A play that depends on an id fails again with its seed.
  const ground = await groundOf({ ids: seededIds(seeded(1_000_000 + stream, seed)) });
  let words = 0;
  const one: Play = { ...ground, random, truths: new Map(), made: new Map(), word: () => `w${++words}` };
  for (const tracker of trackersOf(one)) {
    one.truths.set(tracker, new Map());
    one.made.set(tracker, []);
    for (let i = 1; i <= items; i++) {
      const parts = Array.from({ length: PARTS }, one.word);
      const number = tracker.open(`t${i}`, { parts });
      one.truths
        .get(tracker)!
        .set(number, { title: `t${i}`, parts, tags: new Set(), comments: [], notes: [], mayEnd: false });
    }
  }
  // The clocks of the machine and of a service differ, by up to some hours.
  for (const move of [one.pass, ...Array.from(trackersOf(one), ({ pass }) => pass)])
    if (random.int(3) === 0) move(random.int(6 * 3_600_000));
  for (const { add, sync } of one.sources) {
    await add({ close: 'completed', notes: true });
    await sync({ agree: true });
  }
  for (const tracker of trackersOf(one)) tracker.vary(random.int);
  return async () => {
    for (let i = 0; i < steps; i++) {
      const source = random.pick(one.sources);
      const number = 1 + random.int(items);
      if (random.int(5) === 0) await syncBadly(one, source);
      else await random.pick(all)(one, { ...source, number, truth: one.truths.get(source.tracker)!.get(number)! });
      for (const tracker of trackersOf(one)) tracker.vary(random.int);
      passAll(one, random.int(random.pick([1_500, 90_000])));
    }
    await toRest(one);
    if (more) {
      await checkItems(one, more.check);
      await more.end(one);
      await toRest(one);
      await checkItems(one, more.check);
    }
    await checkEqual(one);
  };
}

const trackersOf = ({ sources }: PlayGround): Set<Tracker> => new Set(sources.map(({ tracker }) => tracker));

function passAll(one: PlayGround, ms: number): void {
  one.pass(ms);
  for (const tracker of trackersOf(one)) tracker.pass(ms);
}

/** A synchronisation that changes nothing on either side. */
const AT_REST = { added: [], changed: [], pushed: [], unpushed: [], comments: 0 };

/** Maximum number of rounds until all sides rest. */
const TO_REST = 5;

/** Time after which a service finds everything, and nothing of it is late. */
const LATE_MS = 6 * 60_000;

async function syncAll(one: Play): Promise<boolean> {
  let isQuiet = true;
  for (const source of one.sources) {
    passAll(one, LATE_MS);
    const done = (await syncShared(source)) as typeof AT_REST;
    isQuiet &&= Object.entries(AT_REST).every(
      ([name, value]) => JSON.stringify(done[name as keyof typeof AT_REST]) === JSON.stringify(value),
    );
  }
  return isQuiet;
}

/** Synchronises until nothing changes any more. The check at the end synchronises once more. */
async function toRest(one: Play): Promise<void> {
  for (let i = 0; i < TO_REST; i++) if (await syncAll(one)) return;
}

/** Number of plays over HTTP that go on at once: each waits for the network most of its time. */
const AT_ONCE = 8;

/** Returns numbers in groups that are played at once. */
export const groupsOf = (count: number): number[][] =>
  Array.from({ length: Math.ceil(count / AT_ONCE) }, (_, i) =>
    Array.from({ length: Math.min(AT_ONCE, count - i * AT_ONCE) }, (_, j) => i * AT_ONCE + j),
  );

/** Plays several at once. @throws an error with the number of each one that failed */
export async function playAtOnce(
  streams: readonly number[],
  begin: (stream: number) => Promise<() => Promise<void>>,
): Promise<void> {
  const begun: (() => Promise<void>)[] = [];
  for (const stream of streams) begun.push(await begin(stream));
  const ends = await Promise.allSettled(begun.map((goOn) => goOn()));
  tally({ inputs: streams.length });
  const failed = ends.flatMap((end, i) =>
    end.status === 'rejected' ? [`seed ${SEED}, play ${streams[i]}: ${(end.reason as Error).stack}`] : [],
  );
  expect(failed).toEqual([]);
}

/** A note that somebody wrote. The queue makes one of a handoff that ends. */
const isSaid = (text: string) => !text.startsWith('Handed off: ');

async function checkItems(one: Play, check: NonNullable<PlaySize['more']>['check']): Promise<void> {
  for (const [tracker, truths] of one.truths) {
    const sources = one.sources.filter((source) => source.tracker === tracker);
    for (const [number, truth] of truths) {
      const tasks = await Promise.all(sources.map(async (source) => (await source.task(number))!));
      if (!tracker.at(number).isOpen && !tracker.isDropped?.(number)) expect(truth.mayEnd).toBe(true);
      const works = sources.map(({ work }) => work);
      check({ ...sources[0]!, number, truth }, tasks, works);
    }
  }
}

async function checkEqual(one: Play): Promise<void> {
  const conflictsIn = ({ work }: PlaySource): Conflict[] =>
    Array.from(work.opened.store.state.all('conflict'), ([, conflict]) => conflict).filter(({ resolved }) => !resolved);
  for (const [tracker, truths] of one.truths) {
    const sources = one.sources.filter((source) => source.tracker === tracker);
    const made = one.made.get(tracker)!;
    const titles = tracker.titles();
    expect(titles).toHaveLength(truths.size + made.length);
    expect(made.filter((title) => titles.filter((other) => other === title).length !== 1)).toEqual([]);
    for (const [number, truth] of truths) {
      const there = tracker.at(number);
      const tasks = await Promise.all(sources.map((source) => source.task(number)));
      const open = sources.map((source, i) =>
        conflictsIn(source)
          .filter(({ task }) => task === tasks[i]!.uuid)
          .map(({ field }) => field),
      );
      // With a conflict in another queue, the last edit may be the one that waits there.
      const isOpen = (field: string) => open.some((fields) => fields.includes(field));
      if (!isOpen('description')) expect(there.title).toBe(truth.title);
      if (!isOpen('spec')) expect(there.parts).toEqual(truth.parts);
      const labels = there.labels.map((label) => label.replace(/^backlog:/, '')).sort();
      if (!isOpen('tags')) expect(labels).toEqual([...truth.tags].sort());
      const notes = [...truth.comments, ...truth.notes].filter(isSaid).sort();
      const comments = tracker.comments(number);
      const plain = comments.filter((body) => !body.startsWith('**Backlog**'));
      expect(plain.filter(isSaid).sort()).toEqual(notes);
      expect(new Set(plain).size).toBe(plain.length);
      expect(comments.length - plain.length).toBeLessThanOrEqual(sources.length);
      for (const [i, task] of tasks.entries()) {
        const is = (field: string) => !open[i]!.includes(field);
        const parts = task!.docs!.spec!.split('\n\n');
        if (is('description')) expect(task!.description).toBe(there.title);
        if (is('spec')) expect(parts).toEqual(there.parts);
        else expect(parts).not.toEqual(there.parts);
        if (is('status')) expect(task!.status === 'pending').toBe(there.isOpen);
        if (is('tags')) expect((task!.tags ?? []).toSorted()).toEqual(labels);
        expect(
          (task!.annotations ?? [])
            .map(({ text }) => text)
            .filter(isSaid)
            .sort(),
        ).toEqual(notes);
      }
    }
  }
  for (const { work } of one.sources) {
    const tasks = Array.from(work.opened.store.state.all('task'));
    const linked = Array.from(work.opened.store.state.all('linked'), ([, { task }]) => task);
    expect(Array.from(work.opened.store.state.all('sending'))).toEqual([]);
    expect([tasks.length, new Set(linked).size]).toEqual([linked.length, linked.length]);
  }
  expect(await syncAll(one)).toBe(true);
  for (const tracker of trackersOf(one)) expect(tracker.tooMany?.() ?? 0).toBe(0);
}
