import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { complete } from '../../../src/interfaces/cli/complete.ts';
import type { Streams } from '../../../src/interfaces/cli/io.ts';
import { tempFolder } from '../../support/folder.ts';
import { said } from './line.ts';

/** A machine with a repository for each path; a line is typed in one of its folders by a person, unless `env` has an agent. */
async function machine(...repositories: string[]) {
  const top = tempFolder('machine');
  const home = join(top, 'home');
  const say = (line: string | readonly string[], folder = '.', more: Env = {}, around: Partial<Streams> = {}) =>
    said(typeof line === 'string' ? line.split(' ') : line, {
      env: { BACKLOG_HOME: home, TZ: 'UTC', USER: 'ada', ...more },
      cwd: join(top, folder),
      isTerminal: true,
      ...around,
    });
  for (const path of repositories) {
    mkdirSync(join(top, path), { recursive: true });
    execFileSync('git', ['init', '-q'], { cwd: join(top, path) });
    await say(['add', `First of ${path}`], path);
  }
  const rows = async () => (JSON.parse((await say('queues --json')).out) as { queues: Row[] }).queues;
  const row = async (name: string) => (await rows()).find((one) => one.name === name)!;
  return { top, home, say, rows, row };
}

type Env = Record<string, string>;
type Row = {
  name: string;
  uuid: string;
  dir: string;
  folder: string | null;
  open?: number;
  attention?: number;
  running?: number;
  bytes: number;
  problem?: string;
  here?: true;
};

const AGENT = { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: 'session-1' };

describe('queues', () => {
  test('lists every queue of the machine, from any folder, the last changed one first', async () => {
    const { say, top, rows } = await machine('api', 'web');
    await say('add Second', 'api');
    const { dir } = (await rows()).find(({ name }) => name === 'web')!;
    for (const part of ['log', '.']) utimesSync(join(dir, part), 0, 0);
    expect(await rows()).toMatchObject([
      { name: 'api', folder: join(top, 'api'), open: 2, attention: 0, running: 0, bytes: expect.any(Number) },
      { name: 'web', folder: join(top, 'web'), open: 1 },
    ]);
    expect((await say('queues', 'web')).out).toMatch(/^\*\s+web\s+1\s+0\s+0\s+[\d.]+ KB\s+\S+web$/m);
    expect((await say('queues --limit 1')).err).toContain('the first 1 of 2; --limit gives more');
  });

  test('has colours at a terminal, and no text of theirs', async () => {
    const { say } = await machine('api');
    const terminal = { rewrites: true, size: () => ({ columns: 100, rows: 30 }) };
    const { out } = await say('queues', 'api', { FORCE_COLOR: '1' }, terminal);
    expect(out).toContain('\u001b[');
    expect(out).not.toContain('␛');
  });

  test('a handoff needs attention', async () => {
    const { say, row } = await machine('api');
    await say('start 1', 'api');
    await say(['stop', '1', '--handoff', 'The parser is half done'], 'api');
    expect(await row('api')).toMatchObject({ open: 1, attention: 1 });
  });

  test('of a newer format, without its format, and damaged are rows with the reason', async () => {
    const { say, rows } = await machine('newer', 'bare', 'damaged', 'sound');
    const at = Object.fromEntries((await rows()).map((row) => [row.name, row]));
    writeFileSync(join(at.newer!.dir, 'format.json'), '{"format": 9}');
    rmSync(join(at.bare!.dir, 'format.json'));
    for (const name of readdirSync(join(at.damaged!.dir, 'log')))
      writeFileSync(join(at.damaged!.dir, 'log', name), '{');
    const found = new Map((await rows()).map((row) => [row.uuid, row]));
    expect(found.size).toBe(4);
    expect(found.get(at.newer!.uuid)?.problem).toMatch(/expected format 1, found 9/);
    expect(found.get(at.bare!.uuid)?.problem).toMatch(/format.json is damaged: it is missing/);
    expect(found.get(at.damaged!.uuid)?.problem).toMatch(/log/);
    expect(found.get(at.sound!.uuid)).toMatchObject({ name: 'sound', open: 1 });
    const all = await say('list --all-queues');
    expect([all.code, all.out]).toEqual([0, expect.stringContaining('First of sound')]);
    expect(all.err.match(/backlog: \w+: /g)).toHaveLength(3);
  });

  test('a repository that is gone keeps its row', async () => {
    const { top, row, say } = await machine('api');
    rmSync(join(top, 'api'), { recursive: true });
    expect(await row('api')).toMatchObject({ folder: `${join(top, 'api')}, missing`, open: 1 });
    expect((await say('list -w api')).out).toContain('First of api');
  });

  test('without a queue says how to make one', async () => {
    expect((await (await machine()).say('queues')).out).toMatch(/^No queues/);
  });
});

