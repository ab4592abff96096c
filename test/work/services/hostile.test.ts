import { chmodSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { connectGitHub } from '../../../src/services/github/github.ts';
import { gitHubToken } from '../../../src/services/github/github-token.ts';
import { markText } from '../../../src/services/index.ts';
import { tempFolder } from '../../support/folder.ts';
import { gitHubGround } from '../../support/github/ground.ts';
import { DEADLINE_MS } from '../../support/seed.ts';
import { soak } from '../../support/soak-test.ts';
import { testWorkspace } from '../../support/workspace.ts';

/** Two issues that are tasks, with an agreement to changes there. */
async function inStep(source: object = {}) {
  const ground = await gitHubGround();
  const { fake, work } = ground;
  fake.repository.open('One', { body: 'Text' });
  fake.repository.open('Two');
  await ground.add(source);
  await ground.sync({ agree: true });
  fake.repository.pass(5_000);
  const links = () => Array.from(work.opened.store.state.all('linked'), ([, one]) => one);
  const title = (number: number) => fake.repository.issues.get(number)!.title;
  const rename = (id: number, description: string) => work.run('task_modify', { filter: String(id), description });
  return { ...ground, links, title, rename, run: work.run };
}

test('a renamed repository is named, no task loses its issue, and the source follows it by its new name', async () => {
  const { fake, work, run, sync, push, links, title, rename } = await inStep();
  [fake.formerly, fake.repo] = ['acme/app', 'acme/new'];
  await rename(1, 'Mine');
  const refused = await work.refused('source_push', { name: 'app' });
  expect([refused.message, refused.hint]).toEqual([
    'acme/app is called acme/new now',
    'Tell the source: `backlog source update app --list acme/new`',
  ]);
  expect(links().map(({ gone }) => gone)).toEqual([undefined, undefined]);
  fake.repository.edit(2, { title: 'Yours' });
  await run('source_update', { name: 'app', list: 'https://github.com/acme/new' });
  expect(await sync()).toMatchObject({ added: [], changed: [{ id: 2 }], pushed: [{ id: 1 }] });
  expect(title(1)).toBe('Mine');
  expect(await push()).toMatchObject({ pushed: [], unpushed: [] });
});

test('another repository under a name is not taken for the renamed one', async () => {
  const { fake, work } = await inStep();
  const other = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ node_id: 'R_2', full_name: 'acme/other', html_url: 'x' }));
  });
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
  onTestFinished(() => void other.close());
  fake.formerly = 'acme/other';
  await work.opened.context({ actor: { kind: 'human', name: 'ada' }, holder: 'human:ada' }).write('given', (tx) => {
    tx.put('source', 'app', { ...tx.get('source', 'app')!, node: 'R_9' });
  });
  expect((await work.refused('source_update', { name: 'app', list: 'acme/other' })).message).toContain('another list');
});

soak('another repository that got the name brings nothing, neither issues nor comments on their numbers', async () => {
  const { fake, work, tasks } = await inStep();
  fake.repository.issues.clear();
  fake.repository.open('Foreign');
  fake.repository.comment(1, 'Foreign, too');
  const refused = await work.refused('source_pull', { name: 'app' });
  expect([refused.code, refused.message]).toEqual([
    'conflict',
    expect.stringContaining('#1 of acme/app is another issue'),
  ]);
  expect((await tasks()).map(({ description, annotations }) => [description, annotations])).toEqual([
    ['One', undefined],
    ['Two', undefined],
  ]);
});

test('a token that loses the right to the repository, or to read at all, makes no issue gone', async () => {
  const { fake, work, sync, links, title, rename } = await inStep();
  await rename(1, 'Mine');
  fake.faults.push({ kind: 'status', status: 404, says: 'Not Found', times: 1_000 });
  expect((await work.refused('source_push', { name: 'app' })).code).toBe('not-found');
  expect(links().map(({ gone }) => gone)).toEqual([undefined, undefined]);
  fake.faults.length = 0;
  // A right to write that ends in the middle: the rest is left, and comes later.
  await rename(2, 'Also mine');
  fake.faults.push({
    kind: 'status',
    status: 403,
    says: 'Resource not accessible',
    method: 'PATCH',
    times: 1_000,
    from: 1,
  });
  expect((await sync()).unpushed).toHaveLength(1);
  fake.faults.length = 0;
  await sync();
  expect([title(1), title(2)]).toEqual(['Mine', 'Also mine']);
});

test.each([404, 410, 451])('an issue that answers %i is gone, and the others go on', async (status) => {
  const { fake, push, links, title, rename } = await inStep();
  await rename(1, 'Mine');
  await rename(2, 'Also mine');
  fake.faults.push({ kind: 'status', status, path: /issues\/1$/, times: 1_000 });
  expect(await push()).toMatchObject({ unpushed: [{ number: 1 }], pushed: [{ number: 2 }] });
  expect(links().map(({ gone }) => gone)).toEqual(['deleted', undefined]);
  expect(title(2)).toBe('Also mine');
});

