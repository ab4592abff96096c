import { expect, test } from 'vitest';
import { readAdf } from '../../../../src/base/adf/text.ts';
import type { Conflict } from '../../../../src/domain/records.ts';
import type { WholeTask } from '../../../support/github/ground.ts';
import { type JiraGround, jiraGround } from '../../../support/jira/ground.ts';
import { adf } from '../../../support/jira/state.ts';
import { type Random, seeded, seededIds } from '../../../support/random.ts';
import { patience, runs } from '../../../support/seed.ts';
import { groupsOf, playAtOnce } from '../plays.ts';

const PARTS = 4;
const MINUTE = 60_000;

/** The last edit of each value, on whichever side it was made. */
interface Truth {
  title: string;
  paragraphs: string[];
  tags: Set<string>;
  comments: string[];
  notes: string[];
}

interface Play {
  ground: JiraGround;
  random: Random;
  truths: Map<number, Truth>;
  word(): string;
}

type Step = (play: Play, number: number) => Promise<void>;

const key = (number: number) => `APP-${number}`;
const issue = ({ ground }: Play, number: number) => ground.fake.site.find(key(number))!;
const truthOf = ({ truths }: Play, number: number) => truths.get(number)!;
const textThere = (play: Play, number: number) => readAdf(issue(play, number).description).text.split('\n\n');

/** Edits of both sides. Each writes a new word, so that a lost one is missing at the end. */
const STEPS: readonly Step[] = [
  async (play, number) => {
    const summary = play.word();
    play.ground.fake.site.edit(key(number), { summary });
    truthOf(play, number).title = summary;
  },
  async (play, number) => {
    const [i, text] = [play.random.int(PARTS), play.word()];
    play.ground.fake.site.edit(key(number), { description: adf(...textThere(play, number).with(i, text)) });
    truthOf(play, number).paragraphs[i] = text;
  },
  async (play, number) => {
    const label = play.word();
    play.ground.fake.site.edit(key(number), { labels: [...issue(play, number).labels, label] });
    truthOf(play, number).tags.add(label);
  },
  async (play, number) => {
    const isOpen = issue(play, number).status !== 'Done';
    play.ground.fake.site.edit(key(number), { status: isOpen ? 'Done' : 'To Do' });
  },
  async (play, number) => {
    const text = play.word();
    play.ground.fake.site.comment(key(number), text, play.random.pick(['me', 'mia']));
    truthOf(play, number).comments.push(text);
  },
  onTask(async (play, number, task) => {
    const title = play.word();
    await play.ground.work.run('task_modify', { filter: String(task.id), description: title });
    truthOf(play, number).title = title;
  }),
  onTask(async (play, number, task) => {
    const [i, text] = [play.random.int(PARTS), play.word()];
    const content = task.docs!.spec!.split('\n\n').with(i, text).join('\n\n');
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

function onTask(edit: (play: Play, number: number, task: WholeTask) => Promise<void>): Step {
  return async (play, number) => {
    const task = await play.ground.task(number);
    if (task) await edit(play, number, task);
  };
}

const FAULTS = ['502', '502 after', 'cut after'] as const;
const WRITES = /\/(issue|transitions|comment)(\/[\w-]+)?$/;

/** Synchronises while answers get lost. A kill is a service that is gone from one request on: nothing is cleaned up. */
async function syncBadly({ ground, random }: Play): Promise<void> {
  const { faults } = ground.fake;
  for (let i = random.int(3); i > 0; i--)
    faults.push({ kind: random.pick(FAULTS), method: random.pick(['POST', 'PUT']), path: WRITES });
  if (random.int(3) === 0) faults.push({ kind: '401', times: 1_000, from: random.int(14) });
  await ground.sync({ confirm: 3 }).catch(() => undefined);
  faults.length = 0;
}

async function begin(stream: number, steps: number): Promise<() => Promise<void>> {
  const random = seeded(stream);
  // A play that depends on an id fails again with its seed.
  const ground = await jiraGround({ ids: seededIds(seeded(1_000 + stream)) });
  let words = 0;
  const truths = new Map<number, Truth>();
  const one: Play = { ground, random, truths, word: () => `w${++words}` };
  for (const number of [1, 2, 3]) {
    const paragraphs = Array.from({ length: PARTS }, one.word);
    ground.fake.site.open(`t${number}`, { description: adf(...paragraphs) });
    truths.set(number, { title: `t${number}`, paragraphs, tags: new Set(), comments: [], notes: [] });
  }
  await ground.work.run('setting_set', { name: 'trust.associations', value: 'OWNER,USER' });
  await ground.add({ close: 'completed', notes: true });
  await ground.sync({ agree: true });
  // A search finds each change up to three minutes late, in any order.
  ground.fake.site.lag = () => random.int(3) * MINUTE;
  return async () => {
    for (let i = 0; i < steps; i++) {
      if (random.int(5) === 0) await syncBadly(one);
      else await random.pick(STEPS)(one, 1 + random.int(3));
      ground.pass(random.int(90_000));
    }
    for (let i = 0; i < 4; i++) {
      ground.pass(4 * MINUTE);
      await ground.sync({ confirm: 3 });
    }
    await checkEqual(one);
  };
}

async function checkEqual(one: Play): Promise<void> {
  const { ground, truths } = one;
  const { site } = ground.fake;
  const conflicts: Conflict[] = Array.from(ground.work.opened.store.state.all('conflict'), ([, conflict]) => conflict);
  expect(site.issues.size).toBe(truths.size);
  expect(Array.from(ground.work.opened.store.state.all('sending'))).toEqual([]);
  for (const [number, truth] of truths) {
    const there = issue(one, number);
    const task = (await ground.task(number))!;
    const isOpen = (field: string) => conflicts.some((c) => c.task === task.uuid && c.field === field && !c.resolved);
    if (!isOpen('description')) expect([task.description, there.summary]).toEqual([truth.title, truth.title]);
    if (!isOpen('spec'))
      expect([task.docs!.spec!.split('\n\n'), textThere(one, number)]).toEqual([truth.paragraphs, truth.paragraphs]);
    if (!isOpen('status')) expect(task.status !== 'pending').toBe(there.status === 'Done');
    const labels = there.labels.map((label) => label.replace(/^backlog:/, '')).sort();
    const tags = [...truth.tags].sort();
    if (!isOpen('tags')) expect([(task.tags ?? []).toSorted(), labels]).toEqual([tags, tags]);
    const comments = site.commentsOf(there.id).map(({ body }) => readAdf(body).text);
    const plain = comments.filter((body) => !body.startsWith('**Backlog**'));
    expect(plain.toSorted()).toEqual([...truth.comments, ...truth.notes].sort());
    expect(comments.length - plain.length).toBeLessThanOrEqual(1);
    expect((task.annotations ?? []).map(({ text }) => text).sort()).toEqual([...truth.comments, ...truth.notes].sort());
  }
  expect(await ground.sync()).toMatchObject({ added: [], changed: [], pushed: [], unpushed: [], comments: 0 });
}

test.each(groupsOf(runs(1, 300)))(
  'edits of both sides, lost answers, late searches and kills leave both equal, but for listed conflicts (from %i)',
  async (...streams) => playAtOnce(streams, (stream) => begin(stream, 60)),
  patience(60_000),
);