describe('-w NAME', () => {
  test('uses the queue with that name in any command, also before the verb, and BACKLOG_DIR does not count', async () => {
    const { say, top } = await machine('api', 'web');
    expect((await say('add Another -w api', 'web')).out).toContain('Another');
    const env = { BACKLOG_DIR: join(top, 'elsewhere') };
    expect((await say('--queue api count', '.', env)).out).toBe('2');
    expect((await say('count', 'web')).out).toBe('1');
    expect((await say(['add', 'Scoped', '-w', 'api', '--scope', 'src/**', '--json'])).out).toContain('src/**');
    expect(existsSync(join(top, 'elsewhere'))).toBe(false);
  });

  test('that several have is refused with their folders, and the id names one', async () => {
    const { say, top, rows } = await machine('a/api', 'b/api');
    const [row] = await rows();
    const refused = await say('list -w api');
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('2 queues are called "api"') });
    for (const folder of ['a/api', 'b/api']) expect(refused.err).toContain(join(top, folder));
    expect((await say(`list -w ${row!.uuid.slice(0, 8)}`)).out).toContain(`First of ${row!.folder!.slice(-5)}`);
    expect((await say(['list', '-w', join(top, 'a/api')])).out).toContain('First of a/api');
    expect((await say('list --all-queues')).out).toMatch(/^api \([0-9a-f]{8}\) +1 /m);
  });

  test('that no queue has, and with --cwd, is refused', async () => {
    const { say } = await machine('api');
    expect(await say('list -w apo')).toMatchObject({
      code: 1,
      err: expect.stringMatching(
        /there is no queue "apo" \(did you mean `backlog list -w api`\?\)\n.*`backlog queue list`/,
      ),
    });
    expect(await say('list -w api --cwd api')).toMatchObject({ code: 2, err: expect.stringContaining('both name') });
  });

  test('is completed', async () => {
    const { home, top } = await machine('api', 'web');
    const env = { BACKLOG_HOME: home };
    expect(await complete(['list', '-w', 'a'], { cwd: top, env })).toMatch(/^api\b/);
  });
});

