import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { git } from '../support/git.ts';
import { needsProgram } from '../support/needs.ts';
import { reviewed, shellAgent } from './support/acting.ts';
import { type Field, field } from './support/field.ts';

const plugin = builtPlugin();
const NEEDS_GIT_CRYPT = needsProgram('git-crypt');
const SECRET = 'API_TOKEN=kR8vQ2mZ7xL4nP9w';

/** A repository whose settings git-crypt encrypts. */
async function encrypted(): Promise<Field> {
  const place = await field(plugin);
  execFileSync('git-crypt', ['init'], { cwd: place.user });
  execFileSync('sh', ['-c', 'echo "*.env filter=git-crypt diff=git-crypt" > .gitattributes; echo OLD=1 > old.env'], {
    cwd: place.user,
  });
  git(place.user, 'add', '-A');
  git(place.user, 'commit', '-qm', 'Settings');
  return place;
}

const stored = (place: Field, file: string) =>
  execFileSync('git', ['cat-file', 'blob', `main:${file}`], { cwd: place.user });
const seen = (place: Field, file: string) => readFileSync(join(place.user, file), 'utf8');

test(
  'git-crypt encrypts what an agent writes and commits; the review reads it before, and the checkout has it in clear',
  NEEDS_GIT_CRYPT,
  async () => {
    const place = await encrypted();
    const { id } = await reviewed(
      place,
      `echo ${SECRET} > staging.env; git add -A; git commit -qm Settings; cp old.env x.env; echo NEW=2 > old.env`,
    );
    const shown = await place.text('run_show', { run: id });
    expect(shown).toContain('converted by a filter of git, and read by the review before it: ');
    expect(await place.text('run_diff', { run: id })).not.toContain('kR8vQ2mZ7xL4nP9w');
    expect(await place.refused('run_approve', { run: id })).toMatchObject({ data: { risk: ['secretTexts'] } });
    await place.run('run_approve', { run: id, risk: ['secretTexts'] });
    await place.becomes(id, 'merged');
    for (const file of ['staging.env', 'old.env', 'x.env'])
      expect([file, stored(place, file).toString('latin1', 0, 10)]).toEqual([file, '\0GITCRYPT\0']);
    expect(['staging.env', 'old.env', 'x.env'].map((file) => seen(place, file))).toEqual([
      `${SECRET}\n`,
      'NEW=2\n',
      'OLD=1\n',
    ]);
    expect(git(place.user, 'status', '--porcelain')).toBe('');
    expect(git(place.user, 'log', '--all', '-S', SECRET, '--no-textconv', '--format=%s')).toBe('');
  },
);

test(
  'a result whose required filter failed is named and nobody can approve it; once the filter works, it is taken again',
  NEEDS_GIT_CRYPT,
  async () => {
    const place = await encrypted();
    git(place.user, 'config', 'filter.git-crypt.clean', 'false');
    const { id } = await reviewed(place, 'echo NEW=2 > staging.env');
    expect(await place.text('run_show', { run: id })).toContain('staging.env (filter git-crypt failed)');
    const refused = await place.refused('run_approve', { run: id, raw: true });
    expect(refused).toMatchObject({ message: expect.stringContaining('staging.env') });
    expect(refused.hint).toContain('run_adopt r1');
    git(place.user, 'config', 'filter.git-crypt.clean', 'git-crypt clean');
    await place.run('run_adopt', { run: id });
    await place.until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 2);
    await place.run('run_approve', { run: id });
    await place.becomes(id, 'merged');
    expect(stored(place, 'staging.env').toString('latin1', 0, 10)).toBe('\0GITCRYPT\0');
  },
);

test('a required filter whose output differs each time: its file is not changed since its result, and lands, also after a second round', async () => {
  const place = await field({ ...plugin, files: { '.gitattributes': '*.env filter=salted\n', 'src/a.txt': 'a\n' } });
  for (const [name, value] of Object.entries({ clean: 'date +%s%N; cat', smudge: 'tail -n +2', required: 'true' }))
    git(place.user, 'config', `filter.salted.${name}`, value);
  const { id } = await reviewed(place, 'echo NEW=2 > staging.env; echo more >> src/a.txt');
  expect(await place.text('run_show', { run: id })).not.toContain('changed in the worktree');
  await place.run('run_request_changes', { run: id, note: 'More' });
  await place.until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 2);
  await place.run('run_approve', { run: id });
  await place.becomes(id, 'merged');
  expect([seen(place, 'staging.env'), stored(place, 'staging.env').toString()]).toEqual([
    'NEW=2\n',
    expect.stringMatching(/^\d+\nNEW=2\n$/),
  ]);
  expect(git(place.user, 'status', '--porcelain')).toBe('');
});

test('a second round keeps what the filter converted', NEEDS_GIT_CRYPT, async () => {
  const place = await encrypted();
  const { id } = await reviewed(place, 'echo NEW=2 > staging.env; echo more >> src/a.txt');
  await place.run('run_request_changes', { run: id, note: 'More' });
  await place.until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 2);
  rmSync(join(place.user, 'docs'), { recursive: true });
  git(place.user, 'commit', '-qam', 'Other');
  await place.run('run_approve', { run: id });
  await place.becomes(id, 'merged');
  expect(seen(place, 'staging.env')).toBe('NEW=2\n');
});

