import { expect } from 'vitest';
import type { Conflict } from '../../../src/domain/records.ts';
import { MARK } from '../../../src/services/index.ts';
import type { FakeGitHub } from '../../support/github/fake.ts';
import type { WholeTask } from '../../support/github/ground.ts';
import { type Random, seeded, seededIds } from '../../support/random.ts';
import { SEED } from '../../support/seed.ts';
import { tally } from '../../support/tally.ts';
import type { TestWorkspace } from '../../support/workspace.ts';

const PARTS = 4;

/** The last edit of each value, on whichever side it was made. */
interface Truth {
  title: string;
  paragraphs: string[];
  tags: Set<string>;
  comments: string[];
  notes: string[];
}

/** A queue and a repository that are kept in step, over HTTP or in memory. */
export interface PlayGround {
  work: Pick<TestWorkspace, 'run' | 'opened'>;
  fake: Pick<FakeGitHub, 'repository' | 'faults' | 'crlf'>;
  add(input?: object): Promise<unknown>;
  sync(input?: object): Promise<unknown>;
  task(number: number): Promise<WholeTask | undefined>;
}

interface Play {
  ground: PlayGround;
  random: Random;
  truths: Map<number, Truth>;
  word(): string;
}

type Step = (play: Play, number: number) => Promise<void>;

const bodyOf = (paragraphs: readonly string[]) => paragraphs.join('\n\n');
const issue = ({ ground }: Play, number: number) => ground.fake.repository.issues.get(number)!;
const truthOf = ({ truths }: Play, number: number) => truths.get(number)!;
const textThere = (play: Play, number: number) =>
  (issue(play, number).body ?? '').replaceAll('\r\n', '\n').split('\n\n');

/** Edits of both sides. Each writes a new word, so that a lost one is missing at the end. */
const STEPS: readonly Step[] = [
  async (play, number) => {
    const title = play.word();
    play.ground.fake.repository.edit(number, { title });
    truthOf(play, number).title = title;
  },
  async (play, number) => {
    const [i, text] = [play.random.int(PARTS), play.word()];
    play.ground.fake.repository.edit(number, { body: bodyOf(textThere(play, number).with(i, text)) });
    truthOf(play, number).paragraphs[i] = text;
  },
  async (play, number) => {
    const label = play.word();
    play.ground.fake.repository.edit(number, { labels: [...issue(play, number).labels, label] });
    truthOf(play, number).tags.add(label);
  },
  async (play, number) => {
    const label = issue(play, number).labels.find((name) => !name.startsWith('backlog:'));
    if (label === undefined) return;
    play.ground.fake.repository.edit(number, { labels: issue(play, number).labels.filter((name) => name !== label) });
    truthOf(play, number).tags.delete(label);
  },
  async (play, number) => {
    const isOpen = issue(play, number).state === 'open';
    play.ground.fake.repository.edit(number, {
      state: isOpen ? 'closed' : 'open',
      reason: isOpen ? 'completed' : 'reopened',
    });
  },
  async (play, number) => {
    const text = play.word();
    play.ground.fake.repository.comment(number, text);
    truthOf(play, number).comments.push(text);
  },
  onTask(async (play, number, task) => {
    const title = play.word();
    await play.ground.work.run('task_modify', { filter: String(task.id), description: title });
    truthOf(play, number).title = title;
  }),
  onTask(async (play, number, task) => {
    const [i, text] = [play.random.int(PARTS), play.word()];
    const content = bodyOf(task.docs!.spec!.split('\n\n').with(i, text));
    await play.ground.work.run('task_doc_write', { id: task.id, content });
    truthOf(play, number).paragraphs[i] = text;
  }),
  onTask(async (play, number, task) => {
    const tag = play.word();
    await play.ground.work.run('task_modify', { filter: String(task.id), tags: `+${tag}` });
    truthOf(play, number).tags.add(tag);
  }),
  onTask(async (play, _, task) => {
    if (task.status === 'pending') await play.ground.work.run('task_done', { id: String(task.id) });
    else await play.ground.work.run('task_modify', { filter: String(task.id), status: 'pending' });
  }),
  onTask(async (play, number, task) => {
    const text = play.word();
    await play.ground.work.run('task_annotate', { id: task.id, text });
    truthOf(play, number).notes.push(text);
  }),
];

/** An edit of the task, if the issue has one by now. */
function onTask(edit: (play: Play, number: number, task: WholeTask) => Promise<void>): Step {
  return async (play, number) => {
    const task = await play.ground.task(number);
    if (task) await edit(play, number, task);
  };
}

const FAULTS = ['502', '502 after', 'cut after'] as const;

