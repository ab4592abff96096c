import { describe, expect, test } from 'vitest';
import { gitHubGround } from '../../support/github/ground.ts';
import { TRACKER_NAMES, TRACKERS } from '../../support/tracker-ground.ts';

describe('issues become tasks', () => {
  test('with their texts, labels, milestone, assignee, parent, blockers and comments', async () => {
    const { fake, add, pull, tasks } = await gitHubGround();
    const { repository } = fake;
    repository.open('Design', { body: 'First.\r\n\r\nSecond.', labels: ['bug', 'good first issue'], milestone: 'v1' });
    repository.open('Build', { parent: 1, blockedBy: [3], assignees: [1] });
    repository.open('Decide', { author: 2, association: 'NONE' });
    repository.comment(1, 'Looks good', 2, 'NONE');
    await add();
    const done = await pull();
    expect(done).toMatchObject({ comments: 1, refused: [], told: [] });
    expect(done.added.map(({ description }) => description)).toEqual(['Design', 'Build', 'Decide']);
    const [design, build, decide] = await tasks();
    expect(design).toMatchObject({ description: 'Design', tags: ['bug', 'good-first-issue'], project: 'v1' });
    expect(design!.docs).toEqual({ spec: 'First.\n\nSecond.' });
    expect(design!.source).toMatchObject({
      kind: 'github',
      list: 'acme/app',
      id: 'I_101',
      author: 'octocat',
      association: 'MEMBER',
    });
    expect(design!.annotations).toMatchObject([
      { text: 'Looks good', author: 'stranger', association: 'NONE', actor: 'human:ada' },
    ]);
    expect(build).toMatchObject({ parent: design!.uuid, depends: [decide!.uuid], agent: 'octocat' });
    expect(decide!.source).toMatchObject({ author: 'stranger', association: 'NONE' });
  });

  test('a quiet pull is two requests, and writes nothing', async () => {
    const { work, fake, add, pull, requestsOf } = await gitHubGround();
    for (const title of ['One', 'Two']) fake.repository.open(title);
    await add();
    fake.repository.pass(60_000);
    await pull();
    await pull();
    const head = work.opened.store.state.seq;
    expect(await requestsOf(pull)).toBe(2);
    expect(fake.requests.slice(-2).map(({ status }) => status)).toEqual([304, 304]);
    expect(work.opened.store.state.seq).toBe(head);
  });

  test('edits there arrive: title, text, state, reopening, labels, a comment', async () => {
    const { fake, add, pull, task } = await gitHubGround();
    const { repository } = fake;
    repository.open('One', { body: 'Text', labels: ['a'] });
    await add();
    await pull();
    // In the same second as the pull, which the service can't tell apart.
    repository.edit(1, { title: 'One there', body: 'Text there', labels: ['b'] });
    repository.comment(1, 'Later');
    expect((await pull()).changed).toEqual([
      { id: 1, description: 'One there', fields: ['description', 'spec', 'tags'] },
    ]);
    expect(await task(1)).toMatchObject({ description: 'One there', tags: ['b'], docs: { spec: 'Text there' } });
    expect((await task(1))!.annotations).toMatchObject([{ text: 'Later' }]);
    repository.pass(5_000);
    repository.edit(1, { state: 'closed', reason: 'completed' });
    await pull();
    expect(await task(1)).toMatchObject({ status: 'completed' });
    repository.pass(5_000);
    repository.edit(1, { state: 'open', reason: 'reopened' });
    await pull();
    expect(await task(1)).toMatchObject({ status: 'pending' });
    repository.pass(5_000);
    repository.edit(1, { state: 'closed', reason: 'not_planned' });
    await pull();
    expect(await task(1)).toMatchObject({ status: 'deleted' });
  });

  test.each(['deleted', { repo: 'acme/other', number: 5 }] as const)(
    'a blocker that is gone there (%j) still blocks here; one that a person removed does not',
    async (away) => {
      const { work, fake, add, pull, task, requestsOf } = await gitHubGround();
      const { repository } = fake;
      for (const title of ['One', 'Two', 'Three']) repository.open(title);
      repository.edit(3, { blockedBy: [1, 2] });
      await add();
      await pull();
      await work.run('task_done', { id: '1' });
      repository.pass(5_000);
      repository.edit(1, { away });
      repository.edit(3, { title: 'Third' });
      await pull();
      repository.pass(5_000);
      repository.edit(3, { blockedBy: [1] });
      await pull();
      expect(await task(3)).toMatchObject({ description: 'Third', depends: [(await task(1))!.uuid] });
      await pull();
      expect(await requestsOf(pull)).toBe(2);
    },
  );

  test('the filter decides which become tasks; one that loses its label stays and follows', async () => {
    const { fake, add, pull, tasks } = await gitHubGround();
    const { repository } = fake;
    repository.open('In', { labels: ['Agent'] });
    repository.open('Out');
    repository.open('Pull request', { labels: ['agent'], isPull: true });
    repository.comment(1, 'Before');
    await add({ filter: 'label:agent' });
    await pull();
    repository.pass(2_000);
    repository.edit(1, { labels: [], title: 'In still' });
    repository.edit(2, { labels: ['agent'] });
    repository.comment(2, 'Now');
    await pull();
    const all = await tasks();
    expect(all.map(({ description }) => description)).toEqual(['In still', 'Out']);
    expect(all.map(({ annotations }) => annotations?.map(({ text }) => text))).toEqual([['Before'], ['Now']]);
  });

  test('a dry run shows the same and changes nothing', async () => {
    const { work, fake, add, pull, tasks } = await gitHubGround();
    fake.repository.open('One');
    await add();
    const { seq: head } = work.opened.store.state;
    const tried = await pull({ dry_run: true });
    expect(tried).toMatchObject({ dryRun: true, added: [{ description: 'One' }] });
    expect(work.opened.store.state.seq).toBe(head);
    expect(await tasks()).toEqual([]);
    expect((await pull()).added).toMatchObject([{ description: 'One' }]);
  });
});

