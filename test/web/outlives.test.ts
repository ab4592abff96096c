import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, vi } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { builtPlugin } from '../support/built-plugin.ts';
import { killCarrying } from '../support/carrying.ts';
import { tempFolder } from '../support/folder.ts';
import { git } from '../support/git.ts';
import { DEADLINE_MS } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';
import { machine } from './machine.ts';
import { listenTo, type Reader, type Told } from './stream.ts';

const plugin = builtPlugin();

const { version } = manifest;
const NEXT = '9.9.9';

/** Puts a build of another version in the place of the installed one, as npm does. */
function upgrade(installed: string): void {
  const next = `${installed}.next`;
  cpSync(installed, next, { recursive: true });
  const sums = new Set(readFileSync(join(next, 'dist/cli.cjs'), 'utf8').match(/(?<=")[\da-f]{16}(?=")/g));
  const renewed = (sum: string) => (sums.has(sum) ? [...sum].reverse().join('') : sum);
  for (const file of readdirSync(join(next, 'dist'), { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.cjs')) continue;
    const text = readFileSync(join(next, 'dist', file), 'latin1');
    const other = text.replaceAll(version, NEXT).replace(/\b[\da-f]{16}\b/g, renewed);
    writeFileSync(join(next, 'dist', file), other, 'latin1');
  }
  renameSync(installed, `${installed}.old`);
  renameSync(next, installed);
  rmSync(`${installed}.old`, { recursive: true });
}

const STEPS = [1, 2, 3, 4];

/** A repository with an agent that waits for a file before each of its steps, and a script's token. */
async function working() {
  const installed = join(tempFolder('installed'), 'plugin');
  cpSync(plugin.folder, installed, { recursive: true });
  const { folder, backlog, token, foreground } = machine(join(installed, 'dist/cli.cjs'));
  onTestFinished(() => killCarrying(`BACKLOG_HOME=${join(folder, 'state')}`));
  const project = join(folder, 'project');
  git(project, 'init', '-q', '-b', 'main');
  git(project, 'commit', '-q', '--allow-empty', '-m', 'First');
  const bearer = token('ci', '--rights', 'read,write,review,admin');
  const script = (...words: string[]) => {
    const { status, out, err } = backlog([...words, '--json'], { BACKLOG_TOKEN: bearer });
    expect({ words, status, err }).toEqual({ words, status: 0, err: '' });
    return JSON.parse(out);
  };
  const step = (n: number) =>
    `echo step ${n}; while [ ! -e ${folder}/go-${n} ]; do sleep 0.02; done; echo ${n} >> steps`;
  const argv = JSON.stringify(['/bin/sh', '-c', STEPS.map(step).join('; ')]);
  script('agent', 'add', 'sh', '--provider', 'command', '--argv', argv);
  script('add', 'Outlive it');
  return {
    ...{ project, backlog, foreground, script },
    upgrade: () => upgrade(installed),
    headers: { authorization: `Bearer ${bearer}` },
    /** Lets the agent do a step. */
    go: (n: number) => writeFileSync(join(folder, `go-${n}`), ''),
  };
}

/** A client that calls commands and reads events, and continues after the last change that it has read. */
async function client(origin: string, headers: Record<string, string>) {
  const [{ uuid }] = (await (await fetch(`${origin}/api/v1/workspaces`, { headers })).json()) as [{ uuid: string }];
  const call = async (command: string, input: object) => {
    const answer = await fetch(`${origin}/api/v1/${uuid}/${command}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'x-backlog': '1' },
      body: JSON.stringify(input),
    });
    expect({ command, status: answer.status }).toEqual({ command, status: 200 });
    return (await answer.json()) as Record<string, unknown>;
  };
  /** Numbers of the changes. */
  const seen: number[] = [];
  let reader: Reader;
  const until = async (fits: (told: Told) => boolean) => {
    for (let told = await reader.next(); ; told = await reader.next()) {
      if (told.event === 'commit') seen.push(Number(told.id));
      if (fits(told)) return told;
    }
  };
  return {
    ...{ call, seen, until },
    async connect() {
      const last = seen.at(-1);
      const more = last === undefined ? {} : { 'last-event-id': String(last) };
      reader = await listenTo({ origin, uuid, shown: headers as never }, { headers: more });
      reader.ended.catch(() => undefined); // the server may be killed
      return Number((await until(({ event }) => event === 'ready')).id);
    },
  };
}

const says = (n: number) => (told: Told) => told.event === 'run' && JSON.stringify(told.data).includes(`step ${n}`);

soak('a run outlives its server, killed, replaced or upgraded; its events and the tokens go on', async () => {
  const { project, backlog, foreground, script, upgrade, headers, go } = await working();
  const first = foreground(['--port', '0']);
  const { url } = await first.ready;
  const { call, seen, connect, until } = await client(url, headers);
  const start = await connect();
  await call('run_start', { filter: '1', agent: 'sh' });
  await until(says(1));

  first.child.kill('SIGKILL');
  await first.ended;
  const second = foreground();
  expect(await second.ready).toMatchObject({ url, version });
  await connect();
  go(1);
  await until(says(2));

  expect(JSON.parse(backlog(['serve', '--replace', '--json']).out)).toMatchObject({ url, version });
  expect(await second.ended).toBe(0);
  await connect();
  go(2);
  await until(says(3));

  upgrade();
  expect(JSON.parse(backlog(['serve', '--replace', '--json']).out)).toMatchObject({ url, version: NEXT });
  await connect();
  go(3);
  await until(says(4));
  go(4);

  const run = async () => (await call('run_show', { run: 'r1' })).run;
  await vi.waitFor(async () => expect(await run()).toMatchObject({ state: 'review' }), { timeout: DEADLINE_MS });
  script('approve', 'r1');
  await until(({ data }) => data.command === 'run_land');
  expect(git(project, 'show', 'main:steps')).toBe('1\n2\n3\n4');
  expect(seen).toEqual(seen.map((_, i) => start + 1 + i));
});
