import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { readPostgresAddress } from '../../../src/store/backends/postgres/address.ts';
import { connectPostgres } from '../../../src/store/backends/postgres/connect.ts';
import { boardCommand } from '../../../src/web/server/start/board.ts';
import { said } from '../../interfaces/cli/line.ts';
import { READS, type Site, WRITES } from '../../store/damage-site.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { ENVIRONMENT } from '../../support/environment.ts';
import { tempFolder } from '../../support/folder.ts';
import { freePort } from '../../support/free-port.ts';
import { git } from '../../support/git.ts';
import { unless, WITHOUT_POSTGRES } from '../../support/needs.ts';
import { type PostgresServer, startPostgres } from '../../support/postgres.ts';
import { fakeS3 } from '../../support/s3-fake.ts';
import { startS3 } from '../../support/s3-server.ts';
import { IS_SOAK } from '../../support/seed.ts';

const plugin = builtPlugin();

/** A person's machine with a repository. `clone` makes another one of the same origin. */
function machine(more: Readonly<Record<string, string>> = {}) {
  const folder = tempFolder('named');
  const [project, home] = [join(folder, 'web'), join(folder, 'home')];
  mkdirSync(project);
  mkdirSync(home);
  git(project, 'init', '--quiet', '--initial-branch=main');
  const env = { HOME: home, BACKLOG_HOME: join(home, 'backlog'), TZ: 'UTC', USER: 'ada', LOGNAME: 'ada', ...more };
  const asked: string[] = [];
  const answers: string[] = [];
  const say = (words: readonly string[], around: Parameters<typeof said>[1] | object = {}) =>
    said(words, { env, cwd: project, isTerminal: true, ...around });
  const ask = async (question: string) => {
    asked.push(question);
    return answers.shift() ?? '';
  };
  const site = { folder, project, home, env, common: join(project, '.git'), dir: '', older: '', lines: new Set() };
  return {
    ...{ project, home, env, say, asked, answers, site: site as Site },
    /** A line of a person who can answer. */
    atKeyboard: (words: readonly string[]) => say(words, { ask }),
    asAgent: (words: readonly string[]) => say(words, { env: { ...env, CLAUDECODE: '1' }, isTerminal: false }),
    queues: async () => JSON.parse((await say(['queues', '--json'])).out).total as number,
    config: (text: string) => {
      mkdirSync(join(project, '.backlog'), { recursive: true });
      writeFileSync(join(project, '.backlog/config.yaml'), text);
    },
  };
}

type Machine = ReturnType<typeof machine>;