describe('--all-queues', () => {
  test('lists the tasks of all queues, the most urgent first, with the queue as a column', async () => {
    const { say } = await machine('api', 'web');
    await say('add Urgent pri:H', 'web');
    const { out } = await say('list --all-queues');
    expect(out.split('\n').map((line) => line.split(/ {2,}/).slice(0, 3))).toEqual([
      ['queue', 'id', 'description'],
      ['web', '2', 'Urgent'],
      ['api', '1', 'First of api'],
      ['web', '1', 'First of web'],
    ]);
    expect(JSON.parse((await say('list --all-queues --limit 1 --json')).out)).toMatchObject({
      total: 3,
      tasks: [{ queue: 'web', id: 2 }],
    });
    expect((await say('list --all-queues --fields id --format csv')).out).toMatch(/^queue,id/);
    expect((await say('list --all-queues sort:description+ --limit 2')).out).toMatch(/^api +1 .*\nweb +1 /m);
    expect((await say('list +nothing --all-queues')).out).toMatch(/^No tasks/);
  });

  test('at a terminal, the list of all queues looks as that of one, with one more column', async () => {
    const { say } = await machine('api', 'web');
    await say('add Urgent pri:H due:tomorrow project:shop', 'web');
    const screen = { rewrites: true, size: () => ({ columns: 80, rows: 40 }) };
    const shown = async (line: string) => (await say(line, 'web', { NO_COLOR: '1' }, screen)).out;
    const heads = async (line: string) => (await shown(line)).split('\n').find((one) => /\bid\b/i.test(one));
    const [one, all] = [await heads('list'), await heads('list --all-queues')];
    expect(
      all
        ?.replace(/^\s*queue\s+/i, '')
        .trim()
        .split(/\s+/),
    ).toEqual(one?.trim().split(/\s+/));
    expect(await shown('list --all-queues')).toMatch(/^\s*web\b.*\b2\b.*\bH\b.*\bshop\b.*Urgent/m);
  });

  test.each([
    ['list +nothing --format csv', /^queue,id,description,/],
    ['list +nothing --format ndjson', /^$/],
    ['list +nothing --fields id,description', /^\{"total":0,"tasks":\[\]\}$/],
    ['list --fields id,description', /"tasks":\[\{"queue":"api","id":1,"description":"First of api"\}/],
    ['list --fields id --format csv', /^queue,id\r\napi,1\s*$/],
  ])('%s has the same format in all queues as in one', async (line, expected) => {
    const { say } = await machine('api');
    expect(await say(`${line} --all-queues`)).toMatchObject({ code: 0, err: '', out: expect.stringMatching(expected) });
  });

  test('is not --all, which shows what the command omits', async () => {
    const { say } = await machine('api');
    await say('add Done', 'api');
    await say('done 2', 'api');
    const { out } = await say('list +ANY', 'api');
    expect(out).toMatch(/ Done$/m);
    expect(await say('list --all', 'api')).toMatchObject({ code: 0, out, err: '' });
    expect(await say('runs --all', 'api')).toMatchObject({ err: '' });
  });

  test('shows what needs attention, counts, and lists runs, of which --all means the finished ones', async () => {
    const { say } = await machine('api', 'web');
    expect((await say('now --all-queues')).out).toMatch(/^api {2}0 need attention.*^web {2}0 need attention/ms);
    expect((await say('count --all-queues')).out).toBe('api  1\nweb  1');
    expect((await say('runs --all-queues')).out).toBe('No runs.');
    expect((await say('runs --all', 'api')).out).toBe('No runs.');
  });

  test('names a queue that could not answer, also in JSON', async () => {
    const { say, row } = await machine('api', 'web');
    const { dir } = await row('web');
    for (const name of readdirSync(join(dir, 'log'))) writeFileSync(join(dir, 'log', name), '{');
    const short = dir.split('/').at(-1)!.slice(0, 8);
    for (const line of ['list --all-queues --json', 'now --all-queues --json', 'list --all-queues']) {
      const { code, out, err } = await say(line);
      expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining(short) });
      if (line.endsWith('--json'))
        expect(JSON.parse(out)).toMatchObject({
          unread: [{ queue: short, message: expect.stringContaining('damaged') }],
        });
    }
    expect(JSON.parse((await say('list -w api --json')).out)).not.toHaveProperty('unread');
  });

  test.each([
    ['list due:nonsense --all-queues', 'due'],
    ['list --all-queues --watch', '--watch and all queues exclude each other'],
    ['list --all-queues -w api', '--queue and all queues exclude each other'],
    ['add x --all-queues', 'uses one queue'],
    ['list --all-queues --cursor 3', "can't page through all queues"],
  ])('%s is refused', async (line, why) => {
    const { say } = await machine('api');
    expect(await say(line)).toMatchObject({ code: 2, err: expect.stringContaining(why) });
  });
});

describe('a queue that has the id of another one as its name', () => {
  test('does not hide that queue: the whole uuid names it, a short one is ambiguous', async () => {
    const { say, row } = await machine('api', 'web');
    const { uuid } = await row('api');
    const web = (await row('web')).uuid;
    const short = uuid.slice(0, 8);
    await say(['queue', 'rename', 'web', short]);
    expect(await say(`list -w ${short}`)).toMatchObject({
      code: 1,
      err: expect.stringContaining(`2 queues are called "${short}": `),
    });
    expect((await say(`list -w ${short}`)).err).toContain(uuid);
    expect((await say(`list -w ${web.slice(0, 8)}`)).out).toContain('First of web');
    expect((await say(['queue', 'rename', web, uuid])).code).toBe(0);
    expect((await say(`list -w ${uuid}`)).out).toContain('First of api');
    expect((await say(`list -w ${web}`)).out).toContain('First of web');
  });
});

describe('queue rename', () => {
  test('gives a queue another name, which every door uses', async () => {
    const { say, rows, top } = await machine('api', 'web');
    expect((await say('queue rename api shop')).out).toBe(`Renamed the queue api to shop (${join(top, 'api')}).`);
    expect((await rows()).map(({ name }) => name)).toEqual(['shop', 'web']);
    expect((await say('count -w shop')).out).toBe('1');
    expect((await say('history -w shop --json')).out).toContain('queue.name');
    await say('undo', 'api');
    expect((await say('count -w api')).out).toBe('1');
  });

  test.each([
    ['rename api web', 1, 'already has the name "web"'],
    ['rename api ../x', 2, 'expected a name of letters'],
    ['rename none x', 1, 'there is no queue "none"'],
    ['rename none web', 1, 'there is no queue "none"'],
    ['rename api', 2, 'queue rename . api, is refused: there is no queue "."'],
    ['raname api x', 2, '(did you mean "queue rename"?)'],
  ])('%s is refused', async (line, code, why) => {
    const { say } = await machine('api', 'web');
    expect(await say(`queue ${line}`)).toMatchObject({ code, err: expect.stringContaining(why) });
  });

  test('is for people', async () => {
    const { say } = await machine('api');
    expect(await say('queue rename api shop', '.', AGENT)).toMatchObject({
      code: 1,
      err: expect.stringContaining('for people'),
    });
    expect((await say('setting set queue.name a/b', 'api')).err).toContain('expected a name of letters');
  });
});

