import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { untouched } from '../support/checkout-mark.ts';
import { git } from '../support/git.ts';
import { soak } from '../support/soak-test.ts';
import { atDoors, exists, reviewed, shellAgent, started } from './support/acting.ts';
import { field } from './support/field.ts';
import { SUBMODULE_ACTS } from './support/ground-acts.ts';
import { withLib } from './support/with-lib.ts';

const plugin = builtPlugin();

test('a commit that an agent made in a submodule is reviewed, checked with its files, and lands', async () => {
  const place = await field({ ...plugin, make: withLib(true) });
  await place.run('setting_set', {
    name: 'checks.lib',
    value: 'grep agent lib/x.txt && git -C lib log -1 && echo 1 passed',
  });
  const line = 'cd lib && echo agent > x.txt && git commit -qam "By the agent"';
  const run = await untouched(place.user, () => reviewed(place, line, { checks: 'lib' }));
  expect(run.result).toMatchObject({ paths: ['lib'], nested: [] });
  expect(run.checkout).toBeUndefined();
  expect(await place.text('run_diff', { run: run.id })).toMatch(/^\+Subproject commit [0-9a-f]{40}$/m);
  expect(await place.text('run_show', { run: run.id })).toContain('lib: it changes dependencies');
  await place.run('run_approve', { run: run.id });
  await place.becomes(run.id, 'merged');
  expect(git(place.user, 'status', '--porcelain')).toBe('');
  expect(readFileSync(join(place.user, 'lib/x.txt'), 'utf8')).toBe('agent\n');
});

soak(
  'a submodule that the person has not initialized is empty, a step says so, and the setup may fetch it',
  async () => {
    const place = await field({ ...plugin, make: withLib(false) });
    const events = (id: string) => readFileSync(join(place.tree(id), '../events.ndjson'), 'utf8');
    const empty = await reviewed(place, 'ls lib > listed.txt');
    expect(git(place.user, 'status', '--porcelain')).toBe('');
    expect(events(empty.id)).toContain('submodule lib: its folder is empty, because');
    await place.run('setting_set', {
      name: 'runs.setup',
      value: 'git -c protocol.file.allow=always submodule update --init',
    });
    const run = await reviewed(place, 'echo agent > lib/x.txt');
    expect(run.result).toMatchObject({ paths: ['lib'], nested: [] });
    await place.run('run_approve', { run: run.id });
    await place.becomes(run.id, 'merged');
    expect(existsSync(join(place.user, 'lib/x.txt'))).toBe(false);
    git(place.user, 'submodule', '--quiet', 'update', '--init');
    expect(readFileSync(join(place.user, 'lib/x.txt'), 'utf8')).toBe('agent\n');
    expect(git(place.user, 'status', '--porcelain')).toBe('');
  },
);

soak.each([
  ['leaves', ''],
  ['commits', '; git add -A; git commit -qm "By the agent"'],
])(
  'what a later round lacks of the files in a submodule is named until it is back, if the agent %s its changes there',
  async (_, commit) => {
    const place = await field({ ...plugin, make: withLib(true) });
    const id = await started(
      place,
      `cd lib; case $BACKLOG_ROUND in 1) echo 1 > n.txt;; 2) rm n.txt x.txt; echo 2 > m.txt;; 3) echo 1 > n.txt; echo x1 > x.txt;; esac${commit}`,
    );
    const missing = [];
    for (const round of [1, 2, 3]) {
      const { result } = await place.until(id, ({ state, rounds }) => state === 'review' && rounds?.length === round);
      missing.push(result?.missing?.map(({ path, how, in: origin }) => `${path} ${how} ${origin}`));
      if (round === 2) expect(await place.refused('run_approve', { run: id })).toMatchObject({ code: 'conflict' });
      if (round < 3) await place.run('run_request_changes', { run: id, note: 'More' });
    }
    expect(missing).toEqual([undefined, ['lib/n.txt reverted round', 'lib/x.txt deleted round'], undefined]);
  },
);

