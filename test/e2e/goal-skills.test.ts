import { expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { byPrompt } from './support/by-prompt.ts';
import { claudeRuns } from './support/claude-runs.ts';
import { describeClients } from './support/describe-clients.ts';
import { call, say } from './support/reply.ts';
import { ALL_TOOLS, openWorkshop, tool } from './support/workshop.ts';

const plugin = builtPlugin();
const bash = (command: string) => call('Bash', { command, description: 'x' });

const RECORDS = JSON.stringify([
  { kind: 'vision', title: 'A solo builder never loses the thread' },
  { kind: 'persona', ref: 'who', title: 'Sam, who builds alone' },
  {
    kind: 'problem',
    ref: 'hurt',
    title: 'Sam’s context is lost between sessions',
    severity: 5,
    hurts: ['who drops the project'],
  },
  { kind: 'bet', ref: 'first', title: 'Stay in flow', state: 'now', problems: ['hurt'] },
  {
    title: 'First result at once',
    why: 'Sam loses the thread while a search runs',
    measure: 'p95 ms',
    baseline: 400,
    target: 50,
    wont: 'requests to a server',
    state: 'now',
    bet: 'first',
  },
]);

describeClients(
  '/backlog:vision, why, bet and checkin',
  (version) => {
    test('from an empty repository to a traced first task in one conversation with two confirmations', async () => {
      const shop = await openWorkshop(version, plugin);
      const { result, model } = await shop.play({
        prompt: '/backlog:vision a search for notes',
        more: [
          'For Sam; first result in 50 ms instead of 400; no server',
          'Yes, that is right',
          '/backlog:why 1',
          '/backlog:checkin',
        ],
        allowedTools: [ALL_TOOLS, 'Bash(backlog goal:*)'],
        main: byPrompt({
          '# Vision\n': [() => bash('backlog goal list'), () => say('Who is it for, and how will you notice?')],
          'For Sam;': [() => say('Sam never loses the thread: p95 400 to 50 ms, no server. Is that right?')],
          'Yes, that': [
            () => bash(`backlog goal save '${RECORDS}'`),
            () =>
              call(tool('task_import'), {
                tasks: [{ description: 'Cache the index', goal: 'I-1', acceptance: ['`npm test` passes'] }],
              }),
            () => say('Task 1 is the first'),
          ],
          '# Why\n': [() => call(tool('task_info'), { id: 1 }), () => say('So that Sam keeps the thread')],
          '# Check-in\n': [
            () => bash('backlog goal modify I-1 --reading 120'),
            () => bash('backlog goal list'),
            () => say('p95 is 120 ms'),
          ],
        }),
      });
      expect(result).toMatchObject({ code: 0, answer: 'p95 is 120 ms', denials: [] });
      const resultsOf = (words: string) =>
        model.asked('main').findLast(({ prompt }) => prompt.includes(words))!.results;
      const [saved, imported] = resultsOf('Yes, that');
      expect(saved).toMatchObject({ isError: false, text: /I-1/ });
      expect(imported).toMatchObject({ isError: false, text: /Imported 1 task/ });
      const [info] = resultsOf('# Why\n');
      expect(info?.text).toContain('why: I-1 First result at once: "Sam loses the thread while a search runs"');
      expect(info?.text).toContain('above: B-1 Stay in flow (now) > V-1 A solo builder never loses the thread');
      expect(resultsOf('# Check-in\n')[1]?.text).toMatch(/120/);
      expect(await shop.cli('goal', 'list')).toMatchObject({ ratio: { open: 1, traced: 1 } });
    });

    test("a subagent's first request holds the why of its task, in at most 600 bytes more", async () => {
      const first = async (goal: boolean) => {
        const shop = await openWorkshop(version, plugin);
        if (goal) await shop.cli('goal', 'save', RECORDS);
        await shop.plan({ description: 'Cache the index', ...(goal ? { goal: 'I-1' } : {}) } as never);
        await shop.plan({ description: 'Rank results', ...(goal ? { goal: 'I-1' } : {}) } as never);
        const { model } = await shop.play({
          prompt: 'Let somebody do it',
          main: byPrompt({
            'Let somebody': [
              () => call('Agent', { subagent_type: 'backlog:implementer', description: 'x', prompt: 'Do task 1' }),
            ],
          }),
          agents: { 'Do task 1': () => say('Read') },
          allowedTools: [ALL_TOOLS, 'Agent'],
        });
        return model.asked('agent', 'Do task 1')[0]!.prompt;
      };
      const [told, plain] = [await first(true), await first(false)];
      expect(told).toContain('why: I-1 First result at once');
      expect(told).toContain('not here: #2 Rank results');
      expect(plain).not.toMatch(/^(why|not here|measure): /m);
      const bytes = Buffer.byteLength(told) - Buffer.byteLength(plain);
      console.log(`${version}: the why is ${bytes} bytes of ${Buffer.byteLength(told)} of a subagent's prompt`);
      expect(bytes).toBeLessThanOrEqual(640);
    });

    test("a run's first request holds it, and its last message answers; the merged task is in the goal's log", async () => {
      const { model, becomes, run, task, person } = await claudeRuns(version, plugin);
      await run('goal_save', { records: JSON.parse(RECORDS) });
      await run('goal_modify', { id: 'I-1', document: 'docs/b.txt' });
      await run('setting_set', { name: 'claims.outsideScope', value: 'deny' });
      await task({ description: 'Mend a', scope: 'src/**', goal: 'I-1' });
      await task({ description: 'Rank results', goal: 'I-1' });
      model.main(
        byPrompt({
          'Do the task below': [
            () => bash('echo mended >> src/a.txt'),
            () => call('Read', { file_path: 'docs/b.txt' }),
            () => call('Edit', { file_path: 'docs/b.txt', old_string: 'b', new_string: 'It is fast' }),
            () => call('Write', { file_path: 'docs/other.txt', content: 'x' }),
            () => say('Mended\nDocument docs/b.txt: changed\nWhy: moves: p95 is 45 ms'),
          ],
        }),
      );
      await person('run', 'start', '1');
      const { result } = await becomes('r1', 'review');
      // The document may be changed out of scope, although other files may not.
      expect(result).toMatchObject({ outside: [], documents: [{ path: 'docs/b.txt', of: 'I-1', answer: 'changed' }] });
      expect(result?.paths).toEqual(['docs/b.txt', 'src/a.txt']);
      const [asked] = model.asked('main');
      expect(asked?.prompt).toContain('Living documents: docs/b.txt (describes I-1).');
      expect(asked?.prompt).toContain('why: I-1 First result at once');
      expect(asked?.prompt).toContain('"Why: moves", "Why: neutral" or "Why: breaks"');
      expect(await run('run_show', { run: 'r1' })).toMatchObject({ why: { why: { links: [{ id: 'I-1' }, {}, {}] } } });
      await person('approve', 'r1');
      await becomes('r1', 'merged');
      expect(await run('task_info', { id: 2 })).toMatchObject({
        brief: { why: { since: [{ text: '#1 Mend a: merged (r1), moves: p95 is 45 ms' }] } },
      });
    });
  },
  { only: 'soak' },
);
