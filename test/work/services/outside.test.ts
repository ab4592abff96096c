import { describe, expect, test } from 'vitest';
import { gitHubGround } from '../../support/github/ground.ts';
import { agent } from '../../support/workspace.ts';
import { INJECTED } from '../import/injected.ts';

/** A ground with an issue by a stranger in the queue, to which a person agreed that Backlog writes. */
async function withStranger(body = 'Oil it.') {
  const ground = await gitHubGround();
  const { repository } = ground.fake;
  repository.open('Open the door', { body, author: 2, association: 'NONE', assignees: [2] });
  await ground.add();
  await ground.pull();
  await ground.push({ agree: true });
  repository.pass(5_000);
  const issue = () => repository.issues.get(1)!;
  const edited = async (edit: Parameters<typeof repository.edit>[1]) => {
    repository.pass(5_000);
    repository.edit(1, edit);
    return ground.sync();
  };
  return { ...ground, issue, edited };
}

describe('an issue by an author whom nobody trusts', () => {
  test('waits for a person, and its text is no spec', async () => {
    const { work, task } = await withStranger();
    expect(await task(1)).toMatchObject({
      description: 'Open the door',
      awaits: { why: 'outside', author: 'stranger', association: 'NONE', offers: { agent: 'stranger' } },
      docs: { outside: 'Oil it.' },
    });
    expect((await task(1))!.docs?.spec).toBeUndefined();
    expect((await work.run<{ tasks: unknown[] }>('task_list', { filter: '+READY' })).tasks).toEqual([]);
    // The title is text from outside wherever an agent reads it.
    await work.run('task_add', { description: 'After it', depends: '1' });
    expect(await work.text('task_list', { filter: '1' }, agent('s1'))).toContain('1 - to accept "Open the door"');
    expect(await work.text('task_info', { id: '2' }, agent('s1'))).toContain('"Open the door"');
  });

  test('accepted, it is the spec; a later edit there waits again, and nothing of it is sent back', async () => {
    const { work, task, issue, edited } = await withStranger();
    await work.run('task_accept', { filter: '1' });
    expect(await task(1)).toMatchObject({ agent: 'stranger', docs: { spec: 'Oil it.' } });
    await edited({ title: 'Open the vault', body: 'Break it.' });
    expect(await task(1)).toMatchObject({
      description: 'Open the door',
      docs: { spec: 'Oil it.', outside: 'Break it.' },
      awaits: { why: 'outside', offers: { description: 'Open the vault' } },
    });
    await edited({ labels: ['bug'] });
    expect(issue()).toMatchObject({ title: 'Open the vault', body: 'Break it.' });
    await work.run('task_accept', { filter: '1' });
    await edited({ labels: [] });
    expect(await task(1)).toMatchObject({ description: 'Open the vault', docs: { spec: 'Break it.' } });
    expect(issue()).toMatchObject({ title: 'Open the vault', body: 'Break it.' });
  });

  test('a spec of the queue never goes into a text of somebody else', async () => {
    const { work, issue, edited } = await withStranger();
    await work.run('task_accept', { filter: '1' });
    await work.run('task_doc_write', { id: 1, content: 'Secret plan.' });
    await edited({ labels: ['bug'] });
    expect(issue().body).toBe('Oil it.');
  });

  test('a setting that trusts the author later changes nothing that is not accepted', async () => {
    const { work, task, issue, edited } = await withStranger();
    await work.run('setting_set', { name: 'trust.authors', value: 'stranger' });
    await edited({ body: 'Oil it twice.' });
    expect(await task(1)).toMatchObject({ awaits: { why: 'outside' }, docs: { outside: 'Oil it twice.' } });
    expect(issue().body).toBe('Oil it twice.');
  });
});

test('comments by strangers are notes from outside, in quotation marks and bounded', async () => {
  const { work, fake, sync, task } = await withStranger();
  for (const text of INJECTED) fake.repository.comment(1, text, 2, 'NONE');
  fake.repository.comment(1, 'Mine.', 1, 'MEMBER');
  fake.repository.pass(5_000);
  await sync();
  const notes = (await task(1))!.annotations!;
  expect(notes.filter(({ outside }) => outside)).toHaveLength(INJECTED.length);
  expect(notes.find(({ text }) => text === 'Mine.')!.outside).toBeUndefined();
  const brief = await work.text('task_info', { id: '1' }, agent('s1'));
  expect(brief.length).toBeLessThan(6_000);
  const lines = brief.split('\n').map((line) => line.trim());
  for (const line of INJECTED.flatMap((text) => text.split('\n')).filter((one) => one.length > 10))
    expect(lines).not.toContain(line.trim());
});