/** Synchronises while answers get lost. A kill is a service that is gone from one request on: nothing is cleaned up. */
async function syncBadly({ ground, random }: Play): Promise<void> {
  const { faults } = ground.fake;
  for (let i = random.int(3); i > 0; i--)
    faults.push({ kind: random.pick(FAULTS), method: random.pick(['POST', 'PATCH', 'DELETE']) });
  if (random.int(3) === 0) {
    const kind = random.pick(FAULTS);
    faults.push({ kind, method: random.pick(['POST', 'PATCH']) }, { kind: '401', times: 1_000, from: random.int(12) });
  }
  await ground.sync({ confirm: 3 }).catch(() => undefined);
  faults.length = 0;
}

type GroundOf = (options: { ids: () => string }) => Promise<PlayGround>;

/** Plays random edits of both sides, with lost answers and kills, and checks both sides at rest. */
export async function play(
  stream: number,
  size: { steps: number; issues?: number },
  groundOf: GroundOf,
): Promise<void> {
  const goOn = await begin(stream, size, groundOf);
  await goOn();
}

/** Begins a play. Its sides have one connection each from then on, so several plays can go on at once. */
export async function begin(
  stream: number,
  { steps, issues = 3 }: { steps: number; issues?: number },
  groundOf: GroundOf,
): Promise<() => Promise<void>> {
  const random = seeded(stream);
  // A play that depends on an id fails again with its seed.
  const ground = await groundOf({ ids: seededIds(seeded(1_000_000 + stream)) });
  let words = 0;
  const truths = new Map<number, Truth>();
  const one: Play = { ground, random, truths, word: () => `w${++words}` };
  for (let number = 1; number <= issues; number++) {
    const paragraphs = Array.from({ length: PARTS }, one.word);
    ground.fake.repository.open(`t${number}`, { body: bodyOf(paragraphs) });
    truths.set(number, { title: `t${number}`, paragraphs, tags: new Set(), comments: [], notes: [] });
  }
  await ground.add({ close: 'completed', notes: true });
  await ground.sync({ agree: true });
  return async () => {
    for (let i = 0; i < steps; i++) {
      if (random.int(5) === 0) await syncBadly(one);
      else await random.pick(STEPS)(one, 1 + random.int(issues));
      ground.fake.crlf = random.int(4) === 0;
      ground.fake.repository.pass(random.int(1_500));
    }
    await toRest(() => ground.sync({ confirm: 3 }));
    await checkEqual(one);
  };
}

/** A synchronisation that changes nothing on either side. */
export const AT_REST = { added: [], changed: [], pushed: [], unpushed: [], comments: 0 };

/** Maximum number of synchronisations until both sides rest. */
const TO_REST = 4;

/** Synchronises until nothing changes any more. The check at the end synchronises once more. */
export async function toRest(sync: () => Promise<unknown>): Promise<void> {
  const names = Object.keys(AT_REST) as (keyof typeof AT_REST)[];
  for (let i = 0; i < TO_REST; i++) {
    const done = (await sync()) as typeof AT_REST;
    if (JSON.stringify(names.map((name) => done[name])) === JSON.stringify(Object.values(AT_REST))) return;
  }
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

async function checkEqual(one: Play): Promise<void> {
  const { ground, truths } = one;
  const { repository } = ground.fake;
  const conflicts: Conflict[] = Array.from(ground.work.opened.store.state.all('conflict'), ([, conflict]) => conflict);
  expect(repository.issues.size).toBe(truths.size);
  expect(Array.from(ground.work.opened.store.state.all('sending'))).toEqual([]);
  for (const [number, truth] of truths) {
    const there = issue(one, number);
    const task = (await ground.task(number))!;
    const isOpen = (field: string) => conflicts.some((c) => c.task === task.uuid && c.field === field && !c.resolved);
    if (!isOpen('description')) expect([task.description, there.title]).toEqual([truth.title, truth.title]);
    if (!isOpen('spec'))
      expect([task.docs!.spec!.split('\n\n'), textThere(one, number)]).toEqual([truth.paragraphs, truth.paragraphs]);
    else expect(task.docs!.spec).not.toBe(bodyOf(textThere(one, number)));
    if (!isOpen('status')) expect(task.status !== 'pending').toBe(there.state === 'closed');
    const labels = there.labels.map((label) => label.replace(/^backlog:/, '')).sort();
    const tags = [...truth.tags].sort();
    if (!isOpen('tags')) expect([(task.tags ?? []).toSorted(), labels]).toEqual([tags, tags]);
    const comments = repository.commentsOf(number).map(({ body }) => body.replaceAll('\r\n', '\n').replace(MARK, ''));
    const plain = comments.filter((body) => !body.startsWith('**Backlog**'));
    expect(plain.toSorted()).toEqual([...truth.comments, ...truth.notes].sort());
    expect(comments.length - plain.length).toBeLessThanOrEqual(1);
    expect((task.annotations ?? []).map(({ text }) => text).sort()).toEqual([...truth.comments, ...truth.notes].sort());
  }
  expect(await ground.sync()).toMatchObject(AT_REST);
}
