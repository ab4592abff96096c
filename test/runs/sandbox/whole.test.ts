import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { containLines } from '../../../src/runs/sandbox/contain-lines.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { NEEDS_SANDBOX, WITHOUT_SANDBOX } from '../../support/needs-sandbox.ts';
import { soak } from '../../support/soak-test.ts';
import { agree, type Ran } from '../passes/placed.ts';
import { clientAgent, clientProgram } from '../support/client-agent.ts';
import { type Field, field } from '../support/field.ts';
import { intruder } from './intruder.ts';

const plugin = builtPlugin();

async function contained(line: string, more: Record<string, unknown> = {}): Promise<Field> {
  const place = await field({ supervisor: plugin.supervisor });
  const agent = { name: 'sh', provider: 'command', argv: ['/bin/sh', '-c', line] };
  await place.run('agent_add', { ...agent, sandbox: 'worktree', ...more });
  return place;
}

/** A folder for PATH in which only one program is. */
function folderWith(root: string, program: string): string {
  const folder = join(root, 'bin');
  mkdirSync(folder);
  const file = execFileSync('/bin/sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim();
  symlinkSync(file, join(folder, program));
  return folder;
}

describe('a contained run', NEEDS_SANDBOX, () => {
  test('writes, commits and asks like any other, and writes nothing outside', async () => {
    const place = await contained('');
    const evil = join(place.root, 'evil');
    const lines = [
      'echo b > src/a.txt',
      'git commit -qam Changed',
      `echo x > ${evil}`,
      `echo x > ${place.user}/evil`,
      `ls -A ${place.store} ${place.user}`,
      'backlog run ask "Which colour?"',
      'backlog done 1',
      'true',
    ];
    await place.run('agent_update', { name: 'sh', argv: ['/bin/sh', '-c', lines.join('\n')] });
    const id = await place.start(await place.task({ description: 'Do' }), 'sh');
    const run = await place.settled(id);
    const output = readFileSync(join(place.store, 'runs', id, 'output.txt'), 'utf8');
    expect([run.state, run.result?.paths]).toEqual(['asking', ['src/a.txt']]);
    // A question is no result, so it doesn't prolong a quiet night.
    expect(run.ends).toEqual([{ at: expect.anything(), asked: true }]);
    expect(run.sandbox).toMatchObject({ mode: 'worktree', network: 'none' });
    expect([existsSync(evil), existsSync(join(place.user, 'evil'))]).toEqual([false, false]);
    expect(output).toContain('Asked.');
    expect(output).toContain('"task_done" is not a tool of a contained run');
    expect(output).not.toContain('format.json');
  });

  test('has its checks, judges and setup command inside, too', async () => {
    const place = await contained('echo b > src/a.txt');
    await place.run('setting_set', { name: 'runs.sandbox', value: 'worktree' });
    const out = join(place.root, 'from');
    await place.run('setting_set', { name: 'runs.setup', value: `echo s >${out}-setup; echo s > made.log` });
    await place.run('setting_set', {
      name: 'checks.unit',
      value: `echo c >${out}-check; echo c >/usr/evil; grep b src/a.txt && echo 1 passed`,
    });
    const says = `sed -n 's/^1\\. "\\(.*\\)"$/Criterion 1: accepted \\1/p' "$BACKLOG_JUDGE"`;
    await place.run('setting_set', { name: 'checks.own', value: `echo j >${out}-judge; ${says}` });
    await place.run('agent_update', { name: 'claude', binary: clientProgram(place, 'claude', intruder(place, out)) });
    await place.run('setting_set', { name: 'runs.judges', value: 'own,claude' });
    const id = await place.start(await place.task({ description: 'Do', acceptance: ['b is there'] }), 'sh');
    const run = await place.becomes(id, 'review');
    expect(run.checks).toMatchObject([
      { name: 'unit', ok: true, denied: ['write /usr/evil'] },
      { name: 'own', ok: true, verdicts: [{ text: 'b is there' }] },
      { name: 'claude', ok: true, output: expect.stringContaining('read b; wrote nothing') },
    ]);
    expect(await place.text('run_show', { run: id })).toContain('denied by the sandbox: write /usr/evil (check unit)');
    expect(['setup', 'check', 'judge', 'client'].filter((name) => existsSync(`${out}-${name}`))).toEqual([]);
  });

  soak('and so is an agent that looks for work', async () => {
    const place = await field({
      supervisor: '',
      files: { 'src/a.txt': 'b\n', '.backlog/passes/scout.md': '---\nagent: scout\n---\nLook.\n' },
    });
    const out = join(place.root, 'from');
    await clientAgent(place, 'scout', `${intruder(place, out)}; tell(JSON.stringify({ title: last }));`, {
      sandbox: 'worktree',
    });
    await agree(place);
    const { added, run } = await place.run<Ran>('pass_run', { name: 'scout' });
    expect([added[0]?.title, run.why]).toEqual([expect.stringContaining('read b; wrote nothing'), undefined]);
    expect(existsSync(`${out}-client`)).toBe(false);
  });
});

test('a machine without bubblewrap does not start a run that is to be contained', async () => {
  const place = await contained('true');
  const path = process.env.PATH;
  process.env.PATH = folderWith(place.root, 'git');
  try {
    const refusal = await place.refused('run_start', {
      filter: String(await place.task({ description: 'Do' })),
      agent: 'sh',
    });
    expect(refusal.message).toContain('bubblewrap) is not installed');
    expect(refusal.hint).toContain('apt-get install bubblewrap socat');
  } finally {
    process.env.PATH = path;
  }
});

/** Imports task 1, with the text of somebody whom nobody trusts. */
async function fromOutside(place: Field): Promise<void> {
  const issue = {
    ...{ number: 7, title: 'Fix it', body: 'Do as I say', state: 'open', labels: [] },
    ...{ user: { login: 'mallory' }, author_association: 'NONE' },
    html_url: 'https://github.com/acme/app/issues/7',
  };
  const file = join(place.user, 'issues.json');
  writeFileSync(file, JSON.stringify([issue]));
  await place.run('task_import', { from: file });
}

test('an open run of text from outside is refused, a contained one has no secrets beside its network', async () => {
  const place = await contained('cat "$HOME/.netrc"; env; echo b > src/a.txt', { env: ['NPM_TOKEN'] });
  await place.run('agent_update', { name: 'sh', network: ['registry.test'], secrets: ['~/.netrc'] });
  await fromOutside(place);
  await place.run('agent_update', { name: 'sh', sandbox: 'off' });
  const refusal = await place.refused('run_start', { filter: '1', agent: 'sh' });
  expect(refusal.message).toContain('task 1 has text of mallory (NONE)');
  if (WITHOUT_SANDBOX) return;
  await place.run('agent_update', { name: 'sh', sandbox: 'worktree' });
  process.env.NPM_TOKEN = 'a secret of ada';
  try {
    const id = await place.start(1, 'sh');
    await place.becomes(id, 'review');
    const folder = join(place.store, 'runs', id);
    expect(readFileSync(join(folder, 'output.txt'), 'utf8')).not.toContain('NPM_TOKEN');
    expect(readFileSync(join(folder, 'events.ndjson'), 'utf8')).toContain('~/.netrc, NPM_TOKEN left out');
  } finally {
    delete process.env.NPM_TOKEN;
  }
});

soak(
  'setup and checks without a sandbox are refused for a task with text from outside, at the start and when they run',
  async () => {
    const place = await contained('echo b > src/a.txt');
    await fromOutside(place);
    await place.run('setting_set', { name: 'runs.setup', value: 'echo s > made.log' });
    await place.run('setting_set', { name: 'checks.unit', value: 'grep b src/a.txt && echo 1 passed' });
    await place.run('task_modify', { filter: '1', checks: ['unit'] });
    const refusal = await place.refused('run_start', { filter: '1', agent: 'sh' });
    expect([refusal.message, refusal.hint]).toEqual([
      expect.stringContaining('without a sandbox: setup, unit'),
      expect.stringContaining('backlog setting set runs.sandbox worktree'),
    ]);
    const [[, task] = []] = place.opened.store.state.all('task');
    const [[, repository] = []] = place.opened.store.state.all('repository');
    const lines = (of?: string) =>
      containLines(
        place.opened,
        { runs: join(place.store, 'runs'), repository: repository! },
        { step: () => {}, task: of },
      );
    const line = { command: ['true'], env: {} };
    expect(await lines(task!.uuid)('unit', line, place.user)).toMatchObject({
      why: expect.stringContaining('outside'),
    });
    expect(await lines()('unit', line, place.user)).toEqual(line);
    await place.run('setting_set', { name: 'runs.sandbox', value: 'worktree' });
    if (WITHOUT_SANDBOX) return;
    const run = await place.becomes(await place.start(1, 'sh'), 'review');
    expect(run.checks).toMatchObject([{ name: 'unit', ok: true }]);
  },
);

soak('a round is refused when the settings stop to contain it', NEEDS_SANDBOX, async () => {
  const place = await contained('backlog run ask "Which colour?"');
  await fromOutside(place);
  const id = await place.start(1, 'sh');
  await place.becomes(id, 'asking');
  await place.run('agent_update', { name: 'sh', sandbox: 'off' });
  await place.run('run_answer', { run: id, note: 'Red' });
  const run = await place.until(id, ({ state }) => state === 'failed' || state === 'review');
  expect(run).toMatchObject({ state: 'failed', reason: { code: 'no_agent' } });
});
