import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { storeAddress } from '../../src/store/index.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { machine } from '../support/machine.ts';
import { hasPostgres, startPostgres } from '../support/postgres.ts';
import { fakeS3 } from '../support/s3-fake.ts';
import { startS3 } from '../support/s3-server.ts';

const plugin = builtPlugin();
const server = hasPostgres ? await startPostgres() : undefined;

test('a queue goes from a disk to S3, to PostgreSQL and back, while another machine uses it', async () => {
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
  expect(late).toMatchObject({ code: 1, err: expect.stringContaining(`store init "${second}"`) });
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
