import { expect, onTestFinished, test, vi } from 'vitest';
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

soak('a text of 10 MB and 5,000 comments come in bounded, and the text is never written', async () => {
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
});

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

test('a new issue that the account may not see is made once', async () => {
  const ground = await jiraGround();
  const { fake, work, sync, pass } = ground;
  await ground.add();
  await sync({ agree: true });
  await work.run('task_add', { description: 'Hidden', tags: ['share'], spec: 'Why' });
  fake.faults.push({ kind: 'status', status: 404, method: 'GET', path: /\/issue\/\d+\?/, times: 99 });
  // Its security level keeps it out of searches, too.
  fake.site.lag = () => 1_000 * MINUTE;
  for (let i = 0; i < 3; i++) {
    await sync({ only: '+share' });
    pass(10 * MINUTE);
  }
  expect(fake.site.issues.size).toBe(1);
  expect((await ground.tasks()).map(({ description }) => description)).toEqual(['Hidden']);
  fake.faults.length = 0;
  pass(1_000 * MINUTE);
  fake.site.lag = () => 0;
  fake.site.edit('APP-1', { summary: 'Seen' });
  await sync({ only: '+share' });
  expect((await ground.tasks()).map(({ description }) => description)).toEqual(['Seen']);
});

test('an issue whose account is signed out right after its creation is made once', async () => {
  const { fake, work, add, sync, push, pass } = await jiraGround();
  await add();
  await sync({ agree: true });
  await work.run('task_add', { description: 'New', tags: ['share'] });
  fake.faults.push({ kind: '401', method: 'GET', from: 2, times: 99 });
  await push({ only: '+share' });
  fake.faults.length = 0;
  for (let i = 0; i < 2; i++) {
    pass(10 * MINUTE);
    await sync({ only: '+share' });
  }
  expect(fake.site.issues.size).toBe(1);
});

test('a pause right after a creation is kept: the issue is linked, and nothing is asked until its end', async () => {
  const { fake, work, add, sync, push } = await jiraGround();
  await add();
  await sync({ agree: true });
  for (const description of ['New', 'Newer']) await work.run('task_add', { description, tags: ['share'] });
  fake.faults.push({ kind: 'status', status: 429, method: 'GET', from: 2, headers: { 'retry-after': '3600' } });
  const before = fake.requests.length;
  expect(await push({ only: '+share' })).toMatchObject({
    pushed: [{ number: 1 }],
    waits: { why: 'Jira asks for a pause' },
  });
  // Two requests ask which project it is.
  expect(fake.requests.slice(before + 2).map(({ method, status }) => [method, status])).toEqual([
    ['POST', 201],
    ['GET', 429],
  ]);
  expect([fake.site.issues.size, Array.from(work.opened.store.state.all('sending'))]).toEqual([1, []]);
});

const REDIRECTS: readonly [name: string, location: string | undefined, says: RegExp, hint: RegExp][] = [
  [
    'to a page to sign in',
    'https://id.atlassian.com/login?x=1',
    /redirect to id\.atlassian\.com, which Backlog doesn't follow$/,
    /JIRA_API_TOKEN.*`backlog source update app --list SITE\.atlassian\.net\/APP`$/,
  ],
  [
    'to another site',
    'https://new.atlassian.net/rest/api/3/myself',
    /redirect to new\.atlassian\.net/,
    /^If the site has this name now: `backlog source update app --list new\.atlassian\.net\/APP`$/,
  ],
  ['to a page of the same server', '/login.jsp', /redirect to 127\.0\.0\.1:\d+/, /wrong site/],
  ['to nowhere', undefined, /with a redirect, which/, /wrong site/],
];

test.each(REDIRECTS)(
  'a redirect %s is a refusal with the line to type, asked once',
  async (_, location, says, hint) => {
    const { fake, work, add } = await jiraGround();
    await add();
    const headers: Record<string, string> = location === undefined ? {} : { location };
    fake.faults.push({ kind: 'raw', status: 302, headers, times: 99 });
    const refused = await work.refused('source_pull', { name: 'app' });
    expect([refused.code, refused.message, refused.hint]).toEqual([
      'service',
      expect.stringMatching(says),
      expect.stringMatching(hint),
    ]);
    expect(fake.requests).toHaveLength(1);
  },
);

test('a page to sign in, in place of an answer, names the line for another site', async () => {
  const { fake, work, add } = await jiraGround();
  await add();
  fake.faults.push({ kind: 'raw', raw: '<!doctype html><title>Sign in</title>', times: 99 });
  const refused = await work.refused('source_pull', { name: 'app' });
  expect(refused.message).toContain('is not JSON');
  expect(refused.hint).toContain('`backlog source update app --list SITE.atlassian.net/APP`');
});

test('a site that was renamed is followed by the line of its refusal, and no issue comes twice', async () => {
  const { fake, work, add, sync } = await jiraGround();
  vi.stubEnv('JIRA_API_URL', '');
  const byNetwork = globalThis.fetch;
  onTestFinished(() => void vi.unstubAllGlobals());
  let site = 'acme.atlassian.net';
  vi.stubGlobal('fetch', (url: string | URL, options?: RequestInit) => {
    const { host, pathname, search } = new URL(url);
    if (host === site) return byNetwork(`${fake.api}${pathname}${search}`, options);
    const location = `https://${site}${pathname}`;
    return Promise.resolve(new Response(null, { status: 301, headers: { location } }));
  });
  fake.site.open('One');
  await add();
  await sync({ agree: true });
  site = 'new.atlassian.net';
  const { hint } = await work.refused('source_sync', { name: 'app' });
  expect(hint).toContain('`backlog source update app --list new.atlassian.net/APP`');
  await work.run('source_update', { name: 'app', list: 'new.atlassian.net/APP' });
  await work.run('task_modify', { filter: '1', description: 'Mine' });
  expect(await sync()).toMatchObject({ added: [], pushed: [{ id: 1 }] });
  expect(fake.site.find('APP-1')!.summary).toBe('Mine');
});
