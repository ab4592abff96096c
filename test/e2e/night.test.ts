import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Night, Proposal } from '../../src/domain/records.ts';
import type { Morning } from '../../src/report/night/morning.ts';
import { agree } from '../runs/passes/placed.ts';
import { until } from '../scheduler/support/until.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { git } from '../support/git.ts';
import { unless } from '../support/needs.ts';
import { whyNoPerson } from './support/at-review.ts';
import { waitInBackground } from './support/background-wait.ts';
import { clientHome } from './support/client-home.ts';
import { clientBinary, codexBinary, whyLeftOut } from './support/clients.ts';
import { describeClients } from './support/describe-clients.ts';
import { call, say } from './support/reply.ts';
import { startResponses } from './support/responses.ts';
import { type ClientField, clientField } from './support/run-field.ts';
import { startModel } from './support/scripted-model.ts';

const plugin = builtPlugin();

/** The line that a task asks for, which its description has. */
const lineOf = (text: string) => /Write (\w+) into d(\d+)/.exec(text);
const command = (text: string): string => {
  const [, word, n] = lineOf(text) ?? [];
  return `mkdir -p d${n}; echo ${word} > d${n}/n.txt`;
};
/** The task whose Claude Code goes on only when a file is there, so that somebody can wait for it. */
const PATIENT = 'Write w11 into d11';

const CANDIDATE = JSON.stringify({ title: 'Test the empty file', path: 'src/a.txt' });

