import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { SCOPES } from '../../src/connect/client.ts';
import { clientFiles, skillsFolder } from '../../src/connect/client-files.ts';
import { CLIENTS } from '../../src/connect/known-clients.ts';
import { openFile } from '../../src/connect/opened-file.ts';
import { carryOut, changesAnything, planConnect, planRemove } from '../../src/connect/plan.ts';
import type { ConnectionRequest } from '../../src/connect/request.ts';
import { refusalOf } from '../support/refusal.ts';
import { ground, type Place } from './ground.ts';

const EACH = CLIENTS.flatMap((client) =>
  SCOPES.filter((scope) => scope === 'user' || client.files.project).map(
    (scope) => [client.name, scope, { client, scope }] as const,
  ),
);
const fileOf = (...of: Parameters<typeof clientFiles>) => clientFiles(...of)[0]!;
const clientNamed = (name: string) => CLIENTS.find((client) => client.name === name)!;

async function connect(request: ConnectionRequest, place: Place) {
  const plan = await planConnect(request, place);
  carryOut(plan, place);
  return plan;
}

async function remove(request: ConnectionRequest, place: Place) {
  const plan = await planRemove(request, place);
  carryOut(plan, place);
  return plan;
}

describe.each(EACH)('%s, %s', (_, scope, request) => {
  const settings =
    request.client.format === 'toml' ? '# mine\nmodel = "x"\n\n[tools]\n' : '{\n  // mine\n  "theme": "x",\n}';

  test('where nothing is: connected, then removed, nothing is left', async () => {
    const place = ground();
    const before = place.everything();
    await connect(request, place);
    expect((await openFile(request.client, scope, place)).present).toBeTruthy();
    expect(existsSync(join(skillsFolder(request.client, scope, place), 'backlog-plan/SKILL.md'))).toBe(true);
    await remove(request, place);
    expect(place.everything()).toEqual(before);
  });

  test('settings of the person keep every byte, mode and link; those of a project lie in it', async () => {
    const place = ground();
    const file = fileOf(request.client, scope, place);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(join(place.machine.home, 'dotfile'), settings, { mode: 0o640 });
    chmodSync(join(place.machine.home, 'dotfile'), 0o640);
    symlinkSync(join(place.machine.home, 'dotfile'), file);
    const before = place.everything();
    if (scope === 'project') {
      expect((await refusalOf('connect', () => planConnect(request, place))).code).toBe('forbidden');
      return;
    }
    await connect(request, place);
    const between = place.everything();
    expect(between['home/dotfile']).toMatch(/^640 /);
    expect(between['home/dotfile']).toContain('mine');
    expect(Object.values(between).filter((text) => text.startsWith('-> '))).toHaveLength(1);
    await remove(request, place);
    expect(place.everything()).toEqual(before);
  });

  test('connected again, nothing changes; with other tools, only they do; removed, it is as before both', async () => {
    const place = ground();
    const file = fileOf(request.client, scope, place);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, settings);
    const before = place.everything();
    await connect(request, place);
    const once = place.everything();
    expect(changesAnything(await planConnect(request, place))).toBe(false);
    await connect({ ...request, toolsets: 'core' }, place);
    expect(readFileSync(file, 'utf8')).toContain('core');
    await connect(request, place);
    expect(place.everything()).toEqual(once);
    await remove(request, place);
    expect(place.everything()).toEqual(before);
  });

  test('removed on another machine, where nothing is known of it, the rest of the file stays', async () => {
    const place = ground();
    const file = fileOf(request.client, scope, place);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, settings);
    await connect(request, place);
    const other = {
      ...place,
      machine: { ...place.machine, env: { ...place.machine.env, BACKLOG_HOME: join(place.machine.home, 'new') } },
    };
    await remove(request, other);
    const { sheet, present } = await openFile(request.client, scope, place);
    expect(present).toBeUndefined();
    expect(sheet.text).toContain('mine');
    expect(existsSync(join(skillsFolder(request.client, scope, place), 'backlog-plan'))).toBe(false);
  });

  test('a server of our name that is not ours stays, unless it is said that it goes', async () => {
    const place = ground();
    const file = fileOf(request.client, scope, place);
    const entry = request.client.entry({ command: 'backlog', args: ['mcp', 'start'], env: {} });
    mkdirSync(dirname(file), { recursive: true });
    const { sheet, path } = await openFile(request.client, scope, place);
    writeFileSync(file, sheet.format.put('', path, entry));
    const before = place.everything();
    await expect(planConnect(request, place)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(file),
    });
    await expect(planRemove(request, place)).rejects.toMatchObject({ code: 'conflict' });
    await connect({ ...request, force: true }, place);
    await remove(request, place);
    expect(place.everything()).toEqual(before);
  });

  test('a file that cannot be read is named with its line, and nothing is changed', async () => {
    const place = ground();
    const file = fileOf(request.client, scope, place);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, request.client.format === 'toml' ? 'a = 1\nb = = 2\n' : '{\n  "a" 1\n}');
    const before = place.everything();
    const told = { code: 'invalid', message: expect.stringContaining(`${file}, line 2`) };
    await expect(planConnect(request, place)).rejects.toMatchObject(told);
    await expect(planRemove(request, place)).rejects.toMatchObject(told);
    expect(place.everything()).toEqual(before);
  });
});

