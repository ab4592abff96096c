import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters as plain } from 'node:util';
import { describe, expect } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { git } from '../support/git.ts';
import { killProcesses } from '../support/kill-processes.ts';
import { unless } from '../support/needs.ts';
import { patience } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';
import { codexBinary, whyLeftOut } from './support/clients.ts';
import { type ResponsesReply, type ResponsesTurn, startResponses } from './support/responses.ts';
import { clientField } from './support/run-field.ts';

/** The check reads the file that the run changes, so its approval accepts that by name. */
const CHECKED_FILE = ['--risk', 'checkFiles'] as const;
const plugin = builtPlugin();
const exec = (cmd: string): ResponsesReply => ({ name: 'exec_command', arguments: { cmd, yield_time_ms: 30_000 } });
const ours = (name: string, given: object): ResponsesReply => ({ name, arguments: given, namespace: 'mcp__backlog' });
const say = (text: string): ResponsesReply => ({ text });

/** A field in which Codex is the agent; its script sees where the conversation stands. */
async function codexRuns(script: (turn: ResponsesTurn) => ResponsesReply) {
  const model = await startResponses(script);
  const field = await clientField(plugin, { env: { KEY: 'sk-dummy-key-for-tests' } });
  mkdirSync(join(field.home, 'codex'));
  const scripted = `{name="scripted",base_url="${model.url}/v1",wire_api="responses",env_key="KEY",request_max_retries=1,stream_max_retries=1}`;
  await field.run('agent_update', {
    name: 'codex',
    binary: codexBinary(),
    argv: ['-c', `model_providers.scripted=${scripted}`, '-c', 'model_provider="scripted"'],
    model: 'gpt-5',
    env: ['KEY'],
  });
  return { ...field, model };
}

const reason = whyLeftOut('codex');

