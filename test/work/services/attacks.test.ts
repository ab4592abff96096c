import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import type { Steps } from '../../../src/commands/source/outputs.ts';
import type { Fault } from '../../support/faults.ts';
import { gitHubGround } from '../../support/github/ground.ts';
import { everyNth, soak } from '../../support/soak-test.ts';

const HOUR = 3_600_000;

/** What a refusal says about when to come again, and how long Backlog waits, in ms. */
const PAUSES: readonly [name: string, headers: () => Record<string, string>, least: number, most: number][] = [
  [
    'a date',
    () => ({ 'retry-after': new Date(Date.parse('2026-07-30T15:30:00Z')).toUTCString() }),
    HOUR - 10_000,
    HOUR,
  ],
  ['0', () => ({ 'retry-after': '0' }), 50_000, 61_000],
  ['a negative number', () => ({ 'retry-after': '-5' }), 50_000, 61_000],
  ['no number', () => ({ 'retry-after': 'soon' }), 50_000, 61_000],
  ['a date that is over', () => ({ 'retry-after': new Date(0).toUTCString() }), 50_000, 61_000],
  ['a huge number', () => ({ 'retry-after': '99999999999999999' }), HOUR, 24 * HOUR],
  ['a huge time of a new quota', () => spent('99999999999999999'), HOUR, 24 * HOUR],
];

const spent = (reset: string) => ({
  ...{ 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset },
});

test.each(everyNth(3, PAUSES))(
  'a pause that GitHub asks for with %s is kept, and bounded',
  async (_, headers, least, most) => {
    const { fake, add, pull } = await gitHubGround();
    fake.repository.open('One');
    await add();
    const date = new Date(fake.repository.now).toUTCString();
    const refusal = {
      kind: 'status',
      status: 403,
      says: 'You have exceeded a secondary rate limit.',
      times: 100,
    } as const;
    fake.faults.push({ ...refusal, headers: { date, ...headers() } });
    const before = fake.requests.length;
    const { waits } = await pull();
    expect(fake.requests.length - before).toBe(1);
    const ms = Date.parse(waits!.until) - Date.now();
    expect(ms).toBeGreaterThan(least);
    expect(ms).toBeLessThanOrEqual(most);
    fake.faults.length = 0;
    expect((await pull()).added).toHaveLength(1);
  },
);

