import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { launchdAgent, systemdUnits } from '../../../src/scheduler/night/restart-units.ts';
import { tempFolder } from '../../support/folder.ts';
import { needsProgram } from '../../support/needs.ts';
import { until } from '../support/until.ts';
import { loops, type NightMachine, nightMachine } from './night-machine.ts';

const FACTS = {
  ...{
    night: 'n1',
    store: '/home/ada/.backlog/workspaces/w',
    log: '/home/ada/.backlog/workspaces/w/runs/schedule.log',
  },
  argv: ['/usr/bin/node', '/opt/a b/50% "x" $HOME/supervisor.cjs', 'schedule', 'loop'] as const,
  cwd: '/home/ada/web shop',
  env: { PATH: '/usr/bin:/home/ada/my bin', BACKLOG_DIR: '/home/ada/.backlog/workspaces/w' },
};

test('the units of systemd name program, folder and environment, whatever characters are in them', () => {
  const { service, timer } = systemdUnits(FACTS);
  expect(service.split('\n')).toEqual([
    '[Unit]',
    'Description=Backlog starts the orchestrator of night n1 again if it died (/home/ada/.backlog/workspaces/w)',
    'ConditionPathExists=/opt/a b/50%% "x" $HOME/supervisor.cjs',
    '',
    '[Service]',
    'WorkingDirectory=/home/ada/web shop',
    'Environment="PATH=/usr/bin:/home/ada/my bin"',
    'Environment="BACKLOG_DIR=/home/ada/.backlog/workspaces/w"',
    String.raw`ExecStart="/usr/bin/node" "/opt/a b/50%% \"x\" $$HOME/supervisor.cjs" "schedule" "loop"`,
    'KillMode=process',
    'StandardOutput=append:/home/ada/.backlog/workspaces/w/runs/schedule.log',
    'StandardError=append:/home/ada/.backlog/workspaces/w/runs/schedule.log',
    '',
  ]);
  expect(timer).toContain('OnUnitInactiveSec=60\n');
  expect(systemdUnits({ ...FACTS, cwd: '/a\nExecStartPre=/bin/evil' }).service).not.toMatch(/^ExecStartPre/m);
});

test('systemd reads the units without a complaint', needsProgram('systemd-analyze'), () => {
  const folder = tempFolder('units');
  const units = systemdUnits({ ...FACTS, argv: [process.execPath, ...FACTS.argv.slice(1)], cwd: folder });
  for (const [kind, text] of Object.entries(units)) writeFileSync(join(folder, `backlog-night-1.${kind}`), text);
  const files = Object.keys(units).map((kind) => join(folder, `backlog-night-1.${kind}`));
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', ...files], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
});

test('the agent of launchd has the same, as XML', () => {
  const text = launchdAgent('backlog-night-1', FACTS);
  expect(text).toContain('<string>/opt/a b/50% "x" $HOME/supervisor.cjs</string><string>schedule</string>');
  expect(text).toContain('<key>StartInterval</key><integer>60</integer>');
  expect(launchdAgent('x', { ...FACTS, cwd: '/a&b<c>' })).toContain('<string>/a&amp;b&lt;c&gt;</string>');
});

/** A machine whose `systemctl` notes its calls and ends with a code, and whose only agent is at its account's limit. */
async function limitedMachine(
  code: number,
): Promise<NightMachine & { calls(): string[]; units(): string[]; folder: string }> {
  const bin = join(tempFolder('systemd'), 'bin');
  mkdirSync(bin);
  const noted = join(bin, '..', 'calls');
  writeFileSync(noted, '');
  const program = join(bin, 'systemctl');
  writeFileSync(program, `#!/bin/sh\necho "$*" >> '${noted}'\nexit ${code}\n`);
  chmodSync(program, 0o755);
  const one = await nightMachine([], { PATH: `${bin}:${process.env.PATH}`, XDG_RUNTIME_DIR: bin });
  const resetsAt = new Date(Date.now() + 6 * 3_600_000).toISOString();
  const limited = `echo '{"backlog": "rate_limited", "resetsAt": "${resetsAt}"}'; exit 1`;
  await one.json('agent', 'add', 'limited', '--argv', JSON.stringify(['/bin/sh', '-c', limited]));
  await one.json('setting', 'set', 'runs.agent', 'limited');
  const units = join(one.env.HOME!, '.config/systemd/user');
  return {
    ...one,
    calls: () => readFileSync(noted, 'utf8').trim().split('\n').filter(Boolean),
    units: () =>
      existsSync(units)
        ? readdirSync(units)
            .map((file) => join(units, file))
            .sort()
        : [],
  };
}

