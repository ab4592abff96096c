import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { isLive } from '../../src/domain/runs/run-states.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { untouched } from '../support/checkout-mark.ts';
import { git } from '../support/git.ts';
import { everyNth, soak } from '../support/soak-test.ts';
import { atDoors, started } from './support/acting.ts';
import { type Field, field } from './support/field.ts';
import { isHeldUp } from './support/held-up.ts';

const plugin = builtPlugin();

interface Row {
  /** A line for `/bin/sh` in the worktree. `$ROOT` is outside of it, `$EVIL` a program that leaves a mark. */
  line: string;
  /** The changed files of the result; undefined if the run has no result to approve. */
  paths?: string[];
  /** True if Backlog refuses to land it, because no repository has the submodule's commit. */
  refused?: true;
  /** The findings of high risk that an approval has to name. */
  risk?: string[];
}

const PLANT = 'git config user.name a; git config user.email a@x.invalid; echo work > src/w.txt';
const W = 'src/w.txt';

/** What an agent does to land something else than what is shown, or to run its program as the person. */
const ACTS: Readonly<Record<string, Row>> = {
  'a link that leads out, and a file behind it': {
    line: 'mkdir $ROOT/out; ln -s $ROOT/out out; echo x > out/x.txt; echo work > src/w.txt',
    paths: ['out', W],
  },
  'a link in place of a folder': {
    line: 'mkdir $ROOT/out; echo x > $ROOT/out/b.txt; rm -r docs; ln -s $ROOT/out docs; echo work > src/w.txt',
    paths: ['docs', 'docs/b.txt', W],
  },
  hooks: {
    line: `${PLANT}; mkdir hooks; for h in pre-commit post-commit post-checkout post-merge post-index-change reference-transaction; do cp $EVIL hooks/$h; cp $EVIL ../repo.git/hooks/$h 2>/dev/null; done; git config core.hooksPath "$PWD/hooks"`,
    paths: ['post-checkout', 'post-commit', 'post-index-change', 'post-merge', 'pre-commit', 'reference-transaction']
      .map((name) => `hooks/${name}`)
      .concat(W),
  },
  'a filter driver': {
    line: `${PLANT}; echo '* filter=evil' > .gitattributes; git config filter.evil.clean $EVIL; git config filter.evil.smudge $EVIL; git config filter.evil.process $EVIL`,
    paths: ['.gitattributes', W],
  },
  'a diff and a merge driver': {
    line: `${PLANT}; echo '* diff=evil merge=evil' > .gitattributes; git config diff.evil.textconv $EVIL; git config diff.evil.command $EVIL; git config diff.external $EVIL; git config merge.evil.driver $EVIL`,
    paths: ['.gitattributes', W],
  },
  'a program as fsmonitor, pager, editor and signer': {
    line: `${PLANT}; for k in core.fsmonitor core.pager core.editor core.sshCommand gpg.program credential.helper; do git config $k $EVIL; done; git config commit.gpgSign true`,
    paths: [W],
  },
  'another worktree in its config': { line: `${PLANT}; git config core.worktree $ROOT/user`, paths: [W] },
  'a config that includes another one': {
    line: `${PLANT}; printf '[core]\\n\\tfsmonitor = %s\\n' $EVIL > evil.config; git config include.path "$PWD/evil.config"`,
    paths: ['evil.config', W],
  },
  'foreign objects as alternates': {
    line: `${PLANT}; echo $ROOT/user/.git/objects >> ../repo.git/objects/info/alternates; echo $ROOT/nowhere >> ../repo.git/objects/info/alternates`,
    paths: [W],
  },
  'a submodule whose address is a program': {
    line: `${PLANT}; printf '[submodule "s"]\\n\\tpath = s\\n\\turl = ext::%s\\n\\tupdate = !%s\\n' $EVIL $EVIL > .gitmodules; git update-index --add --cacheinfo 160000,$(git rev-parse HEAD),s`,
    paths: ['.gitmodules', 's', W],
    refused: true,
  },
  'a submodule whose name leads out': {
    line: `${PLANT}; printf '[submodule "../../../../out"]\\n\\tpath = s\\n\\turl = ./s\\n' > .gitmodules; git update-index --add --cacheinfo 160000,$(git rev-parse HEAD),s`,
    paths: ['.gitmodules', W],
  },
  'a commit in the name of another person': {
    line: `${PLANT}; git add -A; GIT_AUTHOR_NAME=Ada GIT_COMMITTER_NAME=Ada GIT_AUTHOR_DATE=@0 git commit -qm 'By Ada'`,
    paths: [W],
  },
  'another index in its environment': {
    line: `${PLANT}; export GIT_INDEX_FILE=$ROOT/other; git read-tree --empty; git add src/w.txt; git commit -qm w`,
    paths: [W],
  },
  'another history': { line: `${PLANT}; git checkout -q --orphan lone; git add -A; git commit -qm lone` },
  'an empty tree': {
    line: `${PLANT}; git rm -rq --cached .; git commit -qm nothing; rm -r src docs .gitignore; echo work > w.txt`,
    paths: ['.gitignore', 'docs/b.txt', 'src/a.txt', 'w.txt'],
    risk: ['massDeletion'],
  },
  'names that differ by case': {
    line: `${PLANT}; echo A > src/A.txt; mkdir SRC; echo A > SRC/a.txt`,
    paths: ['SRC/a.txt', 'src/A.txt', W],
  },
  'names that git keeps for itself': {
    line: `${PLANT}; mkdir .GIT docs/.Git; printf '[core]\\n\\tfsmonitor = %s\\n' $EVIL | tee .GIT/config > docs/.Git/config`,
    paths: [W],
  },
  'names with control characters and dashes': {
    line: `${PLANT}; echo x > "$(printf 'src/\\033[2Jx')"; echo x > ./--force`,
    paths: ['--force', 'src/\u001b[2Jx', W],
  },
  'a .git that names another repository': {
    line: `git init -q $ROOT/other; echo work > src/w.txt; echo "gitdir: $ROOT/other/.git" > .git`,
  },
  'a repository in a folder': {
    line: `${PLANT}; git init -q inner; echo x > inner/x.txt; git -C inner config core.fsmonitor $EVIL`,
    paths: [W],
  },
  'a huge file': {
    line: `${PLANT}; head -c 60000000 /dev/zero > src/big.bin`,
    paths: ['src/big.bin', W],
    risk: ['programs', 'huge', 'unread'],
  },
  'everything ignored': {
    line: `echo '*' > .gitignore; echo work > src/w.txt; echo more >> src/a.txt`,
    paths: ['.gitignore', 'src/a.txt'],
  },
  'ignored files that it stages': {
    line: `${PLANT}; echo x > src/x.log; git add -f src/x.log`,
    paths: [W, 'src/x.log'],
  },
  'edits that its index hides': {
    line: `${PLANT}; git update-index --assume-unchanged src/a.txt; git update-index --skip-worktree docs/b.txt; echo x >> src/a.txt; echo x >> docs/b.txt`,
    paths: ['docs/b.txt', 'src/a.txt', W],
  },
  'an edit with the size and time of before': {
    line: `${PLANT}; touch -r src/a.txt ../time; echo b > src/a.txt; touch -r ../time src/a.txt`,
    paths: ['src/a.txt', W],
  },
  'indexes and records that it overwrites': {
    line: `${PLANT}; echo x > ../index; echo x > ../repo.git/index; for f in ../*.json; do echo '{}' > $f; done`,
    paths: [W],
  },
  'an object that replaces another one': {
    line: `${PLANT}; git add -A; git commit -qm w; git replace HEAD $(git commit-tree -m r -p HEAD~1 HEAD~1^{tree})`,
    paths: [W],
  },
  'attributes that change bytes on the way': {
    line: `${PLANT}; printf '*.txt eol=crlf ident working-tree-encoding=UTF-16\\n' > .gitattributes`,
    paths: ['.gitattributes', W],
  },
  'a pipe in place of a file': { line: `${PLANT}; mkfifo src/pipe`, paths: [W] },
  'a process that goes on writing': {
    line: `${PLANT}; setsid sh -c 'while sleep 1; do echo late >> src/late.txt; done' >/dev/null 2>&1 & echo work > src/w.txt`,
    paths: [W],
  },
  'the end of its supervisor': { line: `${PLANT}; kill -9 $PPID; sleep 60` },
  "the end of its run's folder": { line: `${PLANT}; cd ..; rm -rf "$PWD"` },
};