/** A server that nobody may ask. @returns its address, and what it was asked */
async function stranger() {
  const asked: { path: string; token: string | undefined }[] = [];
  const server = createServer((request, response) => {
    asked.push({ path: request.url!, token: request.headers.authorization });
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end('[]');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const page = (from: number, count: number) =>
  JSON.stringify(
    Array.from({ length: count }, (_, i) => ({
      ...{
        node_id: `I_${from + i}`,
        number: from + i,
        title: `t${from + i}`,
        state: 'open',
        labels: [],
        assignees: [],
      },
      ...{ user: { login: 'octocat' }, author_association: 'MEMBER', created_at: '2026-07-30T14:30:00Z' },
      updated_at: `2026-07-30T14:${30 + Math.floor(i / 50)}:00Z`,
    })),
  );

/** Answers to a list of issues with which a server, or something on the way, attacks. */
const ANSWERS: readonly [name: string, fault: (address: string) => Fault, says: RegExp][] = [
  ...[301, 302, 307, 308].map((status): (typeof ANSWERS)[number] => [
    `a redirect ${status} to another server`,
    (address) => ({ kind: 'raw', status, headers: { location: `${address}/repos/acme/app/issues` } }),
    /redirect to another server/,
  ]),
  [
    'a redirect to itself',
    () => ({ kind: 'raw', status: 301, headers: { location: '/repos/acme/app/issues' } }),
    /circle/,
  ],
  ['a redirect to nowhere', () => ({ kind: 'raw', status: 301, headers: { location: 'http://[' } }), /redirect/],
  [
    'a page of HTML',
    () => ({ kind: 'raw', headers: { 'content-type': 'text/html' }, raw: '<html>Sign in' }),
    /not JSON/,
  ],
  ['an object', () => ({ kind: 'raw', raw: '{"issues":[]}' }), /something else than a list/],
  ['a text', () => ({ kind: 'raw', raw: '"[]"' }), /something else than a list/],
  ['nothing', () => ({ kind: 'raw', status: 200 }), /something else than a list/],
  [
    'a bomb of gzip',
    () => ({ kind: 'raw', headers: { 'content-encoding': 'gzip' }, raw: gzipSync(Buffer.alloc(64 * 1_048_576, 32)) }),
    /larger than 24 MB/,
  ],
  ['lists in lists', () => ({ kind: 'raw', raw: `${'['.repeat(2_000_000)}${']'.repeat(2_000_000)}` }), /than a list/],
];

test.each(everyNth(3, ANSWERS))(
  '%s to a list of issues brings nothing, and the token stays here',
  async (_, fault, says) => {
    const { work, fake, add, pull, tasks } = await gitHubGround();
    const { address, asked } = await stranger();
    fake.repository.open('One');
    await add();
    fake.faults.push({ times: 100, path: /\/issues(\?|$)/, ...fault(address) });
    const answer = await work.run<Steps>('source_pull', { name: 'app' }).catch((error: Error) => error);
    if (answer instanceof Error) {
      expect(answer).toMatchObject({ code: 'service', message: expect.stringMatching(says) });
      expect(answer.message.length).toBeLessThan(500);
    }
    expect([await tasks(), asked]).toEqual([[], []]);
    fake.faults.length = 0;
    expect((await pull()).added).toHaveLength(1);
  },
);

test('a page whose link leads to another server is followed by number only', async () => {
  const { fake, add, pull } = await gitHubGround();
  const { address, asked } = await stranger();
  await add();
  const link = { link: `<${address}/next>; rel="next"` };
  fake.faults.push({ kind: 'raw', path: /\/issues\?/, headers: link, raw: page(1, 100) });
  await pull();
  expect(asked).toEqual([]);
});

test('an answer 304 to a question without a tag skips nothing', async () => {
  const { fake, add, pull } = await gitHubGround();
  fake.repository.open('One');
  await add();
  fake.faults.push({ kind: 'raw', status: 304, path: /\/issues\?/ });
  await pull();
  expect((await pull()).added).toHaveLength(1);
});

test('a change that redirects to another server is not sent there', async () => {
  const { work, fake, add, sync, push } = await gitHubGround();
  const { address, asked } = await stranger();
  fake.repository.open('One');
  await add();
  await sync({ agree: true });
  await work.run('task_modify', { filter: '1', description: 'Mine' });
  fake.faults.push({ kind: 'raw', status: 307, method: 'PATCH', headers: { location: `${address}/x` } });
  // Nobody knows whether it was done, so it is read and sent again.
  expect(await push()).toMatchObject({ pushed: [{ number: 1 }], unpushed: [] });
  expect(asked).toEqual([]);
  expect(fake.repository.issues.get(1)!.title).toBe('Mine');
});

test('an archived repository is said so, can be read, and keeps back what would change there', async () => {
  const { work, fake, add, sync, pull } = await gitHubGround();
  fake.repository.open('One');
  await add();
  await sync({ agree: true });
  fake.isArchived = true;
  expect(await work.text('source_validate', { name: 'app' })).toContain('the repository is archived');
  await work.run('task_modify', { filter: '1', description: 'Mine' });
  expect((await sync()).unpushed).toMatchObject([{ why: expect.stringContaining('archived') }]);
  fake.repository.pass(5_000);
  fake.repository.edit(1, { labels: ['a'] });
  expect((await pull()).changed).toHaveLength(1);
  delete fake.isArchived;
  await sync();
  expect(fake.repository.issues.get(1)!.title).toBe('Mine');
});

test('labels with commas, emoji and many characters: each becomes a tag, and a tag that is too long keeps back no other', async () => {
  const { work, fake, add, sync, task } = await gitHubGround();
  const labels = ['needs, review', '🔥 hot', `${'x'.repeat(49)}🔥`, 'area/web', '日本語'];
  fake.repository.open('One', { labels });
  await add({ filter: 'label:"needs, review"' });
  await sync({ agree: true });
  const tags = (await task(1))!.tags!;
  expect(tags).toHaveLength(5);
  const long = 'y'.repeat(60);
  await work.run('task_modify', { filter: '1', tags: `+${long},+short,-area-web` });
  const [left] = (await sync()).unpushed;
  expect(left?.why).toContain(`labels longer than 50 characters stay here: backlog:${long}`);
  expect(fake.repository.issues.get(1)!.labels).toEqual([...labels, 'backlog:short']);
  expect(await sync()).toMatchObject({ changed: [], pushed: [], unpushed: [] });
  fake.repository.pass(5_000);
  fake.repository.edit(1, { labels: [...labels, 'backlog:short', 'more'] });
  await sync();
  expect((await task(1))!.tags).toEqual(expect.arrayContaining([long, 'more', 'short']));
  await work.run('task_add', { description: 'New', tags: [long, 'new'] });
  await sync({ only: '+new' });
  expect(fake.repository.issues.get(2)!.labels).toEqual(['needs, review', 'backlog:new']);
});

test('without a prefix, a label that can be no tag stays', async () => {
  const { work, fake, add, sync } = await gitHubGround();
  fake.repository.open('One', { labels: ['!!!', 'needs review', 'bug'] });
  await add({ prefix: '' });
  await sync({ agree: true });
  await work.run('task_modify', { filter: '1', tags: '+new,-bug' });
  await sync();
  expect(fake.repository.issues.get(1)!.labels).toEqual(['!!!', 'needs review', 'new']);
});

test('parents in a circle: one is left out, and said', async () => {
  const { fake, add, pull, tasks } = await gitHubGround();
  fake.repository.open('A', { parent: 2 });
  fake.repository.open('B', { parent: 3 });
  fake.repository.open('C', { parent: 1 });
  await add();
  const { told, refused } = await pull();
  expect(refused).toEqual([]);
  expect(told).toEqual([expect.stringContaining('circle')]);
  expect((await tasks()).filter(({ parent }) => parent)).toHaveLength(2);
  expect((await pull()).told).toEqual([]);
});

test('a parent in another repository is none, although an issue here has its number', async () => {
  const { fake, add, pull, tasks } = await gitHubGround();
  fake.repository.open('A');
  fake.repository.open('B', { foreignParent: 'acme/other/issues/1' });
  await add();
  expect(await pull()).toMatchObject({ added: [{}, {}], refused: [], told: [] });
  expect((await tasks()).filter(({ parent }) => parent)).toEqual([]);
});

test('a reference that was left out of a circle comes once the circle is gone, and is told once', async () => {
  const { work, fake, add, pull, sync, task } = await gitHubGround();
  for (const title of ['A', 'B', 'C']) fake.repository.open(title, { blockedBy: [] });
  await add();
  await sync({ agree: true });
  const edit = (number: number, change: Parameters<typeof fake.repository.edit>[1]) => {
    fake.repository.pass(5_000);
    fake.repository.edit(number, change);
  };
  edit(1, { parent: 2, blockedBy: [3] });
  await pull();
  edit(2, { parent: 1 });
  edit(3, { blockedBy: [1] });
  expect((await pull()).told).toHaveLength(2);
  await pull();
  const { seq } = work.opened.store.state;
  expect(await pull()).toMatchObject({ changed: [], told: [] });
  expect(work.opened.store.state.seq).toBe(seq);
  edit(1, { parent: undefined, blockedBy: [] } as never);
  await pull();
  expect(await pull()).toMatchObject({ changed: [], told: [], refused: [] });
  const [one, two, three] = [await task(1), await task(2), await task(3)];
  expect([one!.parent, two!.parent, one!.depends ?? [], three!.depends]).toEqual([
    undefined,
    one!.uuid,
    [],
    [one!.uuid],
  ]);
});

soak('an answer that is too large is read in smaller pages', async () => {
  const { fake, add, pull } = await gitHubGround();
  for (let i = 0; i < 5; i++) fake.repository.open(`Issue ${i}`, { body: 'x'.repeat(8 * 1_048_576) });
  await add();
  expect((await pull()).added).toHaveLength(5);
});
