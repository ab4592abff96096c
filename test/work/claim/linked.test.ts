import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { linkedScope } from '../../../src/work/claim/linked.ts';
import { snapshotOf } from '../../../src/work/claim/snapshot.ts';
import { locator } from '../../../src/work/paths/locate.ts';
import { openWorkspace } from '../../../src/work/workspace/open.ts';
import { ADA, agent } from '../../support/workspace.ts';
import { yard } from '../repo/yard.ts';

/** src/link leads to src/real, src/chain to src/link, lib to the other repository, out to nowhere that anybody has. */
async function linked() {
  const place = yard();
  const [web, api] = [place.repository('web'), place.repository('api')];
  mkdirSync(join(web, 'src/real'), { recursive: true });
  mkdirSync(join(api, 'src'));
  symlinkSync('real', join(web, 'src/link'));
  symlinkSync('link', join(web, 'src/chain'));
  mkdirSync(join(web, 'src/[id]'));
  symlinkSync('[id]', join(web, 'src/page'));
  symlinkSync('real/not-yet.ts', join(web, 'src/dangling.ts'));
  symlinkSync('../api', join(web, 'lib'));
  symlinkSync(place.folder, join(web, 'out'));
  await place.run(web, 'task_add', { description: 'Anything' });
  await place.run(web, 'repo_add', { path: api });
  const claims = async (scope: string, by: string) =>
    (await place.run<{ claim: { scope: object[] } }>(web, 'claim_acquire', { scope: [scope] }, agent(by))).claim.scope;
  return { ...place, web, api, claims };
}

test.each([
  ['src/link/**', ['src/link/**', 'src/real/**']],
  ['src/chain', ['src/chain', 'src/real', 'src/link']],
  ['src/link/deep/*.ts', ['src/link/deep/*.ts', 'src/real/deep/*.ts']],
  ['{src/link,docs}/*', ['{src/link,docs}/*', 'src/real/*']],
  ['src/dangling.ts', ['src/dangling.ts', 'src/real/not-yet.ts']],
  ['src/page', ['src/page', 'src/[[]id]', 'src/[[]id]/**']],
  ['src/page/*.tsx', ['src/page/*.tsx', 'src/[[]id]/*.tsx']],
  ['src/real/**', ['src/real/**']],
  ['src/*/x', ['src/*/x']],
  ['out/x', ['out/x']],
])('a claim on %s covers %j', async (scope, expected) => {
  const { claims } = await linked();
  expect(await claims(scope, 's1')).toEqual(expected.map((glob) => ({ glob })));
});

test('a link whose name has decomposed letters is followed, too', async () => {
  const { claims, web, edit } = await linked();
  symlinkSync('src/real', join(web, 'cafe\u0301'));
  expect(await claims('cafe\u0301/**', 's1')).toEqual([{ glob: 'caf\u00e9/**' }, { glob: 'src/real/**' }]);
  expect(await edit(join(web, 'src/real/a.ts'), 's2')).toBe('deny');
});

test('a link into another repository is covered there', async () => {
  const { claims, api, edit } = await linked();
  expect(await claims('lib/src/**', 's1')).toEqual([{ glob: 'lib/src/**' }, { repo: 'api', glob: 'src/**' }]);
  expect(await edit(join(api, 'src/a.ts'), 's2')).toBe('deny');
});

test('nobody else gets the files under their other name, whichever was claimed first, and each may edit its own', async () => {
  for (const [first, second] of [
    ['src/link/**', 'src/real/**'],
    ['src/real/**', 'src/chain/a.ts'],
  ] as const) {
    const { web, claims, refused, edit } = await linked();
    await claims(first, 's1');
    expect(await refused(web, 'claim_acquire', { scope: [second] }, agent('s2'))).toMatchObject({ code: 'claimed' });
    for (const name of ['link', 'real', 'chain']) {
      expect(await edit(join(web, 'src', name, 'a.ts'), 's1')).toBeUndefined();
      expect(await edit(join(web, 'src', name, 'a.ts'), 's2')).toBe('deny');
    }
  }
});

test('a task is claimed through links, too, and next passes it over', async () => {
  const { web, run, claims, text } = await linked();
  await claims('src/link/**', 's1');
  await run(web, 'task_add', { description: 'Real work', scope: 'src/real/**' });
  await run(web, 'task_delete', { id: 1 });
  expect(await text(web, 'task_next', {}, agent('s2'))).toContain('Real work');
  expect(await text(web, 'task_next', {}, agent('s2'))).toMatch(/^No task to take/);
  writeFileSync(join(web, 'src/real/a.ts'), '');
  expect(await text(web, 'claim_check', { paths: ['src/link/a.ts', 'src/other.ts'] }, agent('s2'))).toMatch(
    /^src\/link\/a\.ts: claimed by session s1[\s\S]*\nsrc\/other\.ts: not claimed by others$/,
  );
});

test('a choice among many tasks looks a folder up once, and knows their files as a claim does', async () => {
  const { web, env } = await linked();
  const opened = await openWorkspace({ cwd: web, env });
  onTestFinished(() => opened.close());
  const context = opened.context(ADA);
  const find = vi.fn((folder: string) => context.workspace(folder));
  const { dir } = opened.where;
  const counted = { locator: () => locator({ find, dir, repositories: context.repositories.all }) };
  const { state } = opened.store;
  const records = { get: state.get, all: state.all, atMs: context.clock.now };
  const { claimedFor } = snapshotOf(records, Object.assign(Object.create(context), counted));
  const [first] = state.all('task');
  const tasks = Array.from({ length: 50 }, (_, n) => ({
    ...first![1],
    scope: [{ glob: `src/${n}/**` }, { glob: `src/link/${n}/**` }],
  }));
  expect(tasks.map(claimedFor)).toEqual(tasks.map(({ scope }) => linkedScope(scope, context)));
  expect(claimedFor(tasks[7]!)).toContainEqual({ glob: 'src/real/7/**' });
  expect(find.mock.calls.length).toBeLessThanOrEqual(4);
});