soak('everything in a submodule that vanishes between two rounds comes back before the next one', async () => {
  const place = await field({ ...plugin, make: withLib(true) });
  const id = await started(place, 'cd lib; ls > ../listed.txt; echo "$BACKLOG_ROUND" > n.txt');
  await place.until(id, ({ state }) => state === 'review');
  for (const name of ['x.txt', 'n.txt', '.git']) rmSync(join(place.tree(id), 'lib', name));
  await place.run('run_request_changes', { run: id, note: 'More' });
  const { result } = await place.until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 2);
  expect(result?.missing).toBeUndefined();
  expect(readFileSync(join(place.tree(id), 'listed.txt'), 'utf8')).toBe('n.txt\nx.txt\n');
});

const AFTER_A_KILL: readonly [harm: string, act: (lib: string) => void][] = [
  ['a changed file vanishes', (lib) => rmSync(join(lib, 'x.txt'))],
  ['a new file vanishes', (lib) => rmSync(join(lib, 'n.txt'))],
  [
    'all files vanish',
    (lib) => {
      for (const name of ['n.txt', 'x.txt']) rmSync(join(lib, name));
    },
  ],
  ['a changed file is as in its commit', (lib) => git(lib, 'checkout', '-q', 'x.txt')],
  ['all changes are in the stash', (lib) => git(lib, 'stash', '-q', '-u')],
];

soak.each(AFTER_A_KILL.flatMap(([harm, act]) => (['leaves', 'commits'] as const).map((how) => ({ harm, act, how }))))(
  'after a kill, the agent $how its next work in a submodule and $harm: the next round has the work of the last result',
  async ({ act, how }) => {
    const place = await field({ supervisor: plugin.supervisor, make: withLib(true) });
    const line = 'cd lib; echo "$BACKLOG_ROUND" >> n.txt; echo "$BACKLOG_ROUND" >> x.txt';
    const second = how === 'commits' ? 'echo 2 > m.txt; git add m.txt; git commit -qm Second' : 'echo 2 > m.txt';
    const id = await started(
      place,
      `if [ "$BACKLOG_ROUND" = 2 ]; then cd lib; ${second}; touch ../at; sleep 600; else ${line}; fi`,
    );
    await place.until(id, ({ state }) => state === 'review');
    const lib = join(place.tree(id), 'lib');
    const names = ['n.txt', 'x.txt'];
    const before = names.map((name) => readFileSync(join(lib, name), 'utf8'));
    await place.run('run_request_changes', { run: id, note: 'More' });
    await exists(join(lib, '../at'));
    process.kill((await place.now(id)).supervisor!.pid, 'SIGKILL');
    await atDoors(place, id, ({ state }) => state === 'interrupted');
    rmSync(join(lib, '../at'));
    act(lib);
    await place.run('run_resume', { run: id });
    const { result } = await place.until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 3);
    expect(names.map((name) => readFileSync(join(lib, name), 'utf8'))).toEqual(before.map((text) => `${text}3\n`));
    expect(result?.missing?.map(({ path }) => path) ?? []).toEqual([]);
  },
);

const BY_AGENT = {
  left: 'echo "$BACKLOG_ROUND" >> n.txt; echo "$BACKLOG_ROUND" >> x.txt',
  committed:
    'echo "$BACKLOG_ROUND" >> n.txt; echo "$BACKLOG_ROUND" >> x.txt; git add -A; git commit -qm "By the agent"',
} as const;

const VANISHED: readonly [kind: keyof typeof BY_AGENT, file: string][] = [
  ['left', 'n.txt'],
  ['left', 'x.txt'],
  ['committed', 'n.txt'],
  ['committed', 'x.txt'],
];

soak.each(VANISHED)(
  'of changes that the agent %s in a submodule, %s vanishes between two rounds beside its git folder: a person is asked, and gets it back',
  async (kind, name) => {
    const place = await field({ ...plugin, make: withLib(true) });
    const id = await started(place, `cd lib; ${BY_AGENT[kind]}`);
    await place.until(id, ({ state }) => state === 'review');
    const file = join(place.tree(id), 'lib', name);
    const before = readFileSync(file, 'utf8');
    rmSync(file);
    const refused = await place.refused('run_request_changes', { run: id, note: 'More' });
    expect(refused).toMatchObject({ code: 'conflict', message: expect.stringMatching(/its result lacks: lib/) });
    await place.run('run_request_changes', { run: id, note: 'More', restore: true });
    const { result } = await place.until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 2);
    expect(readFileSync(file, 'utf8')).toBe(`${before}2\n`);
    expect(result?.missing).toBeUndefined();
  },
);