const cursor: ConnectionRequest = { client: clientNamed('cursor'), scope: 'project' };
const zed: ConnectionRequest = { client: clientNamed('zed'), scope: 'project' };
const codex: ConnectionRequest = { client: clientNamed('codex'), scope: 'user' };

test('a file that is no text is refused in words', async () => {
  const place = ground();
  const codex = { client: clientNamed('codex'), scope: 'user' } as const;
  const file = fileOf(codex.client, 'user', place);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, Buffer.from([0x61, 0xff, 0xfe]));
  await expect(planConnect(codex, place)).rejects.toMatchObject({ message: `${file} is no UTF-8 text` });
});

test('what others wrote into the file meanwhile stays when ours is taken out', async () => {
  const place = ground({ 'home/.codex/config.toml': 'model = "x" # mine\n' });
  await connect(codex, place);
  const file = fileOf(codex.client, 'user', place);
  appendFileSync(file, '\n[projects."/a"]\ntrust_level = "trusted"\n');
  await remove(codex, place);
  expect(readFileSync(file, 'utf8')).toBe('model = "x" # mine\n\n[projects."/a"]\ntrust_level = "trusted"\n');
});

test('what the person added to our entry stays when it is connected again', async () => {
  const place = ground();
  await connect(codex, place);
  const file = fileOf(codex.client, 'user', place);
  writeFileSync(
    file,
    `${readFileSync(file, 'utf8').replace('env = {', 'env = { MINE = "1",')}startup_timeout_sec = 20\n`,
  );
  await connect({ ...codex, toolsets: 'core' }, place);
  expect(parse(readFileSync(file, 'utf8'))).toEqual({
    mcp_servers: {
      backlog: expect.objectContaining({
        args: [expect.any(String), 'mcp', '--toolsets', 'core'],
        startup_timeout_sec: 20,
        env: expect.objectContaining({ MINE: '1', BACKLOG_HOME: place.machine.env.BACKLOG_HOME }),
      }),
    },
  });
});

test('a file that was changed between the look and the write is left alone', async () => {
  const place = ground();
  const plan = await planConnect(codex, place);
  mkdirSync(dirname(plan.file), { recursive: true });
  writeFileSync(plan.file, 'a = 1\n');
  expect(() => carryOut(plan, place)).toThrow(expect.objectContaining({ code: 'conflict' }));
  expect(readFileSync(plan.file, 'utf8')).toBe('a = 1\n');
});

test('a table that is written inline is left to the person', async () => {
  const place = ground({ 'home/.codex/config.toml': 'mcp_servers = { a = { command = "a" } }\n' });
  await expect(planConnect(codex, place)).rejects.toMatchObject({
    code: 'conflict',
    hint: expect.stringContaining('by hand'),
  });
});

test('a folder that cannot be written is an error that names the file', async () => {
  const place = ground({ 'home/.codex': 'a file where the folder should be' });
  const plan = await planConnect(codex, place);
  expect(() => carryOut(plan, place)).toThrow(
    expect.objectContaining({ code: 'forbidden', message: expect.stringContaining('config.toml') }),
  );
});

test('skills that two clients read stay until the last of them is removed', async () => {
  const place = ground();
  const before = place.everything();
  const skill = join(place.cwd, '.agents/skills/backlog-plan/SKILL.md');
  await connect(cursor, place);
  await connect(zed, place);
  const { notes } = await remove(cursor, place);
  expect(notes).toEqual([expect.stringMatching(/stay for Zed/)]);
  expect(existsSync(skill)).toBe(true);
  await remove(zed, place);
  expect(place.everything()).toEqual(before);
});

test('a skill that somebody changed is neither overwritten nor removed', async () => {
  const place = ground();
  const skill = join(place.cwd, '.agents/skills/backlog-plan/SKILL.md');
  await connect(zed, place);
  appendFileSync(skill, 'And a word of mine.\n');
  const text = readFileSync(skill, 'utf8');
  const again = await connect(
    { ...zed, toolsets: 'core' },
    { ...place, skills: { ...place.skills, version: '9.9.9' } },
  );
  expect(again.notes.join()).toContain(`${skill} was changed by hand`);
  expect(readFileSync(join(place.cwd, '.agents/skills/backlog-run/SKILL.md'), 'utf8')).toContain('9.9.9');
  await remove(zed, place);
  expect(readFileSync(skill, 'utf8')).toBe(text);
  expect(existsSync(join(place.cwd, '.agents/skills/backlog-run'))).toBe(false);
});

