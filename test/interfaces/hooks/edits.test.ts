import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { execute } from '../../../src/commands/execute.ts';
import { commandNamed } from '../../../src/commands/index.ts';
import { LEASE_MS } from '../../../src/domain/lease-lengths.ts';
import { answer } from '../../../src/interfaces/hooks/answer-event.ts';
import { createMemory } from '../../../src/interfaces/hooks/memory.ts';
import { processId } from '../../../src/work/processes/processes.ts';
import { openWorkspace } from '../../../src/work/workspace/open.ts';
import { writeFiles } from '../../support/files.ts';
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';
import { ADA, agent } from '../../support/workspace.ts';
import { by, edit, gitRepo, hookPlace, OTHER, type Place, type Printed, SESSION } from './place.ts';

/** Session two works on src/login, an agent of session one on src/parser, session one itself on docs. */
async function shared(): Promise<Place> {
  const place = await hookPlace();
  await place.add('Fix login', { scope: 'src/login/**' });
  await place.add('Write parser', { scope: 'src/parser/**' });
  await place.add('Write guide', { scope: 'docs/**' });
  await place.run('task_start', { id: 1 }, agent(OTHER));
  await place.run('task_start', { id: 2 }, agent(SESSION, 'a1'));
  await place.run('task_start', { id: 3 }, agent(SESSION));
  return place;
}

test.each(['PreToolUse', 'PostToolUse'])(
  '%s looks at the queue once in a server, for the check and its messages',
  async (event) => {
    const place = await shared();
    let looks = 0;
    const server = {
      memory: createMemory(),
      async opened() {
        looks++;
        return place.opened;
      },
      known: () => place.opened,
      later: () => {},
    };
    const host = { env: place.env, now: Date.now, client: () => place.client, server };
    const who = { session_id: SESSION, transcript_path: place.transcript(SESSION), cwd: place.repo };
    const call = () => answer(event, { ...who, ...edit(join(place.repo, 'docs/guide.md')) }, host);
    // The first one also records the session.
    await call();
    looks = 0;
    await call();
    expect(looks).toBe(1);
    expect(place.diagnostics()).toBe('');
  },
);

test('an edit where nobody has claimed anything reads no record', async () => {
  const place = await hookPlace();
  await place.add('Fix login', { scope: 'src/**' });
  const read = new Set<string>();
  const { state } = place.store;
  const noting = (name: 'all' | 'get') => (kind: string, id: string) => {
    read.add(kind);
    return name === 'all' ? state.all<string>(kind) : state.get<string>(kind, id);
  };
  const noted = Object.create(state, { all: { value: noting('all') }, get: { value: noting('get') } });
  const opened = Object.create(place.opened, {
    store: { value: Object.create(place.store, { state: { value: noted } }) },
  });
  const server = { memory: createMemory(), opened: async () => opened, known: () => opened, later: () => {} };
  // A run's session is recorded by its supervisor.
  const host = { env: { ...place.env, BACKLOG_RUN: 'r1' }, now: Date.now, client: () => place.client, server };
  const who = { session_id: SESSION, transcript_path: place.transcript(SESSION), cwd: place.repo };
  const call = () => answer('PreToolUse', { ...who, ...edit(join(place.repo, 'src/form.ts')) }, host);
  expect(await call()).toBeUndefined();
  expect([...read]).toEqual([]);
  await place.run('task_start', { id: 1 }, agent(OTHER));
  expect((await call())?.hookSpecificOutput).toMatchObject({ permissionDecision: 'deny' });
  expect(read).toContain('claim');
});

