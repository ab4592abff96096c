import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { complete } from '../../../src/interfaces/cli/complete.ts';
import { tempFolder } from '../../support/folder.ts';
import { fakeS3 } from '../../support/s3-fake.ts';
import { startS3 } from '../../support/s3-server.ts';
import { said } from './line.ts';

const SECRET = 'never-in-a-file';

async function machines() {
  const service = fakeS3();
  service.buckets.set('work', new Map());
  const server = await startS3(service);
  for (const [name, value] of Object.entries(server.env)) vi.stubEnv(name, value);
  vi.stubEnv('PGPASSWORD', SECRET);
  onTestFinished(() => void vi.unstubAllEnvs());
  return {
    server,
    service,
    machine() {
      const top = tempFolder('machine');
      const folder = join(top, 'web');
      mkdirSync(folder);
      execFileSync('git', ['init', '-q'], { cwd: folder });
      return {
        folder,
        home: join(top, 'home'),
        say: (...words: string[]) =>
          said(words, {
            env: { ...server.env, PGPASSWORD: SECRET, BACKLOG_HOME: join(top, 'home'), TZ: 'UTC', USER: 'ada' },
            cwd: folder,
            isTerminal: true,
          }),
      };
    },
  };
}

/** Returns the text of all files below some folders. */
function textBelow(...folders: string[]): string {
  return folders
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'))
    .join('\n');
}

test('init --store creates a queue on a server, another machine joins it, and no file of either has a key', async () => {
  const { server, service, machine } = await machines();
  const address = server.address('work/team');
  const [one, two] = [machine(), machine()];
  expect(await one.say('init', '--store', address)).toMatchObject({ code: 0, out: expect.stringContaining('Created') });
  expect([...service.buckets.get('work')!.keys()]).toContain('team/format.json');
  await one.say('add', 'Fix login');
  const joined = await two.say('init', `--store=${address}`, '--repository', 'web', '--json');
  expect(JSON.parse(joined.out)).toMatchObject({ made: false, address, repository: 'web' });
  expect((await two.say('list')).out).toContain('Fix login');
  const files = textBelow(one.folder, one.home, two.folder, two.home);
  expect(files).toContain(address);
  expect(files).not.toContain(server.env.AWS_SECRET_ACCESS_KEY!);
  expect(files).not.toContain(SECRET);
});

test('init --store says what to type for a folder that has a queue, for no address and for one with a password', async () => {
  const { server, machine } = await machines();
  const address = server.address('work/team');
  const { say } = machine();
  expect(await say('init', '--store')).toMatchObject({
    code: 2,
    err: expect.stringContaining('address is required'),
  });
  const secret = await say('init', '--store', `postgres://ada:${SECRET}@db.example/work`);
  expect(secret.code).toBe(2);
  expect(secret.err).not.toContain(SECRET);
  expect((await say('add', 'Mine')).code).toBe(1);
  await say('store', 'init', 'disk');
  await say('add', 'Mine');
  const refused = await say('init', '--store', address);
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining(`backlog store move '${address}'`) });
  expect((await say('list')).out).toContain('Mine');
});

test('help, completion and a field of a task know init --store as a flag of init only', async () => {
  const { machine } = await machines();
  const { say, folder } = machine();
  expect((await say('init', '--help')).out).toMatch(/--store ADDRESS +Same as `backlog store init ADDRESS`/);
  const words = await complete(['init', '--'], { env: {}, cwd: folder } as Parameters<typeof complete>[1]);
  expect(words).toContain('--store');
  expect((await say('add', 'Keep', '--', '--store', 'x')).code).toBe(0);
  expect((await say('list', '--store', 'x')).code).toBe(2);
});
