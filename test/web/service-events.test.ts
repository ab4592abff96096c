import { createHmac } from 'node:crypto';
import { expect, onTestFinished, test, vi } from 'vitest';
import { EVENT_SENDERS, isSigned } from '../../src/services/event-senders.ts';
import { createLooks } from '../../src/web/server/service-events/look-soon.ts';
import { fakeInEnvironment } from '../support/github/with-source.ts';
import { jiraInEnvironment } from '../support/jira/ground.ts';
import { soak } from '../support/soak-test.ts';
import { served } from './served.ts';

const SECRET = 'a secret of at least 16';

const signed = (text: string, secret = SECRET) => `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`;

/** A server that a repository sends its events to, and a source of its queue. */
async function hooked() {
  const fake = await fakeInEnvironment();
  const board = await served({ secrets: { GITHUB_WEBHOOK_SECRET: SECRET } });
  fake.repository.open('One');
  await board.call('source_add', { service: 'github', list: 'acme/app' });
  let deliveries = 0;
  const send = async (event: object, headers: Record<string, string> = {}, service = 'github') => {
    const text = typeof event === 'string' ? event : JSON.stringify(event);
    const response = await fetch(`${board.origin}/hooks/${service}`, {
      method: 'POST',
      headers: {
        ...{ 'content-type': 'application/json', 'x-hub-signature-256': signed(text) },
        ...{ 'x-github-delivery': String(++deliveries), 'x-github-event': 'issues', ...headers },
      },
      body: text,
    });
    return { status: response.status, body: (await response.json()) as { sources?: number; error?: { hint: string } } };
  };
  const about = (list: string) => ({ action: 'edited', repository: { full_name: list, node_id: `R_${list}` } });
  const tasks = async () => (await board.call<{ tasks: { description: string }[] }>('task_list')).body.tasks;
  return { ...board, fake, send, about, tasks };
}

soak(
  'a delivery that is repeated by hand counts again: a source can be enabled only then, or its read can have failed',
  async () => {
    const { send, about, call } = await hooked();
    const repeated = { 'x-github-delivery': 'a' };
    await call('source_disable', { name: 'app' });
    expect((await send(about('acme/app'), repeated)).body).toEqual({ sources: 0 });
    await call('source_enable', { name: 'app' });
    expect((await send(about('acme/app'), repeated)).body).toEqual({ sources: 1 });
    expect((await send(about('acme/app'), repeated)).body).toEqual({ sources: 1 });
  },
);

test('an event of a repository has its source read soon, once for all of a moment, in whatever order they come', async () => {
  const { send, about, tasks, fake, failures } = await hooked();
  const repeated = { 'x-github-delivery': 'a' };
  // What an event says is old by now, or wrong: only what is there counts.
  fake.repository.edit(1, { title: 'Newer' });
  expect(await send(about('acme/APP'), repeated)).toEqual({ status: 200, body: { sources: 1 } });
  expect((await send(about('acme/APP'), repeated)).body).toEqual({ sources: 1 });
  expect((await send(about('acme/other'))).body).toEqual({ sources: 0 });
  expect((await send({ zen: 'Keep it logically awesome.', hook_id: 1 })).body).toEqual({ sources: 0 });
  expect((await send({ ...about('acme/app'), issue: { title: 'Evil', number: 1 } })).body).toEqual({ sources: 1 });
  await expect.poll(async () => (await tasks()).length).toBeGreaterThan(0);
  expect((await tasks()).map(({ description }) => description)).toEqual(['Newer']);
  // On a busy machine, the last events may come after the first look, which is then followed by one more.
  expect(fake.requests.filter(({ path }) => path.includes('/issues?')).length).toBeLessThanOrEqual(2);
  expect(failures).toEqual([]);
});

soak('an event of Jira, signed as Jira does, has the source of its project read', async () => {
  const fake = await jiraInEnvironment();
  const { call, origin } = await served({ secrets: { JIRA_WEBHOOK_SECRET: SECRET } });
  fake.site.open('From Jira');
  await call('source_add', { service: 'jira', list: 'acme.atlassian.net/APP' });
  const issue = { key: 'APP-1', self: 'https://acme.atlassian.net/rest/api/2/issue/10001' };
  const body = JSON.stringify({ webhookEvent: 'jira:issue_updated', issue });
  const response = await fetch(`${origin}/hooks/jira`, {
    method: 'POST',
    headers: {
      ...{ 'content-type': 'application/json; charset=UTF-8', 'x-hub-signature': signed(body) },
    },
    body,
  });
  expect([response.status, await response.json()]).toEqual([200, { sources: 1 }]);
  const tasks = async () => (await call<{ tasks: { description: string }[] }>('task_list')).body.tasks;
  await expect.poll(async () => (await tasks()).length).toBeGreaterThan(0);
  expect(await tasks()).toMatchObject([{ description: 'From Jira' }]);
});

soak('an event that GitHub sends as a form is one, with the HMAC of the form', async () => {
  const { send, about, tasks } = await hooked();
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  // GitHub's own encoding of a title with signs of forms.
  const event = JSON.stringify({ ...about('acme/app'), issue: { title: 'a+b & c=d 100% ü' } });
  const formOf = (payload: string) => new URLSearchParams({ payload }).toString() as never;
  expect(await send(formOf(event), form)).toEqual({ status: 200, body: { sources: 1 } });
  // Three characters for each byte: larger than any event as JSON.
  const long = JSON.stringify({ ...about('acme/app'), issue: { body: '語'.repeat(300_000) } });
  expect((await send(formOf(long), form)).status).toBe(200);
  await expect.poll(async () => (await tasks()).length).toBeGreaterThan(0);
});

