import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { changesBetween, diffText, land, repositoryPaths } from '../../../src/runs/git/index.ts';
import { moduleStore } from '../../../src/runs/git/submodules/module-store.ts';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { everyNth } from '../../support/soak-test.ts';
import { commitAll, FILES, landing, landRun, merged, stage } from './stage.ts';
import { linkAt, textIn, withLib } from './with-lib.ts';

/** What somebody writes into a git folder of Backlog, so that its git overlooks files, converts them or reads other commits. */
const PLANTS: Readonly<Record<string, (gitDir: string) => void>> = {
  'info/exclude': (gitDir) => appendFileSync(join(gitDir, 'info/exclude'), '*.ts\n'),
  'info/attributes': (gitDir) => writeFileSync(join(gitDir, 'info/attributes'), '* text eol=crlf\n'),
  'info/attributes in a linked folder': (gitDir) => {
    rmSync(join(gitDir, 'info'), { recursive: true });
    mkdirSync(join(gitDir, 'other'));
    writeFileSync(join(gitDir, 'other/attributes'), '* text eol=crlf\n');
    symlinkSync('other', join(gitDir, 'info'));
  },
  'info/attributes as a link': (gitDir) => {
    writeFileSync(join(gitDir, 'eol'), '* text eol=crlf\n');
    rmSync(join(gitDir, 'info/attributes'), { force: true });
    symlinkSync('../eol', join(gitDir, 'info/attributes'));
  },
  'a file list in config': (gitDir) => {
    writeFileSync(join(gitDir, 'hidden'), '*.ts\n');
    git(gitDir, 'config', 'core.excludesFile', join(gitDir, 'hidden'));
  },
  'line ends in config': (gitDir) => void git(gitDir, 'config', 'core.autocrlf', 'input'),
  'modes in config': (gitDir) => void git(gitDir, 'config', 'core.fileMode', 'false'),
  'a broken config': (gitDir) => appendFileSync(join(gitDir, 'config'), '[broken'),
  commondir: (gitDir) => writeFileSync(join(gitDir, 'commondir'), `${gitDir}/nowhere\n`),
  'info/grafts': (gitDir) => {
    const lone = git(gitDir, 'rev-list', '--all').split('\n');
    writeFileSync(join(gitDir, 'info/grafts'), lone.map((commit) => `${commit}\n`).join(''));
  },
  'line ends in config, beside a folder of another format of refs': (gitDir) => {
    git(gitDir, 'config', 'core.autocrlf', 'input');
    mkdirSync(join(gitDir, 'reftable'));
  },
  'a commit graph without parents': (gitDir) => {
    git(gitDir, 'commit-graph', 'write', '--reachable');
    const hash = 20;
    forge(join(gitDir, 'objects/info/commit-graph'), 'CDAT', (chunk) => {
      for (let at = hash; at < chunk.length; at += hash + 16) chunk.writeUInt32BE(0x70000000, at);
    });
  },
  'an index of several packs that gives each object the content of another one': (gitDir) => {
    git(gitDir, 'repack', '-adq');
    if (readdirSync(join(gitDir, 'objects/pack')).length > 0) git(gitDir, 'multi-pack-index', 'write');
    forge(join(gitDir, 'objects/pack/multi-pack-index'), 'OOFF', (chunk) => {
      Buffer.concat([chunk.subarray(8), chunk.subarray(0, 8)]).copy(chunk);
    });
  },
  shallow: (gitDir) => writeFileSync(join(gitDir, 'shallow'), `${git(gitDir, 'rev-list', '--all')}\n`),
};

/** Changes a chunk of a file in git's chunk format (gitformat-chunk). Without the file, git had nothing to write there. */
function forge(file: string, name: string, change: (chunk: Buffer) => void): void {
  if (!existsSync(file)) return;
  const bytes = readFileSync(file);
  const row = bytes.indexOf(name);
  const [from, to] = [row + 4, row + 16].map((at) => Number(bytes.readBigUInt64BE(at)));
  change(bytes.subarray(from, to));
  rmSync(file);
  writeFileSync(file, bytes);
}

