import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { execute } from '../../../src/commands/execute.ts';
import { commandNamed } from '../../../src/commands/index.ts';
import { render } from '../../../src/commands/render.ts';
import type { Caller } from '../../../src/work/workspace/context.ts';
import { openWorkspace } from '../../../src/work/workspace/open.ts';
import { validateRecord } from '../../../src/work/workspace/validate.ts';
import { git } from '../../support/git.ts';
import { refusalOf } from '../../support/refusal.ts';
import { everyNth, soak } from '../../support/soak-test.ts';
import { ADA, agent } from '../../support/workspace.ts';
import { hookPlace, OTHER, type Place, SESSION } from './place.ts';

interface Isolated {
  place: Place;
  /** The agent's worktree, on a branch of its own. */
  tree: string;
  caller: Caller;
}

/** A repository with a commit, and an agent in a worktree of it. Task 2 depends on task 1. */
async function isolated(): Promise<Isolated> {
  const place = await hookPlace();
  const { repo } = place;
  writeFileSync(join(repo, 'README.md'), 'read\n');
  git(repo, 'add', '-A');
  git(repo, 'commit', '--quiet', '-m', 'First');
  const tree = join(repo, '.claude/worktrees/agent-a1');
  git(repo, 'worktree', 'add', '--quiet', '-b', 'worktree-agent-a1', tree);
  await place.add('Write parser', { scope: 'src/parser/**' });
  await place.add('Use parser', { depends: '1' });
  const caller = { ...agent(SESSION, 'a1'), worktree: tree };
  await place.run('task_start', { id: 1 }, caller);
  return { place, tree, caller };
}