test.each([
  ['429 without Retry-After', 429, 'Too many'],
  ['a secondary limit without Retry-After', 403, 'You have exceeded a secondary rate limit.'],
  ['the words of older servers', 403, 'You have triggered an abuse detection mechanism.'],
])('%s ends the sync with a time, and the next one goes on', async (_, status, says) => {
  const { fake, add, pull } = await gitHubGround();
  fake.repository.open('One');
  await add();
  fake.faults.push({ kind: 'status', status, says, times: 1_000, path: /issues/ });
  const { waits, requests } = await pull();
  expect(waits).toMatchObject({ why: 'GitHub asks for a pause' });
  expect(requests).toBeLessThan(6);
  fake.faults.length = 0;
  expect((await pull()).added).toHaveLength(1);
});

test('an answer that a proxy cuts: a change is recognised, and a read is repeated later; nothing is doubled', async () => {
  const { fake, run, push, pull, work, tasks } = await inStep({ notes: true });
  await run('task_add', { description: 'Fresh', tags: ['new'] });
  fake.faults.push({ kind: 'short after', method: 'POST' });
  await push({ only: '+new' });
  await push({ only: '+new' });
  expect(fake.repository.issues.size).toBe(3);
  expect(await tasks()).toHaveLength(3);
  fake.repository.open('Four');
  fake.faults.push({ kind: 'short after', method: 'GET', path: /issues\?/ });
  expect((await work.refused('source_pull', { name: 'app' })).message).toContain('was cut');
  expect((await pull()).added).toHaveLength(1);
});

test('a stop between the issues of a page and their comments loses no comment', async () => {
  const { fake, add, pull, tasks, work } = await gitHubGround();
  for (const number of [1, 2, 3]) {
    fake.repository.open(`Issue ${number}`, { labels: ['agent'] });
    fake.repository.comment(number, `Word ${number}`);
  }
  await add({ filter: 'label:agent' });
  fake.repository.pass(60_000);
  fake.faults.push({ kind: '401', path: /issues\/2\/comments/ });
  await work.refused('source_pull', { name: 'app' });
  await pull();
  expect((await tasks()).map(({ annotations }) => annotations?.map(({ text }) => text))).toEqual([
    ['Word 1'],
    ['Word 2'],
    ['Word 3'],
  ]);
  // A part that a server lacks, or an issue that is gone by now, keeps no other one waiting.
  fake.repository.open('Four', { labels: ['agent'], blockedBy: [1] });
  fake.repository.comment(4, 'Word 4');
  fake.faults.push({ kind: 'status', status: 404, path: /issues\/4\/(comments|dependencies)/, times: 9 });
  expect((await pull()).added).toHaveLength(1);
});

test('marks that strangers copy change nothing: neither a lost new issue nor the status comment becomes theirs', async () => {
  const { fake, run, push, sync, work, links } = await inStep({ close: 'never' });
  await run('task_start', { id: '1' });
  await sync();
  const own = fake.repository.commentsOf(1).find(({ body }) => body.startsWith('**Backlog**'))!;
  fake.repository.pass(5_000);
  fake.repository.comment(1, `Sure.\n\n${own.body}`, 2);
  await run('task_done', { id: '1' });
  await sync();
  expect(fake.repository.commentsOf(1).map(({ id, body }) => [id === own.id, /completed/.test(body)])).toEqual([
    [true, true],
    [false, false],
  ]);
  await run('task_add', { description: 'Fresh', tags: ['new'] });
  fake.faults.push({ kind: '502 after', method: 'POST' }, { kind: '401', times: 1_000, from: 1, method: 'GET' });
  await work.refused('source_push', { name: 'app', only: '+new' });
  fake.faults.length = 0;
  const lost = fake.repository.issues.get(3)!;
  fake.repository.pass(5_000);
  fake.repository.open('Evil', { body: `Do this instead ${lost.body}`, author: 2, association: 'NONE' });
  fake.repository.pass(5_000);
  fake.repository.edit(3, { labels: [] });
  await push({ only: '+new' });
  expect(links().find(({ number }) => number === 3)?.task).toBeDefined();
  const fresh = Array.from(work.opened.store.state.all('task')).find(([, one]) => one.description === 'Fresh')!;
  expect(links().find(({ task }) => task === fresh[0])?.number).toBe(3);
});

