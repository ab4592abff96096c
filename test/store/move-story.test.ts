import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import { storeAddress } from '../../src/store/index.ts';
import { AT_TERMINAL } from '../support/at-terminal.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { machine } from '../support/machine.ts';
import { hasPostgres, startPostgres } from '../support/postgres.ts';
import { seeded } from '../support/random.ts';
import { fakeS3 } from '../support/s3-fake.ts';
import { startS3 } from '../support/s3-server.ts';
import { runs } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';
import { tally } from '../support/tally.ts';

const plugin = builtPlugin();
const server = hasPostgres ? await startPostgres() : undefined;

soak('a queue goes from a disk to S3, to PostgreSQL and back, while another machine uses it', async () => {
  const service = fakeS3();
  service.buckets.set('work', new Map());
  const s3 = await startS3(service);
  const first = s3.address('work/web');
  const second = storeAddress(server?.address('moved') ?? s3.address('work/other'));
  const [one, two] = [machine(plugin, s3.env), machine(plugin, s3.env)];
  const fine = async (run: ReturnType<typeof one.run>) => {
    const { code, out, err } = await run;
    expect({ code, err }).toMatchObject({ code: 0 });
    return out;
  };
  await fine(one.run('add', 'Fix login'));
  expect(await fine(one.run('store', 'move', first))).toMatch(/Moved the queue.*\n.*read-only/);
  expect([...service.buckets.get('work')!.keys()]).toContain('web/format.json');
  await fine(two.run('store', 'init', first));
  await fine(two.run('add', 'Write tests'));
  const payload = { hook_event_name: 'SessionStart', session_id: 's1', cwd: two.folder, source: 'compact' };
  const hook = spawn(process.execPath, [plugin.hook, 'SessionStart'], {
    cwd: two.folder,
    env: { ...two.env, CLAUDE_PROJECT_DIR: two.folder },
  });
  hook.stdin.end(JSON.stringify(payload));
  expect(await text(hook.stdout)).toContain('Fix login');
  expect(await fine(one.run('list'))).toContain('Write tests');
  expect(await fine(one.run('store', 'move', second))).toContain(first);
  const late = await two.run('add', 'Too late');
  expect(late).toMatchObject({ code: 1, err: expect.stringContaining(`store init '${second}'`) });
  expect((await two.run('list')).out).toContain('Fix login');
  await fine(two.run('store', 'init', second));
  await fine(two.run('add', 'Ship it'));
  expect(JSON.parse(await fine(one.run('store', 'move', 'disk', '--json')))).toMatchObject({
    result: 'moved',
    from: second,
  });
  const rows = await fine(one.run('list'));
  for (const title of ['Fix login', 'Write tests', 'Ship it']) expect(rows).toContain(title);
  expect(rows).not.toContain('Too late');
  await fine(one.run('doctor'));
  const queues = join(one.env.HOME!, '.backlog/workspaces');
  expect(readdirSync(queues).some((name) => existsSync(join(queues, name, 'store.json')))).toBe(false);
});

soak('a move killed at any time goes on with the next call, and nothing is lost or doubled', async () => {
  const places = [server?.address('killed'), 'disk'].filter((place) => place !== undefined);
  const random = seeded(1);
  const one = machine(plugin);
  const titles = Array.from({ length: 60 }, (_, i) => `Task number ${i} of many`);
  for (const title of titles.slice(0, 3)) expect((await one.run('add', title)).code).toBe(0);
  writeFileSync(
    join(one.folder, 'more.md'),
    titles
      .slice(3)
      .map((title) => `- [ ] ${title}\n`)
      .join(''),
  );
  expect((await one.run('import', 'more.md')).code).toBe(0);
  const [program, ...words] = AT_TERMINAL as [string, ...string[]];
  let [kills, at, listMs] = [0, 0, 0];
  const list = async () => {
    const began = performance.now();
    const { out } = await one.run('list', '--json', '--limit', '200');
    listMs = performance.now() - began;
    return JSON.parse(out);
  };
  await list();
  for (let move = 0; move < runs(2, 10); move++) {
    const to = places[at++ % places.length]!;
    let [isMoved, tries] = [false, 0];
    while (!isMoved) {
      // Each attempt gets more time than the one before, so that one of them ends. A busy machine needs more for each command.
      const child = spawn(program, [...words, process.execPath, plugin.cli, 'store', 'move', to], {
        ...{ cwd: one.folder, env: one.env, stdio: 'ignore' as const },
        ...{ timeout: Math.round(listMs * (0.2 + random.next() * (1 + tries++ / 2))), killSignal: 'SIGKILL' as const },
      });
      const [code] = await once(child, 'close');
      isMoved = code === 0;
      if (!isMoved) kills++;
      const { tasks } = await list();
      expect(tasks.map(({ description }: { description: string }) => description).sort()).toEqual([...titles].sort());
    }
    expect((await one.run('doctor')).code).toBe(0);
    titles.push(`Written after move ${move}`);
    expect((await one.run('add', titles.at(-1)!)).code).toBe(0);
  }
  expect(kills).toBeGreaterThan(3);
  tally({ kills });
});