test('a project wants a repository or a folder that is not the home', async () => {
  const place = ground();
  await expect(planConnect(zed, { ...place, cwd: place.machine.home })).rejects.toMatchObject({ code: 'usage' });
  const windsurf: ConnectionRequest = { client: clientNamed('windsurf'), scope: 'project' };
  await expect(planConnect(windsurf, place)).rejects.toMatchObject({
    code: 'usage',
    hint: expect.stringContaining('--scope user'),
  });
});

test('in a folder of the repository, its root is meant', async () => {
  const place = ground({ 'repo/src/deep/a.ts': '' });
  const { file } = await planConnect(zed, { ...place, cwd: join(place.cwd, 'src/deep') });
  expect(file).toBe(join(place.cwd, '.zed/settings.json'));
});

test('the person is told when the PATH has no backlog, or another one, and a project names it', async () => {
  const place = ground({ 'other/backlog': '' });
  const notesWith = async (PATH: string) =>
    (await planConnect(zed, { ...place, machine: { ...place.machine, env: { PATH } } })).notes.join();
  expect(await notesWith('/nowhere')).toContain('Your PATH has no program');
  expect(await notesWith(join(place.cwd, '../other'))).toContain('which is not this one');
  expect(await notesWith(place.machine.env.PATH!)).toBe('');
});

test('of several files of a client the one that has our server is meant, else one that is there', async () => {
  const opencode: ConnectionRequest = { client: clientNamed('opencode'), scope: 'project' };
  const place = ground({ 'repo/opencode.jsonc': '{} // mine' });
  const before = place.everything();
  expect(await connect(opencode, place)).toMatchObject({ file: join(place.cwd, 'opencode.jsonc') });
  writeFileSync(join(place.cwd, 'opencode.json'), '{}');
  expect(await remove(opencode, place)).toMatchObject({ file: join(place.cwd, 'opencode.jsonc') });
  expect(place.everything()).toMatchObject(before);
});

test('where nothing can be noted it is connected and removed all the same', async () => {
  const place = ground({ file: '', 'home/.codex/config.toml': 'a = 1\n' }, {});
  const machine = { ...place.machine, env: { ...place.machine.env, BACKLOG_HOME: join(place.cwd, '../file/queue') } };
  await connect(codex, { ...place, machine });
  expect(place.everything()['home/.codex/config.toml']).toContain('[mcp_servers.backlog]');
  await remove(codex, { ...place, machine });
  expect(place.everything()['home/.codex/config.toml']).toBe('644 a = 1\n\n');
});

test('a pipe in the place of a file is an error, and nobody waits for it', async () => {
  const place = ground({ 'home/.codex/keep': '' });
  execFileSync('mkfifo', [fileOf(codex.client, 'user', place)]);
  await expect(planConnect(codex, place)).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringContaining('is no file'),
  });
});

describe('links that a repository contains', () => {
  const connecting = { client: clientNamed('cursor'), scope: 'project' } as const;

  test.each([
    ['the folder of settings', 'repo/.cursor', '../outside'],
    ['the file of settings', 'repo/.cursor/mcp.json', '../../outside/new.json'],
    ['the folder of skills', 'repo/.agents', '../outside'],
    ['a dangling link', 'repo/.cursor', '../nowhere'],
  ])('lead nothing out of it: %s', async (_, link, target) => {
    const place = ground({ 'outside/kept.txt': 'kept', 'nothing/x': '' });
    const top = join(place.cwd, '..');
    mkdirSync(dirname(join(top, link)), { recursive: true });
    symlinkSync(target, join(top, link));
    const before = place.everything();
    const error = await refusalOf('connect', () => planConnect(connecting, place));
    expect([error.code, error.message]).toEqual(['forbidden', expect.stringContaining('a link leads it out of')]);
    expect(error.message).toMatch(/to .*\/(outside|nowhere)/);
    expect(place.everything()).toEqual(before);
  });

  test('that stay inside are followed', async () => {
    const place = ground({ 'repo/settings/mcp.json': '{}\n' });
    symlinkSync('settings', join(place.cwd, '.cursor'));
    carryOut(await planConnect(connecting, place), place);
    expect(readFileSync(join(place.cwd, 'settings/mcp.json'), 'utf8')).toContain('backlog');
  });
});
