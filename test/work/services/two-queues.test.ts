import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Steps } from '../../../src/commands/source/outputs.ts';
import { prepareStore } from '../../../src/store/index.ts';
import { bundle } from '../../support/bundle.ts';
import { startChild } from '../../support/child.ts';
import { tempFolder } from '../../support/folder.ts';
import { type GitHubGround, gitHubGround, type WholeTask } from '../../support/github/ground.ts';
import { jiraGround } from '../../support/jira/ground.ts';
import { NEEDS_POSTGRES } from '../../support/needs.ts';
import { startPostgres } from '../../support/postgres.ts';
import { type Random, seeded } from '../../support/random.ts';
import { runs } from '../../support/seed.ts';
import { soak } from '../../support/soak-test.ts';
import { NOON, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

/** Another queue, which keeps the same repository in step. */
async function another(): Promise<Pick<GitHubGround, 'work' | 'sync' | 'tasks'>> {
  const work = await testWorkspace();
  const tasks = async () => (await work.run<{ tasks: WholeTask[] }>('task_export')).tasks;
  return { work, tasks, sync: (input = {}) => work.run<Steps>('source_sync', { name: 'app', ...input }) };
}

/** Two queues without anything in common but the repository. */
async function twoQueues() {
  const first = await gitHubGround();
  const second = await another();
  const { fake } = first;
  for (const title of ['One', 'Two']) fake.repository.open(title, { body: 'A\n\nB\n\nC' });
  for (const { work, sync } of [first, second]) {
    await work.run('source_add', { service: 'github', list: 'acme/app', close: 'completed', notes: true });
    await sync({ agree: true });
  }
  return { fake, queues: [first, second] as const };
}

const QUIET = { added: [], changed: [], pushed: [], unpushed: [], conflicts: [], comments: 0 };

test('two queues of one repository have a status comment each, which the other one leaves alone and names', async () => {
  const { fake, queues } = await twoQueues();
  const [first, second] = queues;
  await first.work.run('task_start', { id: '1' });
  await first.work.run('task_annotate', { id: 1, text: 'From the first' });
  await first.sync();
  fake.repository.pass(5_000);
  expect((await second.sync()).told).toEqual(['another queue keeps #1 in step, too']);
  await second.work.run('task_done', { id: '1' });
  for (let i = 0; i < 3; i++)
    for (const { sync } of queues) {
      await sync();
      fake.repository.pass(5_000);
    }
  for (const { sync } of queues) expect(await sync()).toMatchObject(QUIET);
  const comments = fake.repository.commentsOf(1).map(({ body }) => body.split('\n')[0]!);
  expect(comments.sort()).toEqual([
    '**Backlog**: task 1 is completed.',
    '**Backlog**: task 1 is completed.',
    'From the first',
  ]);
  for (const { tasks } of queues) {
    const [one] = await tasks();
    expect([one?.status, one?.annotations?.map(({ text }) => text)]).toEqual(['completed', ['From the first']]);
  }
});

soak('two queues of one project of Jira, which hides marks, do so, too', async () => {
  const first = await jiraGround();
  const second = await another();
  const { site } = first.fake;
  site.open('One');
  for (const { work, sync } of [first, second]) {
    await work.run('source_add', { service: 'jira', list: 'acme.atlassian.net/APP', notes: true });
    await sync({ agree: true });
  }
  await first.work.run('task_start', { id: '1' });
  await second.work.run('task_start', { id: '1' });
  for (let i = 0; i < 3; i++)
    for (const { sync } of [first, second]) {
      first.pass(600_000);
      await sync();
    }
  for (const { sync, tasks } of [first, second]) {
    first.pass(600_000);
    expect(await sync()).toMatchObject(QUIET);
    expect((await tasks())[0]?.annotations).toBeUndefined();
  }
  expect(site.commentsOf(site.find('APP-1')!.id)).toHaveLength(2);
});

test('a comment of a stranger that looks like a status comment is a note', async () => {
  const { fake, queues } = await twoQueues();
  fake.repository.comment(1, '**Backlog**: task 1 is fine.\n\n<!-- backlog:12345678 -->', 2, 'NONE');
  fake.repository.pass(5_000);
  await queues[0].sync();
  expect((await queues[0].tasks())[0]?.annotations).toMatchObject([{ outside: true }]);
});

test.each(['fine', 'still broken on my machine.', 'in review. Or is it?'])(
  "a person's comment about the task is a note: it is %s",
  async (words) => {
    const { fake, queues } = await twoQueues();
    fake.repository.comment(1, `**Backlog**: task 1 is ${words}`, 1, 'OWNER');
    fake.repository.pass(5_000);
    expect((await queues[0].sync()).told).toEqual([]);
    expect((await queues[0].tasks())[0]?.annotations).toMatchObject([{ text: expect.stringContaining(words) }]);
  },
);

type Edit = (
  random: Random,
  word: string,
  one: { work: TestWorkspace; tasks(): Promise<WholeTask[]> },
) => Promise<unknown>;

const idOf = async (random: Random, { tasks }: { tasks(): Promise<WholeTask[]> }) => random.pick(await tasks());

const EDITS: readonly Edit[] = [
  async (random, word, one) =>
    one.work.run('task_modify', { filter: String((await idOf(random, one)).id), description: word }),
  async (random, word, one) =>
    one.work.run('task_modify', { filter: String((await idOf(random, one)).id), tags: `+${word}` }),
  async (random, word, one) => one.work.run('task_annotate', { id: (await idOf(random, one)).id, text: word }),
  async (random, word, one) => {
    const { id, docs } = await idOf(random, one);
    return one.work.run('task_doc_write', {
      id,
      content: docs!.spec!.split('\n\n').with(random.int(3), word).join('\n\n'),
    });
  },
  async (random, _, one) => {
    const { id, status } = await idOf(random, one);
    return status === 'pending'
      ? one.work.run('task_done', { id: String(id) })
      : one.work.run('task_modify', { filter: String(id), status: 'pending' });
  },
];

soak.each(Array.from({ length: runs(1, 40) }, (_, i) => i))(
  'edits of two queues and there leave all three equal, but for listed conflicts, and nothing twice (%i)',
  async (stream) => {
    const random = seeded(stream);
    const { fake, queues } = await twoQueues();
    const { repository } = fake;
    const notes: string[] = [];
    for (let i = 0; i < 40; i++) {
      const [word, number] = [`w${i}`, 1 + random.int(2)];
      const one = random.pick(queues);
      const act = random.int(8);
      if (act < EDITS.length) {
        await EDITS[act]!(random, word, one);
        if (act === 2) notes.push(word);
      } else if (act === 5) repository.edit(number, { title: word });
      else if (act === 6) {
        repository.comment(number, word);
        notes.push(word);
      } else {
        if (random.int(2) === 0)
          fake.faults.push({ kind: random.pick(['502 after', 'cut after'] as const), method: 'POST' });
        await one.sync({ confirm: 2 }).catch(() => undefined);
        fake.faults.length = 0;
      }
      repository.pass(random.int(2_000));
    }
    for (let i = 0; i < 5; i++)
      for (const { sync } of queues) {
        repository.pass(2_000);
        await sync({ confirm: 2 });
      }
    for (const { sync } of queues) expect(await sync()).toMatchObject({ ...QUIET, conflicts: expect.anything() });
    expect(repository.issues.size).toBe(2);
    const plain = [...repository.comments.values()].map(({ body }) => body.replace(/\s*<!--.*$/s, ''));
    expect(plain.filter((body) => !body.startsWith('**Backlog**')).sort()).toEqual([...notes].sort());
    for (const number of [1, 2])
      expect(repository.commentsOf(number).filter(({ body }) => body.startsWith('**Backlog**')).length).toBeLessThan(3);
    for (const { work, tasks } of queues) {
      const conflicts = Array.from(work.opened.store.state.all('conflict'), ([, one]) => one);
      const all = await tasks();
      expect(all.flatMap(({ annotations = [] }) => annotations.map(({ text }) => text)).sort()).toEqual(
        [...notes].sort(),
      );
      for (const task of all) {
        const there = repository.issues.get(task.id)!;
        const isOpen = (field: string) =>
          conflicts.some((one) => one.task === task.uuid && one.field === field && !one.resolved);
        if (!isOpen('description')) expect(task.description).toBe(there.title);
        if (!isOpen('spec')) expect(task.docs!.spec).toBe(there.body);
        if (!isOpen('status')) expect(task.status === 'pending').toBe(there.state === 'open');
        if (!isOpen('tags'))
          expect((task.tags ?? []).toSorted()).toEqual(
            there.labels.map((name) => name.replace(/^backlog:/, '')).sort(),
          );
      }
    }
  },
);

const script = bundle(new URL('./sync.child.ts', import.meta.url));

/** Synchronises one queue from several machines or processes at once, some times. */
async function raced(ground: GitHubGround, folders: readonly { store: string; cwd: string }[]) {
  const { fake, work, add, sync } = ground;
  fake.repository.open('One');
  await add({ close: 'completed', notes: true });
  await sync({ agree: true });
  const file = await script;
  for (let round = 0; round < runs(1, 5); round++) {
    await work.run('task_add', { description: `Fresh ${round}`, tags: ['share'] });
    await work.run('task_annotate', { id: 1, text: `Note ${round}` });
    fake.repository.open(`There ${round}`);
    fake.repository.comment(1, `Said ${round}`);
    fake.repository.pass(2_000);
    const children = folders.map(({ store, cwd }) =>
      startChild(file, [store, cwd, String(NOON)], () => {}, { GITHUB_API_URL: fake.api, GITHUB_TOKEN: fake.token }),
    );
    const ends = await Promise.all(children.map(({ ended }) => ended));
    expect(ends.some(({ code }) => code === 0)).toBe(true);
    for (const { code, errors } of ends) if (code !== 0) expect(errors).toContain('another process is synchronising');
  }
  for (let i = 0; i < 2; i++) await sync({ only: '+share', confirm: 3 });
  const titles = Array.from(fake.repository.issues.values(), ({ title }) => title);
  const texts = fake.repository.commentsOf(1).map(({ body }) => body.split('\n')[0]!);
  const tasks = (await ground.tasks()).map(({ description }) => description);
  for (const all of [titles, texts, tasks]) expect(all.length).toBe(new Set(all).size);
  expect(tasks.toSorted()).toEqual(titles.toSorted());
  expect(tasks).toHaveLength(1 + 2 * runs(1, 5));
  expect((await ground.tasks())[0]!.annotations).toHaveLength(2 * runs(1, 5));
  expect(await sync()).toMatchObject(QUIET);
}

soak('three processes that synchronise one source at once make nothing twice, here or there', async () => {
  const ground = await gitHubGround();
  const { folder } = ground.work;
  const place = { store: join(folder, 'store'), cwd: join(folder, 'project') };
  await raced(ground, [place, place, place]);
});

describe('two machines with one queue in PostgreSQL', NEEDS_POSTGRES, () => {
  soak('that synchronise one source at once make nothing twice, here or there', async () => {
    const server = await startPostgres();
    const address = server.address('sources');
    await prepareStore(address);
    const ground = await gitHubGround({ address });
    const machines = [0, 1].map(() => {
      const folder = tempFolder('machine');
      for (const name of ['store', 'project']) mkdirSync(join(folder, name));
      writeFileSync(join(folder, 'store/store.json'), JSON.stringify({ address }));
      return { store: join(folder, 'store'), cwd: join(folder, 'project') };
    });
    await raced(ground, machines);
  });
});
