import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../../src/store/index.ts';
import { cli } from '../../interfaces/cli/line.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

const PERSON = { ...ADA, door: 'cli' as const };

async function filled(): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'First' });
  const set = (name: string, value: string) => work.run('setting_set', { name, value });
  await set('checks.unit', 'npm test');
  await set('runs.setup', 'npm ci');
  await set('runs.copy', '.env, a b');
  await set('runs.minutes', '30');
  await set('runs.hooks', 'true');
  await set('lint.words', '5');
  await set('review.agents', 'true');
  await set('archive.after', '9');
  await work.run('agent_add', { name: 'fixer', provider: 'command', argv: ['node', 'fix.mjs'], slots: 2 });
  await set('routing.path.docs', 'fixer');
  await work.run('agent_add', { name: 'reckless', provider: 'claude', mode: 'bypass' });
  return work;
}

/** The settings and agents of a queue, without author and time. */
function settingsOf({ opened }: TestWorkspace) {
  const { state } = opened.store;
  const values = Array.from(state.all('setting'), ([name, { value }]) => [name, value]);
  const agents = Array.from(state.all('agent'), ([name, { at: _, actor: __, ...fields }]) => [name, fields]);
  return { ...Object.fromEntries(values), agents: Object.fromEntries(agents) };
}

const exported = async (work: TestWorkspace, more: object = {}) => {
  const file = join(work.folder, 'queue.json');
  await work.run('task_export', { to: file, settings: true, ...more }, PERSON);
  return file;
};

describe('an export with settings', () => {
  test('brings settings and agents into another queue after a yes, but no rights; the second time, nothing changes', async () => {
    const [here, there] = [await filled(), await testWorkspace()];
    const file = await exported(here);
    expect(await here.text('task_export', { to: file, settings: true }, PERSON)).toMatch(
      /Left out, because they grant rights or concern only this queue: review\.agents, archive\.after, agents\.reckless/,
    );
    const text = await there.text('task_import', { from: file }, PERSON);
    expect(text).toContain('settings: a person can set them with `backlog config import FILE`');
    expect(settingsOf(there)).toEqual({ agents: {} });
    const refusal = await there.refused('config_import', { file }, PERSON);
    expect(refusal.data).toMatchObject({
      lines: expect.arrayContaining(['+ checks.unit: npm test', '+ agents.fixer.argv: ["node","fix.mjs"]']),
    });
    expect(settingsOf(there)).toEqual({ agents: {} });
    await there.run('config_import', { file, content: refusal.data!.content }, PERSON);
    const { 'review.agents': _, 'archive.after': __, agents, ...values } = settingsOf(here);
    expect(settingsOf(there)).toEqual({ ...values, agents: { fixer: agents.fixer } });
    expect(await there.run('config_import', { file }, PERSON)).toMatchObject({ lines: [] });
    expect(readFileSync(await exported(there), 'utf8').split('"tasks"')[0]).toBe(
      readFileSync(file, 'utf8').split('"tasks"')[0],
    );
  });

  test('is replaced by a later one; a file without settings, and a format without them, are errors that name the line', async () => {
    const work = await filled();
    const file = await exported(work);
    await exported(work);
    expect((await work.refused('task_export', { settings: true, format: 'csv' })).hint).toContain('backlog export');
    await work.run('task_export', { to: file }, PERSON);
    expect((await work.refused('config_import', { file }, PERSON)).hint).toContain('`backlog export --settings');
  });

  test('takes a config file of another repository, too', async () => {
    const work = await testWorkspace();
    await work.run('task_add', { description: 'First' });
    const file = join(work.folder, 'config.yaml');
    writeFileSync(file, 'checks: {unit: make}\nlint: {words: 4}\n');
    const { data } = await work.refused('config_import', { file }, PERSON);
    await work.run('config_import', { file, content: data!.content }, PERSON);
    expect(settingsOf(work)).toEqual({ 'checks.unit': 'make', 'lint.words': 4, agents: {} });
  });

  test.each<[string, object, RegExp]>([
    ['a right', { 'review.agents': true }, /review\.agents is not allowed/],
    ['an agent that bypasses permissions', { agents: { a: { provider: 'claude', mode: 'bypass' } } }, /bypass/],
    ['an agreement', { consent: { project: { content: 'x' } } }, /unknown key "consent"/],
    ['a token', { tokens: [{ name: 'x', rights: ['admin'], sha256: '0' }] }, /unknown key "tokens"/],
    ['a hidden character', { 'checks.unit': 'a\u202Eb' }, /U\+202E/],
    ['a path out of the repository', { 'runs.copy': '../x' }, /inside of the repository/],
    ['a prototype', JSON.parse('{"__proto__": {"x": 1}}'), /unknown key "__proto__"/],
  ])('that is hostile changes nothing: %s', async (_, settings, error) => {
    const work = await testWorkspace();
    await work.run('task_add', { description: 'First' });
    const file = join(work.folder, 'evil.json');
    writeFileSync(file, JSON.stringify({ settings, consent: [{}], agents: [{}], tasks: [] }));
    expect((await work.refused('config_import', { file, content: 'x' }, PERSON)).message).toMatch(error);
    expect(settingsOf(work)).toEqual({ agents: {} });
  });

  test('is for people, and counts only as it was shown', async () => {
    const [here, there] = [await filled(), await testWorkspace()];
    await there.run('task_add', { description: 'First' });
    const file = await exported(here);
    const { content } = (await there.refused('config_import', { file }, PERSON)).data as { content: string };
    expect((await there.refused('config_import', { file, content }, agent('s1'))).code).toBe('forbidden');
    writeFileSync(file, readFileSync(file, 'utf8').replace('npm test', 'evil'));
    expect((await there.refused('config_import', { file, content }, PERSON)).code).toBe('conflict');
    expect(settingsOf(there)).toEqual({ agents: {} });
  });
});