describe('queue remove', () => {
  test('asks, moves the files aside, and restores them with the marker', async () => {
    const { say, home, top, rows } = await machine('api', 'web');
    const asked: string[] = [];
    const answer = (text: string): Partial<Streams> => ({
      ask: async (question) => {
        asked.push(question);
        return text;
      },
    });
    const [{ dir } = { dir: '' }] = (await rows()).filter(({ name }) => name === 'api');
    expect(await say('queue remove api', '.', {}, answer('n'))).toMatchObject({ code: 1, err: 'Nothing was changed.' });
    expect(asked[0]).toBe(`Remove the queue api of ${join(top, 'api')}, with 1 open task? [y/N] `);
    const removed = await say('queue remove api', '.', {}, answer('y'));
    expect(removed).toMatchObject({ code: 0, out: expect.stringContaining('backlog queue restore api') });
    expect(existsSync(join(top, 'api/.git/backlog'))).toBe(false);
    expect(existsSync(dir)).toBe(false);
    expect((await say('list', 'api')).out).toMatch(/^No tasks/);
    const [folder] = readdirSync(join(home, 'removed'));
    const env = { BACKLOG_DIR: join(home, 'removed', folder!) };
    expect((await say('list', '.', env)).out).toContain('First of api');
    expect((await say('queue restore')).out).toMatch(/^api {2}removed 20/);
    expect((await say('queue restore api')).out).toContain('Restored the queue api');
    expect((await say('list', 'api')).out).toContain('First of api');
    expect(JSON.parse(readFileSync(join(top, 'api/.git/backlog'), 'utf8'))).toMatchObject({
      folder: join(top, 'api/.git'),
    });
    expect((await say('queue restore')).out).toBe('No removed queues.');
    expect((await say('doctor', 'api')).out).toContain('No problems found');
  });

  test('a repository that began another queue meanwhile keeps that one', async () => {
    const { say, top } = await machine('api');
    await say('queue remove api --yes');
    await say('add New', 'api');
    expect((await say('queue restore api')).out).toContain(
      `${join(top, 'api')} has another queue by now, and keeps it.`,
    );
    expect((await say('list', 'api')).out).toContain('New');
  });

  test('is refused with claims, until they are released', async () => {
    const { say } = await machine('api');
    await say('start 1', 'api', AGENT);
    const refused = await say('queue remove api --yes');
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining("can't remove the queue api: ") });
    const [, line] = /one: `backlog ([^`]+)`/.exec(refused.err)!;
    expect((await say(line!)).code).toBe(0);
    expect((await say('queue remove api --yes')).code).toBe(0);
  });

  test('is refused for one that cannot be read, unless forced', async () => {
    const { say, row, rows } = await machine('api');
    const { dir, uuid } = await row('api');
    writeFileSync(join(dir, 'format.json'), '{');
    const name = uuid.slice(0, 8);
    expect(await say(`queue remove ${name} --yes`)).toMatchObject({
      code: 1,
      err: expect.stringContaining('To move it aside anyway, add --force.'),
    });
    expect((await say(`queue remove ${name} --yes --force`)).code).toBe(0);
    expect(await rows()).toEqual([]);
  });

  test.each(['remove api --yes', 'restore api'])('%s is for people', async (line) => {
    const { say, rows } = await machine('api');
    expect(await say(`queue ${line}`, '.', AGENT)).toMatchObject({
      code: 1,
      err: expect.stringContaining('choosing the place of a queue, removing and restoring it is for people'),
    });
    expect(await rows()).toHaveLength(1);
  });

  test('without a terminal to ask wants --yes', async () => {
    const { say } = await machine('api');
    expect(await say('queue remove api')).toMatchObject({ code: 1, err: expect.stringContaining('not confirmed') });
  });
});

describe('a profile', () => {
  test('is a queue, a filter and an author, for one command or by BACKLOG_PROFILE', async () => {
    const { say } = await machine('api', 'web');
    await say('add Page project:web.ui', 'api');
    const line = ['profile', 'add', 'work', '-w', 'api', '--filter', 'project:web', '--as', 'human:grace'];
    expect((await say(line)).out).toBe('work: queue api, filter project:web, author human:grace');
    expect((await say('list --profile work')).out).toMatch(/^2 .*Page/);
    const env = { BACKLOG_PROFILE: 'work' };
    expect((await say('count', 'web', env)).out).toBe('1');
    expect((await say('count +READY', 'web', env)).out).toBe('1');
    expect((await say('count', 'web', { ...env, ...AGENT })).out).toBe('1');
    expect((await say('info 1', 'web', env)).out).toContain('First of api');
    await say('add By-Grace', 'web', env);
    expect(JSON.parse((await say('history --json -w api')).out).commits[0].actor).toMatchObject({ name: 'grace' });
    // So do the own commands of the program that are about one queue.
    expect((await say('audit', 'web', env)).out).toContain('"grace"');
    expect((await say('store trust', 'web', env)).err).toMatch(/\/api has no queue on a server/);
    expect((await say('profile', '.', env)).out).toContain('(the default, by BACKLOG_PROFILE)');
  });

  test('yields to flags', async () => {
    const { say } = await machine('api', 'web');
    await say('profile add work -w api --as human:grace');
    expect((await say('list --profile work -w web')).out).toContain('First of web');
    expect((await say('list --profile work --cwd web')).out).toContain('First of web');
    await say('add One --profile work --as human:linus');
    expect(JSON.parse((await say('history --json -w api')).out).commits[0].actor).toMatchObject({ name: 'linus' });
  });

  test("narrows a change by a filter, never a change by ids, and gives an agent no person's name", async () => {
    const { say } = await machine('api');
    await say('add Two project:web', 'api');
    await say('profile add work --filter project:web --as human:grace');
    await say('modify --profile work +READY --tags x --yes', 'api');
    expect((await say('count +x', 'api')).out).toBe('1');
    expect((await say('modify 1 --tags y --profile work', 'api')).code).toBe(0);
    expect(await say('add x --profile work', 'api', AGENT)).toMatchObject({
      code: 1,
      err: expect.stringContaining('only people at a terminal'),
    });
    expect((await say('add x', 'api', { ...AGENT, BACKLOG_PROFILE: 'work' })).code).toBe(0);
  });

  test('narrows a filter with alternatives as a whole', async () => {
    const { say } = await machine('api');
    await say('add Two project:web', 'api');
    await say('profile add work --filter project:web');
    expect((await say(['count', '--profile', 'work', '+nothing or +READY'], 'api')).out).toBe('1');
    expect((await say(['list', '--profile', 'work', '+READY', 'or', 'id:1', 'sort:id+'], 'api')).out).toMatch(
      /^2 .*Two.*$/,
    );
    await say(['modify', '--profile', 'work', '--filter', '+nothing or +READY', '--tags', 'x', '--yes'], 'api');
    expect((await say('count +x', 'api')).out).toBe('1');
  });

  test('has a filter that is valid by itself', async () => {
    const { say } = await machine('api');
    const line = ['profile', 'add', 'work', '--filter', '+a ) or ( +READY'];
    expect(await say(line)).toMatchObject({ code: 2 });
    expect((await say('profile')).out).toContain('No profiles');
  });

  test.each([
    ['add work', 2, 'sets nothing'],
    ['add +x -w api', 2, 'expected a name of'],
    ['add work --as nobody:x', 2, 'expected kind:name'],
    ['add work --filter ((', 2, 'is not closed'],
    ['remove none', 1, 'no profile "none"'],
    ['drop work', 2, 'Verbs: list, add, remove.'],
  ])('%s is refused', async (line, code, why) => {
    const { say } = await machine();
    expect(await say(`profile ${line}`)).toMatchObject({ code, err: expect.stringContaining(why) });
  });

  test('that is unknown is refused with the nearest, and the list works all the same', async () => {
    const { say } = await machine('api');
    await say('profile add work -w api');
    const env = { BACKLOG_PROFILE: 'wark' };
    expect(await say('list', 'api', env)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/BACKLOG_PROFILE: no profile "wark" \(did you mean work\?\)/),
    });
    expect((await say('profile', '.', env)).out).toBe('work: queue api');
    expect((await say('profile add wark -w api', '.', env)).code).toBe(0);
  });

  test('is removed, changed by people only, and a file that is no profile is named', async () => {
    const { say, home } = await machine('api');
    await say('profile add work -w api');
    expect((await say('profile remove work', '.', AGENT)).err).toContain('changing profiles is for people');
    expect((await say('profile remove work')).out).toBe('Removed the profile work');
    writeFileSync(join(home, 'profiles.json'), '{"work": {"queue": 3}}');
    expect(await say('profile')).toMatchObject({ code: 2, err: expect.stringContaining('profiles.json') });
    expect((await say('list', 'api')).code).toBe(0);
  });
});