function put(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

async function text({ place }: Isolated, name: string, input: object, caller: Caller = agent(OTHER)): Promise<string> {
  const executed = await execute(place.opened, caller, commandNamed(name), input);
  return render(executed);
}

const isOff = async ({ place }: Isolated) => (await place.task(1)).offBranch !== undefined;
const next = async ({ place }: Isolated) =>
  (await place.run<{ pulled: { taken: { task: { id: number } } | null } }>('task_next', { peek: false }, agent(OTHER)))
    .pulled.taken?.task.id;

test('a task that an agent completes in a worktree is done, not on the branch, and its dependents wait', async () => {
  const at = await isolated();
  const { place, tree, caller } = at;
  put(tree, 'src/parser/lex.ts', 'lex\n');
  const told = await text(at, 'task_done', { id: 1 }, caller);
  expect(told).toContain('not on the branch: 1 file is not on main, but in ');
  expect(told).toContain('src/parser/lex.ts');
  expect(told).toContain('merge worktree-agent-a1');
  expect(told).not.toContain('Unblocked');
  expect((await place.task(1)).status).toBe('completed');
  expect(await next(at)).toBeUndefined();
  const refused = await refusalOf('task_start', () => place.run('task_start', { id: 2 }, agent(OTHER)));
  expect(`${refused.message} ${refused.hint}`).toMatch(
    /blocked by #1 Write parser \(done, but 1 file is not on main.*merge worktree-agent-a1/,
  );
  for (const [name, input, says] of [
    ['task_list', { filter: 'status:completed' }, 'done, not on the branch'],
    ['task_info', { id: 1 }, '1 file is not on main'],
    ['task_info', { id: 2 }, 'done, not on the branch'],
    ['backlog_status', {}, 'not on the branch'],
    ['task_explain', { id: 2 }, 'is not on main'],
    ['report_board', {}, 'not on the branch'],
    ['task_next', {}, 'not on'],
  ] as const)
    expect([name, await text(at, name, input)]).toEqual([name, expect.stringContaining(says)]);
  const summary = await place.hook('UserPromptSubmit', { prompt_id: 'p1', session_id: OTHER });
  expect(summary?.additionalContext).toContain('not on the branch');
});

test.each<[string, (at: Isolated) => void]>(
  everyNth(4, [
    [
      'a merge of its branch',
      ({ place, tree }) => {
        git(tree, 'add', '-A');
        git(tree, 'commit', '--quiet', '-m', 'Parser');
        git(place.repo, 'merge', '--quiet', 'worktree-agent-a1');
      },
    ],
    [
      'a merge of a branch that was changed again before',
      ({ place, tree }) => {
        put(tree, 'src/parser/lex.ts', 'formatted\n');
        git(tree, 'add', '-A');
        git(tree, 'commit', '--quiet', '-m', 'Parser');
        git(place.repo, 'merge', '--quiet', '--no-ff', '-m', 'Merge', 'worktree-agent-a1');
      },
    ],
    [
      'a copy of the files, and a change of them after that',
      ({ place: { repo } }) => {
        for (const [content, message] of [
          ['lex\n', 'Copied'],
          ['later\n', 'Later'],
        ] as const) {
          put(repo, 'src/parser/lex.ts', content);
          git(repo, 'add', 'src');
          git(repo, 'commit', '--quiet', '-m', message);
        }
      },
    ],
    [
      'a squashed merge, after which the worktree is gone',
      ({ place: { repo }, tree }) => {
        git(tree, 'add', '-A');
        git(tree, 'commit', '--quiet', '-m', 'Parser');
        git(repo, 'merge', '--quiet', '--squash', 'worktree-agent-a1');
        git(repo, 'commit', '--quiet', '-m', 'Squashed');
        git(repo, 'worktree', 'remove', '--force', tree);
        git(repo, 'branch', '--quiet', '-D', 'worktree-agent-a1');
      },
    ],
  ]),
)('it is resolved by %s', async (_, bring) => {
  const at = await isolated();
  put(at.tree, 'src/parser/lex.ts', 'lex\n');
  await at.place.run('task_done', { id: 1 }, at.caller);
  git(at.place.repo, 'commit', '--quiet', '--allow-empty', '-m', 'Something else');
  await at.place.run('task_list', {}, ADA);
  expect(await isOff(at), 'another commit does not bring it').toBe(true);
  bring(at);
  await at.place.run('task_list', {}, ADA);
  expect(await isOff(at)).toBe(false);
  expect(await next(at)).toBe(2);
});

const ENTRIES: readonly [string, (tree: string) => void][] = [
  ['a mode', (tree) => chmodSync(join(tree, 'README.md'), 0o755)],
  ['a link', (tree) => symlinkSync('README.md', join(tree, 'link'))],
  ['a deleted file', (tree) => rmSync(join(tree, 'README.md'))],
];

test.each(everyNth(3, ENTRIES))(
  'work that is only %s is not on the branch until a commit brings it',
  async (_, act) => {
    const at = await isolated();
    const { place, tree, caller } = at;
    act(tree);
    await place.run('task_done', { id: 1 }, caller);
    await place.run('task_list', {}, ADA);
    expect(await isOff(at)).toBe(true);
    git(tree, 'add', '-A');
    git(tree, 'commit', '--quiet', '-m', 'Work');
    git(place.repo, 'merge', '--quiet', '--squash', 'worktree-agent-a1');
    git(place.repo, 'commit', '--quiet', '-m', 'Squashed');
    await place.run('task_list', {}, ADA);
    expect(await isOff(at)).toBe(false);
  },
);

/** What is said of work that git no longer has. */
const LOST = /1 file is not on main, and git no longer has its content: src\/parser\/lex\.ts/;

const commitAll = (folder: string) => {
  git(folder, 'add', '-A');
  git(folder, 'commit', '--quiet', '-m', 'Work');
};

/** Makes a commit that is newer than all others, and that no branch has. */
const DROP = "GIT_COMMITTER_DATE='2099-01-01T00:00:00Z' git commit-tree main^{tree} -p main -m";

/** What an agent does with its work before `task_done`, where it calls that, and the command that brings the work. */
const LEFT: readonly [string, (at: Isolated) => void, boolean, RegExp][] = [
  [
    'commits and removes the worktree',
    ({ place, tree }) => {
      commitAll(tree);
      git(place.repo, 'worktree', 'remove', tree);
    },
    true,
    /on branch worktree-agent-a1: src\/parser\/lex\.ts.* merge it: git -C \S+ merge worktree-agent-a1/,
  ],
  [
    'commits, and deletes the worktree and its branch',
    ({ place, tree }) => {
      commitAll(tree);
      git(place.repo, 'worktree', 'remove', tree);
      git(place.repo, 'branch', '--quiet', '-D', 'worktree-agent-a1');
    },
    true,
    /in commit [0-9a-f]{7}, which no branch has: src\/parser\/lex\.ts.* merge it: git -C \S+ merge [0-9a-f]{40}/,
  ],
  [
    'stashes its work',
    ({ tree }) => git(tree, 'stash', '--include-untracked', '--quiet'),
    false,
    /in stash [0-9a-f]{7}: src\/parser\/lex\.ts.* stash apply [0-9a-f]{40}; git -C \S+ commit/,
  ],
  [
    'commits and checks out another branch',
    ({ tree }) => {
      commitAll(tree);
      git(tree, 'checkout', '--quiet', '-b', 'second', 'main');
    },
    false,
    /on branch worktree-agent-a1: src\/parser\/lex\.ts/,
  ],
  [
    'commits on a second branch and leaves it',
    ({ tree }) => {
      git(tree, 'checkout', '--quiet', '-b', 'second');
      commitAll(tree);
      git(tree, 'checkout', '--quiet', 'worktree-agent-a1');
    },
    false,
    /on branch second: src\/parser\/lex\.ts/,
  ],
  [
    'commits and goes back to the main checkout',
    ({ tree }) => commitAll(tree),
    true,
    /in \S+ \(branch worktree-agent-a1\): src\/parser\/lex\.ts/,
  ],
  [
    'stashes its work and removes the worktree',
    ({ place, tree }) => {
      git(tree, 'stash', '--include-untracked', '--quiet');
      git(place.repo, 'worktree', 'remove', tree);
    },
    true,
    /in stash [0-9a-f]{7}: src\/parser\/lex\.ts/,
  ],
  [
    'commits, and deletes the worktree and its branch, while hooks drop many stashes',
    ({ place, tree }) => {
      commitAll(tree);
      for (let n = 0; n < 25; n++) git(tree, '-c', `alias.drop=!${DROP}`, 'drop', `Dropped ${n}`);
      git(place.repo, 'worktree', 'remove', tree);
      git(place.repo, 'branch', '--quiet', '-D', 'worktree-agent-a1');
    },
    true,
    /in commit [0-9a-f]{7}, which no branch has: src\/parser\/lex\.ts.* merge it: git -C \S+ merge [0-9a-f]{40}/,
  ],
];

test.each(everyNth(7, LEFT))(
  'the work of an agent that %s before it completes its task is not on the branch until the shown line brings it',
  async (_, leave, inMain, says) => {
    const at = await isolated();
    const { place, tree, caller } = at;
    put(tree, 'src/parser/lex.ts', 'lex\n');
    leave(at);
    const told = await text(at, 'task_done', { id: 1 }, inMain ? { ...caller, worktree: place.repo } : caller);
    expect(told).toMatch(says);
    expect(await next(at)).toBeUndefined();
    const line = /(?:merge|commit|apply and commit) it: (.*?)(?: \(on|$)/m.exec(told)![1]!;
    const stash = /stash apply (\S+);/.exec(line)?.[1];
    if (stash) git(place.repo, 'stash', 'apply', '--quiet', stash);
    else git(place.repo, 'merge', '--quiet', / merge (\S+)$/.exec(line)![1]!);
    if (stash) commitAll(place.repo);
    await place.run('task_list', {}, ADA);
    expect(await isOff(at)).toBe(false);
    expect(await next(at)).toBe(2);
  },
);

test('so is the work of an agent that starts its task at the command line in a worktree', async () => {
  const at = await isolated();
  const { place, tree } = at;
  const there = await openWorkspace({ cwd: tree, env: place.env, zone: 'UTC', store: { validate: validateRecord } });
  onTestFinished(() => there.close());
  await execute(there, agent(OTHER), commandNamed('task_add'), { description: 'Print' });
  await execute(there, agent(OTHER), commandNamed('task_start'), { id: 3 });
  put(tree, 'src/print.ts', 'print\n');
  commitAll(tree);
  git(place.repo, 'worktree', 'remove', tree);
  await place.run('task_done', { id: 3 }, agent(OTHER));
  expect((await place.task(3)).offBranch).toMatchObject({ branch: 'worktree-agent-a1', gone: true });
});

const BROUGHT: readonly [string, (at: Isolated) => void][] = [
  [
    'merged its branch, and removed its worktree and branch',
    ({ place, tree }) => {
      commitAll(tree);
      git(place.repo, 'merge', '--quiet', 'worktree-agent-a1');
      git(place.repo, 'worktree', 'remove', tree);
      git(place.repo, 'branch', '--quiet', '-d', 'worktree-agent-a1');
    },
  ],
  [
    'amended its commit, merged it, and deleted its worktree and branch',
    ({ place, tree }) => {
      commitAll(tree);
      put(tree, 'src/parser/lex.ts', 'lex 2\n');
      git(tree, 'commit', '--quiet', '-a', '--amend', '-m', 'Work');
      git(place.repo, 'merge', '--quiet', 'worktree-agent-a1');
      git(place.repo, 'worktree', 'remove', tree);
      git(place.repo, 'branch', '--quiet', '-d', 'worktree-agent-a1');
    },
  ],
  [
    'changed nothing and deleted its worktree and branch, while a person amended a commit elsewhere',
    ({ place, tree }) => {
      rmSync(join(tree, 'src'), { recursive: true });
      git(place.repo, 'checkout', '--quiet', '-b', 'other');
      put(place.repo, 'other.txt', 'other\n');
      commitAll(place.repo);
      git(place.repo, 'commit', '--quiet', '--amend', '-m', 'Other');
      git(place.repo, 'checkout', '--quiet', 'main');
      git(place.repo, 'worktree', 'remove', tree);
      git(place.repo, 'branch', '--quiet', '-D', 'worktree-agent-a1');
    },
  ],
  [
    'merged its branch squashed, and removed its worktree',
    ({ place, tree }) => {
      commitAll(tree);
      git(place.repo, 'merge', '--quiet', '--squash', 'worktree-agent-a1');
      git(place.repo, 'commit', '--quiet', '-m', 'Squashed');
      git(place.repo, 'worktree', 'remove', tree);
    },
  ],
  [
    'changed nothing, and looked at the branch of another',
    ({ place, tree }) => {
      rmSync(join(tree, 'src'), { recursive: true });
      git(place.repo, 'checkout', '--quiet', '-b', 'other');
      put(place.repo, 'other.txt', 'other\n');
      commitAll(place.repo);
      git(place.repo, 'checkout', '--quiet', 'main');
      git(tree, 'checkout', '--quiet', 'other');
      git(tree, 'checkout', '--quiet', 'worktree-agent-a1');
    },
  ],
  [
    'amended its commit and merged it, while a person has a stash',
    ({ place, tree }) => {
      commitAll(tree);
      put(tree, 'src/parser/lex.ts', 'lex 2\n');
      git(tree, 'commit', '--quiet', '-a', '--amend', '-m', 'Work');
      git(place.repo, 'merge', '--quiet', 'worktree-agent-a1');
      put(place.repo, 'README.md', 'mine\n');
      git(place.repo, 'stash', '--quiet');
    },
  ],
];

test.each(everyNth(6, BROUGHT))('a task whose agent %s is simply done', async (_, bring) => {
  const at = await isolated();
  put(at.tree, 'src/parser/lex.ts', 'lex\n');
  bring(at);
  await at.place.run('task_done', { id: 1 }, { ...at.caller, worktree: at.place.repo });
  expect(await isOff(at)).toBe(false);
  expect(await next(at)).toBe(2);
});

soak('beside very many lost commits, the work of an agent is not said to be on the branch', async () => {
  const at = await isolated();
  for (let n = 0; n <= 100; n++) git(at.tree, '-c', `alias.drop=!${DROP}`, 'drop', `Dropped ${n}`);
  git(at.place.repo, 'worktree', 'remove', at.tree);
  git(at.place.repo, 'branch', '--quiet', '-D', 'worktree-agent-a1');
  const told = await text(at, 'task_done', { id: 1 }, { ...at.caller, worktree: at.place.repo });
  expect(told).toContain('Backlog has not compared it with the branch yet');
});

soak.each(['in its worktree', 'on its branch'])(
  'all files of an agent are compared, however many: 450 %s, of which the branch gets the first 230 and then the others',
  async (where) => {
    const at = await isolated();
    const { place, tree, caller } = at;
    const paths = Array.from({ length: 450 }, (_, n) => `src/parser/${1000 + n}.ts`);
    const bring = (some: readonly string[]) => {
      for (const path of some) put(place.repo, path, `${path}\n`);
      commitAll(place.repo);
    };
    for (const path of paths) put(tree, path, `${path}\n`);
    bring(paths.slice(0, 230));
    if (where === 'on its branch') {
      commitAll(tree);
      git(place.repo, 'worktree', 'remove', tree);
    }
    await place.run('task_done', { id: 1 }, { ...caller, worktree: place.repo });
    expect(await isOff(at)).toBe(true);
    bring(paths.slice(230, 440));
    await place.run('task_list', {}, ADA);
    expect((await place.task(1)).offBranch?.files?.map(({ path }) => path)).toEqual(paths.slice(440));
    bring(paths.slice(440));
    await place.run('task_list', {}, ADA);
    expect(await isOff(at)).toBe(false);
  },
);

const prune = ({ place }: Isolated) => git(place.repo, 'gc', '--quiet', '--prune=now');
const removeTree = ({ place, tree }: Isolated) => git(place.repo, 'worktree', 'remove', '--force', tree);
const deleteBranch = ({ place }: Isolated) => git(place.repo, 'branch', '--quiet', '-D', 'worktree-agent-a1');

/** Where the agent left its work, what happens to it after `task_done`, and what is said then. */
const GONE: readonly [string, (at: Isolated) => void, (at: Isolated) => void, RegExp][] = [
  [
    'in a commit that no branch has, and git prunes it',
    (at) => [commitAll(at.tree), removeTree(at), deleteBranch(at)],
    prune,
    LOST,
  ],
  ['in its worktree, which is deleted', () => undefined, removeTree, LOST],
  [
    'in a stash, which is dropped and pruned',
    ({ tree }) => git(tree, 'stash', '--include-untracked', '--quiet'),
    (at) => [git(at.place.repo, 'stash', 'drop', '--quiet'), removeTree(at), prune(at)],
    LOST,
  ],
  [
    'on its branch, which is deleted',
    (at) => [commitAll(at.tree), removeTree(at)],
    deleteBranch,
    /in commit [0-9a-f]{7}, which no branch has: src\/parser\/lex\.ts/,
  ],
  [
    'in its worktree, which is committed and deleted',
    () => undefined,
    (at) => [commitAll(at.tree), removeTree(at)],
    /on branch worktree-agent-a1: src\/parser\/lex\.ts/,
  ],
];

test.each(everyNth(5, GONE))(
  'work that an agent left %s: each voice says where it is, and nobody that git has what it lost',
  async (_, leave, then, says) => {
    const at = await isolated();
    const { place, tree, caller } = at;
    put(tree, 'src/parser/lex.ts', 'lex\n');
    leave(at);
    await place.run('task_done', { id: 1 }, { ...caller, worktree: place.repo });
    expect(await isOff(at)).toBe(true);
    then(at);
    await place.run('task_list', {}, ADA);
    const refused = await refusalOf('task_start', () => place.run('task_start', { id: 2 }, agent(OTHER)));
    const summary = await place.hook('UserPromptSubmit', { prompt_id: 'p1', session_id: OTHER });
    for (const voice of [
      `${refused.message} ${refused.hint}`,
      await text(at, 'backlog_status', {}),
      await text(at, 'report_now', {}),
      ...(says === LOST
        ? [await text(at, 'task_info', { id: 1 }), await text(at, 'task_next', {}), summary!.additionalContext!]
        : []),
    ]) {
      expect(voice).toMatch(says);
      if (says === LOST) expect(voice).not.toMatch(/merge|git -C|worktree-agent/);
    }
    expect(await next(at)).toBeUndefined();
    if (says !== LOST)
      return expect(refused.hint).toMatch(/merge it: git -C \S+ merge ([0-9a-f]{40}|worktree-agent-a1)/);
    expect(refused.hint).toContain('task_modify 1 --status pending');
    put(place.repo, 'src/parser/lex.ts', 'lex\n');
    git(place.repo, 'add', 'src');
    git(place.repo, 'commit', '--quiet', '-m', 'Typed again');
    await place.run('task_list', {}, ADA);
    return expect(await isOff(at)).toBe(false);
  },
);

test('a worktree that vanished without a merge stays so; who reopens the task clears it', async () => {
  const at = await isolated();
  put(at.tree, 'src/parser/lex.ts', 'lex\n');
  await at.place.run('task_done', { id: 1 }, at.caller);
  rmSync(at.tree, { recursive: true });
  git(at.place.repo, 'worktree', 'prune');
  git(at.place.repo, 'commit', '--quiet', '--allow-empty', '-m', 'Something else');
  await at.place.run('task_list', {}, ADA);
  expect(await isOff(at)).toBe(true);
  await at.place.run('task_modify', { filter: '1', status: 'pending' }, ADA);
  expect(await isOff(at)).toBe(false);
  await at.place.run('task_done', { id: 1 }, ADA);
  expect(await next(at)).toBe(2);
});

test.each<[string, (at: Isolated) => Promise<unknown> | unknown]>(
  everyNth(3, [
    ['that changed nothing there', ({ place, caller }) => place.run('task_done', { id: 1 }, caller)],
    [
      'whose work is on the branch already',
      ({ place, tree, caller }) => {
        put(tree, 'src/parser/lex.ts', 'lex\n');
        git(tree, 'add', '-A');
        git(tree, 'commit', '--quiet', '-m', 'Parser');
        git(place.repo, 'merge', '--quiet', 'worktree-agent-a1');
        return place.run('task_done', { id: 1 }, caller);
      },
    ],
    [
      'in the main checkout',
      ({ place, caller }) => {
        put(place.repo, 'src/parser/lex.ts', 'lex\n');
        return place.run('task_done', { id: 1 }, { ...caller, worktree: place.repo });
      },
    ],
    [
      'as a person in the worktree',
      ({ place, tree }) => {
        put(tree, 'src/parser/lex.ts', 'lex\n');
        return place.run('task_done', { id: 1, force: true }, { ...ADA, holder: `${SESSION}/a1`, worktree: tree });
      },
    ],
  ]),
)('a completion %s is simply done', async (_, complete) => {
  const at = await isolated();
  await complete(at);
  expect(await isOff(at)).toBe(false);
  expect(await next(at)).toBe(2);
});

test.each<[string, object]>([['task_move', { id: 1, to: 'done' }]])(
  '%s by the agent marks it, too',
  async (name, input) => {
    const at = await isolated();
    put(at.tree, 'src/parser/lex.ts', 'lex\n');
    await at.place.run(name, input, at.caller);
    expect(await next(at)).toBeUndefined();
    expect((await at.place.task(1)).offBranch?.files).toMatchObject([{ path: 'src/parser/lex.ts' }]);
  },
);

test('whoever works in the same worktree may start a dependent by name; nobody else may without force', async () => {
  const at = await isolated();
  put(at.tree, 'src/parser/lex.ts', 'lex\n');
  await at.place.run('task_done', { id: 1 }, at.caller);
  const refused = await refusalOf('task_start', () => at.place.run('task_start', { id: 2 }, agent(OTHER)));
  expect(refused.code).toBe('conflict');
  await at.place.run('task_start', { id: 2 }, at.caller);
  expect((await at.place.task(2)).start).toBeDefined();
});
