import { expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { byPrompt } from './support/by-prompt.ts';
import { claudeRuns } from './support/claude-runs.ts';
import { describeClients } from './support/describe-clients.ts';
import { call, say } from './support/reply.ts';
import type { Script } from './support/scripted-model.ts';
import { tool } from './support/workshop.ts';

const plugin = builtPlugin();

/** What the agent `reviewer` does. */
const READING: readonly Script[] = [
  () => call(tool('run_show'), { run: 'r1' }),
  () => call(tool('run_diff'), { run: 'r1' }),
];

describeClients(
  '/backlog:run, /backlog:review and the agent reviewer',
  (version) => {
    test('start a run, show what waits, read it, and leave the verdict to the person', async () => {
      const { model, task, becomes, session, now, person } = await claudeRuns(version, plugin);
      await task({ description: 'Mend a', scope: 'src/**' });
      model.main(
        byPrompt({
          'Do the task below': [
            () => call('Bash', { command: 'echo mended >> src/a.txt', description: 'x' }),
            () => say('Mended'),
          ],
          'Let somebody else read it': [
            () => call('Agent', { subagent_type: 'backlog:reviewer', description: 'review', prompt: 'Read r1' }),
          ],
          '# Run\n': [() => call(tool('run_start'), { filter: '1' }), () => say('r1 is at work')],
          '# Review\n': [
            () => call(tool('run_list'), { state: 'review' }),
            () => call(tool('run_show'), { run: 'r1' }),
            () => call(tool('run_diff'), { run: 'r1' }),
            () => call(tool('run_control'), { run: 'r1', verb: 'approve' }),
            () => say('I would approve it'),
          ],
        }),
      );
      const started = await session('/backlog:run 1');
      expect(started).toMatchObject({ code: 0, answer: 'r1 is at work', denials: [] });
      expect(
        model.asked('main').find(({ prompt, step }) => prompt.includes('# Run\n') && step === 1)?.last?.text,
      ).toMatch(/^r1 queued 1 Mend a/);
      await becomes('r1', 'review');
      const reviewed = await session('/backlog:review');
      const results = model.asked('main').at(-1)!.results;
      expect(results[0]?.text).toMatch(/^r1 review 1 Mend a/);
      expect(results[1]?.text).toContain('round 1 (start): "Mended"');
      expect(results[2]?.text).toContain('+mended');
      expect(reviewed.denials).toEqual([]);
      expect((await now('r1')).state).toBe('review');
      // Without a terminal, nobody can answer a form.
      expect(results[3]).toMatchObject({
        isError: true,
        text: /for people.*author of this call is ai:claude-code\n.*`backlog approve r1` at a terminal/,
      });
      model.agent('Read r1', (turn) => READING[turn.step]?.(turn) ?? say('Approve: it does what task 1 asks'));
      const read = await session('Let somebody else read it', { allowedTools: [tool('run_show'), tool('run_diff')] });
      expect(read).toMatchObject({ code: 0, denials: [] });
      const [first] = model.asked('agent', 'Read r1');
      expect(first?.tools.filter((name) => name.startsWith('mcp__')).sort()).toEqual(
        ['run_diff', 'run_show'].map(tool),
      );
      for (const writes of ['Edit', 'Write', 'Bash']) expect(first?.tools).not.toContain(writes);
      expect(
        model
          .asked('agent', 'Read r1')
          .at(-1)
          ?.results.map(({ text }) => text),
      ).toEqual([expect.stringContaining('Mend a'), expect.stringContaining('+mended')]);
      await person('approve', 'r1');
      await becomes('r1', 'merged');
    });
  },
  { only: 'soak' },
);
