import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { writeFiles } from '../support/files.ts';
import { git } from '../support/git.ts';
import { IS_SOAK } from '../support/seed.ts';
import { everyNth, soak } from '../support/soak-test.ts';
import { reviewed } from './support/acting.ts';
import { type Field, field } from './support/field.ts';
import { chattr, mayProtect } from './support/may-protect.ts';
import { withLib } from './support/with-lib.ts';

const plugin = builtPlugin();

const AGENT = `
import { writeFileSync } from 'node:fs';
writeFileSync('src/a.txt', 'by the agent\\n');
writeFileSync('cache.log', 'ignored, by the agent\\n');
console.log('done');
`;

/** Writes only once the next check runs, which waits a while for it. */
const LATE = 'while ! test -e go.log; do /bin/sleep 0.05; done; echo late > src/a.txt';
const SEES_LATE = 'touch go.log; sleep 0.4; grep -q late src/a.txt';

/** Makes git work on Backlog's own index of the folder. */
const IN_INDEX = 'GIT_DIR=$(git rev-parse --absolute-git-dir) GIT_INDEX_FILE=$PWD/../index';

/** Programs search the folders above their own one for packages. */
const DEPENDS_ABOVE = (above: string) =>
  `mkdir -p ${above}/node_modules/dep; echo "module.exports = 1" > ${above}/node_modules/dep/index.js`;
const USES = `node -e 'require("dep")'`;

/** The git folder with which Backlog compares files, from a folder of checks. */
const COPY = '../../../repositories/user/store.git';

/** Settings of that folder with which its git would overlook a file, convert it, or read other objects and commits. */
const SETTINGS: Readonly<Record<string, string>> = {
  'info/exclude': 'echo "*.ts" >> $F',
  'info/exclude, as the only list': 'rm -r $C/info; mkdir $C/info; echo "*.ts" > $F',
  'info/exclude in a linked folder': 'mv $C/info $C/i; ln -s i $C/info; echo "*.ts" >> $F',
  'info/exclude as a pipe': 'rm $F; mkfifo $F',
  'info/attributes': 'echo "*.txt text eol=crlf" > $F',
  'info/grafts': 'git rev-parse HEAD > $F',
  'info/sparse-checkout': 'echo /docs > $F',
  config: 'git config --file $F core.excludesFile /proc/self/cwd/src/a.ts; git config --file $F core.fileMode false',
  'config.worktree': 'git config --file $F core.bare false',
  'person.config': 'git config --file $F core.autocrlf true',
  commondir: 'echo $PWD/../repo.git > $F',
  shallow: 'git rev-parse HEAD > $F',
  'objects/info/alternates': 'echo $PWD/../repo.git/objects > $F',
};

