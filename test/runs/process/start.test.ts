import { readFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LINE_LIMIT } from '../../../src/runs/process/lines.ts';
import { startAgent } from '../../../src/runs/process/start.ts';
import { isAlive } from '../../../src/work/processes/processes.ts';
import { IS_SOAK } from '../../support/seed.ts';
import { soak } from '../../support/soak-test.ts';
import { lives, pidsIn, site, until } from '../support/programs.ts';

test('a program gets the prompt on stdin, its folder, and nothing of our environment', async () => {
  const { folder, launch, env } = site();
  const lines: string[] = [];
  const agent = await startAgent(launch('/bin/sh', ['-c', 'cat; echo; pwd; env | sort'], { stdin: 'Fix login' }), {
    cwd: folder,
    onLine: (line) => lines.push(line),
  });
  expect(await agent.exited).toMatchObject({ code: 0, signal: null });
  expect(lines.slice(0, 2)).toEqual(['Fix login', folder]);
  const told = lines.slice(2).filter((line) => !/^(PWD|OLDPWD|_|SHLVL)=/.test(line));
  expect(told).toEqual(
    Object.entries(env)
      .map(([name, value]) => `${name}=${value}`)
      .sort(),
  );
});

test('it leads a group and a session of its own, and can be told alive from then on', async () => {
  const { folder, shell } = site();
  const lines: string[] = [];
  const agent = await startAgent(
    shell('read line; cut -d" " -f5,6 /proc/self/stat; echo "$line"', { stdinStaysOpen: true }),
    {
      cwd: folder,
      onLine: (line) => lines.push(line),
    },
  );
  expect(isAlive(agent.process!)).toBe(true);
  expect(agent.send('on')).toBe(true);
  await agent.exited;
  expect(lines).toEqual([`${agent.pid} ${agent.pid}`, 'on']);
  expect(isAlive(agent.process!)).toBe(false);
});

test('a message after its end is not sent, and harms nobody', async () => {
  const { folder, shell } = site();
  const agent = await startAgent(shell('exec <&-; exit 3', { stdinStaysOpen: true }), { cwd: folder });
  expect(await agent.exited).toMatchObject({ code: 3 });
  agent.send('too late');
  await until(() => !agent.send('too late'));
  agent.closeInput();
});

test('a prompt that nobody reads is no failure', async () => {
  const { folder, shell } = site();
  const agent = await startAgent(shell('exit 0', { stdin: 'x'.repeat(5_000_000) }), { cwd: folder });
  expect(await agent.exited).toMatchObject({ code: 0 });
});

