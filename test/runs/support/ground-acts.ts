import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { git } from '../../support/git.ts';
import type { Field } from './field.ts';

const makePipe = (file: string) => execFileSync('mkfifo', [file]);

/** Deletes all files of a worktree, but not its `.git`. */
export const empty = (folder: string) => {
  for (const name of readdirSync(folder)) if (name !== '.git') rmSync(join(folder, name), { recursive: true });
};

const FUTURE = Date.UTC(2099, 0, 1) / 1000;

/** A program that ends without deleting its socket. */
const LISTEN = `require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`;

/** What happens to a worktree between two rounds, without a word to Backlog. */
export const GROUND_ACTS: Readonly<Record<string, (place: Field, id: string) => void>> = {
  'its files vanish': ({ tree }, id) => empty(tree(id)),
  'its files and its .git vanish': ({ tree }, id) => {
    empty(tree(id));
    rmSync(join(tree(id), '.git'));
  },
  'one file vanishes': ({ tree }, id) => rmSync(join(tree(id), 'src/two.txt')),
  'it vanishes': ({ tree }, id) => rmSync(tree(id), { recursive: true }),
  'it vanishes with its git folder': ({ tree }, id) => {
    rmSync(tree(id), { recursive: true });
    rmSync(join(tree(id), '../repo.git'), { recursive: true });
  },
  'git stash -u': ({ tree }, id) => void git(tree(id), 'stash', '-u'),
  'git clean': ({ tree }, id) => void git(tree(id), 'clean', '-fdx'),
  'git reset --hard to the start': (place, id) =>
    void git(place.tree(id), 'reset', '-q', '--hard', place.opened.store.state.get('run', id)!.base),
  'its branch is moved to another history': ({ tree }, id) => {
    const lone = git(tree(id), 'commit-tree', '-m', 'Lone', git(tree(id), 'rev-parse', 'HEAD^{tree}'));
    git(tree(id), 'update-ref', 'HEAD', lone);
  },
  'its git folder vanishes': ({ tree }, id) => rmSync(join(tree(id), '../repo.git'), { recursive: true }),
  'its .git names the checkout': ({ tree, user }, id) =>
    writeFileSync(join(tree(id), '.git'), `gitdir: ${user}/.git\n`),
  'a link to the checkout replaces it': ({ tree, user }, id) => {
    renameSync(tree(id), `${tree(id)}-before`);
    symlinkSync(user, tree(id));
  },
  "the agent's index is emptied": ({ tree }, id) => rmSync(join(tree(id), '../repo.git/index')),
  "Backlog's index is emptied": ({ tree }, id) =>
    void git(tree(id), '--git-dir=../repo.git', 'read-tree', '--empty', `--index-output=${tree(id)}/../index`),
  'a link to its own files replaces it': ({ tree }, id) => {
    renameSync(tree(id), `${tree(id)}-moved`);
    symlinkSync(`${tree(id)}-moved`, tree(id));
  },
  'git gc --prune=now': ({ tree }, id) => {
    git(tree(id), 'reflog', 'expire', '--expire=now', '--all');
    git(tree(id), 'gc', '-q', '--prune=now');
  },
  'a sparse checkout hides its files': ({ tree }, id) => void git(tree(id), 'sparse-checkout', 'set', 'nowhere'),
  'the clock of its files jumps': ({ tree }, id) => {
    for (const name of readdirSync(tree(id), { recursive: true, encoding: 'utf8' }))
      lutimesSync(join(tree(id), name), 4e9, 4e9);
  },
  "Backlog's ref of its result vanishes": ({ store }, id) =>
    void git(join(store, 'runs/repositories/user/store.git'), 'update-ref', '-d', `refs/runs/${id}/result`),
  'its git settings name the checkout as their worktree': ({ tree, user }, id) =>
    void git(tree(id), 'config', 'core.worktree', user),
  'an included file of its git settings does so': ({ tree, user }, id) => {
    writeFileSync(join(tree(id), '../repo.git/more'), `[core]\n\tworktree = ${user}\n`);
    git(tree(id), 'config', 'include.path', 'more');
  },
  'its git folder borrows refs and objects of the checkout': ({ tree, user }, id) =>
    writeFileSync(join(tree(id), '../repo.git/commondir'), `${user}/.git\n`),
  'its git settings are unreadable': ({ tree }, id) => appendFileSync(join(tree(id), '../repo.git/config'), '[broken'),
  'its branch is deleted': ({ tree }, id) =>
    void git(tree(id), 'update-ref', '-d', git(tree(id), 'symbolic-ref', 'HEAD')),
  'its HEAD is the start': (place, id) =>
    writeFileSync(join(place.tree(id), '../repo.git/HEAD'), `${place.opened.store.state.get('run', id)!.base}\n`),
  'its commits are amended': ({ tree }, id) => void git(tree(id), 'commit', '-q', '--amend', '-m', 'Other words'),
  'its commits are squashed into its index': (place, id) =>
    void git(place.tree(id), 'reset', '-q', '--soft', place.opened.store.state.get('run', id)!.base),
  'a git that was killed leaves its locks': ({ tree }, id) => {
    for (const name of ['index.lock', 'HEAD.lock', 'config.lock', 'refs/heads/x.lock'])
      writeFileSync(join(tree(id), '../repo.git', name), '');
  },
  'a rebase is left half done': ({ tree }, id) => {
    git(tree(id), 'update-ref', 'ORIG_HEAD', 'HEAD');
    mkdirSync(join(tree(id), '../repo.git/rebase-merge'), { recursive: true });
    writeFileSync(join(tree(id), '../repo.git/rebase-merge/head-name'), 'refs/heads/x\n');
  },
  'its objects are borrowed from the checkout': ({ tree, user }, id) =>
    appendFileSync(join(tree(id), '../repo.git/objects/info/alternates'), `${user}/.git/objects\n`),
  'its commits have replacements and grafts': ({ tree }, id) => {
    const lone = git(tree(id), 'commit-tree', '-m', 'Lone', git(tree(id), 'rev-parse', 'HEAD~1^{tree}'));
    git(tree(id), 'replace', 'HEAD', lone);
    writeFileSync(join(tree(id), '../repo.git/info/grafts'), `${git(tree(id), 'rev-parse', 'HEAD')}\n`);
  },
  'a pipe replaces its list of ignored files': ({ tree }, id) => {
    rmSync(join(tree(id), '.gitignore'));
    makePipe(join(tree(id), '.gitignore'));
  },
  'a pipe replaces a file that Backlog keeps beside it': ({ tree }, id) => {
    for (const name of ['index', 'prepared.json', 'checkout.json', 'processes.json', 'path.txt']) {
      rmSync(join(tree(id), '..', name), { force: true });
      makePipe(join(tree(id), '..', name));
    }
  },
  'its exclude file hides everything': ({ tree }, id) =>
    appendFileSync(join(tree(id), '../repo.git/info/exclude'), '\n*\n'),
  'a folder replaces a file': ({ tree }, id) => {
    rmSync(join(tree(id), 'src/two.txt'));
    mkdirSync(join(tree(id), 'src/two.txt/empty'), { recursive: true });
  },
  'its files are skip-worktree, and vanish': ({ tree }, id) => {
    git(tree(id), 'update-index', '--skip-worktree', 'src/one.txt', 'docs/b.txt');
    for (const file of ['src/one.txt', 'docs/b.txt']) rmSync(join(tree(id), file));
  },
  'a program links its files to those of the checkout': ({ tree, user }, id) => {
    rmSync(join(tree(id), 'docs/b.txt'));
    linkSync(join(user, 'docs/b.txt'), join(tree(id), 'docs/b.txt'));
  },
  'its branch is renamed': ({ tree }, id) => void git(tree(id), 'branch', '-m', 'other'),
  'its HEAD is detached': ({ tree }, id) => void git(tree(id), 'checkout', '-q', '--detach'),
  'another branch replaces its own': ({ tree }, id) => {
    const own = git(tree(id), 'branch', '--show-current');
    git(tree(id), 'switch', '-qc', 'other');
    git(tree(id), 'branch', '-qD', own);
  },
  'its commits are rebased': (place, id) => {
    const { base } = place.opened.store.state.get('run', id)!;
    git(place.tree(id), '-c', 'rebase.autoStash=true', 'rebase', '-q', '--force-rebase', base);
  },
  'a commit is amended without a file': ({ tree }, id) => {
    git(tree(id), 'rm', '-q', 'src/one.txt');
    git(tree(id), 'commit', '-q', '--amend', '--allow-empty', '-m', 'Less');
  },
  'a cone hides its files': ({ tree }, id) =>
    void git(tree(id), 'sparse-checkout', 'set', '--cone', '--sparse-index', 'docs'),
  'it gets a second worktree': ({ tree }, id) =>
    void git(tree(id), 'worktree', 'add', '-q', '--detach', join(tree(id), '../second')),
  'its list of alternates vanishes': ({ tree }, id) => rmSync(join(tree(id), '../repo.git/objects/info/alternates')),
  'its objects vanish': ({ tree }, id) => {
    for (const name of readdirSync(join(tree(id), '../repo.git/objects')))
      if (name !== 'info') rmSync(join(tree(id), '../repo.git/objects', name), { recursive: true });
  },
  'its refs are packed': ({ tree }, id) => void git(tree(id), 'pack-refs', '--all'),
  'a line of its packed refs breaks': ({ tree }, id) => {
    git(tree(id), 'pack-refs', '--all');
    appendFileSync(join(tree(id), '../repo.git/packed-refs'), 'broken\n');
  },
  'its history is cut': ({ tree }, id) =>
    writeFileSync(join(tree(id), '../repo.git/shallow'), `${git(tree(id), 'rev-parse', 'HEAD')}\n`),
  "Backlog's own index vanishes": ({ tree }, id) => rmSync(join(tree(id), '../index')),
  'its packed refs become zeros': ({ tree }, id) => {
    git(tree(id), 'pack-refs', '--all');
    writeFileSync(join(tree(id), '../repo.git/packed-refs'), Buffer.alloc(200));
  },
  'its packed refs vanish': ({ tree }, id) => {
    git(tree(id), 'pack-refs', '--all');
    rmSync(join(tree(id), '../repo.git/packed-refs'));
  },
  'the file of its branch is emptied': ({ tree }, id) =>
    writeFileSync(join(tree(id), '../repo.git', git(tree(id), 'symbolic-ref', 'HEAD')), ''),
  "Backlog's packed refs become zeros": ({ store }) => {
    const copy = join(store, 'runs/repositories/user/store.git');
    git(copy, 'pack-refs', '--all');
    writeFileSync(join(copy, 'packed-refs'), Buffer.alloc(200));
  },
  "Backlog's packed refs vanish": ({ store }) => {
    const copy = join(store, 'runs/repositories/user/store.git');
    git(copy, 'pack-refs', '--all');
    rmSync(join(copy, 'packed-refs'));
  },
  'its index is split': ({ tree }, id) => void git(tree(id), 'update-index', '--split-index'),
  'its index has another version and a cache': ({ tree }, id) => {
    git(tree(id), 'update-index', '--index-version', '4');
    git(tree(id), 'update-index', '--force-untracked-cache');
  },
  'its HEAD is a link to its branch': ({ tree }, id) => {
    const branch = git(tree(id), 'symbolic-ref', 'HEAD');
    rmSync(join(tree(id), '../repo.git/HEAD'));
    symlinkSync(branch, join(tree(id), '../repo.git/HEAD'));
  },
  'a folder replaces the file of its branch': ({ tree }, id) => {
    const file = join(tree(id), '../repo.git', git(tree(id), 'symbolic-ref', 'HEAD'));
    rmSync(file);
    mkdirSync(join(file, 'more'), { recursive: true });
  },
  'its packed refs name another history': ({ tree }, id) => {
    const branch = git(tree(id), 'symbolic-ref', 'HEAD');
    const lone = git(tree(id), 'commit-tree', '-m', 'Lone', git(tree(id), 'rev-parse', 'HEAD^{tree}'));
    rmSync(join(tree(id), '../repo.git', branch));
    writeFileSync(join(tree(id), '../repo.git/packed-refs'), `${lone} ${branch}\n`);
  },
  'its files are of 1970': ({ tree }, id) => {
    for (const name of readdirSync(tree(id), { recursive: true, encoding: 'utf8' }))
      lutimesSync(join(tree(id), name), 0, 0);
  },
  'its files are of 2099': ({ tree }, id) => {
    for (const name of readdirSync(tree(id), { recursive: true, encoding: 'utf8' }))
      lutimesSync(join(tree(id), name), FUTURE, FUTURE);
  },
  'sockets are in it': ({ tree }, id) => {
    for (const file of ['src/socket', '../socket', '../repo.git/socket'])
      spawnSync(process.execPath, ['-e', LISTEN, join(tree(id), file)]);
    if (!lstatSync(join(tree(id), 'src/socket')).isSocket()) throw new Error('no socket');
  },
  'it gets a second worktree that is locked': ({ tree }, id) =>
    void git(tree(id), 'worktree', 'add', '-q', '--lock', '-b', 'locked', '../locked'),
  'its commits have notes': ({ tree }, id) => void git(tree(id), 'notes', 'add', '-m', 'Note', 'HEAD'),
  'an empty commit is added': ({ tree }, id) => void git(tree(id), 'commit', '-q', '--allow-empty', '-m', 'Empty'),
  'its objects have a forged commit graph': ({ tree }, id) => {
    mkdirSync(join(tree(id), '../repo.git/objects/info'), { recursive: true });
    writeFileSync(join(tree(id), '../repo.git/objects/info/commit-graph'), Buffer.alloc(2_000, 'CGPH'));
  },
};