/** A check that changes what the next one sees, how the next one sees it, and the file that the reason names. */
const CHANGERS: [name: string, act: string, sees: string, says: string | undefined][] = [
  ['format', 'echo formatted > src/a.txt', 'grep -q formatted src/a.txt', 'src/a.txt'],
  [
    'format with the old size and time',
    'touch -r src/a.txt t.log; printf "BY THE AGENT\\n" > src/a.txt; touch -r t.log src/a.txt',
    'grep -q THE src/a.txt',
    'src/a.txt',
  ],
  ['snapshot', 'echo 1 > src/a.snap', 'test -f src/a.snap', 'src/a.snap (added'],
  ['codegen', 'mkdir -p gen/deep; echo 1 > gen/deep/g.ts', 'test -f gen/deep/g.ts', 'gen/ (added'],
  ['delete', 'rm src/a.txt', '! test -e src/a.txt', 'src/a.txt (deleted)'],
  ['clean', 'echo 1 > new.txt; git clean -fdxq; rm -rf docs', '! test -e docs', 'docs/b.txt (deleted)'],
  ['stash', 'echo x > src/a.txt; git stash -q', 'git stash list | grep -q .', 'the stash'],
  ['checkout', 'git checkout -q HEAD~1', 'grep -qx a src/a.txt', 'HEAD'],
  ['checkout of a file', 'git checkout -q HEAD~1 -- src/a.txt', 'grep -qx a src/a.txt', 'src/a.txt'],
  ['commit', 'echo c > src/a.txt; git commit -qam c', 'git log -1 --format=%s | grep -qx c', 'HEAD'],
  ['a branch', 'git branch spare', 'git rev-parse -q --verify spare', 'the branch spare'],
  ['the index', 'git rm -q --cached src/a.txt', '! git ls-files --error-unmatch src/a.txt', 'the index'],
  ['link out', 'rm -rf docs; ln -s /tmp docs', 'test -L docs', 'docs/b.txt (deleted)'],
  ['link instead of a file', 'ln -sf /dev/null src/a.txt', 'test -L src/a.txt', 'src/a.txt'],
  ['a process that writes later', `(${LATE}) >/dev/null 2>&1 &`, SEES_LATE, undefined],
  ['a process in a session of its own', `setsid sh -c "${LATE}" >/dev/null 2>&1 &`, SEES_LATE, undefined],
  [
    'a process without marks in a session of its own',
    `env -i /usr/bin/setsid /bin/sh -c "${LATE}" >/dev/null 2>&1 &`,
    SEES_LATE,
    undefined,
  ],
  ['chmod', 'chmod +x src/a.txt', 'test -x src/a.txt', 'src/a.txt (mode)'],
  [
    'git folder',
    'rm -rf .git; git init -q .; git add -A',
    'git log -1 2>&1 | grep -q "does not have any commits"',
    'the file .git',
  ],
  ['its ignored files', 'echo "*.ts" >> .gitignore; echo 1 > src/a.ts', 'test -f src/a.ts', '.gitignore'],
  [
    "Backlog's index of an added file",
    `echo 1 > src/a.ts; ${IN_INDEX} git add src/a.ts`,
    'test -f src/a.ts',
    'src/a.ts',
  ],
  [
    "Backlog's index of a changed file",
    `echo x > src/a.txt; ${IN_INDEX} git add -u`,
    'grep -q x src/a.txt',
    'src/a.txt',
  ],
  [
    "a folder in place of Backlog's index",
    'rm ../index; mkdir ../index; echo x > src/a.txt',
    'grep -q x src/a.txt',
    'src/a.txt',
  ],
  [
    "a pipe in place of Backlog's index",
    'rm ../index; mkfifo ../index; echo x > src/a.txt',
    'grep -q x src/a.txt',
    'src/a.txt',
  ],
  ['a pipe in place of HEAD', `rm ../repo.git/HEAD; mkfifo ../repo.git/HEAD`, 'test -p ../repo.git/HEAD', 'HEAD'],
  ['a pipe that git reads', 'mkfifo src/.gitignore; echo 1 > src/a.ts', 'test -f src/a.ts', 'src/a.ts'],
  [
    'a link in place of its folder',
    'mv ../tree ../t; ln -s t ../tree; echo x > src/a.txt',
    'grep -q x src/a.txt',
    'is no folder',
  ],
  ['a file that a new list ignores', 'printf "*\n" > src/.gitignore; echo 1 > src/a.ts', 'test -f src/a.ts', undefined],
  [
    'a folder that ignores itself',
    'mkdir gen; printf "*\n" > gen/.gitignore; echo 1 > gen/a.ts',
    'test -f gen/a.ts',
    undefined,
  ],
  ['packages above its folder', DEPENDS_ABOVE('..'), USES, undefined],
  ['packages above the folder of its run', DEPENDS_ABOVE('../../..'), USES, undefined],
];

/** Changes that no file of the commit shows. The next check may see them, and both pass. */
const CACHES: [name: string, act: string, sees: string][] = [
  ['cache', 'echo 1 > build.log', 'test -f build.log'],
  ['touch', 'touch src/a.txt', 'grep -q agent src/a.txt'],
  [
    'stash and pop',
    'echo x >> src/a.txt; git stash -q; git stash pop -q; git checkout -q src/a.txt',
    'grep -qx "by the agent" src/a.txt',
  ],
  ['git status', 'git status; git add -A', 'test -z "$(git status --porcelain)"'],
];

