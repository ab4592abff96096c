import { cpSync, existsSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type BuiltPlugin, builtPlugin } from '../support/built-plugin.ts';
import { tempFolder } from '../support/folder.ts';
import { describeClients } from './support/describe-clients.ts';
import { call } from './support/reply.ts';
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
      main: steps(write(shop, 'src/held/a.ts'), write(shop, 'src/held/b.ts'), write(shop, 'README.md', 'mine')),
      allowedTools: ['Write'],
      args: ['--include-hook-events'],
      ...(cause.env ? { env: cause.env(shop) } : {}),
    });
    const results = played.model.asked('main').at(-1)?.results ?? [];
    expect(results[0]).toMatchObject({ isError: true, text: expect.stringMatching(/src\/held/) });
    expect(results[1]).toMatchObject({ isError: true });
    expect([existsSync(join(shop.cwd, 'src/held/a.ts')), existsSync(join(shop.cwd, 'src/held/b.ts'))]).toEqual([
      false,
      false,
    ]);
    expect(told(played)).toMatch(cause.says);
  });
});

/** Everything that the model and the person were told. */
function told({ model, result }: Played): string {
  return `${model.asked('main').at(-1)?.text}\n${result.stdout}`;
}

async function claimed(shop: Workshop): Promise<void> {
  writeFileSync(join(shop.cwd, 'README.md'), '# A repository\n');
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
      if (existsSync(join(from, name)) && !existsSync(join(folder, name))) symlinkSync(join(from, name), join(folder, name));
  return folder;
}

function write(shop: Workshop, file: string, content = 'x') {
  return call('Write', { file_path: join(shop.cwd, file), content });
}
