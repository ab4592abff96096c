import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { readPostgresAddress } from '../../../src/store/backends/postgres/address.ts';
import { connectPostgres } from '../../../src/store/backends/postgres/connect.ts';
import { tempFolder } from '../../support/folder.ts';
import { NEEDS_POSTGRES } from '../../support/needs.ts';
import { hasPostgres, startPostgres } from '../../support/postgres.ts';
import { fakeS3 } from '../../support/s3-fake.ts';
import { startS3 } from '../../support/s3-server.ts';
import { everyNth, soak } from '../../support/soak-test.ts';
import { said } from './line.ts';

const server = hasPostgres ? await startPostgres() : undefined;

/** Runs statements as the owner of the database. */
async function sql(text: string): Promise<void> {
  const owner = connectPostgres(readPostgresAddress(server!.address()));
  await owner.unsafe(text);
  await owner.end();
}

/** A machine with a clone. `user` is also the person's name. */
function machine(user: string, more: NodeJS.ProcessEnv = {}) {
  const top = tempFolder('names');
  const cwd = join(top, 'web');
  mkdirSync(cwd);
  execFileSync('git', ['init', '-q'], { cwd });
  const env = { BACKLOG_HOME: join(top, 'home'), TZ: 'UTC', USER: user, LOGNAME: user, ...more };
  const say = (words: string[], variables: NodeJS.ProcessEnv = {}) =>
    said(words, { env: { ...env, ...variables }, cwd, isTerminal: true, ask: async () => 'y' });
  return { cwd, home: join(top, 'home'), say };
}

/** Addresses of queues in a database and in a bucket, with the environment of their programs. */
const PLACES: readonly (readonly [name: string, make: () => Promise<(store: string) => string>])[] = [
  ...(server ? [['PostgreSQL', async () => (store: string) => server.address(store)] as const] : []),
  [
    'S3',
    async () => {
      const service = fakeS3();
      service.buckets.set('work', new Map());
      const s3 = await startS3(service);
      for (const [name, value] of Object.entries(s3.env)) vi.stubEnv(name, value);
      onTestFinished(() => void vi.unstubAllEnvs());
      return (store: string) => s3.address(`work/${store}`);
    },
  ],
];

test.each(everyNth(2, PLACES))(
  'a mistyped name of a queue in %s creates no queue: the error names the others and both lines',
  async (_, make) => {
    const address = await make();
    const [ada, bob] = [machine('ada'), machine('bob')];
    expect(await ada.say(['store', 'init', address('shop')])).toMatchObject({ code: 0 });
    await ada.say(['add', 'Fix login']);
    const refused = await bob.say(['store', 'init', address('shpo')]);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining(`To use that one: \`backlog store init '`) });
    expect(refused.err).toMatch(/Its server has: \S+shop\S*$/m);
    expect(refused.err).toMatch(/To create another queue: `backlog store init '\S+shpo\S*' --new`\. Until then/m);
    const mistyped = { BACKLOG_STORE: address('shpo') };
    expect((await bob.say(['list'], mistyped)).out).toMatch(/There is no queue here yet: BACKLOG_STORE is \S+shpo/);
    const added = await bob.say(['add', 'Lost'], mistyped);
    expect(added).toMatchObject({
      code: 1,
      err: expect.stringMatching(/To use that one: BACKLOG_STORE='\S+shop\S*'\. /),
    });
    expect(await bob.say(['add', 'Own'])).toMatchObject({ code: 1, err: expect.stringContaining('joining it failed') });
    expect(await bob.say(['store', 'init', 'disk'])).toMatchObject({ code: 0 });
    await bob.say(['add', 'Own']);
    const moved = await bob.say(['store', 'move', address('shpo')]);
    expect(moved).toMatchObject({ code: 1, err: expect.stringMatching(/`backlog store move '\S+shpo\S*' --new`$/m) });
    expect((await bob.say(['list'])).out).toContain('Own');

    const eve = machine('eve');
    expect(await eve.say(['init'], { BACKLOG_STORE: address('by-variable') })).toMatchObject({ code: 0 });
    expect(await eve.say(['store', 'init', address('asked'), '--new'])).toMatchObject({
      out: expect.stringMatching(/^Created a queue/),
    });
    expect(await bob.say(['store', 'move', address('bobs'), '--new'])).toMatchObject({ code: 0 });
  },
);

