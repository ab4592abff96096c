import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { git } from '../support/git.ts';
import { unless } from '../support/needs.ts';
import { WITHOUT_SANDBOX } from '../support/needs-sandbox.ts';
import { soak } from '../support/soak-test.ts';
import { byPrompt } from './support/by-prompt.ts';
import { claudeRuns } from './support/claude-runs.ts';
import { codexBinary, whyLeftOut } from './support/clients.ts';
import { describeClients } from './support/describe-clients.ts';
import { call, say } from './support/reply.ts';
import { type ResponsesReply, startResponses } from './support/responses.ts';
import { clientField } from './support/run-field.ts';
import { tool } from './support/workshop.ts';

const plugin = builtPlugin();
const bash = (command: string) => call('Bash', { command, description: 'x' });

describeClients('a contained run of Claude Code', (version) => {
  soak(
    'finds its queue, commits, is checked and merged, and reaches nothing outside',
    unless(WITHOUT_SANDBOX),
    async () => {
      const { model, run, task, user, home, store, becomes, person, server } = await claudeRuns(version, plugin);
      writeFileSync(join(home, '.netrc'), 'a secret of ada');
      await run('agent_update', { name: 'claude', sandbox: 'worktree' });
      await run('setting_set', { name: 'checks.mended', value: 'grep mended src/a.txt && echo 1 passed' });
      await task({ description: 'Mend a' });
      const replies = [
        call(tool('task_annotate'), { id: 1, text: 'I begin' }),
        bash('echo mended >> src/a.txt; git add -A; git commit -qm Mended; git log -1 --format=%s'),
        bash(`cat ${home}/.netrc; cat /proc/*/environ | tr '\\0' '\\n' | grep -c netrc; ls -A ${store}`),
        bash(`echo x > ${user}/evil; echo x > ${home}/evil; curl -s -m 3 http://example.com; echo over`),
        bash('echo x > /usr/evil; true'),
        bash('backlog run ask "Which shade?"; backlog approve r1; true'),
      ];
      model.main(
        byPrompt({
          'Do the task below': [...replies.map((reply) => () => reply), () => say('I wait')],
          'You asked': [() => say('Done')],
        }),
      );
      await (await server()).text('run_start', { filter: '1' });
      await becomes('r1', 'asking');
      await person('run', 'answer', 'r1', 'Amber');
      const now = await becomes('r1', 'review');
      const results =
        model
          .asked('main')
          .find(({ prompt, step }) => prompt.includes('Do the task') && step === 6)
          ?.results.map(({ text }) => text) ?? [];
      expect(results[1]).toContain('Mended');
      expect(results[2]).not.toContain('a secret of ada');
      expect(results[2]).not.toContain('format.json');
      expect(results[5]).toMatch(/Asked\.[\s\S]*is not a tool of a contained run/);
      expect([existsSync(join(user, 'evil')), existsSync(join(home, 'evil'))]).toEqual([false, false]);
      expect(now.sandbox).toMatchObject({ mode: 'worktree', network: 'none' });
      expect(now.sandbox?.denied).toContain('write /usr/evil');
      expect((await person('review', 'r1')).split('\n')).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^denied by the sandbox: .*\/usr\/evil/),
          expect.stringMatching(/^contained: writes only in the worktree/),
        ]),
      );
      await person('approve', 'r1');
      await becomes('r1', 'merged');
      expect(git(user, 'show', 'main:src/a.txt')).toContain('mended');
      expect(existsSync(join(home, '.claude/settings.json'))).toBe(false);
    },
  );
});

const exec = (cmd: string): ResponsesReply => ({ name: 'exec_command', arguments: { cmd, yield_time_ms: 30_000 } });

describe('a contained run of Codex', unless(whyLeftOut('codex') ?? WITHOUT_SANDBOX), () => {
  soak('finds its queue, works and ends in review, and reaches nothing outside', async () => {
    const ours: ResponsesReply = {
      ...{ name: 'task_annotate', arguments: { id: 1, text: 'I begin' }, namespace: 'mcp__backlog' },
    };
    let home = '';
    const model = await startResponses(({ place }) => {
      const replies = [
        ours,
        exec('echo aa > src/a.txt; echo written'),
        exec(`cat ${home}/.netrc; echo x > ${home}/evil; true`),
      ];
      return replies[place] ?? { text: 'Done' };
    });
    const field = await clientField(plugin, { env: { KEY: 'sk-dummy-key-for-tests' } });
    home = field.home;
    writeFileSync(join(home, '.netrc'), 'a secret of ada');
    mkdirSync(join(home, 'codex'));
    const scripted = `{name="scripted",base_url="${model.url}/v1",wire_api="responses",env_key="KEY",request_max_retries=1,stream_max_retries=1}`;
    await field.run('agent_update', {
      ...{ name: 'codex', binary: codexBinary(), model: 'gpt-5', env: ['KEY'], sandbox: 'worktree' },
      argv: ['-c', `model_providers.scripted=${scripted}`, '-c', 'model_provider="scripted"'],
      network: [`localhost:${new URL(model.url).port}`],
    });
    await field.task({ description: 'Mend a' });
    await field.person('run', '1', '--agent', 'codex');
    const run = await field.becomes('r1', 'review');
    const output = readFileSync(join(field.store, 'runs/r1/output.txt'), 'utf8');
    expect(run.result?.paths).toEqual(['src/a.txt']);
    expect(output).toContain('written');
    expect(output).not.toContain('a secret of ada');
    expect(existsSync(join(home, 'evil'))).toBe(false);
    expect(await field.text('task_info', { id: 1 })).toContain('I begin');
  });
});