const GIT_DIR = '$(git rev-parse --git-dir)';
const SECOND = (how: string) =>
  `git worktree add -q ${how} ../second; cd ../second; echo w > second.txt; git add -A; git commit -qm second; cd ../tree`;

/**
 * What an agent does with git in its second round, in a shell, and what the result then lacks. The first round committed
 * `src/one.txt`; `src/two.txt` and a mode are uncommitted.
 */
export const AGENT_ACTS: Readonly<Record<string, [line: string, lacks?: readonly string[]]>> = {
  'amends its commit without a file': [
    'git rm -q src/one.txt; git add -A; git commit -q --amend -m less',
    ['src/one.txt'],
  ],
  'rebases its commits': ['git add -A; git commit -qm all; git rebase -q --force-rebase HEAD~2'],
  'drops a commit': ['git add -A; git commit -qm all; git rebase -q --onto HEAD~2 HEAD~1', ['src/one.txt']],
  'filters its history': [
    'git add -A; git commit -qm all; FILTER_BRANCH_SQUELCH_WARNING=1 git filter-branch -f --index-filter "git rm -q --cached --ignore-unmatch src/one.txt" HEAD~2..HEAD >&2',
    ['src/one.txt'],
  ],
  'replaces its start and its commit': [
    `start=$(git rev-parse HEAD~1); lone=$(git commit-tree -m lone $start^{tree}); git replace HEAD $lone; git replace $start $lone`,
  ],
  'grafts its commit': [`mkdir -p ${GIT_DIR}/info; git rev-parse HEAD > ${GIT_DIR}/info/grafts`],
  'cuts its history': [`git rev-parse HEAD > ${GIT_DIR}/shallow`],
  'renames its branch': ['git branch -m other'],
  'deletes its branch': ['git checkout -q --detach; git branch -qD @{-1}'],
  'leaves its branch': ['git switch -qc other HEAD~1; rm -f src/one.txt', ['src/one.txt']],
  'detaches its HEAD': ['git checkout -q --detach; git add -A; git commit -qm all'],
  'switches a cone on': ['git add -A; git commit -qm all; git sparse-checkout set --cone --sparse-index docs'],
  'switches a cone on with uncommitted files': ['git sparse-checkout set --cone docs'],
  'commits in a second worktree': [SECOND('--detach'), ['second.txt']],
  'commits in a second worktree on a branch': [SECOND('-b side'), ['second.txt']],
  'leaves a rebase that set its changes aside': [
    'git add -A; git commit -qm all; git branch up HEAD~1; echo own >> docs/b.txt; git commit -qam own; git switch -q up; echo up >> docs/b.txt; git commit -qam up; git switch -q -; echo s > staged.txt; git add staged.txt; ! git rebase -q --autostash up',
    ['staged.txt'],
  ],
  'leaves a rebase half done': [
    'git add -A; git commit -qm all; for n in 2 3; do echo $n >> src/one.txt; git commit -qam $n; done; GIT_SEQUENCE_EDITOR="sed -i 2s/pick/edit/" git rebase -q -i --force-rebase HEAD~3',
    ['src/one.txt'],
  ],
  'leaves a rebase half done, commits on it, and deletes its branch': [
    'git add -A; git commit -qm all; branch=$(git branch --show-current); for n in 2 3; do echo $n >> src/one.txt; git commit -qam $n; done; GIT_SEQUENCE_EDITOR="sed -i 2s/pick/edit/" git rebase -q -i --force-rebase HEAD~3; git update-ref -d refs/heads/$branch; echo more >> src/one.txt; git commit -qam more',
    ['src/one.txt'],
  ],
  'stashes a second edit of its file': [
    'git add -A; git commit -qm all; echo 2 >> src/one.txt; git stash -q',
    ['src/one.txt'],
  ],
  'edits its file on a branch and leaves that': [
    'git add -A; git commit -qm all; git switch -qc side; echo 2 >> src/one.txt; git commit -qam side; git switch -q -',
    ['src/one.txt'],
  ],
  'makes a commit whose files git refuses': [
    `echo 2 >> docs/b.txt; git add -A; blob=$(git rev-parse HEAD:src/a.txt); tree=$( (git ls-tree HEAD; printf '100644 blob %s\tz\n100644 blob %s\tz\n' $blob $blob) | git mktree); git update-ref HEAD $(git commit-tree -p HEAD -m twice $tree)`,
    ['docs/b.txt'],
  ],
  'deletes its git folder': [`echo 2 >> docs/b.txt; echo n > new.txt; rm -rf ${GIT_DIR}`, ['docs/b.txt', 'new.txt']],
  'prunes its objects': ['git reflog expire --expire=now --all; git gc -q --prune=now'],
  'deletes its list of alternates': [`rm ${GIT_DIR}/objects/info/alternates`],
};