test.each<[string, () => [file: string, why: RegExp]]>([
  ['that is not there', () => ['no-such-agent', /^can't start no-such-agent: it does not exist/]],
  ['that is not executable', () => [site().script('agent', 'echo', 0o644), /^can't start .*: it is not executable/]],
  [
    'whose first line names nothing',
    () => [site().script('agent', '#!/no/such/sh\n'), /it does not exist, or the interpreter in its first line/],
  ],
])('a program %s is refused', async (_, given) => {
  const { folder, launch } = site();
  const [file, why] = given();
  await expect(startAgent(launch(file), { cwd: folder })).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringMatching(why),
    hint: expect.any(String),
  });
});

test('a folder that is gone is not taken for a program that is not there', async () => {
  const { path, launch } = site();
  await expect(startAgent(launch('/bin/sh'), { cwd: path('gone') })).rejects.toMatchObject({
    message: expect.stringMatching(/the folder doesn't exist/),
  });
});

test('arguments that no system takes are refused', async () => {
  const { folder, launch } = site();
  await expect(startAgent(launch('/bin/echo', ['x'.repeat(4_000_000)]), { cwd: folder })).rejects.toMatchObject({
    message: expect.stringMatching(/too long/),
  });
});

test('a signal that ends it is told', async () => {
  const { folder, shell } = site();
  const agent = await startAgent(shell('kill -9 $$'), { cwd: folder });
  expect(await agent.exited).toMatchObject({ code: null, signal: 'SIGKILL' });
});

test('output comes by line, both streams, with what stands after the last line end, and is kept in one private file', async () => {
  const { folder, shell, path } = site();
  const said: string[] = [];
  const agent = await startAgent(shell('echo a; echo "b" >&2; printf "c\\r\\n\\nd"'), {
    cwd: folder,
    outputFile: path('out/agent.log'),
    onLine: (line) => said.push(line),
    onError: (line) => said.push(`! ${line}`),
  });
  await agent.exited;
  expect(said.filter((line) => !line.startsWith('!'))).toEqual(['a', 'c', '', 'd']);
  expect(said).toContain('! b');
  expect(readFileSync(path('out/agent.log'), 'utf8').split('\n').sort()).toEqual(['', '', 'a', 'b', 'c', 'd']);
  expect(statSync(path('out/agent.log')).mode & 0o777).toBe(0o600);
});

/** Characters: a gigabyte in a soak. */
const ENDLESS = IS_SOAK ? 1_000_000_000 : 200_000_000;

soak('a line without an end takes no more memory than a line may have', async () => {
  const { folder, shell, path } = site();
  const lines: string[] = [];
  let largest = 0;
  const before = process.memoryUsage().rss;
  const agent = await startAgent(shell(`head -c ${ENDLESS} /dev/zero | tr "\\0" x; echo; echo after`), {
    cwd: folder,
    outputFile: path('agent.log'),
    onLine: (line) => lines.push(line),
    onOutput: () => {
      largest = Math.max(largest, process.memoryUsage.rss());
    },
  });
  const { output } = await agent.exited;
  expect(lines.map((line) => line.slice(LINE_LIMIT))).toEqual([`… (${ENDLESS - LINE_LIMIT} more characters)`, '']);
  expect(lines[1]).toBe('after');
  expect(largest - before).toBeLessThan(IS_SOAK ? 300_000_000 : 150_000_000);
  expect(statSync(path('agent.log')).size).toBe(output.bytes);
});

test('bytes that are no text do not stop it', async () => {
  const { folder, shell } = site();
  const lines: string[] = [];
  const agent = await startAgent(shell('head -c 300000 /dev/urandom; echo; echo end'), {
    cwd: folder,
    onLine: (line) => lines.push(line),
  });
  expect(await agent.exited).toMatchObject({ code: 0 });
  expect(lines.at(-1)).toBe('end');
});

test('one that closes its output and goes on has not ended', async () => {
  const { folder, shell, path, read } = site();
  const agent = await startAgent(
    shell(`exec >&- 2>&-; read line; echo on > ${path('mark')}; exit 4`, { stdinStaysOpen: true }),
    {
      cwd: folder,
    },
  );
  let ended = false;
  void agent.exited.then(() => {
    ended = true;
  });
  agent.send('go');
  await until(() => read('mark') === 'on\n');
  expect(await agent.exited).toMatchObject({ code: 4 });
  expect(ended).toBe(true);
});

test('one that ends has ended, although a child of it holds its output', async () => {
  const { folder, shell, path, read } = site();
  const lines: string[] = [];
  const agent = await startAgent(shell(`sleep 600 & echo $! > ${path('pid')}; echo last; exit 0`), {
    cwd: folder,
    onLine: (line) => lines.push(line),
  });
  expect(await agent.exited).toMatchObject({ code: 0 });
  expect(lines).toEqual(['last']);
  const [child] = await pidsIn(() => read('pid'));
  expect(lives(child!)).toBe(true);
});

test('a secret reaches neither the lines nor the file, wherever the pieces are cut', async () => {
  const { folder, shell, path } = site();
  const lines: string[] = [];
  const line =
    'for c in a b s k - s e c r e t k e y z; do printf %s "$c"; sleep 0.002; done; echo; printf "half: sk-secr"';
  const agent = await startAgent(shell(line), {
    cwd: folder,
    secrets: ['sk-secretkey'],
    outputFile: path('agent.log'),
    onLine: (text) => lines.push(text),
  });
  await agent.exited;
  expect(lines).toEqual(['ab[secret]z', 'half: sk-secr']);
  expect(readFileSync(path('agent.log'), 'utf8')).toBe('ab[secret]z\nhalf: sk-secr\n');
});

test('of long output the beginning and the end are kept, with a word between', async () => {
  const { folder, shell, path } = site();
  const agent = await startAgent(shell('seq 1 200000'), {
    cwd: folder,
    outputFile: path('agent.log'),
    outputLimit: { head: 1_000, tail: 500 },
  });
  const { output } = await agent.exited;
  const kept = readFileSync(path('agent.log'), 'utf8');
  expect(kept).toMatch(/^1\n2\n/);
  expect(kept).toMatch(/\n… \(\d+ bytes are missing here\) …\n/);
  expect(kept).toMatch(/\n199999\n200000\n$/);
  expect(kept.length).toBeLessThan(1_700);
  expect(agent.tail()).toHaveLength(500);
  expect(output).toMatchObject({ bytes: 1_288_895, left: 1_288_895 - 500 - kept.indexOf('…') });
});

test('a file that cannot be written stops the keeping, not the program', async () => {
  const { folder, shell, script, path } = site();
  script('file', '');
  const agent = await startAgent(shell('echo hello'), { cwd: folder, outputFile: path('file/agent.log') });
  expect(await agent.exited).toMatchObject({ code: 0, output: { problem: expect.stringContaining('EEXIST') } });
  expect(agent.tail()).toBe('hello\n');
});