async function bucket() {
  const service = fakeS3();
  const fresh = (name: string) => {
    service.buckets.set(name, new Map());
    return server.address(`${name}/team`);
  };
  const server = await startS3(service);
  for (const [name, value] of Object.entries(server.env)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  return { server, fresh, address: fresh('work') };
}

async function database(more: string = '') {
  const server: PostgresServer = await startPostgres();
  const owner = connectPostgres(readPostgresAddress(server.address()));
  onTestFinished(() => owner.end());
  await owner.unsafe(`create role ada login; create role locked login password 'right'; ${more}`);
  const boss = machine({ USER: 'owner', LOGNAME: 'owner' });
  expect(await boss.say(['store', 'init', server.address('team')])).toMatchObject({ code: 0 });
  await boss.say(['add', 'Of the team']);
  return { server, owner };
}

/** Makes an address whose queue can't be joined, and says what is wrong and how it becomes right. */
type Trouble = () => Promise<{ address: string; env?: Record<string, string>; says: RegExp; cure?: () => unknown }>;

const IN_POSTGRES: Readonly<Record<string, Trouble>> = {
  'a wrong password': async () => {
    const { server } = await database();
    vi.stubEnv('PGPASSWORD', 'wrong');
    onTestFinished(() => void vi.unstubAllEnvs());
    return { address: server.address('team', 'locked'), says: /password/ };
  },
  'a role without the right to write': async () => {
    const { server, owner } = await database();
    await owner.unsafe('grant select on backlog_files, backlog_commits, backlog_tables to ada').catch(() => undefined);
    return {
      address: server.address('team', 'ada'),
      says: /right|permission|may/,
      cure: () => owner.unsafe('grant all on all tables in schema public to ada'),
    };
  },
  'a missing database': async () => {
    const { server } = await database();
    return { address: server.address('team', 'ada').replace('/postgres?', '/nowhere?'), says: /no such database/ };
  },
  'tables of a newer version': async () => {
    const { server, owner } = await database();
    await owner.unsafe('insert into backlog_tables (version) values (99)');
    return {
      address: server.address('team'),
      says: /newer|version/,
      cure: () => owner.unsafe('delete from backlog_tables where version = 99'),
    };
  },
};

const ELSEWHERE: Readonly<Record<string, Trouble>> = {
  'a host that does not answer': async () => ({
    address: `postgres://ada@127.0.0.1:${await freePort()}/work?store=team`,
    says: /no server listens there/,
  }),
  'a key without rights': async () => {
    const { server, address } = await bucket();
    server.instead = () => ({
      status: 403,
      headers: {},
      body: Buffer.from('<Error><Code>AccessDenied</Code></Error>'),
    });
    return {
      address,
      says: /AccessDenied|denied|right/,
      cure: () => {
        server.instead = () => undefined;
      },
    };
  },
  'the address of a server that is down, which is no queue': async () => ({
    address: `http://127.0.0.1:${await freePort()}/web`,
    says: /expected the address of a queue on a server/,
  }),
  'an address with a password, which no file gets': async () => ({
    address: 'postgres://ada:secret@127.0.0.1:1/work',
    says: /password/,
  }),
};

/** Doors that answer nothing, or about other queues, if there is no queue. */
const SILENT = [
  'queues',
  'board',
  'an edit',
  'git commit',
  'status line',
  'a prompt over MCP',
  'info',
  'next',
  'backup',
];

/** Says at every door that the queue isn't joined, and begins none. */
async function expectUnjoined({ say, asAgent, site, queues, project, env }: Machine, says: RegExp) {
  for (const [door, ask] of Object.entries(READS).filter(([name]) => !SILENT.includes(name)))
    expect([door, (await ask(site)).text.replace(/\s+/g, ' ')]).toEqual([door, expect.stringMatching(/store init/)]);
  for (const words of [['add', 'Shared'], ['init'], ['done', '1'], ['log', 'x']])
    for (const line of [say, asAgent])
      expect([words, await line(words)]).toEqual([words, expect.objectContaining({ code: 1 })]);
  const { err } = await say(['add', 'Shared']);
  expect(err).toMatch(says);
  expect(err).toContain('`backlog store init disk`');
  for (const door of ['import', 'add over MCP', 'orchestrator'] as const)
    expect([door, await WRITES[door]!(site)]).toEqual([door, expect.objectContaining({ code: 1 })]);
  const stopped = new AbortController();
  const board: string[] = [];
  await boardCommand(
    { json: false, no_open: true, port: 0 },
    {
      ...{ env, cwd: project, interrupted: stopped.signal, err: expect.unreachable },
      out: (text) => {
        board.push(text);
        stopped.abort();
      },
    },
  );
  expect(board.join('\n')).toContain('store init');
  expect(await asAgent(['store', 'init', 'disk'])).toMatchObject({ code: 1 });
  expect(await queues()).toBe(0);
}

const play = async (_: string, make: Trouble) => {
  const { address, env, says, cure } = await make();
  const one = machine(env);
  const failed = await one.say(['store', 'init', address]);
  expect(failed.code).toBeGreaterThan(0);
  expect(failed.err).toMatch(says);
  expect(failed.err).toContain('no other queue begins here');
  await expectUnjoined(one, says);
  expect(JSON.stringify(await one.say(['status', '--json']))).not.toContain('secret');
  // A person's clone of the folder, and another place, forget nothing either.
  const copy = join(dirname(one.project), 'copy');
  cpSync(one.project, copy, { recursive: true });
  expect(await one.say(['add', 'Shared'], { cwd: copy })).toMatchObject({ code: 1 });
  if (cure) {
    await cure();
    expect(await one.say(['store', 'init', address])).toMatchObject({ code: 0 });
    expect(await one.asAgent(['add', 'Shared'])).toMatchObject({ code: 0 });
  } else {
    expect(await one.say(['store', 'init', 'disk'])).toMatchObject({ code: 0 });
    expect(await one.asAgent(['add', 'Mine'])).toMatchObject({ code: 0, err: '' });
  }
  expect((await one.say(['list'])).err).toBe('');
  expect(readdirSync(one.site.common)).not.toContain('backlog-join');
};

describe('after a failed join of a queue, no other one begins, and every door names it until it is joined or dismissed', () => {
  test.each(Object.entries(ELSEWHERE))('%s', play);
  test.each(Object.entries(IN_POSTGRES))('%s', unless(WITHOUT_POSTGRES), play);

  test('a folder without git, from its subfolders, too', async () => {
    const { say, project } = machine();
    const folder = join(dirname(project), 'plain');
    mkdirSync(join(folder, 'below'), { recursive: true });
    const address = `postgres://ada@127.0.0.1:${await freePort()}/work`;
    expect(await say(['store', 'init', address], { cwd: folder })).toMatchObject({ code: 1 });
    for (const cwd of [folder, join(folder, 'below')])
      expect(await say(['add', 'Shared'], { cwd })).toMatchObject({ code: 1, err: expect.stringContaining(address) });
    expect((await say(['queues', '--json'])).out).toContain('"total":0');
    expect(await say(['store', 'init', 'disk'], { cwd: folder })).toMatchObject({ code: 0 });
    expect(await say(['add', 'Mine'], { cwd: join(folder, 'below') })).toMatchObject({ code: 0 });
  });

  test('kill -9 at any step of a join', async () => {
    const { server, fresh } = await bucket();
    let steps = 0;
    for (let at = 0; ; at += IS_SOAK ? 1 : 4) {
      expect(at).toBeLessThan(200);
      const one = machine(server.env);
      const address = fresh(`work-${at}`);
      if (!(await killed(one, ['store', 'init', address], at))) break;
      // Before the first file, nobody can know that the line was typed.
      if (!readdirSync(one.site.common).some((name) => name === 'backlog' || name === 'backlog-join')) continue;
      const added = await one.say(['add', 'Shared']);
      const all = (await one.say(['list'])).out;
      if (added.code === 0)
        expect([at, one.project, all]).toEqual([at, one.project, expect.stringContaining('Shared')]);
      else expect([at, added.err]).toEqual([at, expect.stringContaining(`backlog store init '${address}'`)]);
      const { queues } = JSON.parse((await one.say(['queues', '--json'])).out) as { queues: { address?: string }[] };
      expect([at, queues.filter((queue) => queue.address === undefined)]).toEqual([at, []]);
      expect([at, await one.say(['store', 'init', address])]).toEqual([at, expect.objectContaining({ err: '' })]);
      expect(await one.say(['add', 'Shared'])).toMatchObject({ code: 0 });
      expect((await one.say(['status', '--json'])).out).toContain(`"address":"${address}"`);
      steps++;
    }
    expect(steps).toBeGreaterThan(2);
  });
});

/** Kills the process before its nth call that changes a file of the machine. See `queue-kills.test.ts`. */
const KILLER = `
const fs = require('node:fs');
process.stderr.isTTY = true;
let left = Number(process.env.KILL_AT);
for (const name of ['renameSync', 'rmSync', 'unlinkSync', 'linkSync', 'mkdirSync', 'writeFileSync', 'openSync']) {
  const real = fs[name];
  fs[name] = (...args) => {
    const reads = name === 'openSync' && (args[1] === undefined || args[1] === 'r');
    const inside = typeof args[0] === 'string' && args[0].startsWith(process.env.KILL_IN);
    if (inside && !reads && left-- === 0) process.kill(process.pid, 'SIGKILL');
    return real(...args);
  };
}
`;

function killed({ home, project, env }: Machine, words: readonly string[], at: number): Promise<boolean> {
  const file = join(home, 'killer.cjs');
  writeFileSync(file, KILLER);
  const more = { KILL_AT: String(at), KILL_IN: dirname(project) };
  const child = spawn(process.execPath, ['--require', file, plugin.cli, ...words], {
    ...{ cwd: project, env: { ...ENVIRONMENT, ...env, ...more }, stdio: 'ignore' },
  });
  return new Promise((resolve) => child.once('close', (_, signal) => resolve(signal === 'SIGKILL')));
}

describe("a repository whose config file names the team's queue", () => {
  test('a clone asks once; a yes joins, and the command goes on', async () => {
    const { address } = await bucket();
    const first = machine();
    const created = await first.say(['store', 'init', address]);
    expect(created.out).toContain(`commit in .backlog/config.yaml: queue: ${address}`);
    expect(await first.say(['config', 'init'])).toMatchObject({ code: 0 });
    const file = readFileSync(join(first.project, '.backlog/config.yaml'), 'utf8');
    expect(file).toMatch(/^queue: "?s3:/m);
    expect(await first.say(['config', 'check'])).toMatchObject({ code: 0 });
    await first.say(['add', 'Of the team']);

    const clone = machine();
    clone.config(file);
    clone.answers.push('y');
    const listed = await clone.atKeyboard(['list']);
    expect(clone.asked).toEqual([expect.stringContaining(`Join the queue at ${address}`)]);
    expect(listed).toMatchObject({ code: 0, out: expect.stringContaining('Of the team') });
    expect(await clone.atKeyboard(['add', 'Shared'])).toMatchObject({ code: 0 });
    expect(clone.asked).toHaveLength(1);
  });

  test('a no is remembered: nothing begins, nothing is asked again, until a person chooses', async () => {
    const { address } = await bucket();
    const clone = machine();
    clone.config(`queue: ${address}\n`);
    expect(await clone.atKeyboard(['add', 'Shared'])).toMatchObject({ code: 1, err: expect.stringContaining('no') });
    expect(await clone.atKeyboard(['add', 'Shared'])).toMatchObject({ code: 1 });
    expect(clone.asked).toHaveLength(1);
    await expectUnjoined(clone, /you answered no/);
    expect(await clone.say(['store', 'init', 'disk'])).toMatchObject({ code: 0 });
    expect(await clone.asAgent(['add', 'Mine'])).toMatchObject({ code: 0, err: '' });
  });

  test('without a terminal and for agents, every door refuses with the line that joins', async () => {
    const { address } = await bucket();
    const clone = machine();
    clone.config(`queue: ${address}\n`);
    await expectUnjoined(clone, /config file names the queue/);
    expect(clone.asked).toEqual([]);
    expect(await clone.say(['store', 'init', address])).toMatchObject({ code: 0 });
    expect(await clone.asAgent(['add', 'Shared'])).toMatchObject({ code: 0, err: '' });
  });

  test('an address with a password or of no server is refused at its line, and no queue begins; reads go on', async () => {
    for (const text of ['queue: postgres://ada:secret@db.example/work\n', 'queue: web\n', 'queue: [a]\n']) {
      const clone = machine();
      clone.config(text);
      const added = await clone.say(['add', 'Shared']);
      expect([text, added.code, added.err]).toEqual([text, 2, expect.stringMatching(/config\.yaml.*line 1/s)]);
      expect(added.err).not.toContain('secret');
      expect(await clone.say(['list'])).toMatchObject({ code: 0 });
      expect(await clone.queues()).toBe(0);
    }
  });
});