/** What a person or a program changes in a worktree without adopting it. */
export const EDITS: typeof GROUND_ACTS = {
  'a person edits a file': ({ tree }, id) => appendFileSync(join(tree(id), 'src/a.txt'), 'of a person\n'),
  'a person edits a file and sets its time back': ({ tree }, id) => {
    const file = join(tree(id), 'docs/b.txt');
    const { atime, mtime } = statSync(file);
    writeFileSync(file, readFileSync(file, 'utf8').toUpperCase());
    utimesSync(file, atime, mtime);
  },
  'a person adds a file': ({ tree }, id) => {
    mkdirSync(join(tree(id), 'hand'), { recursive: true });
    writeFileSync(join(tree(id), 'hand/new.txt'), 'of a person\n');
  },
};

/** What happens to the submodule `lib` of a worktree between two rounds. Its repository is `lib` beside the checkout. */
export const SUBMODULE_ACTS: typeof GROUND_ACTS = {
  'a submodule is at its first commit': ({ tree }, id) =>
    void git(join(tree(id), 'lib'), 'checkout', '-q', git(tree(id), 'rev-list', '--max-parents=0', '-1', 'HEAD:lib')),
  'a submodule is at a new commit': ({ tree }, id) => {
    appendFileSync(join(tree(id), 'lib/x.txt'), 'of a person\n');
    git(join(tree(id), 'lib'), 'commit', '-qam', 'Mine');
  },
  'a submodule is edited': ({ tree }, id) => appendFileSync(join(tree(id), 'lib/x.txt'), 'of a person\n'),
  'the files of a submodule vanish': ({ tree }, id) => empty(join(tree(id), 'lib')),
  'the files of a submodule and its .git vanish': ({ tree }, id) => {
    empty(join(tree(id), 'lib'));
    rmSync(join(tree(id), 'lib/.git'));
  },
  'the folder of a submodule vanishes': ({ tree }, id) => rmSync(join(tree(id), 'lib'), { recursive: true }),
  'the .git file of a submodule vanishes': ({ tree }, id) => rmSync(join(tree(id), 'lib/.git')),
  'the git folder of a submodule vanishes': ({ tree }, id) =>
    rmSync(join(tree(id), '../repo.git/modules/lib'), { recursive: true }),
  'git submodule deinit': ({ tree }, id) => void git(tree(id), 'submodule', '--quiet', 'deinit', '-f', 'lib'),
  'git stash -u in a submodule': ({ tree }, id) => void git(join(tree(id), 'lib'), 'stash', '-u'),
  'git clean in a submodule': ({ tree }, id) => void git(join(tree(id), 'lib'), 'clean', '-fdx'),
  'a submodule is removed': ({ tree }, id) => void git(tree(id), 'rm', '-qf', 'lib'),
  'a submodule is added': ({ tree, root }, id) =>
    void git(tree(id), 'submodule', '--quiet', 'add', join(root, 'lib'), 'more'),
  'a link replaces a submodule': ({ tree, root }, id) => {
    rmSync(join(tree(id), 'lib'), { recursive: true });
    symlinkSync(join(root, 'lib'), join(tree(id), 'lib'));
  },
  'a commit of a submodule stays only at a tag': ({ tree }, id) => {
    const lib = join(tree(id), 'lib');
    const own = git(lib, 'commit-tree', '-p', 'HEAD', '-m', 'Own', git(lib, 'write-tree'));
    git(lib, 'tag', '-fam', 'Own', 'own', own);
  },
  'the packed refs of a submodule vanish': ({ tree }, id) => {
    const lib = join(tree(id), 'lib');
    git(lib, 'tag', '-f', 'here');
    git(lib, 'pack-refs', '--all');
    rmSync(join(git(lib, 'rev-parse', '--absolute-git-dir'), 'packed-refs'));
  },
  "the packed refs of Backlog's copy of a submodule become zeros": ({ store }) => {
    const modules = join(store, 'runs/repositories/user/modules');
    for (const name of readdirSync(modules).filter((one) => one.endsWith('.git'))) {
      git(join(modules, name), 'pack-refs', '--all');
      writeFileSync(join(modules, name, 'packed-refs'), Buffer.alloc(200));
    }
  },
  "Backlog's copy of a submodule vanishes": ({ store }) =>
    rmSync(join(store, 'runs/repositories/user/modules'), { recursive: true }),
  "Backlog's record of a submodule vanishes": ({ tree }, id) =>
    rmSync(join(tree(id), '../modules'), { recursive: true }),
};