test(
  'a user who may only read joins no queue: the repository stays free for another line',
  NEEDS_POSTGRES,
  async () => {
    await sql('create role guest login');
    const [ada, guest] = [machine('ada'), machine('guest')];
    const name = 'guarded';
    await ada.say(['store', 'init', server!.address(name), '--new']);
    await ada.say(['store', 'role', 'add', 'guest', '--as', 'human:other']);
    const refused = await guest.say(['store', 'init', server!.address(name, 'guest')]);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('the role guest may not write as human:') });
    expect(existsSync(join(guest.cwd, '.git', 'backlog'))).toBe(false);
    expect((await guest.say(['whoami'])).out).not.toContain('postgres://');
    await ada.say(['store', 'role', 'off']);
  },
);

soak(
  'each user of a database follows a moved queue by their own address, also over several moves',
  NEEDS_POSTGRES,
  async () => {
    await sql('create role bob login');
    const [ada, bob] = [machine('ada'), machine('bob')];
    const [first, second] = ['first', 'second'].map((name) => server!.address(name)) as [string, string];
    const bobs = (name: string) => server!.address(name, 'bob');
    expect(await ada.say(['store', 'init', first, '--new'])).toMatchObject({ code: 0 });
    await sql('grant select, insert, delete on backlog_files to bob; grant select on backlog_tables to bob');
    await ada.say(['add', 'Fix login']);
    expect(await bob.say(['store', 'init', bobs('first')])).toMatchObject({ code: 0 });
    expect(await ada.say(['store', 'move', 'disk'])).toMatchObject({ code: 0 });
    const there = await bob.say(['add', 'Too late']);
    expect(there.err).toContain('Only that machine can use it now.');
    expect((await bob.say(['store', 'move', 'disk'])).err).toContain('in its repository on that machine');
    expect((await bob.say(['list'])).out).toMatch(/This queue was moved to \S+ on /);
    expect(await ada.say(['store', 'move', second, '--new'])).toMatchObject({ code: 0 });
    expect(await bob.say(['store', 'init', bobs('second')])).toMatchObject({ code: 0 });
    expect(await bob.say(['add', 'Ship it'])).toMatchObject({ code: 0 });
    expect((await ada.say(['list'])).out).toContain('Ship it');

    const third = server!.address('third');
    await ada.say(['store', 'move', third, '--new']);
    const late = await bob.say(['add', 'Too late']);
    expect(late.err).toMatch(/Follow it: `backlog store init 'postgres:\/\/bob@\S+store=third'`/);
    expect(await machine('eve').say(['store', 'init', server!.address('hers'), '--new'])).toMatchObject({ code: 0 });
    expect(await bob.say(['store', 'init', bobs('hers')])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/can't follow the queue to .*: it has another queue/),
    });
    expect(await bob.say(['store', 'init', bobs('third')])).toMatchObject({ code: 0 });
  },
);

test('the line that a backup of a queue on a server names restores it', NEEDS_POSTGRES, async () => {
  const ada = machine('ada');
  await ada.say(['store', 'init', server!.address('saved'), '--new']);
  await ada.say(['add', 'Fix login']);
  const file = join(ada.home, 'q.tar.gz');
  const { out } = await ada.say(['backup', file]);
  const [, folder = ''] =
    /To restore it into a folder, a person types `BACKLOG_DIR=(\S+) backlog restore \S+`/.exec(out) ?? [];
  expect((await ada.say(['restore', file])).err).toContain(`\`BACKLOG_DIR=${folder} backlog restore ${file}\``);
  expect(await ada.say(['restore', file], { BACKLOG_DIR: folder })).toMatchObject({ code: 0 });
  expect((await ada.say(['list'], { BACKLOG_DIR: folder })).out).toContain('Fix login');
});

test('a mistyped database with a password for another one in ~/.pgpass is named as such', NEEDS_POSTGRES, async () => {
  await sql("create role locked login password 'x'");
  const file = join(tempFolder('pgpass'), 'pgpass');
  writeFileSync(file, 'localhost:5432:postgres:locked:x\n', { mode: 0o600 });
  vi.stubEnv('PGPASSFILE', file);
  onTestFinished(() => void vi.unstubAllEnvs());
  const address = server!.address('x', 'locked').replace('/postgres?', '/postgers?');
  const { err } = await machine('ada').say(['store', 'init', address]);
  expect(err).toContain('no password is known for this database');
  expect(err).toContain('~/.pgpass has one for the database postgres of this server');
});
