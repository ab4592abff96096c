import { cpSync, existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type BuiltPlugin, builtPlugin } from '../support/built-plugin.ts';
import { ENVIRONMENT } from '../support/environment.ts';
import { writeFiles } from '../support/files.ts';
import { tempFolder } from '../support/folder.ts';
import { personAt } from '../support/machine.ts';
import { NEEDS_POSTGRES } from '../support/needs.ts';
import { startPostgres } from '../support/postgres.ts';
import { describeClients } from './support/describe-clients.ts';
import { call, say } from './support/reply.ts';
import { openWorkshop, type Played, steps, type Workshop } from './support/workshop.ts';

const plugin = builtPlugin();

/** Why nothing of Backlog's server answers in a session. */
interface Cause {
  name: string;
  /** What the person and the model are told once, in plain words. */
  says: RegExp;
  /** Changes a copy of the plugin. */
  breaks?: (folder: string) => void;
  env?: (shop: Workshop) => Record<string, string>;
  /** What happened before the session. */
  before?: (shop: Workshop, pluginDir: BuiltPlugin) => Promise<void>;
}

const CAUSES: readonly Cause[] = [
  {
    name: 'the client remembers that the server failed, because a session had no node',
    says: /server did not start/,
    before: async (shop, broken) => {
      await shop.playWith(broken, { main: steps(), env: { PATH: withoutNode() } });
    },
  },
  {
    name: 'node is missing',
    says: /Node\.js/,
    env: () => ({ PATH: withoutNode() }),
  },
  {
    name: 'the server ends at its start',
    says: /server did not start/,
    breaks: (folder) => writeFileSync(join(folder, 'dist/server.cjs'), 'process.exit(3);\n'),
  },
  {
    name: "the plugin's programs are missing",
    says: /dist/,
    breaks: (folder) => rmSync(join(folder, 'dist'), { recursive: true }),
  },
];

describeClients('a session that the server does not guard', (version) => {
  test.each(CAUSES)('denies edits inside a claim of somebody else: $name', async (cause) => {
    const shop = await openWorkshop(version, plugin);
    await claimed(shop);
    const broken = copied(plugin, cause.breaks);
    await cause.before?.(shop, broken);
    const played = await shop.playWith(broken, {
      main: steps(
        call('Read', { file_path: join(shop.cwd, 'src/held/old.ts') }),
        call('Edit', { file_path: join(shop.cwd, 'src/held/old.ts'), old_string: 'theirs', new_string: 'mine' }),
        ...['src/held/a.ts', 'src/held/deep/b.ts', 'src/../src/held/c.ts', 'src/held/d e.ts'].map((file) =>
          write(shop, file),
        ),
        write(shop, 'mine.txt'),
      ),
      allowedTools: ['Write', 'Edit'],
      args: ['--include-hook-events'],
      ...(cause.env ? { env: cause.env(shop) } : {}),
    });
    const [read, ...results] = played.model.asked('main').at(-1)?.results ?? [];
    expect([read?.isError, readFileSync(join(shop.cwd, 'mine.txt'), 'utf8')]).toEqual([false, 'x']);
    const denied = { isError: true, text: expect.stringMatching(/src\/held.* claimed/s) };
    expect(results).toMatchObject([...Array(5).fill(denied), { isError: false }]);
    expect(readdirSync(join(shop.cwd, 'src/held'))).toEqual(['old.ts']);
    expect(readFileSync(join(shop.cwd, 'src/held/old.ts'), 'utf8')).toBe('theirs\n');
    expect(told(played)).toMatch(cause.says);
  });
});

