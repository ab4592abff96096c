import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { execute } from '../../../src/commands/execute.ts';
import { commandNamed } from '../../../src/commands/index.ts';
import { queueNote } from '../../../src/commands/render.ts';
import { BacklogError } from '../../../src/domain/errors.ts';
import { answer } from '../../../src/interfaces/hooks/answer-event.ts';
import { guardEdit } from '../../../src/interfaces/hooks/guard/guard-edit.ts';
import { readMark } from '../../../src/interfaces/hooks/guard/session-mark.ts';
import type { ServerSide } from '../../../src/interfaces/hooks/host.ts';
import { createMemory } from '../../../src/interfaces/hooks/memory.ts';
import { readPayload } from '../../../src/interfaces/hooks/payload.ts';
import { watchOutage } from '../../../src/interfaces/mcp/watch-outage.ts';
import { openStore, readSnapshot, type Snapshot } from '../../../src/store/index.ts';
import { type Opened, openWorkspace } from '../../../src/work/workspace/open.ts';
import { validateRecord } from '../../../src/work/workspace/validate.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { ENVIRONMENT } from '../../support/environment.ts';
import { tempFolder } from '../../support/folder.ts';
import { agent } from '../../support/workspace.ts';
import { edit, hookPlace, type Json, OTHER, type Place, type Printed, SESSION } from './place.ts';

const plugin = builtPlugin();

const SCOPES = ['src/login/**', '**/*.sql', 'docs/{a,b}/*.md', 'README.md', 'lib/[xy]/z?.ts'];

/** Forty files inside the claims of others, and eight outside. */
const INSIDE = [
  ...Array.from({ length: 14 }, (_, n) => `src/login/${n % 3 ? `d${n}/` : ''}f${n}.ts`),
  ...Array.from({ length: 10 }, (_, n) => `${'deep/'.repeat(n % 4)}q${n}.sql`),
  ...Array.from({ length: 8 }, (_, n) => `docs/${n % 2 ? 'a' : 'b'}/p${n}.md`),
  ...Array.from({ length: 6 }, (_, n) => `lib/${n % 2 ? 'x' : 'y'}/z${n}.ts`),
  'README.md',
  'link/f.ts',
];
const OUTSIDE = [
  'src/other.ts',
  'docs/c/p.md',
  'docs/a/deep/p.md',
  'lib/q/z1.ts',
  'lib/x/z12.ts',
  'a.sqlx',
  'src/loginx/a',
  'x',
];

/** A queue in which another session has claimed {@link SCOPES}. */
async function claimedPlace(scopes = SCOPES): Promise<Place> {
  const place = await hookPlace();
  mkdirSync(join(place.repo, 'src/login'), { recursive: true });
  symlinkSync(join(place.repo, 'src/login'), join(place.repo, 'link'));
  await place.add('Fix login', { scope: scopes.join(',') });
  await place.run('task_start', { id: 1 }, agent(OTHER));
  return place;
}

async function guarded(place: Place, file: string, more: Json = {}): Promise<{ said: Json; denied: boolean }> {
  const all = { session_id: SESSION, cwd: place.repo, ...edit(join(place.repo, file)), ...more };
  const payload = readPayload(all);
  if (typeof payload === 'string') throw new Error(payload);
  const output = await guardEdit(payload, { env: place.env, mark: () => undefined, now: Date.now });
  const printed = output?.hookSpecificOutput as Printed | undefined;
  return { said: output ?? {}, denied: printed?.permissionDecision === 'deny' };
}

test('without a server, each of forty edits inside a claim of somebody else is denied, as the server would deny it', async () => {
  const place = await claimedPlace();
  expect(INSIDE).toHaveLength(40);
  for (const file of [...INSIDE, ...OUTSIDE]) {
    const server = await place.hook('PreToolUse', edit(join(place.repo, file)));
    const { denied, said } = await guarded(place, file);
    expect([file, denied]).toEqual([file, INSIDE.includes(file)]);
    expect([file, server?.permissionDecision === 'deny']).toEqual([file, denied]);
    if (denied)
      expect((said.hookSpecificOutput as Printed).permissionDecisionReason).toBe(server?.permissionDecisionReason);
  }
});