describe('a run of Codex', unless(reason), () => {
  soak('goes from its start to its merge in one thread: checked, sent back, reviewed, asked and answered', async () => {
    const { model, run, task, user, becomes, person, now, opened } = await codexRuns(({ place, text }) => {
      const criterion = /\[(\w{8})\] a is mended/.exec(text)?.[1];
      const replies = [
        exec('echo aa > src/a.txt'),
        ours('task_annotate', { id: 1, criterion, text: 'grep says so' }),
        say('I changed a'),
        exec('echo mended >> src/a.txt'),
        ours('task_annotate', { id: 1, criterion, text: 'grep says so' }),
        say('Mended'),
        ours('run_ask', { text: 'Which shade?' }),
        say('I wait'),
        exec('echo amber >> src/a.txt'),
        ours('task_annotate', { id: 1, criterion, text: 'grep says so' }),
      ];
      return replies[place] ?? say('Done in amber');
    });
    await run('setting_set', { name: 'checks.mended', value: 'grep mended src/a.txt && echo 1 passed' });
    const about = { description: 'Mend a', acceptance: ['a is mended'], spec: '## Goal\nWhoever reads a knows' };
    await task({ ...about, scope: 'src/**', checks: 'mended' });
    await person('run', '1', '--agent', 'codex');
    const checked = await becomes('r1', 'review');
    expect(checked.rounds?.map(({ why, summary }) => [why, summary])).toEqual([
      ['start', 'I changed a'],
      ['checks', 'Mended'],
    ]);
    const [first] = model.turns;
    for (const told of [
      '1 - active Mend a',
      'Whoever reads a knows',
      'scope: src/**',
      'must pass these checks: mended',
    ])
      expect(first?.text).toContain(told);
    expect(first?.tools).toEqual(expect.arrayContaining(['task_annotate', 'run_ask']));
    for (const kept of ['task_done', 'task_stop', 'run_start', 'run_control']) expect(first?.tools).not.toContain(kept);
    const { record } = await run<{ record: { acceptance: unknown } }>('task_info', { id: 1, format: 'json' });
    expect(record.acceptance).toMatchObject([
      { met: { evidence: 'grep says so', actor: expect.stringMatching(/^ai:codex.*#r1$/) } },
    ]);

    await person('run', 'request-changes', 'r1', 'Name the shade');
    await becomes('r1', 'asking');
    await person('answer', 'r1', 'Amber');
    await becomes('r1', 'review');
    const { text } = model.turns.at(-1)!;
    const said = ['Do the task below', 'I changed a', 'failed these checks', 'mended: it exited with 1', 'Mended'];
    for (const words of [...said, 'Name the shade', 'I wait', 'Which shade?', 'Amber']) expect(text).toContain(words);

    await person('review', 'r1');
    await person('approve', 'r1', ...CHECKED_FILE);
    const merged = await becomes('r1', 'merged');
    expect(readFileSync(join(user, 'src/a.txt'), 'utf8')).toBe('aa\nmended\namber\n');
    expect(git(user, 'rev-parse', 'HEAD')).toBe(merged.merged?.commit);
    expect(opened.store.state.get('task', merged.task)).toMatchObject({ status: 'completed' });
    expect((await now('r1')).usage).toMatchObject({
      input: 100 * model.turns.length,
      output: 5 * model.turns.length,
      cached: 60 * model.turns.length,
    });
  });

  soak(
    'is told an answer in its next turn, is stopped in the middle of one, and says why it went no further',
    async () => {
      let trouble: number | undefined;
      const { model, task, tree, becomes, until, person, processes } = await codexRuns(({ place, text }) => {
        if (trouble !== undefined) return { status: trouble };
        if (text.includes('was interrupted')) return say('Done');
        const replies = [
          ours('run_ask', { text: 'Which shade?' }),
          exec('while ! [ -e go ]; do sleep 0.02; done; rm go; echo one > src/a.txt'),
          say('As I like it'),
        ];
        return replies[place] ?? exec('setsid sh -c "sleep 601" & echo > src/begun; sleep 600');
      });
      await task({ description: 'Mend a', scope: 'src/**' });
      await person('run', '1', '--agent', 'codex');
      await until('r1', () => model.turns.length === 2);
      await person('answer', 'r1', 'Amber');
      writeFileSync(join(tree('r1'), 'go'), '');
      await until('r1', () => model.turns.length === 4);
      expect(model.turns.at(-1)?.text).toMatch(/As I like it[\s\S]*You asked: [\s\S]*Amber/);
      const begun = performance.now();
      expect(await person('run', 'stop', 'r1')).toMatch(/^r1 stopped \(asked\)/);
      expect(performance.now() - begun).toBeLessThan(patience(5_000));
      expect(processes('BACKLOG_RUN=r1')).toEqual([]);

      for (const [status, code] of [
        [401, 'unauthenticated'],
        [429, 'rate_limited'],
      ] as const) {
        trouble = status;
        await person('resume', 'r1');
        expect((await becomes('r1', 'failed')).reason).toMatchObject({ code });
      }
      trouble = undefined;
      await person('resume', 'r1');
      const { rounds, result } = await becomes('r1', 'review');
      expect(rounds?.map(({ why }) => why)).toEqual(['start', 'answer', 'resume', 'resume', 'resume']);
      expect(result?.paths).toContain('src/a.txt');
      expect(model.turns.at(-1)?.text).toMatch(/Do the task below[\s\S]*Amber[\s\S]*was interrupted/);
    },
  );

  soak('is killed with its supervisor, and goes on in the thread that Codex had begun', async () => {
    const { model, task, tree, becomes, now, until, person, processes } = await codexRuns(({ text, step }) => {
      if (text.includes('was interrupted')) return say('Done');
      return step === 0 ? exec('echo one > src/a.txt') : exec('echo > src/begun; sleep 600');
    });
    await task({ description: 'Mend a', scope: 'src/**' });
    await person('run', '1', '--agent', 'codex');
    await until('r1', () => existsSync(join(tree('r1'), 'src/begun')));
    const { supervisor, process: agent } = await now('r1');
    await killProcesses([supervisor!, agent!]);
    expect(plain(await person('runs'))).toMatch(/^r1 +interrupted.*supervisor/m);
    expect(processes('BACKLOG_RUN=r1')).toEqual([]);
    await person('resume', 'r1');
    const { rounds } = await becomes('r1', 'review');
    expect(rounds?.map(({ why, outcome }) => [why, outcome])).toEqual([
      ['start', 'crashed'],
      ['resume', 'done'],
    ]);
    expect(model.turns.at(-1)?.text).toMatch(/Do the task below[\s\S]*was interrupted/);
  });
});
