import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { tempFolder } from '../support/folder.ts';
import { unless } from '../support/needs.ts';
import { soak } from '../support/soak-test.ts';
import { testServer } from '../support/test-server.ts';

const run = promisify(execFile);
const plugin = builtPlugin();
const script = fileURLToPath(new URL('../../scripts/pack.mjs', import.meta.url));
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** What a program of others says, and what its compiler must refuse. */
const TYPED = `
import { backlogBoard, BacklogRefusal, type Task } from 'backlog-queue/sdk';
import { backlogStore } from 'backlog-queue/sdk/local';
const board = backlogBoard({ url: 'http://127.0.0.1:7323', token: 'x' });
const added: Task = await board.workspace('w').commands.task_add({ description: 'x', tags: ['a'] });
// @ts-expect-error
await board.workspace('w').commands.task_add({ descriptoin: 'x' });
const queue = await backlogStore({ as: 'system:x' });
const { count } = await queue.commands.task_count({});
export default [added.id + count, BacklogRefusal];
`;

describe('the npm package', () => {
  const folder = join(inject('shared'), 'npm');
  let archive: string;
  beforeAll(async () => {
    const { stdout } = await run(process.execPath, [script, '--to', folder, '--plugin', plugin.folder]);
    archive = stdout.trim();
  });

  test('is small, and publint has nothing to say about it', async () => {
    expect(statSync(archive).size).toBeLessThan(3.05 * 1_048_576);
    const { messages, pkg } = await publint({ pkgDir: join(folder, 'package'), strict: true });
    expect(messages.map((message) => formatMessage(message, pkg as object))).toEqual([]);
  });

  const program = fileURLToPath(new URL('../clients/soak/node_modules/.bin/attw', import.meta.url));
  soak(
    'its types are modules as its code is: arethetypeswrong finds nothing in programs of modules, without a network',
    unless(existsSync(program) ? undefined : 'arethetypeswrong is not installed, see scripts/clients.mjs'),
    async () => {
      // The SDK is of modules alone: what is left to say is that programs of the older kind cannot load it.
      const words = ['--profile', 'esm-only', '--no-definitely-typed', '--format', 'json', archive];
      const env = { PATH: String(process.env.PATH), HOME: folder, HTTPS_PROXY: 'http://127.0.0.1:1' };
      const { analysis, problems } = JSON.parse((await run(program, words, { env })).stdout);
      expect(Object.keys(analysis.entrypoints)).toEqual(['./sdk', './sdk/local', './package.json']);
      expect(Object.keys(problems)).toEqual(['NoResolution', 'CJSResolvesToESM']);
    },
  );

  test('has no development in it', () => {
    const manifest = JSON.parse(readFileSync(join(folder, 'package/package.json'), 'utf8'));
    expect(manifest).toMatchObject({
      ...{ name: 'backlog-queue', version, license: 'MIT', engines: { node: '>=20.11' } },
      bin: { backlog: 'bin/backlog', bq: 'bin/backlog' },
      man: ['./backlog.1'],
    });
    expect(readFileSync(join(folder, 'package/backlog.1'), 'utf8')).toMatch(/^\.TH BACKLOG 1/m);
    expect(Object.keys(manifest)).toEqual(expect.not.arrayContaining(['dependencies', 'devDependencies', 'scripts']));
    expect(readdirSync(join(folder, 'package')).sort()).toEqual(
      ['LICENSE', 'README.md', 'backlog.1', 'bin', 'dist', 'package.json', 'skills'].sort(),
    );
  });

  soak('installed without a network into an empty folder it brings nothing else, and npx runs it', async () => {
    const home = tempFolder('npm');
    const cwd = join(home, 'project');
    mkdirSync(join(cwd, '.git'), { recursive: true });
    const env = { PATH: String(process.env.PATH), HOME: home, TZ: 'UTC', npm_config_update_notifier: 'false' };
    const npm = (program: string, ...words: string[]) => run(program, words, { cwd, env });
    await npm('npm', 'install', '--offline', '--no-audit', '--no-fund', archive);
    expect(readdirSync(join(cwd, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['backlog-queue']);

    const { stdout } = await npm('npx', '--offline', 'backlog', '--version');
    expect(stdout.trim()).toBe(version);
    await npm('npx', '--offline', 'backlog', 'add', 'From npm');
    const prefix = join(home, 'prefix');
    await npm('npm', 'install', '--global', '--prefix', prefix, '--offline', '--no-audit', '--no-fund', archive);
    expect(readdirSync(join(prefix, 'share/man/man1'))).toEqual(['backlog.1']);
    for (const program of ['backlog', 'bq'])
      expect((await npm(join(prefix, 'bin', program), 'count')).stdout.trim(), program).toBe('1');
    expect((await npm('npx', '--offline', 'backlog', 'list')).stdout).toContain('From npm');
    expect((await npm('npx', '--offline', 'backlog', 'connect', 'zed', '--dry-run', '--json')).stdout).toContain(
      'backlog-plan/SKILL.md',
    );

    const script = [
      `import { backlogStore } from 'backlog-queue/sdk/local';`,
      `import { backlogBoard } from 'backlog-queue/sdk';`,
      `const queue = await backlogStore({ as: 'system:script' });`,
      'console.log((await queue.commands.task_count({})).count, typeof backlogBoard().workspace);',
      'await queue.close();',
    ];
    const called = await npm(process.execPath, '--input-type=module', '-e', script.join('\n'));
    expect(called.stdout.trim()).toBe('1 function');

    writeFileSync(join(cwd, 'script.mts'), TYPED);
    const tsc = fileURLToPath(new URL('../../node_modules/.bin/tsc', import.meta.url));
    await npm(tsc, '--noEmit', '--strict', '--module', 'nodenext', '--lib', 'es2023,dom', '--types', '', 'script.mts');

    const server = testServer({ server: ['npx', '--offline', 'backlog', 'mcp'], cwd, env });
    expect(await server.initialize()).toMatchObject({ serverInfo: { name: 'backlog', version } });
    expect(await server.text('task_list')).toContain('From npm');
    server.end('closed stdin');
    expect((await server.ended).code).toBe(0);
    expect(existsSync(join(home, '.backlog/workspaces'))).toBe(true);
  });
});
