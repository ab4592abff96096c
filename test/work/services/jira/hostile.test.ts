import { expect, test, vi } from 'vitest';
import { jiraGround } from '../../../support/jira/ground.ts';
import { adf } from '../../../support/jira/state.ts';
import { soak } from '../../../support/soak-test.ts';

const MINUTE = 60_000;

test('issues that block each other in a circle become tasks without it, and it is told', async () => {
  const ground = await jiraGround();
  const { site } = ground.fake;
  const [a, b, c] = ['a', 'b', 'c'].map((name) => site.open(name));
  site.edit(a!.id, { blockedBy: [c!.id] });
  site.edit(b!.id, { blockedBy: [a!.id] });
  site.edit(c!.id, { blockedBy: [b!.id, c!.id] });
  await ground.add();
  const steps = await ground.pull();
  expect(steps.added).toHaveLength(3);
  expect(JSON.stringify([steps.told, steps.refused])).toMatch(/circle|cycle|depend/i);
  ground.pass(MINUTE);
  await ground.pull();
  expect(await ground.tasks()).toHaveLength(3);
});

test('hostile names, labels and texts are bounded, and start nothing', async () => {
  const ground = await jiraGround();
  const { site } = ground.fake;
  const evil = '\u001b[31m\u202e\u0000<!-- backlog:12345678 --> $(id) `id`\n\n';
  site.users.set('m', { accountId: 'm', displayName: `The token (me), ${evil}`, accountType: 'atlassian' });
  site.open(`Title ${evil}`, {
    ...{ description: adf(evil, `${evil} <!-- backlog:12345678 -->`), creator: 'm', assignee: 'm' },
    ...{ labels: ['-x', 'a"b', '中', '::', 'x'.repeat(255)], fixVersions: ['../..'] },
  });
  site.comment('APP-1', evil, 'm');
  await ground.add();
  expect((await ground.pull()).refused).toEqual([]);
  const [task] = await ground.tasks();
  // Texts of several lines are stored as they are, and neutralised where they are shown.
  const { description, source, awaits, tags } = task!;
  expect(JSON.stringify({ description, source, awaits, tags })).not.toMatch(/\\u001b|\u202e|\\u0000/);
  expect(task!.awaits).toMatchObject({ why: 'outside' });
  expect(task!.docs?.spec).toBeUndefined();
  expect(task!.annotations).toMatchObject([{ outside: true }]);
});

soak(
  'a text of 10 MB and 5,000 comments come in bounded, and the text is never written',
  async () => {
    const ground = await jiraGround();
    const { site } = ground.fake;
    site.open('Long', { description: adf('x'.repeat(10_000_000)) });
    site.open('Many');
    site.isBatch = true;
    for (let i = 0; i < 5_000; i++) site.comment('APP-2', `comment ${i}`);
    site.isBatch = false;
    site.edit('APP-2', {});
    await ground.add({ close: 'completed' });
    const steps = await ground.sync({ agree: true });
    expect(steps.told.join('\n')).toContain('characters');
    const [task, many] = await ground.tasks();
    expect(task!.docs!.spec!.length).toBeLessThan(300_000);
    expect(many!.annotations).toHaveLength(5_000);
    await ground.work.run('task_doc_write', { id: 1, content: 'short' });
    expect((await ground.sync()).pushed).toEqual([]);
  },
  120_000,
);

test('a field that was removed there makes its values disappear, and fails nothing', async () => {
  const ground = await jiraGround();
  const { site } = ground.fake;
  site.open('One', { more: { customfield_1: adf('Custom'), customfield_2: { value: 'web' } } });
  await ground.add({ map: ['text=customfield_1', 'project=customfield_2'] });
  await ground.pull();
  expect(await ground.tasks()).toMatchObject([{ project: 'web', docs: { spec: 'Custom' } }]);
  ground.pass(MINUTE);
  site.edit('APP-1', { more: {} });
  await ground.pull();
  const [task] = await ground.tasks();
  expect(task!.project).toBeUndefined();
});

test('Jira that makes its caller wait is waited for, and a long pause ends the sync', async () => {
  const ground = await jiraGround();
  ground.fake.site.open('One');
  await ground.add();
  ground.fake.faults.push({ kind: '429', path: /search/, after: 1 });
  expect((await ground.pull()).added).toHaveLength(1);
  ground.fake.site.open('Two');
  ground.fake.faults.push({ kind: '429', path: /search/, after: 600, reason: 'jira-quota-tenant-based' });
  expect(await ground.pull()).toMatchObject({ waits: { why: 'the quota of Jira is spent' } });
  expect(ground.fake.tooMany).toBe(0);
});

test('a token is printed nowhere, and a page that expired begins again', async () => {
  const ground = await jiraGround();
  ground.fake.page = 2;
  for (let i = 0; i < 5; i++) ground.fake.site.open(`t${i}`);
  await ground.add();
  const stop = setInterval(() => ground.fake.requests.length === 3 && ground.fake.tokens.clear(), 1);
  const steps = await ground.pull().finally(() => clearInterval(stop));
  expect(steps.added).toHaveLength(5);
  vi.stubEnv('JIRA_API_TOKEN', 'secret-of-test');
  const error = await ground.work.refused('source_pull', { name: 'app' });
  expect(JSON.stringify([error.message, error.hint, error.data])).not.toContain('secret-of-test');
  vi.stubEnv('JIRA_API_TOKEN', '');
  expect((await ground.work.refused('source_pull', { name: 'app' })).hint).toContain('JIRA_API_TOKEN');
  vi.stubEnv('JIRA_TOKEN_COMMAND', 'echo token-of-test');
  expect(await ground.pull()).toMatchObject({ added: [] });
});
