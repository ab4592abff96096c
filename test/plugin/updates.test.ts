import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { site } from '../processes/site.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { tempFolder } from '../support/folder.ts';
import type { RawServer } from '../support/raw-server.ts';
import { IS_SOAK, runs } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';

// The plugin's folder becomes another build while programs of the one before still run, as by a marketplace that is a local folder.

const plugin = builtPlugin();
const repository = fileURLToPath(new URL('../..', import.meta.url));

const LINE = 'the plugin was updated; run /reload-plugins or start a new session';

/** Each loads parts of the program that nothing before it needed. */
const CALLS: readonly [tool: string, input: object][] = [
  ['task_search', { text: 'first' }],
  ['filter_explain', { filter: '+READY and due.before:2099-01-01' }],
  ['task_history', { id: 1 }],
  ['task_list', { filter: 'urgency.above:1 or +OVERDUE' }],
  ['task_info', { id: 1 }],
  ['backlog_status', {}],
  // Last, since what it answers with when it is refused must not show in the others.
  ['task_add', { description: 'Later', due: '2099-01-02', wait: '2099-01-01' }],
];

/** What is answered, one after the other; a call that fails answers with its message. */
async function asking(ask: (tool: string, input: object) => Promise<string>): Promise<string[]> {
  const answers: string[] = [];
  for (const [tool, input] of CALLS) answers.push(await ask(tool, input));
  return told(answers);
}

const askingAnyhow = (server: RawServer) =>
  asking((...call) =>
    server.call(...call).then(
      ({ text }) => text,
      (error: Error) => error.message,
    ),
  );

/** The folder of a plugin that can be changed, and a server of it with one task. */
async function serving() {
  const folder = join(tempFolder('updates'), 'plugin');
  cpSync(plugin.folder, folder, { recursive: true });
  const { serve } = site(join(folder, 'dist/server.cjs'));
  const server = await serve({ BACKLOG_TOOLS: 'all' });
  await server.text('task_add', { description: 'First words' });
  return { server, dist: join(folder, 'dist') };
}

/** A program reads what it has not needed yet once it has lived so long (start/main.ts): the second ping is answered after that timer. */
async function readByNow(server: RawServer): Promise<void> {
  await wait(300);
  await server.request('ping');
  await server.request('ping');
}

let right: Promise<string[]> | undefined;
/** What a server answers whose files nobody changes. */
const rightAnswers = (): Promise<string[]> => {
  right ??= serving().then(({ server }) => asking(server.text));
  return right;
};

const chunksOf = (dist: string): string[] =>
  readdirSync(join(dist, 'chunks')).map((name) => join(dist, 'chunks', name));

const RENAMED = 'one whose functions have other names, at the same length';
/** Other builds in the place of the present one. What runs of them says `mixed`. */
const OTHERS: Record<string, (dist: string) => void> = {
  'one whose chunks have the same names': (dist) => {
    for (const file of chunksOf(dist))
      writeFileSync(file, `//0123456789abcdef\n${readFileSync(file, 'latin1').length}; throw new Error('mixed');`);
  },
  [RENAMED]: (dist) => {
    for (const file of chunksOf(dist)) {
      const text = readFileSync(file, 'latin1');
      const body = `module.exports = new Proxy({}, { get: () => () => 'mixed' });`;
      const head = `//${'0'.repeat(16)}\n`;
      writeFileSync(file, head + body + ' '.repeat(Math.max(0, text.length - head.length - body.length)));
    }
  },
  'one without most of its chunks': (dist) => {
    for (const file of chunksOf(dist)) rmSync(file);
  },
};

soak.each(Object.entries(OTHERS).slice(1))(
  'under a server that has begun, %s changes no answer',
  async (_, replace) => {
    const right = await rightAnswers();
    const { server, dist } = await serving();
    await readByNow(server);
    replace(dist);
    expect(await askingAnyhow(server)).toEqual(right);
  },
);

test('under a server that is just beginning, another build gives right answers or the one line', async () => {
  const right = await rightAnswers();
  const { server, dist } = await serving();
  OTHERS[RENAMED]!(dist);
  for (const [i, answer] of (await askingAnyhow(server)).entries()) expect([right[i], LINE]).toContain(answer);
});

test('a server whose commands could not be loaded once loads them at the next call', async () => {
  const folder = join(tempFolder('updates'), 'plugin');
  cpSync(plugin.folder, folder, { recursive: true });
  const commands = join(folder, 'dist/chunks/start-cli-engine.cjs');
  const text = readFileSync(commands);
  rmSync(commands);
  mkdirSync(commands);
  const server = await site(join(folder, 'dist/server.cjs')).serve();
  await expect(server.call('task_add', { description: 'First' })).rejects.toThrow('EISDIR');
  rmSync(commands, { recursive: true });
  writeFileSync(commands, text);
  expect(await server.text('task_add', { description: 'Second' })).toContain('Second');
});