const PLAYED = everyNth(36, Object.keys(ACTS));

soak.each(PLAYED)('an agent that plants %s: what lands is what was shown, and nothing of it runs', async (act) => {
  const { line, paths, refused, risk } = ACTS[act]!;
  const place = await field({ supervisor: plugin.supervisor });
  const [evil, mark] = [join(place.root, 'evil.sh'), join(place.root, 'ran')];
  writeFileSync(evil, `#!/bin/sh\ntouch ${mark}\ncat\n`, { mode: 0o755 });
  const id = await untouched(place.user, async () => {
    const run = await started(place, `ROOT=${place.root} EVIL=${evil}; ${line}; rm -f ${mark}`);
    await atDoors(place, run, ({ state }) => !isLive(state));
    return run;
  });
  expect(place.processes(`BACKLOG_RUN=${id}`)).toEqual([]);
  const { state, result } = await place.now(id);
  expect({ state, paths: result?.paths }).toEqual(
    paths ? { state: 'review', paths } : { state: expect.stringMatching(/failed|interrupted/), paths: undefined },
  );
  if (paths && !refused) await lands(place, id, risk);
  else await place.run('run_discard', { run: id });
  expect(git(place.user, 'status', '--porcelain')).toBe('');
  expect(existsSync(mark)).toBe(false);
});

/** Approves a result with all that stands against it, and compares the target branch with what was shown. */
async function lands(place: Field, id: string, risk: readonly string[] = []): Promise<void> {
  const { result } = await place.now(id);
  const diff = await place.text('run_diff', { run: id, stat: true });
  for (const path of result!.paths.filter((one) => /^[\w./-]+$/.test(one))) expect(diff).toContain(path);
  await place.run('run_approve', { run: id, missing: '.', outside: true, raw: true, breaks: true, risk });
  const run = await place.until(id, (now) => now.state === 'merged' || (now.state !== 'merging' && isHeldUp(now)));
  expect({ state: run.state, waits: run.waits }).toEqual({ state: 'merged' });
  expect(git(place.user, 'rev-parse', 'main^{tree}')).toBe(result!.tree);
}