test('without the secret, with another one, with a changed or large body: refused, and nothing is read', async () => {
  const { send, about, tasks, fake, origin } = await hooked();
  const event = about('acme/app');
  const text = JSON.stringify(event);
  const wrong = ['', 'sha256=', 'sha1=00', `sha256=${'0'.repeat(64)}`, signed(text, `${SECRET}x`), signed(`${text} `)];
  for (const signature of wrong)
    expect((await send(event, { 'x-hub-signature-256': signature })).status, signature).toBe(401);
  expect((await send(event, { 'x-hub-signature-256': '', 'x-hub-signature': signed(text) })).status).toBe(401);
  expect((await send(event, { 'content-type': 'multipart/form-data; boundary=x' })).status).toBe(415);
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  expect((await send(event, { ...form, 'x-hub-signature-256': signed(`${text} `) })).status).toBe(401);
  // Without its field, a form says nothing.
  expect((await send(event, form)).body).toEqual({ sources: 0 });
  expect((await send(event, form, 'jira')).status).toBe(415);
  expect((await send(event, { origin: 'https://evil.example' })).status).toBe(403);
  expect((await send({ ...event, more: 'x'.repeat(3_000_000) })).status).toBe(413);
  expect((await send(`${'['.repeat(10_000)}` as never)).status).toBe(400);
  expect((await send(event, {}, 'linear')).status).toBe(404);
  expect(await send(event, {}, 'jira')).toMatchObject({
    status: 404,
    body: { error: { hint: expect.stringContaining('JIRA_WEBHOOK_SECRET') } },
  });
  expect((await fetch(`${origin}/hooks/github`, { method: 'PUT' })).status).toBe(405);
  await new Promise((done) => setTimeout(done, 2_500));
  expect([await tasks(), fake.requests]).toEqual([[], []]);
});

soak(
  'a thousand events at once, in any order and some of them forged, are one look, and one more for those that come during it',
  async () => {
    const { send, about, tasks, fake, failures } = await hooked();
    const forged = { 'x-hub-signature-256': signed('x') };
    const ends = await Promise.all(
      Array.from({ length: 1_000 }, (_, i) =>
        send(
          { ...about('acme/app'), n: i % 300 },
          { 'x-github-delivery': String(i % 300), ...(i % 10 === 3 ? forged : {}) },
        ),
      ),
    );
    const counts = [200, 401].map((status) => ends.filter((end) => end.status === status).length);
    expect(counts).toEqual([900, 100]);
    expect(ends.filter(({ status, body }) => status === 200 && body.sources !== 1)).toEqual([]);
    fake.repository.pass(5_000);
    fake.repository.edit(1, { title: 'After the flood' });
    expect((await send(about('acme/app'))).status).toBe(200);
    const named = async () => (await tasks()).map(({ description }) => description);
    await expect.poll(named).toEqual(['After the flood']);
    expect(fake.requests.filter(({ path }) => path.includes('/issues?')).length).toBeLessThanOrEqual(2);
    expect(failures).toEqual([]);
  },
);

test('an event of Jira names its site and project, and one of GitHub its repository', () => {
  const issue = { key: 'APP-12', self: 'https://acme.atlassian.net/rest/api/2/issue/10012' };
  expect(EVENT_SENDERS.jira.listOf({ issue })).toEqual({ list: 'acme.atlassian.net/APP' });
  for (const other of [{}, { key: 'APP-12' }, { ...issue, key: 'app' }, { ...issue, self: 'x' }, null, 'x'])
    expect(EVENT_SENDERS.jira.listOf({ issue: other })).toBeUndefined();
  expect(EVENT_SENDERS.github.listOf({ repository: { full_name: 'acme/app', node_id: 'R_1' } })).toEqual({
    ...{ list: 'acme/app', node: 'R_1' },
  });
  expect(EVENT_SENDERS.github.listOf({ repository: { full_name: 3 } })).toBeUndefined();
  // The example of GitHub's documentation.
  const known = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
  expect(isSigned('Hello, World!', known, "It's a Secret to Everybody")).toBe(true);
  expect(isSigned('Hello, World?', known, "It's a Secret to Everybody")).toBe(false);
});

test('reasons during a look are one more look after a pause; a busy source is tried again, a few times', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const looked: string[] = [];
  let isFree = true;
  const looks = createLooks(
    async (of: string) => {
      looked.push(of);
      await new Promise((done) => setTimeout(done, 10));
      return isFree;
    },
    { before: 100, after: 1_000, busy: 50 },
  );
  for (let i = 0; i < 5; i++) looks.soon('a', 'a');
  looks.soon('b', 'b');
  await vi.advanceTimersByTimeAsync(105);
  expect(looked).toEqual(['a', 'b']);
  for (let i = 0; i < 5; i++) looks.soon('a', 'a');
  await vi.advanceTimersByTimeAsync(900);
  looks.soon('b', 'b');
  expect(looked).toEqual(['a', 'b']);
  await vi.advanceTimersByTimeAsync(200);
  expect(looked).toEqual(['a', 'b', 'a', 'b']);
  await vi.advanceTimersByTimeAsync(10_000);
  isFree = false;
  looks.soon('a', 'a');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(looked).toHaveLength(9);
  await looks.close();
  looks.soon('c', 'c');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(looked).toHaveLength(9);
});