soak('the git folder of a submodule that vanishes between two rounds is made again, and its files stay', async () => {
  const place = await field({ ...plugin, make: withLib(true) });
  const id = await started(
    place,
    'cd lib && echo "$BACKLOG_ROUND" >> n.txt && git add -A && git commit -qm "By the agent"',
  );
  const first = await place.until(id, ({ state }) => state === 'review');
  rmSync(join(place.tree(id), '../repo.git/modules/lib'), { recursive: true });
  await place.run('run_request_changes', { run: id, note: 'More' });
  const { result } = await place.until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 2);
  expect(result).toMatchObject({ paths: ['lib'], nested: [] });
  expect(result?.missing).toBeUndefined();
  expect(result?.commit).not.toBe(first.result?.commit);
  expect(readFileSync(join(place.tree(id), 'lib/n.txt'), 'utf8')).toBe('1\n2\n');
});

soak('older files of a submodule do not start a round, although the git folder of the run vanished, too', async () => {
  const place = await field({ ...plugin, make: withLib(true) });
  const id = await started(place, 'echo "$BACKLOG_ROUND" >> lib/x.txt');
  await place.until(id, ({ state }) => state === 'review');
  const file = join(place.tree(id), 'lib/x.txt');
  writeFileSync(file, readFileSync(file, 'utf8').replace('1\n', ''));
  rmSync(join(place.tree(id), '../repo.git'), { recursive: true });
  await place.run('run_request_changes', { run: id, note: 'More' });
  await place.until(id, ({ waits }) => waits?.why === 'worktree_changed');
  await place.run('run_request_changes', { run: id, note: 'More', restore: true });
  const { result } = await place.until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 2);
  expect(result?.missing).toBeUndefined();
  expect(readFileSync(file, 'utf8').endsWith('1\n2\n')).toBe(true);
});

soak('a result with a commit that nobody has comes back to review, with the words why', async () => {
  const place = await field({ ...plugin, make: withLib(true) });
  const nowhere = '1234567'.padEnd(40, '0');
  await shellAgent(place, 'pointer', `git update-index --cacheinfo 160000,${nowhere},lib; echo x > src/a.txt`);
  const run = await place.becomes(await place.start(await place.task({ description: 'Bump' }), 'pointer'), 'review');
  expect(run.result).toMatchObject({ missing: [{ path: 'lib', how: 'unreachable', commit: nowhere }] });
  expect(await place.text('run_show', { run: run.id })).toContain('no repository on this machine has its commit');
  expect(await place.refused('run_approve', { run: run.id })).toMatchObject({ code: 'conflict' });
  await place.run('run_approve', { run: run.id, missing: 'lib' });
  const back = await place.until(run.id, ({ state, waits }) => state === 'review' && waits !== undefined);
  expect(back.waits?.text).toContain(`submodule lib at commit ${nowhere}, which no repository on this machine has`);
});

soak.each<[act: string, nested: string[]]>([
  ['a commit of a submodule stays only at a tag', ['lib/.git/refs/tags/own']],
  ['the packed refs of a submodule vanish', []],
  ["the packed refs of Backlog's copy of a submodule become zeros", []],
])('a round has the work of the one before in a submodule, after %s', async (act, nested) => {
  const place = await field({ ...plugin, make: withLib(true) });
  const id = await started(place, 'cd lib; echo x > $BACKLOG_ROUND.txt; git add -A; git commit -qm round');
  await place.until(id, ({ state }) => state === 'review');
  SUBMODULE_ACTS[act]!(place, id);
  await place.run('run_request_changes', { run: id, note: 'More' });
  const { result } = await place.until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 2);
  expect([result?.nested, result?.missing]).toEqual([nested, undefined]);
  await place.run('run_approve', { run: id, ...(nested.length > 0 ? { missing: '.' } : {}) });
  await place.becomes(id, 'merged');
  for (const round of [1, 2]) expect(readFileSync(join(place.user, `lib/${round}.txt`), 'utf8')).toBe('x\n');
});