describe('an edit', () => {
  const cases: [string, string, object, string | undefined][] = [
    ['of a path that another session holds is denied', 'src/login/form.ts', {}, 'deny'],
    ['by a subagent of a path that another session holds is denied', 'src/login/form.ts', by('a1'), 'deny'],
    ['by the session inside what its own agent holds is denied', 'src/parser/lex.ts', {}, 'deny'],
    ['by another agent of the session there is denied', 'src/parser/lex.ts', by('a2'), 'deny'],
    ['by the agent inside its scope is allowed in silence', 'src/parser/lex.ts', by('a1'), undefined],
    ['by an agent inside what its own session holds is allowed in silence', 'docs/guide.md', by('a1'), undefined],
    ['by the session inside its own scope is allowed in silence', 'docs/guide.md', {}, undefined],
    [
      'by a session without a claim where nobody has one is allowed in silence',
      'bin/run',
      { session_id: 'free' },
      undefined,
    ],
  ];
  test.each(cases)('%s', async (_, path, who, decision) => {
    const place = await shared();
    const printed = await place.hook('PreToolUse', { ...edit(join(place.repo, path)), ...who });
    expect(printed?.permissionDecision).toBe(decision);
    if (!decision) expect(printed).toBeUndefined();
  });

  test('outside the own scope is warned of, or denied when a person chose so', async () => {
    const place = await shared();
    const outside = { ...edit(join(place.repo, 'bin/run')), ...by('a1') };
    const warned = await place.hook('PreToolUse', outside);
    expect(warned?.permissionDecision).toBeUndefined();
    expect(warned?.additionalContext).toContain('bin/run is out of the scope of #2 Write parser');
    await place.run('setting_set', { name: 'claims.outsideScope', value: 'deny' });
    expect((await place.hook('PreToolUse', outside))?.permissionDecision).toBe('deny');
  });

  test('is denied with holder, task, time and what to do', async () => {
    const place = await shared();
    const printed = await place.hook('PreToolUse', edit(join(place.repo, 'src/login/form.ts')));
    expect(printed?.permissionDecisionReason).toMatch(
      /src\/login\/form\.ts is claimed by session sess-two for #1 Fix login; the claim expires in \d+ min/,
    );
    expect(printed?.permissionDecisionReason).toContain('Work on something else');
  });

  test('is judged by the file that a link leads to, by a path from the working folder, and by that of a notebook', async () => {
    const place = await shared();
    mkdirSync(join(place.repo, 'src/login'), { recursive: true });
    writeFileSync(join(place.repo, 'src/login/form.ts'), '');
    symlinkSync('src/login/form.ts', join(place.repo, 'alias.ts'));
    const linked = await place.hook('PreToolUse', edit(join(place.repo, 'alias.ts')));
    expect(linked?.permissionDecision).toBe('deny');
    expect((await place.hook('PreToolUse', edit('src/login/form.ts')))?.permissionDecision).toBe('deny');
    const notebook = {
      tool_name: 'NotebookEdit',
      tool_input: { notebook_path: join(place.repo, 'src/login/a.ipynb') },
    };
    expect((await place.hook('PreToolUse', notebook))?.permissionDecision).toBe('deny');
  });

  test('in another repository is judged by that repository', async () => {
    const place = await shared();
    const elsewhere = await gitRepo('elsewhere');
    expect(await place.hook('PreToolUse', edit(join(elsewhere, 'src/login/form.ts')))).toBeUndefined();
  });

  test('after a lapsed lease is free again', async () => {
    const place = await shared();
    place.pass(3 * LEASE_MS);
    const claims = await place.claims();
    await place.store.write({ command: 'test', actor: agent(OTHER).actor }, (tx) => {
      for (const { renewer, ...claim } of claims) tx.put('claim', claim.id, claim);
    });
    const free = { ...edit(join(place.repo, 'src/login/form.ts')), session_id: 'free' };
    expect(await place.hook('PreToolUse', free)).toBeUndefined();
  });
});

test("an edit is refused in the name of another terminal's session, since when, and not with what only agents can do", async () => {
  const place = await shared();
  await place.hook('SessionStart', { session_id: OTHER, source: 'startup' }, {}, processId());
  const denied = await place.hook('PreToolUse', edit(join(place.repo, 'src/login/form.ts')));
  expect(denied?.permissionDecisionReason).toMatch(
    / is claimed by another Claude Code session here \(since \d\d:\d\d, session sess-two\) for #/,
  );
  expect(denied?.permissionDecisionReason).not.toContain('report this back');
  const toAgent = await place.hook('PreToolUse', edit(join(place.repo, 'src/login/form.ts'), by('a9')));
  expect(toAgent?.permissionDecisionReason).toContain('report this back');
});