/** Files that git would convert, and one that it can't, so that it is added as bytes. */
function writeWork(tree: string): void {
  writeFiles(tree, { 'new.ts': 'new\r\n', 'x.txt': 'agent\r\n', 'run.sh': 'r\n', 'odd.txt': 'o\r\n' });
  chmodSync(join(tree, 'run.sh'), 0o755);
}

test.each(everyNth(3, Object.keys(PLANTS)))(
  "a result has a submodule's files as they are, after somebody changed the submodule's private copy: %s",
  async (name) => {
    const on = await withLib();
    const tree = await on.start();
    const store = moduleStore(on.place(), { names: ['lib'] });
    writeWork(join(tree, 'lib'));
    PLANTS[name]!(store);
    const { commit } = await on.snapshot();
    const link = linkAt(repositoryPaths(on.place()).store, commit)!;
    expect(
      git(store, 'ls-tree', '-r', link)
        .split('\n')
        .map((line) => line.replace(/ [0-9a-f]{40}/, '')),
    ).toEqual(
      ['.gitmodules', 'deep', 'kept.txt', 'new.ts', 'odd.txt', 'run.sh', 'x.txt'].map((path) =>
        path === 'deep' ? '160000 commit\tdeep' : `100${path === 'run.sh' ? 755 : 644} blob\t${path}`,
      ),
    );
    expect(git(store, 'cat-file', '-s', `${link}:x.txt`)).toBe('7');
    expect(await landRun(on)).toMatchObject({ landed: true });
    expect(textIn(on.user, 'lib/x.txt')).toBe('agent\r\n');
    for (const folder of ['', 'lib'])
      expect(git(join(on.user, folder), 'rev-parse', '--is-shallow-repository')).toBe('false');
  },
);

test.each(everyNth(4, Object.keys(PLANTS)))(
  'files that git can not convert are added as bytes, after somebody changed the git folder for that: %s',
  async (name) => {
    const on = stage({ files: { ...FILES, '.gitattributes': 'odd.txt working-tree-encoding=nothing\n' } });
    const add = async (id: string) => {
      const tree = await on.start(id);
      writeWork(tree);
      return (await on.snapshot(id)).tree;
    };
    const before = await add('r1');
    const { raw } = repositoryPaths(on.place());
    expect(existsSync(raw)).toBe(true);
    PLANTS[name]!(raw);
    expect(await add('r2')).toBe(before);
  },
);

test.each(everyNth(3, Object.keys(PLANTS)))(
  'a result is merged as it was shown, after somebody changed the private copy: %s',
  async (name) => {
    const on = stage();
    const tree = await on.start();
    writeFiles(tree, { 'a.txt': 'zero\none\ntwo\nthree\n' });
    commitAll(tree, 'first');
    writeWork(tree);
    const snapshot = await on.snapshot();
    writeFiles(on.user, { 'a.txt': 'one\ntwo\nthree\nfour\n' });
    commitAll(on.user, 'Of a person');
    PLANTS[name]!(repositoryPaths(on.place()).store);
    expect(await land(on, landing(await merged(on, snapshot)))).toMatchObject({ landed: true });
    expect(textIn(on.user, 'a.txt')).toBe('zero\none\ntwo\nthree\nfour\n');
    expect(textIn(on.user, 'new.ts')).toBe('new\r\n');
    expect(git(on.user, 'status', '--porcelain')).toBe('');
    expect(git(on.user, 'rev-parse', '--is-shallow-repository')).toBe('false');
    expect(git(on.user, 'rev-list', '--count', 'HEAD')).toBe('3');
  },
);

test.each([
  ['attributes', 'info/attributes', '* -diff\n'],
  ['a setting for large files', 'person.config', '[core]\n\tbigFileThreshold = 1\n'],
])('a review shows the content of files, after somebody changed the private copy: %s', async (_name, file, text) => {
  const on = stage();
  writeFiles(await on.start(), { 'new.ts': 'secret\n' });
  const { commit } = await on.snapshot();
  const asked = [on.place(), on.base, commit] as const;
  writeFileSync(join(repositoryPaths(on.place()).store, file), text);
  expect(await changesBetween(...asked)).toMatchObject([{ path: 'new.ts', added: 1, binary: false }]);
  writeFileSync(join(repositoryPaths(on.place()).store, file), text);
  expect(await diffText(on.place(), { from: on.base, to: commit })).toContain('+secret');
});
