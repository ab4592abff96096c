import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { tempFolder } from '../support/folder.ts';
import { soak } from '../support/soak-test.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'));
const { missingFields, ownPackage, withMetadata } = await import(join(root, 'scripts/build/metadata.mjs'));
const own = ownPackage(root);

/** The fields as an owner fills them in. */
const FILLED = {
  ...own,
  author: { name: 'The Backlog authors', email: 'security@backlog.example' },
  repository: { type: 'git', url: 'https://git.backlog.example/backlog.git' },
  homepage: 'https://backlog.example',
  bugs: 'https://git.backlog.example/backlog/issues',
  mcpName: 'example.backlog/backlog',
};

test('the manifests repeat what package.json has', () => {
  const plugin = read('plugin/.claude-plugin/plugin.json');
  expect(plugin).toEqual(withMetadata(plugin, own));
  const { owner, plugins } = read('.claude-plugin/marketplace.json');
  expect([owner, plugins[0].description]).toEqual([own.author, plugin.description]);
});

test.each(['repository', 'homepage', 'bugs', 'mcpName'])('a release names a missing %s', (field) => {
  expect(missingFields(FILLED)).toEqual([]);
  expect(missingFields({ ...FILLED, [field]: undefined })).toEqual([expect.stringMatching(`^${field}: `)]);
  expect(missingFields({ ...FILLED, [field]: '' })).toHaveLength(1);
});

test('a release names a missing address for reports about security', () => {
  expect(missingFields({ ...FILLED, author: { name: 'x' } })).toEqual([expect.stringMatching(/^author\.email: /)]);
});

describe('npm run pack -- --release', () => {
  /** Packs a plugin of one file, with the given package.json. */
  async function pack(fields: object) {
    const folder = tempFolder();
    const plugin = join(folder, 'plugin');
    for (const part of ['bin', 'dist', 'skills']) mkdirSync(join(plugin, part), { recursive: true });
    cpSync(join(root, 'LICENSE'), join(plugin, 'LICENSE'));
    cpSync(join(root, 'plugin/.claude-plugin'), join(plugin, '.claude-plugin'), { recursive: true });
    for (const part of ['scripts/npm', 'docs/backlog.1'])
      cpSync(join(root, part), join(folder, part), { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify(fields));
    const to = join(folder, 'out');
    const words = [join(root, 'scripts/pack.mjs'), '--root', folder, '--to', to, '--plugin', plugin, '--release'];
    const ended = await run(process.execPath, words).catch((error) => error);
    return { ...ended, to };
  }

  test('refuses while a field of the owner is empty, names each, and writes nothing', async () => {
    const { code, stderr, to } = await pack({ ...FILLED, homepage: '', bugs: undefined });
    expect(code).toBe(1);
    expect(stderr).toMatch(/\n {2}homepage: .*\n {2}bugs: /);
    expect(existsSync(to)).toBe(false);
  });

  test('writes the addresses into the package and into the entry for the MCP registry', async () => {
    const { stdout, to } = await pack(FILLED);
    expect(existsSync(stdout.trim())).toBe(true);
    const packed = JSON.parse(readFileSync(join(to, 'package/package.json'), 'utf8'));
    const { author, homepage, bugs, mcpName } = FILLED;
    expect(packed).toMatchObject({ author, homepage, bugs, mcpName, repository: FILLED.repository.url });
    const entry = JSON.parse(readFileSync(join(to, 'server.json'), 'utf8'));
    expect(entry).toMatchObject({ name: mcpName, version: own.version });
    expect(entry.description.length).toBeLessThanOrEqual(100);
    expect(entry.packages).toMatchObject([{ registryType: 'npm', identifier: packed.name, version: own.version }]);
  });
});

/** Pages that people read, those of the plugin and of the package among them. */
const PAGES = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  'plugin/README.md',
  'scripts/npm/README.md',
];

/**
 * Returns what a page installs from a registry by our name, and addresses at which nothing of ours is. The name `backlog`
 * is another program there, against which pages warn.
 */
function promised(page: string): string[] {
  const lines = page.match(/\b(npm (install|i|exec)|npx|pnpm|yarn|bunx?)\b[^\n`|#]*/g) ?? [];
  const names = lines.flatMap((line) => line.split(/\s+/).filter((word) => /^(backlog-queue|bq)(@\S*)?$/.test(word)));
  return [
    ...names,
    ...(page.match(/\bhttps?:\/\/[\w.-]*(github|gitlab|npmjs)[\w.-]*\/(package\/)?backlog[\w/-]*/g) ?? []),
  ];
}

test('finds installs by name and invented addresses', () => {
  const page = 'npm install --global --prefix x backlog-queue\n`npx bq`\nhttps://github.com/backlog-queue/backlog\n';
  expect(promised(page)).toEqual(['backlog-queue', 'bq', 'https://github.com/backlog-queue/backlog']);
  expect(promised('npm install --global ./backlog-queue-0.1.0.tgz\nnpm install --global .')).toEqual([]);
});

test.skipIf(missingFields(own).length === 0).each(PAGES)(
  '%s installs nothing by a name that is not published',
  (page) => {
    expect(promised(readFileSync(join(root, page), 'utf8'))).toEqual([]);
  },
);

soak('`npm install --global .` in a clone without its packages installs both programs', async () => {
  const home = tempFolder();
  const clone = join(home, 'clone');
  mkdirSync(clone);
  for (const part of ['package.json', 'plugin/bin', 'plugin/dist/cli.cjs', 'plugin/dist/chunks'])
    cpSync(join(root, part), join(clone, part), { recursive: true });
  const env = { PATH: process.env.PATH, HOME: home, npm_config_update_notifier: 'false' };
  const words = ['install', '--global', '--prefix', join(home, 'prefix'), '--offline', '.'];
  const { stderr } = await run('npm', words, { cwd: clone, env });
  expect(stderr).toBe('');
  for (const program of ['backlog', 'bq']) {
    const { stdout } = await run(join(home, 'prefix/bin', program), ['--version'], { env });
    expect(stdout.trim(), program).toBe(own.version);
  }
});