test('the holder itself may edit, and everybody after the release', async () => {
  const place = await claimedPlace();
  expect((await guarded(place, 'README.md', { session_id: OTHER })).denied).toBe(false);
  await place.run('task_stop', { id: 1 }, agent(OTHER));
  expect((await guarded(place, 'README.md')).denied).toBe(false);
});

test.each<[what: string, damage: (file: string, folder: string) => void]>([
  ['damaged', (file) => truncateSync(file, 20)],
  ['deleted', (file) => rmSync(file)],
  ['deleted with its folder', (_, folder) => rmSync(folder, { recursive: true })],
])('a snapshot of claims that is %s is told', async (_, damage) => {
  const place = await claimedPlace();
  const folder = join(place.store.dir, 'claims');
  damage(join(folder, readdirSync(folder).at(-1)!), folder);
  const { said, denied } = await guarded(place, 'README.md');
  expect({ denied, said: said.systemMessage }).toEqual({
    denied: false,
    said: expect.stringMatching(/claims can't be read. So edits .* are not denied\. To restart/),
  });
  expect((await guarded(place, 'README.md')).said).toEqual({});
});

test('the person and the model are told once for each session why it is not guarded', async () => {
  const place = await claimedPlace();
  const { said } = await guarded(place, 'x');
  expect(said.systemMessage).toMatch(/^Backlog's server did not start in this session/);
  expect((said.hookSpecificOutput as Printed).additionalContext).toContain(said.systemMessage);
  expect((await guarded(place, 'x')).said).toEqual({});
  expect((await guarded(place, 'x', { session_id: 'another' })).said).not.toEqual({});
});

describe.each([
  ['whose queue has given no answer', true, 0],
  ['whose queue can not be read', false, 1],
])('a server %s', (_, isOut, opens) => {
  test('denies an edit from the last known claims, and is silent otherwise', async () => {
    const place = await claimedPlace();
    let opened = 0;
    const gone = new BacklogError('store', 'the server went away', { data: { passing: true } });
    const server: ServerSide = {
      memory: createMemory(),
      outage: () => (isOut ? gone : undefined),
      opened: async () => {
        opened++;
        throw gone;
      },
      known: () => undefined,
      later: () => undefined,
    };
    const host = { env: place.env, now: Date.now, client: () => undefined, server };
    const call = (event: string, payload: Json) =>
      answer(event, { session_id: SESSION, cwd: place.repo, ...payload }, host);
    const denied = await call('PreToolUse', edit(join(place.repo, 'README.md')));
    expect(denied).toMatchObject({ hookSpecificOutput: { permissionDecision: 'deny' } });
    expect(await call('PreToolUse', edit(join(place.repo, 'x')))).toBeUndefined();
    expect(
      await call('PreToolUse', { tool_name: 'Agent', tool_use_id: 'u', tool_input: { prompt: 'x' } }),
    ).toBeUndefined();
    expect(denied?.systemMessage).toContain('edits are checked against the last known claims');
    expect(opened > 0).toBe(opens > 0);
  });
});

test('a session waits once for a queue on a server that does not answer, until it answers again', async () => {
  let answers: (opened: Opened) => void = () => {};
  const queue = {} as Opened;
  const reads: number[] = [];
  const watch = watchOutage(
    () => {
      reads.push(reads.length);
      return new Promise<Opened>((resolve) => {
        answers = resolve;
      });
    },
    () => true,
  );
  expect(watch.outage()).toBeUndefined();
  await expect(watch.read()).rejects.toMatchObject({ code: 'store', data: { passing: true } });
  expect([watch.outage(), watch.outage()].map((error) => error?.code)).toEqual(['store', 'store']);
  expect(reads).toHaveLength(2);
  answers(queue);
  await vi.waitFor(() => expect(watch.outage()).toBeUndefined());
});

function snapshotIn(dir: string): Snapshot | undefined {
  const snapshot = readSnapshot(dir);
  if (snapshot === 'damaged') throw new Error(`the snapshot in ${dir} is damaged`);
  return snapshot;
}

describe('the snapshot of claims', () => {
  test('has each granted claim before its grant is answered, and no other file stays', async () => {
    const place = await hookPlace();
    for (let n = 1; n <= 5; n++) {
      await place.add(`Task ${n}`, { scope: `m${n}/**` });
      await place.run('task_start', { id: n }, agent(`s${n}`));
      const snapshot = snapshotIn(place.store.dir);
      expect(snapshot?.seq).toBe(place.store.state.seq);
      expect(Array.from(snapshot!.state.all('claim'), ([, { holder }]) => holder)).toContain(`s${n}`);
    }
    expect(readdirSync(join(place.store.dir, 'claims'))).toHaveLength(1);
  });

  test('of a later commit stays, if a slower writer puts an earlier one', async () => {
    const place = await claimedPlace();
    const folder = join(place.store.dir, 'claims');
    writeFileSync(join(folder, '000000009999.json'), '{"claim":{}}\n');
    await place.run('task_stop', { id: 1 }, agent(OTHER));
    expect(snapshotIn(place.store.dir)?.seq).toBe(9999);
  });
});

test.each([
  ['the log', false],
  ['a checkpoint', true],
])(
  'a claim whose writer was killed before its snapshot is in that of the next process that reads %s',
  async (_, folded) => {
    const place = await claimedPlace();
    const { dir } = place.store;
    const { seq } = snapshotIn(dir)!;
    if (folded) await place.store.maintain({ force: true });
    const folder = join(dir, 'claims');
    for (const name of readdirSync(folder)) rmSync(join(folder, name));
    writeFileSync(join(folder, '000000000001.json'), '{"claim":{}}\n');
    expect((await guarded(place, 'README.md')).denied).toBe(false);
    await openStore({ dir });
    expect(snapshotIn(dir)!.seq).toBeGreaterThanOrEqual(seq);
    expect((await guarded(place, 'README.md')).denied).toBe(true);
  },
);

/** What may stand in the place of a snapshot: no program ends with an error, and none waits. */
const DAMAGED: readonly [name: string, damage: (file: string) => void][] = [
  ['is truncated', (file) => truncateSync(file, 40)],
  ['is empty', (file) => truncateSync(file)],
  [
    'is a folder',
    (file) => {
      rmSync(file);
      mkdirSync(file);
    },
  ],
  [
    'is a link to itself',
    (file) => {
      rmSync(file);
      symlinkSync(file, file);
    },
  ],
  ['has other values', (file) => writeFileSync(file, '[1]\n')],
  ['has null', (file) => writeFileSync(file, 'null\n')],
  ['is deleted', (file) => rmSync(file)],
];

test('whoever claims is told once that others are not guarded, if no snapshot can be written, and nothing stays behind', async () => {
  const place = await claimedPlace(['README.md']);
  const folder = join(place.store.dir, 'claims');
  const told = /^Edits by sessions without .* server are not checked .*\/claims can't be written \(\w+: .*\)\. Make/;
  for (const [n, block] of [
    () => mkdirSync(join(folder, `${String(place.store.state.seq + 2).padStart(12, '0')}.json/x`), { recursive: true }),
    () => {
      rmSync(folder, { recursive: true });
      writeFileSync(folder, '');
    },
  ].entries()) {
    await place.add('Write docs', { scope: `docs${n}/x` });
    block();
    const other = await openWorkspace({ cwd: place.repo, env: place.env, store: { validate: validateRecord } });
    onTestFinished(() => other.close());
    expect(
      queueNote(await execute(other, agent('third'), commandNamed('task_add'), { description: 'x' })),
    ).toBeUndefined();
    const started = () => execute(place.opened, agent('third'), commandNamed('task_start'), { id: 2 * n + 2 });
    expect(queueNote(await started())).toMatch(told);
    expect(queueNote(await started())).toBeUndefined();
    const left = statSync(folder).isDirectory() ? readdirSync(folder) : [];
    expect(left.filter((name) => name.includes('tmp'))).toEqual([]);
  }
  rmSync(folder);
  await place.add('Heal', { scope: 'heal/x' });
  expect((await guarded(place, 'docs1/x')).denied).toBe(true);
});

test.each(DAMAGED)('a snapshot that %s stops no edit, and the next change replaces it', async (_, damage) => {
  const place = await claimedPlace(['README.md']);
  const folder = join(place.store.dir, 'claims');
  damage(join(folder, readdirSync(folder).at(-1)!));
  expect((await guarded(place, 'README.md')).denied).toBe(false);
  await place.add('Write docs', { scope: 'other/a.ts' });
  await place.run('task_start', { id: 2 }, agent('third'));
  expect((await guarded(place, 'README.md')).denied).toBe(true);
});

/** Edits by other tools, and paths written in other ways. */
const WRITTEN: readonly [name: string, payload: (repo: string) => Json][] = [
  [
    'of a notebook',
    (repo) => ({ tool_name: 'NotebookEdit', tool_input: { notebook_path: `${repo}/src/login/a.ipynb` } }),
  ],
  ['by a relative path', () => ({ tool_name: 'Write', tool_input: { file_path: 'src/login/a' } })],
  ['by a path with ..', (repo) => ({ tool_name: 'Edit', tool_input: { file_path: `${repo}/x/../src/login/a` } })],
  ['with a quote and a tab', (repo) => ({ tool_name: 'Edit', tool_input: { file_path: `${repo}/src/login/a"\tb` } })],
  ['with a line feed', (repo) => ({ tool_name: 'Edit', tool_input: { file_path: `${repo}/src/login/a\nb` } })],
];

test.each(WRITTEN)('an edit %s is denied', async (_, payload) => {
  const place = await claimedPlace();
  expect((await guarded(place, 'x', payload(place.repo))).denied).toBe(true);
});

test('a subagent of the same session holds its files against the session', async () => {
  const place = await claimedPlace(['README.md']);
  await place.add('Part', { scope: 'part/x' });
  await place.run('task_start', { id: 2 }, agent(`${SESSION}/agent:worker`));
  expect((await guarded(place, 'part/x')).denied).toBe(true);
});

/** Causes for which no program of Backlog can run. */
const CAUSES: readonly [name: string, says: RegExp, at: (folder: string) => Broken][] = [
  ['node is missing', /Node\.js \(the program node\) is not in PATH/, (folder) => ({ path: binWith(folder) })],
  [
    'node is too old',
    /Backlog needs Node 20\.11 or newer; this is v16\.20/,
    (folder) => ({ path: binWith(folder, oldNode()) }),
  ],
  [
    "the plugin's dist is missing",
    /the plugin's folder dist is missing/,
    (folder) => {
      const root = join(folder, 'plugin');
      cpSync(join(plugin.folder, 'hooks'), join(root, 'hooks'), { recursive: true });
      return { root };
    },
  ],
];

interface Broken {
  path?: string;
  env?: NodeJS.ProcessEnv;
  root?: string;
}

/** Runs the client's command for a hook. */
function runShell(place: Place, event: string, payload: Json, { path, env, root = plugin.folder }: Broken): Json {
  const { stdout, stderr, status } = spawnSync('/bin/sh', [join(root, 'hooks/run.sh'), event], {
    cwd: place.repo,
    env: { ...ENVIRONMENT, ...place.env, CLAUDE_PLUGIN_ROOT: root, ...(path ? { PATH: path } : {}), ...env },
    // A field of the tool's input may have the name of one that the client adds.
    input: JSON.stringify({ cwd: place.repo, ...payload, session_id: payload.session_id ?? SESSION }),
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
  return stdout === '' ? {} : (JSON.parse(stdout) as Json);
}

const decisionOf = ({ hookSpecificOutput }: Json) =>
  (hookSpecificOutput as Printed | undefined)?.permissionDecision ?? 'allow';

describe.each(CAUSES)('%s', (_, says, at) => {
  const run = (place: Place, event: string, payload: Json) => runShell(place, event, payload, at(tempFolder('broken')));

  test('the session is told at its start, in a line that a person understands', async () => {
    const place = await claimedPlace();
    const said = run(place, 'SessionStart', { source: 'startup' });
    expect(said.systemMessage).toMatch(says);
    expect((said.hookSpecificOutput as Printed).additionalContext).toBe(said.systemMessage);
    expect(run(place, 'SessionEnd', { reason: 'other' })).toEqual({});
  });

  test('no edit inside a claim of somebody else gets through, but those of the holder do', async () => {
    const place = await claimedPlace();
    const denied = INSIDE.filter(
      (file) => decisionOf(run(place, 'PreToolUse', edit(join(place.repo, file)))) === 'deny',
    );
    expect(denied).toEqual(INSIDE);
    expect(run(place, 'PreToolUse', { ...edit(join(place.repo, 'README.md')), session_id: OTHER })).toEqual({});
    await place.run('task_stop', { id: 1 }, agent(OTHER));
    expect(run(place, 'PreToolUse', edit(join(place.repo, 'README.md')))).toEqual({});
  });
});

/** What is left of the guard, whose plugin is otherwise whole. */
const LEFT: readonly [name: string, left: (file: string) => void][] = [
  ['is empty', (file) => writeFileSync(file, '')],
  ['does nothing', (file) => writeFileSync(file, '"use strict";\n')],
  ['is cut', (file) => writeFileSync(file, readFileSync(join(plugin.folder, 'dist/guard.cjs')).subarray(0, 900))],
  ['has lost its rules', (file) => cpSync(join(plugin.folder, 'dist/guard.cjs'), file)],
];

test.each(LEFT)('a guard that %s lets no edit inside a claim of somebody else through', async (_, left) => {
  const place = await claimedPlace(['README.md']);
  const root = tempFolder('damaged');
  cpSync(join(plugin.folder, 'hooks'), join(root, 'hooks'), { recursive: true });
  mkdirSync(join(root, 'dist'));
  left(join(root, 'dist/guard.cjs'));
  const run = (file: string) => decisionOf(runShell(place, 'PreToolUse', edit(join(place.repo, file)), { root }));
  expect([run('README.md'), run('x')]).toEqual(['deny', 'allow']);
});

/** Records that no Backlog writes. */
const ODD_CLAIMS: readonly [name: string, odd: unknown][] = [
  ['is empty', {}],
  ['is null', null],
  ['has a number as its holder', { holder: 5 }],
  ['has a text as its scope', { scope: 'src' }],
  ['has no time', { expires: 'soon' }],
  ['has a glob that is none', { scope: [{ glob: 1 }] }],
];

test.each(ODD_CLAIMS)('a claim that %s takes no other one with it, and is told', async (_, odd) => {
  const place = await claimedPlace(['README.md']);
  const folder = join(place.store.dir, 'claims');
  const file = join(folder, readdirSync(folder).at(-1)!);
  const [first = '', ...rest] = readFileSync(file, 'utf8').split('\n');
  const records = JSON.parse(first) as { claim: Json };
  const [[, good]] = Object.entries(records.claim) as [[string, Json]];
  const isPart = odd !== null && Object.keys(odd as Json).length > 0;
  records.claim = { a: isPart ? { ...good, ...(odd as Json) } : odd, ...records.claim };
  writeFileSync(file, [JSON.stringify(records), ...rest].join('\n'));
  const { said, denied } = await guarded(place, 'README.md');
  expect({ denied, said: said.systemMessage }).toEqual({ denied: true, said: expect.stringMatching(/can't be read/) });
  expect((await guarded(place, 'x')).denied).toBe(false);
});

describe('without node,', () => {
  const shell = (place: Place, payload: Json, path = binWith(tempFolder('bin'))) =>
    runShell(place, 'PreToolUse', payload, { path });

  test('only a claim whose end a person chose ends by the clock', async () => {
    const place = await hookPlace();
    await place.add('Fix login', { scope: 'kept.md' });
    await place.run('task_start', { id: 1 }, agent(OTHER));
    await place.run('claim_acquire', { scope: 'brief.md', for: '30min' });
    const path = binWith(tempFolder('bin'));
    const decisions = () =>
      ['kept.md', 'brief.md'].map((file) => decisionOf(shell(place, edit(join(place.repo, file)), path)));
    expect(decisions()).toEqual(['deny', 'deny']);
    rmSync(join(path, 'date'));
    writeFileSync(join(path, 'date'), `#!/bin/sh\necho ${Math.floor(Date.now() / 1_000) + 7_200}\n`, { mode: 0o755 });
    expect(decisions()).toEqual(['deny', 'allow']);
  });

  test.each(DAMAGED)('a snapshot that %s is told', async (_, damage) => {
    const place = await claimedPlace(['README.md']);
    const folder = join(place.store.dir, 'claims');
    damage(join(folder, readdirSync(folder).at(-1)!));
    expect(shell(place, edit(join(place.repo, 'README.md'))).systemMessage).toMatch(
      /claims can't be read. So edits .* are not denied\./,
    );
  });

  /** The same file, src/login/a.ts, in the ways in which a model may write its path. */
  const WAYS: readonly [name: string, path: (repo: string) => string, more?: Json][] = [
    ['through ./', () => './src/login/a.ts'],
    ['with two slashes', (repo) => `${repo}//src/login/a.ts`],
    ['with a dot', (repo) => `${repo}/src/./login/a.ts`],
    ['with a way up', (repo) => `${repo}/x/../src/login/a.ts`],
    ['after a blank', (repo) => ` ${repo}/src/login/a.ts`],
    ['before a blank', (repo) => `${repo}/src/login/a.ts `],
    ['from the home folder', () => '~/src/login/a.ts'],
    ['through a link to the repository', (repo) => join(linkTo(repo), 'src/login/a.ts')],
    ['through a link to a folder', (repo) => `${repo}/link/new/a.ts`],
    ['by a link to the file', (repo) => linkTo(join(repo, 'src/login/a.ts'))],
    ['in another form of Unicode', (repo) => `${repo}/src/login/a\u0308.ts`],
    ['after its content', (repo) => `${repo}/src/login/a.ts`, { content: 'x"\n'.repeat(20_000) }],
    ['beside that of a notebook', (repo) => `${repo}/x`, { notebook_path: 'src/login/a.ipynb' }],
    ['after the session of its holder', (repo) => `${repo}/src/login/a.ts`, { session_id: OTHER }],
  ];

  test.each(WAYS)('a path %s is denied', async (_, path, more = {}) => {
    const place = await claimedPlace(['src/login/**']);
    writeFileSync(join(place.repo, 'src/login/a.ts'), '');
    const payload = { tool_name: 'Write', tool_input: { ...more, file_path: path(place.repo) } };
    expect(decisionOf(shell(place, payload))).toBe('deny');
  });

  test.each<[name: string, env: NodeJS.ProcessEnv]>([
    ['no home', { HOME: undefined, BACKLOG_HOME: undefined }],
    ['an empty home', { HOME: '', BACKLOG_HOME: undefined }],
    ['a relative home', { HOME: 'none', BACKLOG_HOME: undefined }],
    ['an empty address of a broker', { BACKLOG_BROKER: '' }],
    ['a run', { BACKLOG_RUN: 'r1' }],
  ])('an edit with %s is denied or told', async (_, env) => {
    const place = await claimedPlace(['README.md']);
    const at = { path: binWith(tempFolder('bin')), env };
    const said = runShell(place, 'PreToolUse', edit(join(place.repo, 'README.md')), at);
    expect(decisionOf(said) === 'deny' || said.systemMessage).toBeTruthy();
  });
});

function linkTo(target: string): string {
  const link = join(tempFolder('links'), 'one');
  symlinkSync(target, link);
  return link;
}

/** A folder for PATH with what every system has, and maybe a `node`. */
function binWith(folder: string, node?: string): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const name of ['sh', 'cat', 'date', 'head', 'sed', 'tr', 'env']) {
    const from = ['/usr/bin', '/bin'].map((each) => join(each, name)).find((each) => existsSync(each));
    symlinkSync(from!, join(bin, name));
  }
  if (node !== undefined) symlinkSync(node, join(bin, 'node'));
  return bin;
}

/** A `node` that says that it is an old version. */
function oldNode(): string {
  const folder = tempFolder('old-node');
  const change = join(folder, 'change.cjs');
  writeFileSync(
    change,
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '16.20.2' } })",
  );
  const node = join(folder, 'node');
  writeFileSync(node, `#!/bin/sh\nexec '${process.execPath}' --require '${change}' "$@"\n`, { mode: 0o755 });
  return node;
}

test('a server that has answered this call lets the script end without a program, and no other call', async () => {
  const place = await claimedPlace();
  const folder = join(place.env.BACKLOG_HOME!, 'serving');
  mkdirSync(folder);
  const decide = (calls: readonly string[], toolUse: Json) => {
    writeFileSync(join(folder, String(process.pid)), `${[process.pid, '1', ...calls].join(' ')}\n`);
    return decisionOf(runShell(place, 'PreToolUse', edit(join(place.repo, 'README.md'), toolUse), {}));
  };
  const mine = { tool_use_id: 'toolu_b' };
  expect(readMark(place.env, process.pid)).toBeUndefined();
  expect(decide(['toolu_c', 'toolu_b'], mine)).toBe('allow');
  expect(readMark(place.env, process.pid)).toEqual({ pid: process.pid, start: '1', answered: ['toolu_c', 'toolu_b'] });
  // The server's process has another start, so it has ended.
  for (const calls of [[], ['toolu_a'], ['toolu_b1'], ['toolu_']]) expect(decide(calls, mine)).toBe('deny');
  expect(decide(['undefined'], { tool_use_id: undefined })).toBe('deny');
});