test('a program that finds chunks of another build says so in one line, and does nothing', () => {
  const folder = join(tempFolder('updates'), 'plugin');
  cpSync(plugin.folder, folder, { recursive: true });
  OTHERS['one whose chunks have the same names']!(join(folder, 'dist'));
  for (const [program, line] of [
    ['cli', 'backlog: the plugin was updated; start it again\n'],
    ['server', `backlog: ${LINE}\n`],
  ]) {
    const home = tempFolder('home');
    const words = [join(folder, `dist/${program}.cjs`), 'list'];
    const ran = () => execFileSync(process.execPath, words, { env: { HOME: home }, encoding: 'utf8', stdio: 'pipe' });
    expect(ran).toThrow(expect.objectContaining({ status: 1, stderr: line, stdout: '' }));
    expect(readdirSync(home)).toEqual([]);
  }
  const importing = `import(${JSON.stringify(join(folder, 'dist/sdk-local.mjs'))}).catch((error) => console.log(error.message))`;
  const imported = execFileSync(process.execPath, ['-e', importing], { encoding: 'utf8' });
  expect(imported).toBe('the plugin was updated; start it again\n');
});

test.each([
  [
    'belongs to another build',
    'the plugin was updated; start it again',
    `//0123456789abcdef\nthrow new Error('mixed');`,
  ],
  ['cannot be read', 'too many open files; raise `ulimit -n` and try again', undefined],
])('a line whose modules are loaded late says in one line that their file %s', (_, told, text) => {
  const folder = join(tempFolder('updates'), 'plugin');
  cpSync(plugin.folder, folder, { recursive: true });
  const cli = join(folder, 'dist/cli.cjs');
  if (text !== undefined) writeFileSync(join(folder, 'dist/chunks/words-on-call.cjs'), text);
  // The limit is that of a process that has used up its files when the line is read.
  else
    writeFileSync(
      cli,
      `const fs = require('node:fs'); const read = fs.readFileSync;
      fs.readFileSync = (file, ...rest) => {
        if (/words-on-call/.test(file)) throw Object.assign(new Error('EMFILE'), { code: 'EMFILE', syscall: 'open' });
        return read(file, ...rest);
      };${readFileSync(cli, 'utf8')}`,
    );
  const ran = () =>
    execFileSync(process.execPath, [cli, 'nosuchword'], {
      env: { HOME: tempFolder('home') },
      encoding: 'utf8',
      stdio: 'pipe',
    });
  expect(ran).toThrow(expect.objectContaining({ status: 1, stderr: `backlog: ${told}\n`, stdout: '' }));
});

// Forwards and backwards: a server of the present build, and every build of the history in its place.
test.skipIf(!IS_SOAK)('under a living server the builds of the history change no answer', async () => {
  const git = (...words: string[]) =>
    execFileSync('git', words, { cwd: repository, encoding: 'buffer', maxBuffer: 2 ** 28 });
  const commits = git('log', '--format=%H', '-n', String(runs(50)), '--', 'plugin/dist')
    .toString()
    .trim()
    .split('\n');
  const right = await rightAnswers();
  for (const commit of commits) {
    const { server, dist } = await serving();
    const held = commits.indexOf(commit) % 2 === 0;
    if (held) await readByNow(server);
    const other = tempFolder('build');
    mkdirSync(other, { recursive: true });
    execFileSync('tar', ['-x', '-C', other], { input: git('archive', commit, 'plugin/dist') });
    cpSync(join(other, 'plugin/dist'), dist, { recursive: true });
    const answers = await askingAnyhow(server);
    for (const [i, answer] of answers.entries()) expect([right[i], ...(held ? [] : [LINE])], commit).toContain(answer);
    server.end('SIGKILL');
  }
});

/** Without what differs from one store to the next: times, ids and folders. */
function told(answers: readonly string[]): string[] {
  return answers.map((text) =>
    text
      .replace(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, 'UUID')
      .replace(/\b[\da-f]{8}\b/g, 'ID')
      .replace(/\d{4}-\d\d-\d\d[T ][\d:.]+Z?/g, 'TIME')
      .replace(/@\d+-\d+/g, '@PROCESS')
      .replace(/\(process \d+\)/g, '(process)'),
  );
}
