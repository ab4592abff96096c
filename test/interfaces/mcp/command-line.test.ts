import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { builtPlugin } from '../../support/built-plugin.ts';
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';
import { everyNth, soak } from '../../support/soak-test.ts';
import { testServer } from '../../support/test-server.ts';

const plugin = builtPlugin();

/** The program, by a link on the PATH and as the bundle itself. */
const PROGRAMS: [string, (home: string) => string[]][] = [
  ['backlog mcp, through a link', (home) => [join(home, 'backlog'), 'mcp']],
  ['backlog mcp serve, as other programs have it', (home) => [join(home, 'backlog'), 'mcp', 'serve']],
  ['dist/cli.cjs mcp', () => [process.execPath, plugin.cli, 'mcp']],
  ['dist/server.cjs', () => [process.execPath, plugin.server]],
];

describe('backlog mcp', () => {
  const startAs = (program: (home: string) => string[], ...flags: string[]) => {
    const home = tempFolder('mcp');
    symlinkSync(join(plugin.folder, 'bin/backlog'), join(home, 'backlog'));
    mkdirSync(join(home, 'a/.git'), { recursive: true });
    mkdirSync(join(home, 'b/.git'), { recursive: true });
    const server = [...program(home), ...flags.map((flag) => flag.replace('HOME', home))];
    return {
      home,
      server: testServer({ server, cwd: join(home, 'a'), env: { HOME: home, BACKLOG_HOME: join(home, 'q') } }),
    };
  };
  const start = (...flags: string[]) => startAs(PROGRAMS[0]![1], ...flags);
  const toolsOf = async ({ server }: ReturnType<typeof startAs>) => {
    await server.initialize();
    const { tools } = (await server.request('tools/list')) as { tools: { name: string }[] };
    return tools.map(({ name }) => name);
  };

  test.each(everyNth(2, PROGRAMS))(
    '%s is the server, with all its prompts, and ends with its client',
    async (_, program) => {
      const { server } = startAs(program);
      expect(await server.initialize()).toMatchObject({ serverInfo: { name: 'backlog' } });
      expect(await server.text('task_add', { description: 'By another client' })).toContain('Added 1');
      const { prompts } = (await server.request('prompts/list')) as { prompts: object[] };
      expect(prompts.length).toBeGreaterThanOrEqual(9);
      server.end('closed stdin');
      expect(await server.ended).toEqual({ code: 0, stderr: '' });
    },
  );

  test('--toolsets picks the tools as BACKLOG_TOOLS does', async () => {
    expect(await toolsOf(start('--toolsets', 'core'))).toHaveLength(8);
  });

  test("never offers what is about the person's machine", async () => {
    expect((await toolsOf(start('--toolsets', 'all'))).filter((name) => /connect/.test(name))).toEqual([]);
  });

  soak('--cwd names the folder, and a variable that a client left as it is names none', async () => {
    const b = start('--cwd', 'HOME/b');
    await b.server.initialize();
    expect(await b.server.text('task_add', { description: 'In b' })).toContain('Added 1');
    expect(
      execFileSync(process.execPath, [plugin.cli, 'list'], {
        cwd: join(b.home, 'b'),
        env: { HOME: b.home, BACKLOG_HOME: join(b.home, 'q') },
        encoding: 'utf8',
      }),
    ).toContain('In b');
    const a = start('--cwd', `$${'{workspaceFolder}'}`);
    await a.server.initialize();
    expect(await a.server.text('task_list')).toContain('No tasks');
  });

  test.each(everyNth(3, [['--frobnicate'], ['--cwd', 'HOME/none'], ['--toolsets', 'bogus']]))(
    '%s is refused before anything is spoken',
    async (...flags) => {
      const { server } = start(...flags);
      expect(await server.ended).toMatchObject({ code: 2, stderr: expect.stringContaining('backlog mcp --help') });
      expect(server.lines).toEqual([]);
    },
  );
});

describe('a client that starts the server somewhere else, and tells which folders are open', () => {
  const at = (cwd: string, roots: (home: string) => string[], flags: (home: string) => string[] = () => []) => {
    const home = tempFolder('roots');
    for (const folder of ['a', 'b']) git(home, 'init', '--quiet', folder);
    mkdirSync(join(home, 'plain'));
    const env = { HOME: home, BACKLOG_HOME: join(home, 'q') };
    const server = testServer({
      server: [process.execPath, plugin.server, ...flags(home)],
      cwd: join(home, cwd),
      env,
      roots: roots(home).map((path) => pathToFileURL(path).href),
    });
    const list = (folder: string) =>
      execFileSync(process.execPath, [plugin.cli, 'list', '--json'], {
        cwd: join(home, folder),
        env,
        encoding: 'utf8',
      });
    return { server, list };
  };
  const addedIn = async ({ server, list }: ReturnType<typeof at>, folder: string) => {
    await server.initialize();
    expect(await server.text('task_add', { description: 'Here' })).toContain('Added 1');
    expect(list(folder)).toContain('Here');
  };

  test('from the home folder: the queue is that of the first open one', () =>
    addedIn(
      at('.', (home) => [join(home, 'b'), join(home, 'a')]),
      'b',
    ));
  soak('from a folder without a repository: as well', () =>
    addedIn(
      at('plain', (home) => [join(home, 'a')]),
      'a',
    ),
  );
  soak('from a repository: that counts', () =>
    addedIn(
      at('a', (home) => [join(home, 'b')]),
      'a',
    ),
  );
  soak('a folder that was named counts', () =>
    addedIn(
      at(
        '.',
        (home) => [join(home, 'b')],
        (home) => ['--cwd', join(home, 'plain')],
      ),
      'plain',
    ),
  );
  soak('what is no folder is passed over', () =>
    addedIn(
      at('plain', (home) => [join(home, 'gone'), join(home, 'b')]),
      'b',
    ),
  );
  soak('with nothing open, it is where it was started', () =>
    addedIn(
      at('plain', () => []),
      'plain',
    ),
  );
});