describe('texts of strangers', () => {
  test('hostile names, labels and bodies are bounded, and said', async () => {
    const { fake, add, pull, tasks } = await gitHubGround();
    const { repository } = fake;
    repository.open('\u001b[2J\u202Eevil\nline', {
      body: `x${'y'.repeat(10 * 1_048_576)}`,
      labels: ['::', '-x', 'a,b', ...Array.from({ length: 150 }, (_, i) => `l${i}`)],
      milestone: '../..',
    });
    repository.open('', { body: null });
    repository.open('\u200B', { body: null });
    await add();
    const { told, refused } = await pull();
    expect(refused).toEqual([]);
    const [one, two, three] = await tasks();
    expect(one!.description).toBe('[2J evil line');
    expect(one!.tags!.length).toBeLessThanOrEqual(100);
    expect(one!.docs!.spec!.length).toBeLessThan(300_000);
    expect([two!.description, three!.description]).toEqual(['Issue #2', 'Issue #3']);
    expect(told).toEqual([expect.stringContaining('labels'), expect.stringContaining('characters')]);
  });

  test('dependencies in a circle: one is left out, and said', async () => {
    const { fake, add, pull, tasks } = await gitHubGround();
    fake.repository.open('A', { blockedBy: [2] });
    fake.repository.open('B', { blockedBy: [1] });
    await add();
    const { told, refused } = await pull();
    expect(refused).toEqual([]);
    expect(told).toEqual([expect.stringContaining('circle')]);
    expect((await tasks()).flatMap(({ depends = [] }) => depends)).toHaveLength(1);
  });
});

test.each(TRACKER_NAMES)(
  '%s: a purged task does not come back when its item changes, and its link has no text',
  async (service) => {
    const { tracker, work, add, sync, pass, tasks } = await TRACKERS[service]();
    tracker.open('Secret', { parts: ['Text'] });
    await add({ notes: true });
    await sync({ agree: true });
    await work.run('task_delete', { id: 1 });
    await sync();
    await work.run('task_purge', { id: 1 });
    pass(6 * 60_000);
    tracker.edit(1, { title: 'Secret again', isOpen: true });
    tracker.comment(1, 'Once more');
    const steps = await sync();
    expect([steps.added, steps.pushed, await tasks()]).toEqual([[], [], []]);
    expect(tracker.at(1)).toMatchObject({ title: 'Secret again', isOpen: true });
    const [[, linked] = expect.fail('no link')] = work.opened.store.state.all('linked');
    expect(linked).toMatchObject({ number: 1, there: {}, seen: {} });
    // Without its source, nothing is known about its items any more.
    await work.run('source_remove', { name: 'app' });
    await add();
    await sync({ agree: true });
    expect(await tasks()).toMatchObject([{ description: 'Secret again' }]);
  },
);