describe('in another worktree', () => {
  async function isolated() {
    const place = await shared();
    git(place.repo, 'commit', '--quiet', '--allow-empty', '--message=start');
    const worktree = join(place.repo, '.claude/worktrees/agent-a7');
    git(place.repo, 'worktree', 'add', '--quiet', worktree);
    await place.hook('SessionStart', { session_id: OTHER, source: 'startup' });
    return { place, worktree };
  }

  test('the path from its own top counts', async () => {
    const { place, worktree } = await isolated();
    const inside = { ...edit(join(worktree, 'src/login/form.ts')), ...by('a7'), cwd: worktree };
    expect((await place.hook('PreToolUse', inside))?.permissionDecision).toBe('deny');
  });

  test('a claim elsewhere only warns when a person chose so', async () => {
    const { place, worktree } = await isolated();
    await place.run('setting_set', { name: 'claims.acrossWorktrees', value: 'warn' });
    const inside = { ...edit(join(worktree, 'src/login/form.ts')), ...by('a7'), cwd: worktree };
    const printed = await place.hook('PreToolUse', inside);
    expect(printed?.permissionDecision).toBeUndefined();
    expect(printed?.additionalContext).toMatch(/claimed by another Claude Code session( on \w+)? \(since/);
    const here = await place.hook('PreToolUse', edit(join(place.repo, 'src/login/form.ts')));
    expect(here?.permissionDecision).toBe('deny');
  });
});

test('an edit that landed on a path that somebody else holds by then is reported', async () => {
  const place = await shared();
  const late = await place.hook('PostToolUse', edit(join(place.repo, 'src/login/form.ts'), { tool_response: {} }));
  expect(late).toMatchObject({ hookEventName: 'PostToolUse' });
  expect(late?.additionalContext).toContain('This edit was made, but src/login/form.ts is claimed by session sess-two');
  expect(await place.hook('PostToolUse', edit(join(place.repo, 'bin/run')))).toBeUndefined();
});

test('working renews the leases of who works and of those above, but only when less than half is left', async () => {
  const place = await shared();
  await place.hook('UserPromptSubmit', { prompt_id: 'p1' });
  await place.store.refresh();
  const before = place.store.state.seq;
  await place.hook('PreToolUse', edit(join(place.repo, 'docs/guide.md')));
  await place.store.refresh();
  expect(place.store.state.seq).toBe(before);
  place.pass(0.6 * LEASE_MS);
  await place.hook('PreToolUse', edit(join(place.repo, 'docs/guide.md')));
  const expires = async (holder: string) =>
    (await place.claims()).find((claim) => claim.holder === holder)?.expires ?? '';
  expect((await expires(SESSION)) > (await expires(OTHER))).toBe(true);
  expect(await expires(`${SESSION}/a1`), 'an agent lives by its own signs').toBe(await expires(OTHER));
  await place.hook('PreToolUse', edit(join(place.repo, 'docs/guide.md'), by('a1')));
  expect(await expires(`${SESSION}/a1`)).toBe(await expires(SESSION));
});

describe('a link', () => {
  test('whose target is missing is judged by the file that the edit would make', async () => {
    const place = await shared();
    mkdirSync(join(place.repo, 'src'), { recursive: true });
    symlinkSync('login/new.ts', join(place.repo, 'src/d.ts'));
    expect((await place.hook('PreToolUse', edit(join(place.repo, 'src/d.ts'))))?.permissionDecision).toBe('deny');
    mkdirSync(join(place.repo, 'src/real'));
    symlinkSync('real/../login', join(place.repo, 'src/around'));
    const around = edit(join(place.repo, 'src/around/x.ts'));
    expect((await place.hook('PreToolUse', around))?.permissionDecision).toBe('deny');
  });

  test('is judged by its own name too, also when it leads out of the repository', async () => {
    const place = await shared();
    const outside = tempFolder('outside');
    mkdirSync(join(place.repo, 'src'), { recursive: true });
    symlinkSync(outside, join(place.repo, 'src/login'));
    expect((await place.hook('PreToolUse', edit(join(place.repo, 'src/login/a.ts'))))?.permissionDecision).toBe('deny');
  });
});

describe('an edit of what is held in a repository, in another one inside of it', () => {
  const held = 'src/login/form.ts';

  test.each<[string, (repo: string) => void, 'deny' | undefined]>([
    ['that somebody just made', (repo) => git(repo, 'init', '--quiet', 'src'), 'deny'],
    ['that only looks like one', (repo) => writeFiles(repo, { 'src/.git/HEAD': 'x' }), 'deny'],
    ['whose .git leads to the outer one', (repo) => writeFiles(repo, { 'src/.git': 'gitdir: ../.git\n' }), 'deny'],
    ['that is bare', (repo) => git(repo, 'init', '--quiet', '--bare', 'src'), 'deny'],
    [
      'two levels down',
      (repo) => {
        git(repo, 'init', '--quiet', 'src');
        git(repo, 'init', '--quiet', 'src/login');
      },
      'deny',
    ],
    [
      'that the outer one ignores',
      (repo) => {
        git(repo, 'init', '--quiet', 'src');
        writeFiles(repo, { '.gitignore': '/src/\n' });
      },
      undefined,
    ],
    [
      'of which a parent folder is ignored',
      (repo) => {
        git(repo, 'init', '--quiet', 'src/login');
        writeFiles(repo, { '.git/info/exclude': 'sr?\n' });
      },
      undefined,
    ],
  ])('%s', async (_, make, decision) => {
    const place = await shared();
    mkdirSync(join(place.repo, 'src/login'), { recursive: true });
    make(place.repo);
    const printed = await place.hook('PreToolUse', edit(join(place.repo, held)));
    expect(printed?.permissionDecision).toBe(decision);
    const late = await place.hook('PostToolUse', edit(join(place.repo, held), { tool_response: {} }));
    expect(late !== undefined).toBe(decision === 'deny');
  });

  test('with a queue of its own, each queue can deny', async () => {
    const place = await shared();
    git(place.repo, 'init', '--quiet', 'src');
    const inner = await openWorkspace({ cwd: join(place.repo, 'src'), env: place.env });
    onTestFinished(() => inner.close());
    await inner.make();
    const run = (name: string, input: object, caller = ADA) => execute(inner, caller, commandNamed(name), input);
    await run('task_add', { description: 'Inner', scope: 'own/**' });
    await run('task_start', { id: 1 }, agent(OTHER));
    const decision = async (path: string) =>
      (await place.hook('PreToolUse', { ...edit(join(place.repo, path)), session_id: 'free' }))?.permissionDecision;
    expect([await decision('src/login/a.ts'), await decision('src/own/a.ts'), await decision('src/free.ts')]).toEqual([
      'deny',
      'deny',
      undefined,
    ]);
  });

  test('it has a path of the inner one once that was added to the queue, and in a worktree only the path there', async () => {
    const place = await shared();
    git(place.repo, 'commit', '--quiet', '--allow-empty', '--message=start');
    git(place.repo, 'worktree', 'add', '--quiet', 'trees/one');
    git(place.repo, 'init', '--quiet', 'lib');
    const paths = (file: string) =>
      place.opened
        .context(ADA)
        .locate(join(place.repo, file))
        .map(({ repo, path }) => [repo, path]);
    expect(paths('lib/a.ts')).toEqual([[undefined, 'lib/a.ts']]);
    await place.run('repo_add', { path: 'lib' });
    expect(paths('lib/a.ts')).toEqual([['lib', 'a.ts']]);
    expect(paths('trees/one/a.ts')).toEqual([[undefined, 'a.ts']]);
  });
});

describe('the field that the tool writes by decides', () => {
  const held = 'src/login/a.ipynb';
  const free = 'bin/run';
  test.each([
    ['NotebookEdit', { notebook_path: held, file_path: free }, 'deny'],
    ['NotebookEdit', { notebook_path: free, file_path: held }, undefined],
    ['Write', { file_path: held, notebook_path: free }, 'deny'],
    ['Edit', { file_path: free, notebook_path: held }, undefined],
    ['MultiEdit', { file_path: held, notebook_path: free }, 'deny'],
  ])('%s %j: %s', async (tool_name, paths, decision) => {
    const place = await shared();
    const tool_input = Object.fromEntries(
      Object.entries(paths).map(([field, path]) => [field, join(place.repo, path)]),
    );
    expect((await place.hook('PreToolUse', { tool_name, tool_input }))?.permissionDecision).toBe(decision);
  });
});

describe('a path that the client reads otherwise than it stands there', () => {
  test.each<[string, (repo: string) => string]>([
    ['blanks around it', (repo) => ` ${repo}/src/login/form.ts\t\n`],
    ['~ for the home folder', (repo) => `~/${relative(homedir(), repo)}/src/login/form.ts`],
    ['more characters than a path may have, most of them ./', () => `src/${'./'.repeat(2_500)}login/form.ts`],
    ['the same with x/../', (repo) => `${repo}/${'x/../'.repeat(1_000)}src/login/form.ts`],
  ])('%s: the file that is written decides', async (_, path) => {
    const place = await shared();
    expect((await place.hook('PreToolUse', edit(path(place.repo))))?.permissionDecision).toBe('deny');
  });
});

describe('with BACKLOG_DIR', () => {
  /** A store of its own choosing; session two holds src/login of the folder. */
  async function chosen(folder: string) {
    const env = { BACKLOG_DIR: join(tempFolder('store'), 'queue') };
    const opened = await openWorkspace({ cwd: folder, env });
    onTestFinished(() => opened.close());
    await opened.make();
    const run = (name: string, input: object, caller = ADA) => execute(opened, caller, commandNamed(name), input);
    await run('task_add', { description: 'Fix login', scope: 'src/login/**' });
    await run('task_start', { id: 1 }, agent(OTHER));
    return async (file: string, cwd = folder) => {
      const host = { env: { ...env, CLAUDE_PROJECT_DIR: cwd }, now: Date.now, client: () => undefined };
      const printed = await answer('PreToolUse', { session_id: SESSION, cwd, ...edit(file) }, host);
      return (printed?.hookSpecificOutput as Printed | undefined)?.permissionDecision;
    };
  }

  test('edits in the repository are checked, those in an unrelated one are not its business', async () => {
    const repo = await gitRepo();
    const check = await chosen(repo);
    const unrelated = await gitRepo('unrelated');
    expect(await check(join(repo, 'src/login/a.ts'))).toBe('deny');
    expect(await check(join(repo, 'src/login/a.ts'), unrelated)).toBe('deny');
    expect(await check(join(unrelated, 'src/login/a.ts'))).toBeUndefined();
    expect(await check(join(unrelated, 'src/login/a.ts'), unrelated)).toBeUndefined();
  });

  test('without git paths start at the folder in which the queue was made, not at that of the file', async () => {
    const folder = tempFolder('plain');
    mkdirSync(join(folder, 'src/login/deep'), { recursive: true });
    const check = await chosen(folder);
    expect(await check(join(folder, 'src/login/a.ts'))).toBe('deny');
    expect(await check(join(folder, 'src/login/deep/new/a.ts'), join(folder, 'src'))).toBe('deny');
    expect(await check(join(folder, 'src/other.ts'))).toBeUndefined();
    expect(await check(join(tempFolder('elsewhere'), 'src/login/a.ts'))).toBeUndefined();
  });
});
