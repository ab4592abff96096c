import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { builtPlugin } from '../../support/built-plugin.ts';
import { ENVIRONMENT } from '../../support/environment.ts';
import { tempFolder } from '../../support/folder.ts';
import { everyNth, soak } from '../../support/soak-test.ts';
import { agent } from '../../support/workspace.ts';
import { edit, gitRepo, hookPlace, type Json, OTHER, type Place, type Printed, SESSION } from './place.ts';

const plugin = builtPlugin();
const recorded = JSON.parse(readFileSync(new URL('../../fixtures/hook-payloads.json', import.meta.url), 'utf8')) as {
  events: Record<string, Json[]>;
};

interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the bundled hook, or another program of the plugin, as the client does. */
function start(
  event: string,
  input: string | Buffer,
  cwd: string,
  env: Record<string, string>,
  program = plugin.hook,
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, event], {
      cwd,
      env: { ...ENVIRONMENT, HOME: env.BACKLOG_HOME, CLAUDECODE: '1', ...env },
    });
    const ran: Ran = { code: null, stdout: '', stderr: '' };
    child.stdout.on('data', (piece) => {
      ran.stdout += piece;
    });
    child.stderr.on('data', (piece) => {
      ran.stderr += piece;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...ran, code }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

const hook = (place: Place, event: string, payload: Json, env: Record<string, string> = {}) =>
  start(
    event,
    JSON.stringify({ session_id: SESSION, transcript_path: place.transcript(SESSION), cwd: place.repo, ...payload }),
    place.repo,
    { ...place.env, ...env },
  );

function printed(ran: Ran): Printed | undefined {
  expect([ran.code, ran.stderr]).toEqual([0, '']);
  return ran.stdout === '' ? undefined : (JSON.parse(ran.stdout).hookSpecificOutput as Printed);
}

const all = Object.entries(recorded.events).map(([name, [payload]]) => [name, payload as Json] as const);

test.each(everyNth(6, all))('%s, as recorded, exits with 0 and prints one object or nothing', async (name, payload) => {
  const place = await hookPlace();
  await place.add('A task');
  const ran = await hook(place, name.split(':')[0] ?? '', { ...payload, cwd: place.repo });
  const speaks = /^(SubagentStart)$/.test(name);
  expect(printed(ran) !== undefined).toBe(speaks);
  expect(place.diagnostics()).toBe('');
});

test.each(everyNth(8, all))(
  '%s in a repository without a workspace prints nothing and makes nothing',
  async (name, payload) => {
    const repo = await gitRepo();
    const home = tempFolder('home');
    const text = JSON.stringify({ ...payload, cwd: repo, transcript_path: join(home, 't.jsonl') });
    const ran = await start(name.split(':')[0] ?? '', text, repo, { CLAUDE_PROJECT_DIR: repo, BACKLOG_HOME: home });
    expect(ran).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readdirSync(home)).toEqual([]);
  },
);

describe('nonsense to the process:', () => {
  const cases: [string, string | Buffer][] = [
    ['nothing', ''],
    ['no JSON', '{"session_id":'],
    ['bytes', Buffer.from([0xff, 0xfe, 0x00, 0x80])],
    ['a number', '12'],
    ['very deep', '['.repeat(200_000)],
    ['deep and closed', `{"session_id":"s","tool_name":"Write","tool_input":${'['.repeat(9_000)}${']'.repeat(9_000)}}`],
    ['more than is read', Buffer.alloc(33 * 1024 * 1024, 0x20)],
  ];
  test.each(everyNth(7, cases))('%s', async (_, input) => {
    const place = await hookPlace();
    for (const event of ['PreToolUse', 'SessionEnd']) {
      expect(await start(event, input, place.repo, place.env)).toEqual({ code: 0, stdout: '', stderr: '' });
    }
  });
});

test('an edit of files that somebody else holds is denied, a large one too', async () => {
  const place = await hookPlace();
  await place.add('Fix login', { scope: 'src/login/**' });
  await place.run('task_start', { id: 1 }, agent(OTHER));
  const file = join(place.repo, 'src/login/form.ts');
  const content = 'x'.repeat(4_000_000);
  const denied = printed(await hook(place, 'PreToolUse', { ...edit(file), tool_input: { file_path: file, content } }));
  expect(denied?.permissionDecision).toBe('deny');
  expect(denied?.permissionDecisionReason).toContain('#1 Fix login');
  expect(printed(await hook(place, 'PreToolUse', edit(join(place.repo, 'README.md'))))).toBeUndefined();
});