/** A field in which Claude Code and Codex do what a task says. Their models are scripted. */
async function both(
  version: 'old' | 'new',
  files: Record<string, string> = {},
  found = CANDIDATE,
): Promise<ClientField> {
  // Not in the temporary folder of tests, nor in the home folder: both may be in /dev, which Codex hides.
  const root = realpathSync(mkdtempSync('/var/tmp/backlog-night-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  const claude = await startModel();
  claude.main(({ prompt, step }) => {
    if (prompt.includes('Find functions without a test')) return say(found);
    const first = prompt.includes(PATIENT) ? `while [ ! -e ${root}/go ]; do sleep 0.1; done; ` : '';
    return step === 0 ? call('Bash', { command: `${first}${command(prompt)}`, description: 'Writes' }) : say('Written');
  });
  const codex = await startResponses(({ place, text }) =>
    place === 0
      ? { name: 'exec_command', arguments: { cmd: command(text), yield_time_ms: 30_000 } }
      : { text: 'Written' },
  );
  const place = await clientField(plugin, {
    root,
    files: { 'src/a.txt': 'a\n', '.gitignore': '*.log\n', ...files },
    env: {
      ...{ ANTHROPIC_BASE_URL: claude.url, ANTHROPIC_API_KEY: 'sk-dummy-key-for-tests' },
      ...{ CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1', KEY: 'sk-dummy-key-for-tests' },
      CODEX_HOME: join(root, 'codex'),
    },
  });
  mkdirSync(join(root, 'codex'));
  await place.run('agent_update', { name: 'claude', binary: clientBinary(version), allow: ['Bash'] });
  const scripted = `{name="scripted",base_url="${codex.url}/v1",wire_api="responses",env_key="KEY",request_max_retries=1,stream_max_retries=1}`;
  await place.run('agent_update', {
    ...{ name: 'codex', binary: codexBinary(), model: 'gpt-5', env: ['KEY'] },
    argv: ['-c', `model_providers.scripted=${scripted}`, '-c', 'model_provider="scripted"'],
  });
  return place;
}

describeClients(
  'a night of Claude Code and Codex',
  (version) => {
    const withCodex = unless(whyLeftOut('codex'));

    test(
      'does ten tasks although a supervisor is killed, within its terms, and the morning page names them',
      withCodex,
      async () => {
        const place = await both(version);
        const { run, now, person, task } = place;
        for (let n = 1; n <= 10; n++)
          await task({ description: `Write w${n} into d${n}`, scope: `d${n}/**`, agent: n % 2 ? 'claude' : 'codex' });
        await run('setting_set', { name: 'checks.own', value: 'ls d*/n.txt && echo 1 passed' });
        await person('night', '--until', '23h', '--budget', '20', '--agents', '2', '--yes');
        const first = await until(
          () => place.all(),
          (all) => all.some(({ state, supervisor }) => state === 'running' && supervisor !== undefined),
        );
        const victim = first.find(({ state, supervisor }) => state === 'running' && supervisor !== undefined)!;
        process.kill(victim.supervisor!.pid, 'SIGKILL');
        await until(
          () => place.all(),
          (all) => new Set(all.filter(({ state }) => state === 'review').map((one) => one.task)).size === 10,
        );
        expect((await now(victim.id)).ends?.map(({ code }) => code)).toEqual(['supervisor_died', undefined]);
        await person('night', 'stop');
        const { night } = await until(
          () => run<{ night: Night }>('night_show'),
          ({ night: one }) => one.over !== undefined,
        );
        const page = await run<Morning>('night_report');
        expect(page).toMatchObject({ state: 'over', runs: 10, landed: [], failed: [], parked: [], active: 0 });
        expect(page.waiting).toHaveLength(10);
        // The five runs of Codex report no cost, and the page names them.
        expect([night.over?.unpriced?.length, page.unpriced.length]).toEqual([5, 5]);
        expect(page.spentUsd).toBeGreaterThan(0);
        for (const one of await place.all()) expect(one.checks).toMatchObject([{ name: 'own', ok: true }]);
        expect(git(place.user, 'log', '--format=%s').split('\n')).toEqual(['First']);
        expect(place.processes().length).toBeLessThanOrEqual(1);
      },
    );

    test('two attempts at one task are compared, and one is kept', withCodex, async () => {
      const place = await both(version);
      await place.task({ description: 'Write w1 into d1', scope: 'd1/**' });
      await place.person('run', '1', '--agents', 'claude,codex');
      for (const id of ['r1', 'r2']) await place.becomes(id, 'review');
      expect((await place.all()).map(({ provider, group }) => [provider, group])).toEqual([
        ['claude', 'r1'],
        ['codex', 'r1'],
      ]);
      expect(await place.person('run', 'compare', '1')).toMatch(/claude[\s\S]*codex/);
      await place.person('approve', 'r2');
      expect((await place.becomes('r2', 'merged')).settled).toBeUndefined();
      expect(await place.now('r1')).toMatchObject({ state: 'discarded', settled: { run: 'r2', from: 'review' } });
      expect(git(place.user, 'show', 'main:d1/n.txt')).toBe('w1');
    });

    test(
      'a night does what a pass found and a refinement made, with two attempts at one task and a kill, and the page adds up',
      withCodex,
      async () => {
        const found = JSON.stringify({ title: 'Write w1 into d1', scope: ['d1/**'] });
        const scout = '---\nagent: claude\n---\nFind functions without a test.\n';
        const files = { '.backlog/passes/scout.md': scout, 'd2/a/x.txt': 'x\n', 'd2/b/x.txt': 'x\n' };
        const place = await both(version, files, found);
        const { run, person, task } = place;
        await agree(place);
        expect(await person('pass', 'run', 'scout')).toContain('1 new in the inbox');
        await person('inbox', 'accept', 'p1');
        await task({ description: 'Write w2 into d2', scope: 'd2/**', estimate: '40h', acceptance: 'It is there' });
        expect(await person('refine')).toContain('p2');
        expect(await person('inbox', 'accept', 'p2')).toContain('split into 2 subtasks');
        for (let n = 3; n <= 10; n++)
          await task({ description: `Write w${n} into d${n}`, scope: `d${n}/**`, agent: n % 2 ? 'claude' : 'codex' });
        // The night leaves the last task to the person, who wants two attempts at it.
        await task({ description: PATIENT, scope: 'd11/**', project: 'alone' });
        await person('night', 'project.not:alone', '--until', '23h', '--budget', '20', '--agents', '2', '--yes');
        const first = await until(
          () => place.all(),
          (all) => all.some(({ state, supervisor }) => state === 'running' && supervisor !== undefined),
        );
        const victim = first.find(({ state, supervisor }) => state === 'running' && supervisor !== undefined)!;
        process.kill(victim.supervisor!.pid, 'SIGKILL');
        await until(
          () => place.all(),
          (all) => new Set(all.filter(({ state }) => state === 'review').map((one) => one.task)).size === 11,
        );
        await person('run', 'project:alone', '--agents', 'claude,codex');
        const attempts = () => place.all().then((all) => all.filter(({ group }) => group !== undefined));
        const [patient] = await attempts();
        const conversation =
          whyNoPerson(version) === undefined && version === 'new'
            ? await waitInBackground(plugin, {
                // A home of its own: the clients of runs have left their first notes in the other one.
                ...{ cwd: place.user, home: clientHome(), env: { BACKLOG_DIR: place.store }, run: patient!.id },
              })
            : undefined;
        writeFileSync(join(place.root, 'go'), '');
        const done = await until(attempts, (all) => all.length === 2 && all.every(({ state }) => state === 'review'));
        await conversation?.shows(/Heard of the review\./);
        await person('approve', done[0]!.id);
        await place.becomes(done[0]!.id, 'merged');
        await person('night', 'stop');
        const page = await until(
          () => run<Morning>('night_report'),
          ({ state }) => state === 'over',
        );
        expect(page.states.reduce((sum, { runs }) => sum + runs, 0)).toBe(page.runs);
        expect(page.landed.map((row) => row.run)).toEqual([done[0]!.id]);
        expect(page.discarded).toMatchObject([{ run: done[1]!.id, why: `run ${done[0]!.id} was kept` }]);
        expect(page).toMatchObject({ failed: [], parked: [], active: 0 });
        if (process.env.SHOW) process.stdout.write(`${await place.text('night_report')}\n`);
      },
    );

    test('a pass asks the client, which finds work and may only read', async () => {
      const scout = '---\nagent: claude\n---\nFind functions without a test.\n';
      const place = await both(version, { '.backlog/passes/scout.md': scout });
      await agree(place);
      expect(await place.person('pass', 'run', 'scout')).toContain('1 new in the inbox');
      const { proposals } = await place.run<{ proposals: Proposal[] }>('inbox_list', { state: 'open' });
      expect(proposals).toMatchObject([{ title: 'Test the empty file', source: { kind: 'pass', name: 'scout' } }]);
    });
  },
  { only: 'soak' },
);