describeClients('a session whose server stops', (version) => {
  test('denies an edit that it would have denied, though the server hangs', async () => {
    const shop = await openWorkshop(version, plugin);
    await claimed(shop);
    let pid = 0;
    const played = await shop.playWith(plugin, {
      main: async ({ step }) => {
        if (step === 0) return write(shop, 'mine.txt');
        if (step === 1) {
          pid = serverOf(shop);
          process.kill(pid, 'SIGSTOP');
          return write(shop, 'src/held/a.ts');
        }
        process.kill(pid, 'SIGCONT');
        return say('done');
      },
      allowedTools: ['Write'],
    });
    expect(played.model.asked('main').at(-1)?.results).toMatchObject([{ isError: false }, { isError: true }]);
    expect(existsSync(join(shop.cwd, 'src/held/a.ts'))).toBe(false);
    expect(told(played)).toMatch(/does not respond/);
  });

  test('denies it though the server was killed', async () => {
    const shop = await openWorkshop(version, plugin);
    await claimed(shop);
    const played = await shop.playWith(plugin, {
      main: async ({ step }) => {
        if (step === 0) return write(shop, 'mine.txt');
        if (step === 1) process.kill(serverOf(shop), 'SIGKILL');
        return step < 3 ? write(shop, `src/held/${step}.ts`) : say('done');
      },
      allowedTools: ['Write'],
    });
    expect(played.model.asked('main').at(-1)?.results).toMatchObject([
      { isError: false },
      { isError: true },
      { isError: true },
    ]);
    expect(readdirSync(join(shop.cwd, 'src/held'))).toEqual(['old.ts']);
  });

  test('denies it at once though the database of the queue is away', NEEDS_POSTGRES, async () => {
    const server = await startPostgres();
    const shop = await openWorkshop(version, plugin);
    const [address] = [server.address('guarded')];
    Object.assign(shop.env, { BACKLOG_STORE: address });
    expect(
      await personAt(plugin, shop.cwd, { ...ENVIRONMENT, HOME: shop.home, ...shop.env })(
        'store',
        'init',
        address,
        '--new',
      ),
    ).toMatchObject({ code: 0 });
    await claimed(shop);
    const took: number[] = [];
    const played = await shop.playWith(plugin, {
      main: async ({ step }) => {
        took.push(Date.now());
        if (step === 0) return write(shop, 'mine.txt');
        if (step === 1) await server.end();
        return step < 5 ? write(shop, `src/held/${step}.ts`) : say('done');
      },
      allowedTools: ['Write'],
    });
    expect(readdirSync(join(shop.cwd, 'src/held'))).toEqual(['old.ts']);
    expect(played.model.asked('main').at(-1)?.results).toMatchObject([
      { isError: false },
      ...Array(4).fill({ isError: true }),
    ]);
    console.log(
      'outage',
      took.map((at, i) => at - (took[i - 1] ?? at)),
    );
    expect(told(played)).toMatch(/last known claims/);
  });
});

/** The process of the session's server, by its mark. */
function serverOf({ env }: Workshop): number {
  const folder = join(env.BACKLOG_HOME!, 'serving');
  return Number(readFileSync(join(folder, readdirSync(folder)[0]!), 'utf8').split(' ')[0]);
}

/** Everything that the model and the person were told. */
function told({ model, result }: Played): string {
  return `${model.asked('main').at(-1)?.text}\n${result.stdout}`;
}

async function claimed(shop: Workshop): Promise<void> {
  writeFiles(shop.cwd, { 'src/held/old.ts': 'theirs\n' });
  await shop.cli('claim', 'acquire', 'src/held/**');
}

function copied(of: BuiltPlugin, breaks?: (folder: string) => void): BuiltPlugin {
  const folder = join(tempFolder('plugin'), 'plugin');
  cpSync(of.patient, folder, { recursive: true });
  breaks?.(folder);
  return { ...of, folder };
}

/** A PATH with everything that a session needs except node. */
function withoutNode(): string {
  const folder = tempFolder('bin');
  for (const name of ['git', 'sh', 'bash', 'env', 'cat', 'ls', 'date', 'head', 'uname', 'sleep', 'sed', 'tr'])
    for (const from of ['/usr/bin', '/bin'])
      if (existsSync(join(from, name)) && !existsSync(join(folder, name)))
        symlinkSync(join(from, name), join(folder, name));
  return folder;
}

function write(shop: Workshop, file: string, content = 'x') {
  return call('Write', { file_path: join(shop.cwd, file), content });
}