test('sessions know their client process: the parent of the hook', async () => {
  const place = await hookPlace();
  await hook(place, 'SessionStart', { source: 'startup' });
  expect(await place.records('session')).toMatchObject([{ id: SESSION, process: { pid: process.pid } }]);
  await place.run('claim_acquire', { scope: 'docs/**' }, agent(SESSION));
  await hook(place, 'SessionEnd', { reason: 'clear' });
  await hook(place, 'SessionStart', { source: 'clear', session_id: 'after' });
  expect((await place.claims()).map(({ holder }) => holder)).toEqual(['after']);
});

soak('twelve hooks at once write without a loss', async () => {
  const place = await hookPlace();
  const ids = Array.from({ length: 12 }, (_, n) => String(n));
  const ran = await Promise.all(
    ids.map((id) => hook(place, 'TaskCreated', { task_id: id, task_subject: `Task ${id}` })),
  );
  for (const one of ran) expect(printed(one)).toBeUndefined();
  expect(await place.records('task')).toHaveLength(12);
  expect(await place.records('mirror')).toHaveLength(12);
});

test('what a hook throws where nobody waits for it stops nobody, and stands in the diagnostics', async () => {
  const place = await hookPlace();
  const boom = join(tempFolder('boom'), 'boom.cjs');
  writeFileSync(boom, "setImmediate(() => { throw new TypeError('boom at large'); });");
  const ran = await hook(place, 'SessionStart', { source: 'startup' }, { NODE_OPTIONS: `--require ${boom}` });
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(place.diagnostics()).toContain('hook SessionStart: TypeError: boom at large');
});

test('an input that is too large stops nobody, and the diagnostics say so', async () => {
  const place = await hookPlace();
  const ran = await hook(place, 'SessionStart', { source: 'x'.repeat(33 * 1024 * 1024) });
  expect(ran).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(place.diagnostics()).toMatch(/hook SessionStart: RangeError: the input has more than 33554432 bytes/);
});

test('a store that cannot be read stops nobody, and each session is told once', async () => {
  const place = await hookPlace();
  writeFileSync(join(place.store.dir, 'format.json'), 'damaged');
  const file = edit(join(place.repo, 'a.ts'));
  const silent = { code: 0, stdout: '', stderr: '' };
  for (const session of [SESSION, OTHER]) {
    expect(await hook(place, 'SessionEnd', { session_id: session })).toEqual(silent);
    const { code, stdout, stderr } = await hook(place, 'PreToolUse', { ...file, session_id: session });
    expect([code, stderr]).toEqual([0, '']);
    const said = JSON.parse(stdout);
    expect(said).toEqual({
      systemMessage: expect.stringMatching(/^Backlog: .*format.json is damaged: .* Until the queue works again, edits/),
      hookSpecificOutput: {
        hookEventName: 'PreToolUse',
        additionalContext: expect.stringContaining(said.systemMessage),
      },
    });
    for (const event of ['PreToolUse', 'SessionStart'])
      expect(await hook(place, event, { ...file, session_id: session })).toEqual(silent);
  }
});

soak('a queue on a server that is gone stops nobody, and the session is told', async () => {
  const place = await hookPlace();
  const BACKLOG_STORE = 's3://bucket/queue?endpoint=http://127.0.0.1:9';
  const keys = { AWS_ACCESS_KEY_ID: 'tester', AWS_SECRET_ACCESS_KEY: 'tested' };
  const ran = await hook(place, 'SessionStart', { source: 'startup' }, { BACKLOG_STORE, ...keys });
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(ran.stdout).systemMessage).toMatch(/no service listens there/);
});