soak('two machines that synchronise one source at once make nothing twice', async () => {
  const { fake, run, push, tasks } = await inStep({ notes: true });
  for (let i = 0; i < 3; i++) await run('task_add', { description: `Fresh ${i}`, tags: ['new'] });
  await run('task_annotate', { id: 1, text: 'A note' });
  await Promise.allSettled([push({ only: '+new' }), push({ only: '+new' }), push({ only: '+new' })]);
  await push({ only: '+new' });
  expect(fake.repository.issues.size).toBe(5);
  expect(fake.repository.commentsOf(1)).toHaveLength(1);
  expect(await tasks()).toHaveLength(5);
});

soak('a server that answers one page for ever is left, after a bounded number of requests', async () => {
  let requests = 0;
  const page = Array.from({ length: 100 }, (_, i) => ({
    ...{ node_id: `I_${i}`, number: i + 1, title: 'x', state: 'open', labels: [], assignees: [], user: null },
    ...{ created_at: '2026-07-30T14:30:00Z', updated_at: '2026-07-30T14:30:00Z' },
  }));
  const server = createServer((_, response) => {
    requests++;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(page));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const connection = connectGitHub({ api, token: 'token-of-test', list: 'acme/app', filter: '' });
  const read = async () => {
    for await (const _ of connection.items({}));
  };
  await expect(read()).rejects.toMatchObject({ message: expect.stringContaining('again and again') });
  expect(requests).toBeLessThan(40);
  expect(markText('x')).toContain('backlog:x');
});

test('a gh that asks, hangs and ignores its end is ended, and a token of another form is not used', async () => {
  const folder = tempFolder('gh');
  const gh = (script: string, ms = DEADLINE_MS) => {
    writeFileSync(join(folder, 'gh'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'gh'), 0o755);
    const env = { PATH: `${folder}:${process.env.PATH}` };
    return gitHubToken('https://api.github.com', env, ms);
  };
  await expect(gh("trap '' TERM; while :; do sleep 1; done", 1_000)).rejects.toMatchObject({
    message: expect.stringContaining("didn't answer within 1 s"),
  });
  // It would wait for an answer at a terminal.
  await expect(gh('read -r answer; echo "$answer"')).rejects.toMatchObject({
    message: expect.stringContaining('no token'),
  });
  await expect(gh('printf "a\\r\\nb: c"')).rejects.toMatchObject({ message: expect.stringContaining('line breaks') });
  expect(await gh('echo abc')).toBe('abc');
});

const CLOUD = 'https://api.github.com';
const OWN = 'https://github.acme.example/api/v3';

test.each<[name: string, api: string, env: Record<string, string>, token: string | undefined]>([
  ['of GitHub', CLOUD, { GITHUB_TOKEN: 'a' }, 'a'],
  ['of gh before that of the environment', CLOUD, { GITHUB_TOKEN: 'a', GH_TOKEN: 'b' }, 'b'],
  ['of GitHub for an Enterprise server', OWN, { GITHUB_TOKEN: 'a', GH_TOKEN: 'b' }, undefined],
  ['of an Enterprise server', OWN, { GITHUB_TOKEN: 'a', GH_ENTERPRISE_TOKEN: 'c' }, 'c'],
  ["of an Enterprise server's runner", OWN, { GITHUB_API_URL: `${OWN}/`, GITHUB_TOKEN: 'd' }, 'd'],
  ["of an Enterprise server's runner for GitHub", CLOUD, { GITHUB_API_URL: OWN, GITHUB_TOKEN: 'd' }, undefined],
  ['of an Enterprise server for GitHub', CLOUD, { GH_ENTERPRISE_TOKEN: 'c' }, undefined],
  ['of a company at GitHub', 'https://api.acme.ghe.com', { GITHUB_TOKEN: 'a' }, 'a'],
])('a token %s goes only to its server', async (_, api, env, token) => {
  const folder = tempFolder('gh');
  writeFileSync(join(folder, 'gh'), '#!/bin/sh\necho "gh-$4"\n');
  chmodSync(join(folder, 'gh'), 0o755);
  const host = { [CLOUD]: 'github.com', [OWN]: 'github.acme.example' }[api] ?? 'acme.ghe.com';
  expect(await gitHubToken(api, { PATH: `${folder}:${process.env.PATH}`, ...env })).toBe(token ?? `gh-${host}`);
});

test("an address on another server than the environment's is refused with the line for it", async () => {
  vi.stubEnv('GITHUB_API_URL', '');
  onTestFinished(() => void vi.unstubAllEnvs());
  const work = await testWorkspace();
  const add = async (list: string) => (await work.refused('source_add', { service: 'github', list })).hint;
  expect(await add('https://github.acme.example/acme/app')).toBe(
    `Name it: \`GITHUB_API_URL=${OWN} backlog source add github acme/app\``,
  );
  vi.stubEnv('GITHUB_API_URL', OWN);
  expect(await add('https://github.com/acme/app')).toContain(`GITHUB_API_URL=${CLOUD} `);
  await work.run('source_add', { service: 'github', list: 'https://github.acme.example/acme/app.git' });
});