/** Each setting, with a file that it could hide. */
for (const [name, act] of Object.entries(SETTINGS)) {
  const file = /^[\w./-]+/.exec(name)![0];
  const write = `C=${COPY}; F=$C/${file}; mkdir -p $C/info; ${act}; echo 1 > src/a.ts; echo x > src/a.txt`;
  CHANGERS.push([
    `${name} of the private copy`,
    write,
    'test -f src/a.ts',
    `src/a.ts (added, and no .gitignore names it), ${file} in Backlog's`,
  ]);
}
/** The same files of the git folder that checks see decide nothing. */
for (const name of ['info/exclude', 'info/attributes', 'info/grafts', 'config', 'shallow', 'objects/info/alternates']) {
  const write = `F=../repo.git/${name}; mkdir -p ../repo.git/info; echo "*.ts" >> $F; echo 1 > src/a.ts`;
  CHANGERS.push([`${name} of its git folder`, write, 'test -f src/a.ts', 'src/a.ts (added']);
}

async function checked(place: Field, act: string, sees: string) {
  const set = (name: string, value: string) => place.run('setting_set', { name, value });
  await set('checks.first', act);
  await set('checks.second', sees);
  await set('runs.checkRounds', '0');
  await place.agent('writer', AGENT);
  const id = await place.start(await place.task({ description: 'Change a' }), 'writer');
  const { checks = [], result } = await place.becomes(id, 'review');
  expect(git(join(place.tree(id)), 'show', `${result!.commit}:src/a.txt`)).toBe('by the agent');
  expect(readFileSync(join(place.tree(id), 'src/a.txt'), 'utf8')).toBe('by the agent\n');
  expect(checks.map(({ name, commit }) => [name, commit])).toEqual([
    ['first', result!.commit],
    ['second', result!.commit],
  ]);
  return { id, first: checks[0]!, second: checks[1]! };
}

test.each(everyNth(27, CHANGERS))('what a check changes, the next one does not see: %s', async (_, act, sees, says) => {
  const place = await field(plugin);
  const { id, first, second } = await checked(place, act, sees);
  expect(second.ok, second.output).toBe(false);
  expect(first.ok).toBe(says === undefined);
  if (says !== undefined) expect(first.why).toContain(says);
  else expect(second.why).toBe('it exited with 1');
  expect((await place.refused('run_approve', { run: id })).code).toBe('conflict');
});

soak.each(CACHES)('caches are left: %s', async (_, act, sees) => {
  const place = await field(plugin);
  const { id, first, second } = await checked(place, act, sees);
  expect([first.ok, second.ok], first.why + second.why).toEqual([true, true]);
  // The result changes a file that a check's command names.
  const key = sees.includes('src/a.txt') ? { risk: 'checkFiles' } : {};
  await place.run('run_approve', { run: id, ...key });
  await place.becomes(id, 'merged');
  expect(readFileSync(join(place.user, 'src/a.txt'), 'utf8')).toBe('by the agent\n');
});

test('a check sees neither the ignored files of the agent nor its folder, and is told that it is no terminal', async () => {
  const place = await field(plugin);
  const { id, first, second } = await checked(
    place,
    '! test -e cache.log && test "$CI" = true && pwd > here.log',
    `! grep -q ${'r1/tree'} here.log && echo x > src/a.txt`,
  );
  expect(first).toMatchObject({ ok: true });
  expect(second).toMatchObject({ ok: false, why: expect.stringContaining('src/a.txt') });
  expect(second.output).toContain('-by the agent\n+x\n');
  expect(existsSync(join(place.tree(id), '../sealed'))).toBe(false);
});