describe('a backup', () => {
  const SETTINGS = ['setting set checks.unit make', 'agent add fixer --provider command --argv ["sh"]'];

  test('brings its settings back after one question about what they execute; a no changes nothing', async () => {
    const { say, cwd, as, asked } = cli();
    await say('add one');
    for (const line of [...SETTINGS, 'setting set lint.words 5', 'backup queue.tar.gz']) await say(line);
    const other = as({ BACKLOG_DIR: join(cwd, 'other') });
    expect(await other.say('restore queue.tar.gz')).toMatchObject({
      out: '',
      err: expect.stringMatching(/^\+ agents\.fixer\.argv: \["sh"\]\n[\s\S]*\+ checks\.unit: make/m),
    });
    expect(other.asked).toHaveLength(1);
    expect(readdirSync(cwd).filter((name) => name.startsWith('other'))).toEqual([]);
    expect((await other.say('list')).out).toMatch(/^No tasks\.\nThere is no queue here yet/);
    other.answers.push('y');
    expect((await other.say('restore queue.tar.gz')).out).toMatch(/^Restored 4 changes/);
    expect((await other.say('setting get checks.unit')).out).toContain('make');
    expect((await other.say('setting get lint.words')).out).toContain('5');
    // The queue from which it came has these values, so nobody is asked.
    await say('add two');
    expect((await say('restore queue.tar.gz --force')).out).toMatch(/^Restored/);
    expect(asked).toEqual([]);
  });

  test('never brings an agreement or a token, not even one for this machine and this repository', async () => {
    const work = await testWorkspace();
    await work.run('task_add', { description: 'First' });
    const { folder } = work;
    const consent = {
      ...{ file: '.backlog/config.yaml', content: 'x', common: join(folder, 'project/.git'), machine: 'm' },
      ...{ values: { 'runs.setup': 'evil' }, agents: [], at: '2026-01-01T00:00:00Z' as const, actor: 'human:ada' },
    };
    await work.opened.store.write({ command: 'test', actor: ADA.actor }, (tx) => tx.put('consent', 'project', consent));
    const file = join(folder, 'queue.tar.gz');
    await work.run('backlog_backup', { file }, PERSON);
    // The same store agreed to it, so it stays.
    await work.run('backlog_restore', { file }, PERSON);
    const consents = async (dir: string) => {
      const store = await openStore({ dir });
      const all = [...store.state.all('consent')].length;
      await store.close();
      return all;
    };
    expect(await consents(work.opened.store.dir)).toBe(1);
    const other = await testWorkspace();
    // The repository of the backup is another folder of this machine.
    const { data } = await other.refused('backlog_restore', { file }, PERSON);
    expect(data!.lines).toEqual([`+ repositories.project: ${join(folder, 'project')}`]);
    await other.run('backlog_restore', { file, content: data!.content }, PERSON);
    expect(await consents(other.opened.store.dir)).toBe(0);
  });
});