/** Begins a night whose runs wait for the account's limit, and kills the orchestrator's process then. */
async function killedNight(one: NightMachine): Promise<string> {
  const { err } = await one.run('night', '--until', '8h', '--yes');
  await until(
    () => one.json<{ runs: { run: { state: string } }[] }>('run', 'list', '--all'),
    ({ runs }) => runs.length === 3 && runs.every(({ run }) => run.state === 'failed'),
  );
  const [loop] = loops(one);
  process.kill(loop!, 'SIGKILL');
  await until(
    async () => loops(one),
    (left) => left.length === 0,
  );
  return err;
}

const NOTHING = /nothing runs, for another .*process is not running.*backlog orchestrator start/;

describe('an orchestrator that is killed while its only agent waits for a limit', () => {
  test('is told on every page with the line that starts it, and this line does', async () => {
    const one = await limitedMachine(1);
    const contract = await killedNight(one);
    expect(contract).toContain("nothing of this system starts the orchestrator's process again");
    expect(one.units()).toEqual([]);
    for (const words of [['night'], ['morning']]) expect((await one.run(...words)).out).toMatch(NOTHING);
    for (const words of [['status'], ['now'], ['orchestrator', 'status']])
      expect((await one.run(...words)).out).toMatch(/process is not running.*backlog orchestrator start/);
    expect(await one.json('night', 'show')).toMatchObject({ results: { halted: { why: 'process' } } });
    // Reading starts nothing.
    expect(loops(one)).toEqual([]);
    expect((await one.run('orchestrator', 'start')).code).toBe(0);
    await until(
      () => one.run('morning').then(({ out }) => out),
      (out) => /^Night +active/m.test(out) || /Night: active/.test(out),
    );
    expect(loops(one)).toHaveLength(1);
    await one.run('night', 'stop');
  });

  test('is started again by the service of systemd, which is gone after the night', async () => {
    const one = await limitedMachine(0);
    const contract = await killedNight(one);
    expect(contract).toContain('systemd starts it again within two minutes');
    const [service = '', timer = ''] = one.units();
    const name = /(backlog-night-[0-9a-f]{12})\.timer$/.exec(timer)?.[1];
    expect(service).toContain(`${name}.service`);
    expect(statSync(service).mode & 0o777).toBe(0o600);
    expect(one.calls()).toContain(`--user enable --now ${name}.timer`);
    // What systemd does with the unit: the program with nothing but the environment of the unit.
    const unit = readFileSync(service, 'utf8');
    const [file, ...args] = wordsOf(/^ExecStart=(.*)$/m.exec(unit)![1]!);
    const env = Object.fromEntries(
      [...unit.matchAll(/^Environment=(.*)$/gm)].map(([, line]) => wordsOf(line!)[0]!.split(/=(.*)/s).slice(0, 2)),
    );
    expect(env).toMatchObject({ HOME: one.env.HOME, PATH: expect.stringContaining('/bin:') });
    const cwd = /^WorkingDirectory=(.*)$/m.exec(unit)![1]!;
    const child = spawn(file!, args, { cwd, env, stdio: 'ignore', detached: true });
    onTestFinished(() => void child.kill('SIGKILL'));
    await until(
      () => one.run('night').then(({ out }) => out),
      (out) => /Night:? +active/.test(out),
    );
    expect(loops(one)).toEqual([child.pid]);
    await one.run('night', 'stop');
    await until(
      async () => one.units(),
      (left) => left.length === 0,
    );
    expect(one.calls()).toContain(`--user disable --now ${name}.timer`);
  });
});

/** The words of a line of a unit, as systemd reads them. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word = '']) =>
    word.replaceAll('%%', '%').replaceAll('$$', '$').replaceAll(/\\(.)/g, '$1'),
  );
