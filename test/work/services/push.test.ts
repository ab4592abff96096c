import { describe, expect, test } from 'vitest';
import { guardItems } from '../../../src/work/services/only-source.ts';
import { type GitHubGround, gitHubGround } from '../../support/github/ground.ts';
import { resultOf, runIn } from '../../support/runs.ts';
import { everyNth, soak } from '../../support/soak-test.ts';
import { agent } from '../../support/workspace.ts';

const AT = '2026-01-01T00:00:00Z' as const;

/** A ground with one issue in the queue, to which a person agreed that Backlog writes. */
async function agreedGround(body = 'One.\n\nTwo.\n\nThree.'): Promise<GitHubGround> {
  const ground = await gitHubGround();
  ground.fake.repository.open('Fix', { body, labels: ['bug'] });
  await ground.add();
  await ground.pull();
  await ground.push({ agree: true });
  ground.fake.repository.pass(5_000);
  return ground;
}

const issueOf = ({ fake }: GitHubGround, number = 1) => fake.repository.issues.get(number)!;
const commentsOf = ({ fake }: GitHubGround, number = 1) => fake.repository.commentsOf(number).map(({ body }) => body);

describe('what a push changes there', () => {
  test('nothing before a person agreed, and only once', async () => {
    const { work, fake, add, pull, push } = await gitHubGround();
    fake.repository.open('Fix');
    await add();
    await pull();
    await work.run('task_modify', { filter: '1', description: 'Fix here' });
    expect((await work.refused('source_push', { name: 'app' })).message).toContain('nobody agreed yet');
    const refused = await work.refused('source_push', { name: 'app', agree: true }, agent('s1'));
    expect(refused.code).toBe('forbidden');
    expect(await push({ dry_run: true })).toMatchObject({ pushed: [{ number: 1, acts: ['edit'] }] });
    expect(fake.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
    await push({ agree: true });
    expect(fake.repository.issues.get(1)!.title).toBe('Fix here');
    await work.run('task_modify', { filter: '1', description: 'Fix once more' });
    await push();
    expect(fake.repository.issues.get(1)!.title).toBe('Fix once more');
  });

  test('title, text, tags with a prefix; labels of others stay', async () => {
    const ground = await agreedGround();
    const { work, push, pull } = ground;
    await work.run('task_modify', { filter: '1', description: 'Fix here', tags: '-bug,+web' });
    await work.run('task_doc_write', { id: 1, content: 'All new.' });
    expect((await push()).pushed).toEqual([{ id: 1, description: 'Fix here', number: 1, acts: ['edit', 'label'] }]);
    expect(issueOf(ground)).toMatchObject({ title: 'Fix here', body: 'All new.', labels: ['bug', 'backlog:web'] });
    expect(await push()).toMatchObject({ pushed: [], unpushed: [] });
    await pull();
    await pull();
    const seq = work.opened.store.state.seq;
    await pull();
    expect(work.opened.store.state.seq).toBe(seq);
    expect((await ground.task(1))!.tags).toEqual(['web']);
    await work.run('task_modify', { filter: '1', tags: '-web' });
    await push();
    expect(issueOf(ground).labels).toEqual(['bug']);
  });

  test('one managed comment, rewritten; text of the queue mentions nobody', async () => {
    const ground = await agreedGround();
    const { work, push } = ground;
    await work.run('task_modify', { filter: '1', acceptance: 'Tell @octocat\nGreen' });
    await work.run('task_start', { id: '1' });
    await push();
    expect(commentsOf(ground)).toEqual([
      expect.stringMatching(/^\*\*Backlog\*\*: task 1 is in progress\.\n- \[ \] `Tell @octocat`/),
    ]);
    await work.run('task_annotate', { id: 1, criterion: 2, text: 'npm test: `41` passed' });
    await push();
    expect(commentsOf(ground)).toEqual([expect.stringContaining("- [x] `Green`: `npm test: '41' passed`")]);
    expect(await push()).toMatchObject({ pushed: [] });
    await ground.pull();
    expect((await ground.task(1))!.annotations).toBeUndefined();
  });

  test('a completed task closes its issue only after its run is merged, unless the source says otherwise', async () => {
    const ground = await agreedGround();
    const { work, push, fake } = ground;
    await work.run('task_done', { id: '1' });
    await push();
    expect(issueOf(ground).state).toBe('open');
    expect(commentsOf(ground)).toEqual([expect.stringContaining('task 1 is completed.')]);
    await ground.sync();
    expect((await ground.task(1))!.status).toBe('completed');
    const { store } = work.opened;
    const source = store.state.get('source', 'app')!;
    await store.write({ actor: { kind: 'human', name: 'ada' }, command: 'given' }, (tx) =>
      tx.put('source', 'app', { ...source, closes: 'completed' }),
    );
    await push();
    expect(issueOf(ground)).toMatchObject({ state: 'closed', reason: 'completed' });
    fake.repository.pass(5_000);
    fake.repository.edit(1, { state: 'open', reason: 'reopened' });
    await ground.sync();
    expect((await ground.task(1))!.status).toBe('pending');
  });

  test.each([
    ['in the branch', {}, 'completed and merged.', 'closed'],
    ['reverted', { reverted: { at: AT } }, 'completed.', 'open'],
    ['not found in the branch', { unfound: { at: AT, text: 'not in main' } }, 'completed.', 'open'],
  ])(
    'an issue is told that its task is merged, and closed, only while the work is %s',
    async (_, more, says, state) => {
      const ground = await agreedGround();
      const { work, push } = ground;
      await work.run('task_done', { id: '1' });
      const merged = { commit: 'b'.repeat(40), at: AT };
      await runIn(work, 'merged', { number: 1, result: resultOf(), merged, ...more });
      await push();
      expect(commentsOf(ground)).toEqual([expect.stringContaining(`task 1 is ${says}`)]);
      expect(issueOf(ground).state).toBe(state);
    },
  );

  soak('the comment about a task with many criteria counts those that it leaves out', async () => {
    const { work, push, ...ground } = await agreedGround();
    const acceptance = Array.from({ length: 33 }, (_, n) => `Criterion ${n}`).join('\n');
    await work.run('task_modify', { filter: '1', acceptance });
    await work.run('task_annotate', { id: 1, criterion: 33, text: 'Seen' });
    await push();
    expect(commentsOf({ work, push, ...ground })).toEqual([
      expect.stringMatching(/`Criterion 29`\n- … 3 more, 1 of them with evidence\n/),
    ]);
  });

  test.each([
    [0, 5],
    [100, 5],
    [119, 5],
    [120, 6],
    [399, 19],
    [400, 20],
    [10_000, 20],
  ])('of %i issues, a push changes %i without their number, and not one more', (linked, most) => {
    const ask = { linked, confirmed: undefined, name: 'app' };
    guardItems(most, ask);
    const refused = { code: 'conflict', data: { items: most + 1, most } };
    expect(() => guardItems(most + 1, ask)).toThrow(expect.objectContaining(refused));
    // A number that is no longer right confirms nothing.
    expect(() => guardItems(most + 1, { ...ask, confirmed: most + 2 })).toThrow(expect.objectContaining(refused));
    guardItems(most + 1, { ...ask, confirmed: most + 1 });
  });

  soak('more than a few issues need their number', async () => {
    const { work, fake, add, pull, push } = await gitHubGround();
    for (let i = 1; i <= 8; i++) fake.repository.open(`Issue ${i}`);
    await add();
    await pull();
    for (let i = 1; i <= 6; i++) await work.run('task_modify', { filter: String(i), description: `Task ${i}` });
    const refused = await work.refused('source_push', { name: 'app', agree: true });
    expect(refused.message).toBe('this would change 6 issues, more than 5 at once');
    expect(refused.hint).toContain('--confirm 6');
    expect((await push({ confirm: 6 })).pushed).toHaveLength(6);
  });

  soak(
    'a pause names the line that goes on: with the number of many that are left, and with the filter of new ones',
    async () => {
      const { work, fake, add, pull, sync } = await gitHubGround();
      await add();
      await pull();
      for (let i = 1; i <= 8; i++) await work.run('task_add', { description: `Task ${i}`, tags: 'share' });
      fake.faults.push({ kind: 'secondary', method: 'POST', from: 2, after: 3_600 });
      const input = { agree: true, only: '+share', confirm: 8 };
      const { waits, pushed } = await sync(input);
      expect([pushed.length, waits?.next]).toEqual([2, 'source sync app --only +share --confirm 6']);
      expect((await sync({ only: '+share', confirm: 6 })).pushed).toHaveLength(6);
      expect(fake.repository.issues.size).toBe(8);
    },
  );

  soak('tasks of a filter become issues, and their comments from people stay theirs', async () => {
    const ground = await agreedGround();
    const { work, push, sync } = ground;
    await work.run('task_add', { description: 'Share me', tags: 'share', spec: 'Why.' });
    await push({ only: '+share' });
    expect(issueOf(ground, 2)).toMatchObject({ title: 'Share me', labels: ['backlog:share'] });
    expect(issueOf(ground, 2).body).toMatch(/^Why\.\n\n<!-- backlog:[0-9a-f-]+ -->$/);
    expect(await sync({ only: '+share' })).toMatchObject({ added: [], changed: [], pushed: [], conflicts: [] });
    expect(ground.fake.repository.issues.size).toBe(2);
  });
});

describe('answers that get lost', () => {
  test.each(everyNth(3, ['502 after', 'cut after', '502'] as const))(
    '%s: nothing is doubled, nothing is lost',
    async (kind) => {
      const ground = await agreedGround();
      const { work, push, sync, fake } = ground;
      await work.run('task_modify', { filter: '1', description: 'Fix here' });
      await work.run('task_start', { id: '1' });
      await work.run('task_add', { description: 'Share me', tags: 'share' });
      fake.faults.push(
        { kind, method: 'POST', path: /comments/ },
        { kind, method: 'PATCH' },
        { kind, method: 'POST', path: /issues$/ },
      );
      await push({ only: '+share' });
      expect(issueOf(ground).title).toBe('Fix here');
      // What was not done could still be done for a minute of the service.
      work.pass(61_000);
      fake.repository.pass(61_000);
      expect(await sync({ only: '+share' })).toMatchObject({ added: [], conflicts: [] });
      expect(commentsOf(ground)).toHaveLength(1);
      expect(fake.repository.issues.size).toBe(2);
      expect(await sync({ only: '+share' })).toMatchObject({ added: [], pushed: [], conflicts: [] });
      expect(Array.from(work.opened.store.state.all('sending'))).toEqual([]);
    },
  );

  soak('an edit that arrived, and a later one of the queue: no conflict', async () => {
    const ground = await agreedGround();
    const { work, fake, sync } = ground;
    await work.run('task_modify', { filter: '1', description: 'First' });
    fake.faults.push({ kind: 'cut after', method: 'PATCH' }, { kind: '502', method: 'GET', times: 99 });
    await work.refused('source_push', { name: 'app' }).catch(() => undefined);
    fake.faults.length = 0;
    await work.run('task_modify', { filter: '1', description: 'Second' });
    expect(await sync()).toMatchObject({ conflicts: [] });
    expect(issueOf(ground).title).toBe('Second');
  });
});

describe('both sides change', () => {
  test('different fields and paragraphs merge; the same one is a conflict with both values', async () => {
    const ground = await agreedGround();
    const { work, fake, sync } = ground;
    await work.run('task_modify', { filter: '1', tags: '+here' });
    await work.run('task_doc_write', { id: 1, content: 'One here.\n\nTwo.\n\nThree.' });
    fake.crlf = true;
    fake.repository.edit(1, {
      title: 'Fix there',
      body: 'One.\r\n\r\nTwo.\r\n\r\nThree there.',
      labels: ['bug', 'there'],
    });
    expect(await sync()).toMatchObject({ conflicts: [] });
    const merged = 'One here.\n\nTwo.\n\nThree there.';
    expect(issueOf(ground).body!.replaceAll('\r\n', '\n')).toBe(merged);
    expect(issueOf(ground)).toMatchObject({ title: 'Fix there', labels: ['bug', 'there', 'backlog:here'] });
    expect(await ground.task(1)).toMatchObject({
      description: 'Fix there',
      tags: ['bug', 'here', 'there'],
      docs: { spec: merged },
    });
    expect(await sync()).toMatchObject({ changed: [], pushed: [], conflicts: [] });

    fake.repository.pass(5_000);
    await work.run('task_modify', { filter: '1', description: 'Mine' });
    fake.repository.edit(1, { title: 'Theirs' });
    expect((await sync()).conflicts).toEqual([{ id: 1, description: 'Mine', field: 'description' }]);
    expect((await ground.task(1))!.description).toBe('Mine');
    expect(issueOf(ground).title).toBe('Theirs');
    const { conflicts } = await work.run<{ conflicts: object[] }>('source_conflicts');
    expect(conflicts).toMatchObject([
      { id: 1, field: 'description', here: 'Mine', there: 'Theirs', thereBy: 'octocat' },
    ]);
  });

  test.each(['here', 'there'] as const)(
    '%s wins if somebody decides so; undo opens the conflict again',
    async (side) => {
      const ground = await agreedGround();
      const { work, fake, sync } = ground;
      await work.run('task_modify', { filter: '1', description: 'Mine' });
      fake.repository.edit(1, { title: 'Theirs' });
      await sync();
      await work.run('source_resolve', { id: '1', side });
      await work.run('task_undo');
      expect(await sync()).toMatchObject({ pushed: [], changed: [] });
      expect([(await ground.task(1))!.description, issueOf(ground).title]).toEqual(['Mine', 'Theirs']);
      await work.run('source_resolve', { id: '1', side });
      await sync();
      const value = side === 'here' ? 'Mine' : 'Theirs';
      expect([(await ground.task(1))!.description, issueOf(ground).title]).toEqual([value, value]);
      const { conflicts } = await work.run<{ conflicts: object[] }>('source_conflicts', { all: true });
      expect(conflicts).toMatchObject([{ here: 'Mine', there: 'Theirs', resolved: { side, actor: 'human:ada' } }]);
      expect(await sync()).toMatchObject({ changed: [], pushed: [], conflicts: [] });
    },
  );

  test.each(['description', 'spec'] as const)(
    'after a conflict in %s was decided for the value there, a later edit there is no conflict',
    async (field) => {
      const ground = await agreedGround();
      const { work, fake, sync } = ground;
      const there = (text: string) => {
        fake.repository.pass(5_000);
        fake.repository.edit(1, field === 'spec' ? { body: text } : { title: text });
        return sync();
      };
      await work.run('task_modify', { filter: '1', description: 'Mine' });
      await work.run('task_doc_write', { id: 1, content: 'Mine' });
      expect((await there('Theirs')).conflicts).toMatchObject([{ field }]);
      await work.run('source_resolve', { id: 1, side: 'there' });
      expect(await sync()).toMatchObject({ conflicts: [], pushed: [] });
      expect(await there('Theirs, later')).toMatchObject({ conflicts: [], changed: [{ fields: [field] }] });
      expect(await sync()).toMatchObject({ conflicts: [], changed: [], pushed: [] });
    },
  );

  test('a push reads no text of a task whose conflict was decided, once the value is there', async () => {
    const { work, fake, sync, push } = await agreedGround();
    await work.run('task_doc_write', { id: 1, content: 'Mine' });
    fake.repository.edit(1, { body: 'Theirs' });
    await sync();
    await work.run('source_resolve', { id: 1, side: 'here' });
    expect((await sync()).pushed).toMatchObject([{ number: 1, acts: ['edit'] }]);
    fake.repository.pass(5_000);
    await sync();
    await work.loseBlobs();
    expect(await push()).toMatchObject({ pushed: [], unpushed: [], told: [] });
  });

  test('a moved, a deleted issue: the task stays, and nothing is written', async () => {
    const ground = await agreedGround();
    const { work, fake, push } = ground;
    fake.repository.open('Second');
    await ground.pull();
    fake.repository.edit(1, { away: { repo: 'acme/other', number: 5 } });
    fake.repository.edit(2, { away: 'deleted' });
    await work.run('task_modify', { filter: '1', description: 'A' });
    await work.run('task_modify', { filter: '2', description: 'B' });
    expect((await push()).unpushed).toMatchObject([
      { number: 1, why: expect.stringContaining('It is in another list there now') },
      { number: 2, why: expect.stringContaining("The service doesn't find it") },
    ]);
    expect(await push()).toMatchObject({ pushed: [], unpushed: [] });
    expect((await ground.tasks()).map(({ status }) => status)).toEqual(['pending', 'pending']);
  });
});

/** Ids of comments that became notes began with "c", as every sixteenth id of a note does: those notes stayed here. */
test.each([
  ['deleted', 'deleted' as const, "The service doesn't find it"],
  ['transferred', { repo: 'acme/other', number: 7 }, 'It is in another list there now'],
  ['locked for the token', undefined, 'issue is locked'],
])('an issue that is %s while a push writes: only it is left out, with words', async (_, away, why) => {
  const ground = await agreedGround();
  const { work, push, fake } = ground;
  fake.repository.open('Other');
  await ground.pull();
  for (const id of ['1', '2']) await work.run('task_start', { id });
  if (away) fake.repository.issues.get(1)!.away = away;
  else fake.repository.locked.add(1);
  const done = await push();
  expect(done.unpushed).toEqual([expect.objectContaining({ number: 1, why: expect.stringContaining(why) })]);
  expect(done.pushed).toMatchObject([{ number: 2, acts: ['managed'] }]);
  expect(Array.from(work.opened.store.state.all('sending'))).toEqual([]);
  if (away) expect(await push()).toMatchObject({ pushed: [], unpushed: [] });
});

test('a status comment that somebody deleted is written again, once', async () => {
  const ground = await agreedGround();
  const { work, push, fake } = ground;
  await work.run('task_start', { id: '1' });
  await push();
  fake.repository.comments.clear();
  await work.run('task_done', { id: '1' });
  expect((await push()).pushed).toMatchObject([{ acts: ['managed'] }]);
  expect(commentsOf(ground)).toEqual([expect.stringContaining('task 1 is completed.')]);
  await work.run('task_modify', { filter: '1', acceptance: 'Green' });
  await work.run('task_annotate', { id: 1, criterion: 1, text: 'npm test' });
  await push();
  expect(commentsOf(ground)).toEqual([expect.stringContaining('- [x] `Green`')]);
});

soak("a person's note becomes a comment, whatever its id begins with", async () => {
  let count = 0;
  const ids = () => {
    count++;
    return `${(count % 16).toString(16)}${count.toString(16).padStart(7, '0')}-0000-4000-8000-000000000000`;
  };
  const { work, fake, add, sync } = await gitHubGround({ ids });
  fake.repository.open('One');
  await add({ notes: true });
  await sync({ agree: true });
  for (let i = 0; i < 40; i++) await work.run('task_annotate', { id: 1, text: `n${i}` });
  await sync();
  expect(fake.repository.commentsOf(1)).toHaveLength(40);
});