/** Makes the only folder of PATH, with all programs of the machine but the filters' own; returns it. */
function withoutFilters({ root }: Field): string {
  const bin = join(root, 'bin');
  mkdirSync(bin);
  const named = new Set(['git-crypt', 'git-lfs']);
  for (const folder of (process.env.PATH ?? '').split(delimiter).filter((one) => existsSync(one)))
    for (const name of readdirSync(folder, { withFileTypes: true }).map((entry) => entry.name))
      if (!named.has(name)) {
        named.add(name);
        symlinkSync(join(folder, name), join(bin, name));
      }
  vi.stubEnv('PATH', bin);
  onTestFinished(() => void vi.unstubAllEnvs());
  return bin;
}

const inUser = (place: Field, line: string) => execFileSync('sh', ['-c', line], { cwd: place.user });

/** A repository with a file for each of these attributes, in which a filter was set up since. */
const attributed =
  (attributes: string, ...lines: string[]) =>
  async (): Promise<Field> => {
    const place = await field({
      ...plugin,
      files: { '.gitattributes': `${attributes}\n`, 'a.bin': 'a\n', 'b.txt': 'b\n' },
    });
    for (const line of lines) inUser(place, line);
    return place;
  };

/** The line in which a refusal says what to do, without its words in capitals. */
const lineOf = (hint: string | undefined, words: Record<string, string> = {}) =>
  (/`(.*)`/.exec(hint ?? '')?.[1] ?? '').replace(/\b[A-Z]{2,}\b/g, (word) => words[word] ?? word);

interface Ground {
  needs?: ReturnType<typeof needsProgram>;
  make(): Promise<Field>;
  /** The refusals, in their order, each with what a person then does. */
  stops?: [says: RegExp, act: (place: Field, hint: string | undefined) => void][];
}

const GROUNDS: Record<string, Ground> = {
  'git-crypt is not on this machine': {
    needs: NEEDS_GIT_CRYPT,
    async make() {
      const place = await encrypted();
      withoutFilters(place);
      return place;
    },
    stops: [[/filter git-crypt of old\.env .* git-crypt.*: Install git-crypt/, () => vi.unstubAllEnvs()]],
  },
  'git-lfs is neither on this machine nor set up': {
    async make() {
      const place = await attributed('*.bin filter=lfs')();
      withoutFilters(place);
      return place;
    },
    stops: [
      [
        /filter lfs of a\.bin .* git-lfs.*: Install git-lfs/,
        ({ root }) => {
          const lfs = join(root, 'bin', 'git-lfs');
          writeFileSync(
            lfs,
            '#!/bin/sh\ncase $1 in install) git config filter.lfs.clean "git-lfs clean";; *) cat;; esac\n',
          );
          chmodSync(lfs, 0o755);
        },
      ],
      [/no command for the filter lfs/, (place, hint) => inUser(place, lineOf(hint))],
    ],
  },
  'git-crypt is locked': {
    needs: NEEDS_GIT_CRYPT,
    async make() {
      const place = await encrypted();
      inUser(place, 'git-crypt export-key ../key && git-crypt lock');
      return place;
    },
    stops: [[/no command for the filter git-crypt/, (place, hint) => inUser(place, lineOf(hint, { KEY: '../key' }))]],
  },
  'a required filter has no command': {
    make: attributed('[attr]odd filter=odd\n*.bin odd', 'git config filter.odd.required true'),
    stops: [
      [/no command for the filter odd of a\.bin/, (place, hint) => inUser(place, lineOf(hint, { COMMAND: 'cat' }))],
    ],
  },
  "the person's own attributes name a program that is nowhere": {
    make: attributed(
      '# none',
      'git config filter.own.process "./no-such-program --all"',
      'echo "*.bin filter=own" > .git/info/attributes',
    ),
    stops: [[/filter own of a\.bin .*\.\/no-such-program/, ({ user }) => rmSync(join(user, '.git/info/attributes'))]],
  },
  'no file of the branch has the attribute': {
    make: attributed('*.none filter=odd', 'git config filter.odd.clean no-such-program'),
  },
  'nobody defines the filter': { make: attributed('*.bin filter=odd') },
  'the filter is a line of the shell': {
    make: attributed(
      '*.bin filter=odd\n*.txt filter=even',
      "git config filter.odd.clean 'cd . && cat'",
      'git config filter.even.clean \'"cat" -- | cat\'',
    ),
  },
};

for (const [where, { needs = {}, make, stops = [] }] of Object.entries(GROUNDS))
  test(`where ${where}, a run starts only once the filter works, and nothing was spent before`, needs, async () => {
    const place = await make();
    await shellAgent(place, 'writer', 'echo new >> a.bin');
    const [filter, agent] = [String(await place.task({ description: 'Write' })), 'writer'];
    for (const [says, act] of stops) {
      const { code, message, hint } = await place.refused('run_start', { filter, agent });
      expect(code).toBe('conflict');
      expect(`${message}: ${hint}`).toMatch(says);
      expect(await place.all()).toEqual([]);
      act(place, hint);
    }
    expect((await place.becomes(await place.start(Number(filter), agent), 'review')).result?.files).toBe(1);
  });