soak.each(['..', '../..'])(
  'no check uses packages that an agent wrote into %s: they are moved aside, and a step says so',
  async (above) => {
    const place = await field(plugin);
    await place.run('setting_set', { name: 'checks.first', value: USES });
    await place.run('setting_set', { name: 'runs.checkRounds', value: '0' });
    const { id, checks } = await reviewed(place, `${DEPENDS_ABOVE(above)}; echo x > src/a.txt`);
    expect(checks).toMatchObject([{ name: 'first', ok: false, why: 'it exited with 1' }]);
    const said = /programs of the checks would find (.+), which is in no commit; it was moved to (.+?)(?:\\n|"|$)/m;
    const [, from, to] = said.exec(readFileSync(join(place.tree(id), '../events.ndjson'), 'utf8'))!;
    expect(from).toBe(join(place.tree(id), above, 'node_modules'));
    expect(existsSync(join(to!, 'dep/index.js'))).toBe(true);
  },
);

soak('no check runs a provided program that an earlier check wrote', async () => {
  const place = await field({ ...plugin, files: { 'src/a.txt': 'a\n', '.gitignore': '*.log\nlib/\n' } });
  writeFiles(place.user, { 'lib/bin/run.sh': 'false\n', 'lib/other.sh': 'o\n' });
  await place.run('setting_set', { name: 'runs.link', value: 'lib' });
  const { first, second } = await checked(
    place,
    'echo true > lib/bin/run.sh; rm lib/other.sh',
    'test -f lib/other.sh || exit 5; sh lib/bin/run.sh',
  );
  expect(first.ok).toBe(true);
  expect(second).toMatchObject({ ok: false, why: 'it exited with 1' });
  expect(readFileSync(join(place.user, 'lib/bin/run.sh'), 'utf8')).toBe('false\n');
});

/** What Backlog can't delete or, without root, only after it changed modes. */
const KEPT: [name: string, act: string, says: string | undefined][] = [
  ['a folder without write permission', 'mkdir -p gen/deep; echo 1 > gen/deep/f; chmod -R a-w gen', undefined],
  ...(IS_SOAK && mayProtect()
    ? ([
        ['an immutable file', 'chattr +i src/a.txt', 'src/a.txt, which'],
        ['an immutable new file', 'echo 1 > new.txt; chattr +i new.txt', 'new.txt, which'],
        ['an immutable folder', 'chattr +i src', 'src/'],
      ] as [string, string, string][])
    : []),
];

soak.each(KEPT.flatMap((row) => [[...row, 1] as const, [...row, 2] as const]))(
  'a check that leaves %s: %s; it fails with %s, as check %i of 2, and the next round has a new folder',
  async (_, act, says, n) => {
    const place = await field({ ...plugin, files: { 'src/a.txt': 'a\n', '.gitignore': 'gen/\n*.log\n' } });
    onTestFinished(() => void chattr(place.root, '-i'));
    const set = (name: string, value: string) => place.run('setting_set', { name, value });
    await set('checks.first', n === 1 ? act : 'true');
    await set('checks.second', n === 2 ? act : '! test -e new.txt && echo x > src/b.log');
    await set('runs.checkRounds', '0');
    await place.agent('writer', AGENT);
    const id = await place.start(await place.task({ description: 'Change a' }), 'writer');
    for (const round of [1, 2]) {
      const run = await place.until(
        id,
        ({ state, rounds }) => state === 'failed' || (state === 'review' && rounds?.length === round),
      );
      expect(run).toMatchObject({ state: 'review' });
      // Of a file that stays as it was, nobody knows which check made it undeletable.
      const failed = run.checks!.filter(({ ok }) => !ok);
      expect(failed.map(({ why }) => why)).toEqual(says === undefined ? [] : [expect.stringContaining(says)]);
      if (round === 1) await place.run('run_request_changes', { run: id, note: 'Again' });
    }
  },
);

/** What checks only read: a setup command that makes it, an act of a check on it, and how the next check sees that. */
const READ: [name: string, setup: string, act: string, sees: string][] = [
  ['a program of the setup', 'echo false > tool.log', 'echo true > tool.log', 'sh tool.log'],
  ['a file of the setup', 'echo 1 > tool.txt', 'echo 2 > tool.txt', 'grep -q 2 tool.txt'],
  ['a submodule', '', 'echo x2 > lib/x.txt', 'grep -q x2 lib/x.txt'],
  [
    'the git folder of the next check',
    '',
    'git config --file ../kept.git/config core.x y',
    'test "$(git config core.x)" = y',
  ],
];

soak.each(READ)('no check sees what an earlier check wrote into %s', async (_, setup, act, sees) => {
  const place = await field({ ...plugin, make: withLib(true) });
  if (setup !== '') await place.run('setting_set', { name: 'runs.setup', value: setup });
  const { first, second } = await checked(place, act, sees);
  expect(first.ok, first.why).toBe(true);
  expect(second).toMatchObject({ ok: false, why: 'it exited with 1' });
});