soak(
  'an agent is dispatched, mirrored to, ended and resumed without a look at the tasks that it has nothing to do with',
  async () => {
    const place = await hookPlace();
    // The ids are in order, before all that are drawn by lot: a search by halving passes line 150, then only lines below 80 or above 220.
    const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
    const rows = Array.from({ length: 300 }, (_, n) => ({ uuid: uuid(n), description: 'A task', status: 'pending' }));
    await place.run('task_import', { tasks: rows });
    await place.store.maintain({ force: true });
    const checkpoints = join(place.store.dir, 'checkpoints');
    const file = join(checkpoints, readdirSync(checkpoints)[0]!, 'task.json');
    const lines = readFileSync(file, 'utf8').split('\n');
    for (let n = 90; n < 130; n++) lines[n] = lines[n]!.replaceAll(':', ';');
    writeFileSync(file, lines.join('\n'));
    const input = { description: 'x', prompt: 'Do task 7.', subagent_type: 'backlog:implementer' };
    const call = { tool_name: 'Agent', tool_use_id: 't1', tool_input: input };
    expect(JSON.stringify(printed(await hook(place, 'PreToolUse', call)))).toContain('this is your task');
    place.noteAgent(SESSION, 'a1', 't1');
    await hook(place, 'PreToolUse', edit(join(place.repo, 'a.ts'), { agent_id: 'a1', agent_type: 'x' }));
    await hook(place, 'SubagentStop', { agent_id: 'a1', agent_type: 'x', last_assistant_message: 'Half of it.' });
    // An item that names no task's number is compared with all open tasks.
    const item = { task_id: '1', task_subject: '#7 mirrored' };
    await hook(place, 'TaskCreated', item);
    const update = { taskId: '1', status: 'in_progress' };
    await hook(place, 'PostToolUse', { tool_name: 'TaskUpdate', tool_input: update, tool_response: { success: true } });
    await hook(place, 'SessionEnd', { reason: 'other' });
    await hook(place, 'SessionStart', { source: 'resume' });
    await hook(place, 'TaskCompleted', item);
    expect(place.diagnostics()).toBe('');
    const commands = [];
    for await (const { command } of place.store.history()) commands.push(command);
    expect(commands.slice(1)).toEqual(
      'agent_dispatch agent_start agent_stop mirror mirror session_end session_start mirror'.split(' '),
    );
  },
);

test.each([
  ['hook', 0, 400_000],
  ['guard', 42, 120_000],
])(
  'the check of an edit by %s.cjs loads next to nothing of Node, and little code: each costs milliseconds',
  async (name, code, most) => {
    const place = await hookPlace();
    await place.add('Fix login', { scope: 'src/login/**' });
    const told = join(tempFolder('loaded'), 'modules');
    const teller = join(tempFolder('loaded'), 'tell.cjs');
    const loading = '{ node: process.moduleLoadList, files: Object.keys(require.cache) }';
    writeFileSync(
      teller,
      `process.on('exit', () => require('fs').writeFileSync(${JSON.stringify(told)}, JSON.stringify(${loading})))`,
    );
    const file = join(place.repo, 'a.ts');
    const input = JSON.stringify({ session_id: SESSION, cwd: place.repo, ...edit(file) });
    const env = { ...place.env, NODE_OPTIONS: `--require=${teller}` };
    const program = join(plugin.folder, `dist/${name}.cjs`);
    expect(await start('PreToolUse', input, place.repo, env, program)).toMatchObject({ code, stderr: '' });
    const { node, files } = JSON.parse(readFileSync(told, 'utf8')) as Record<'node' | 'files', string[]>;
    expect(node).toContain('NativeModule fs');
    for (const heavy of [
      'crypto',
      'stream',
      'net',
      'child_process',
      'perf_hooks',
      'fs/promises',
      'internal/fs/promises',
    ])
      expect(node).not.toContain(`NativeModule ${heavy}`);
    expect(files.reduce((bytes, each) => bytes + statSync(each).size, 0)).toBeLessThan(most);
  },
);

test('the check of an edit loads neither schemas, filters nor dates', async () => {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['src/interfaces/hooks/main.ts', 'src/interfaces/hooks/light-handlers.ts'],
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    outdir: tempFolder('bundle'),
    write: false,
    metafile: true,
  });
  const files = metafile.outputs;
  const loaded = new Set<string>();
  const visit = (file: string) => {
    if (loaded.has(file)) return;
    loaded.add(file);
    for (const { path, kind } of files[file]?.imports ?? [])
      if (kind === 'import-statement' && files[path]) visit(path);
  };
  for (const [file, { entryPoint }] of Object.entries(files))
    if (entryPoint?.endsWith('/main.ts') || entryPoint?.endsWith('/light-handlers.ts')) visit(file);
  const inputs = [...loaded].flatMap((file) => Object.keys(files[file]?.inputs ?? {}));
  expect(inputs).toContain('src/claims/decide-edit.ts');
  expect(inputs.filter((input) => /node_modules\/(?!lowdb)|src\/(filter|time|report)\//.test(input))).toEqual([]);
  // Of goals, it has only the tables of kinds and settings.
  expect(inputs.filter((input) => /\/goals?[./]/.test(input)).sort()).toEqual([
    'src/domain/goals/words.ts',
    'src/domain/kinds/goals.ts',
    'src/goals/limits.ts',
  ]);
});
