import { appendFileSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { git } from '../../support/git.ts';
import type { Field } from './field.ts';

/** Deletes all files of a worktree, but not its `.git`. */
export const empty = (folder: string) => {
  for (const name of readdirSync(folder)) if (name !== '.git') rmSync(join(folder, name), { recursive: true });
};

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
};

/** What a person or a program changes in a worktree without adopting it. */
export const EDITS: typeof GROUND_ACTS = {
  'a person edits a file': ({ tree }, id) => appendFileSync(join(tree(id), 'src/a.txt'), 'of a person\n'),
  'a person adds a file': ({ tree }, id) => {
    mkdirSync(join(tree(id), 'hand'), { recursive: true });
    writeFileSync(join(tree(id), 'hand/new.txt'), 'of a person\n');
  },
};
