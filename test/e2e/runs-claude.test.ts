import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters as plain } from 'node:util';
import { expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { git } from '../support/git.ts';
import { killProcesses } from '../support/kill-processes.ts';
import { patience } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';
import { byPrompt } from './support/by-prompt.ts';
import { claudeRuns } from './support/claude-runs.ts';
import { describeClients } from './support/describe-clients.ts';
import { call, fail, say, usedUp } from './support/reply.ts';
import type { Turn } from './support/scripted-model.ts';
import { tool } from './support/workshop.ts';

const plugin = builtPlugin();
const bash = (command: string) => call('Bash', { command, description: 'x' });
const write = (file_path: string) => call('Write', { file_path, content: 'x\n' });

/** What an agent in a run has no right to, as its shell might try it, and what it is told. */
const FORBIDDEN: Readonly<Record<string, string>> = {
  'done 1': "your run r1 can't change the state of its task 1",
  'stop 1': "your run r1 can't change the state of its task 1",
  'run 2': "run r1 can't start runs",
  'approve r1': "run r1 can't decide about runs",
  'agent add x --provider command': 'changing agents is for people',
};
const tryAll = Object.keys(FORBIDDEN).map((words) => `backlog ${words}`);

/** The check reads the file that the run changes, so its approval accepts that by name. */
const CHECKED_FILE = ['--risk', 'checkFiles'] as const;

describeClients(
  'a run of Claude Code',
  (version) => {
    test('goes from its start to its merge in one conversation: checked, sent back, reviewed, asked and answered', async () => {
      const { model, run, task, user, inTree, becomes, person, server, now, opened } = await claudeRuns(
        version,
        plugin,
      );
      await run('setting_set', { name: 'checks.mended', value: 'grep mended src/a.txt && echo 1 passed' });
      const about = { description: 'Mend a', acceptance: ['a is mended'], spec: '## Goal\nWhoever reads a knows' };
      await task({ ...about, scope: 'src/**', checks: 'mended' });
      await task({ description: 'Something else' });
      await person('claim', 'acquire', 'docs/**');
      model.main(
        byPrompt({
          'Do the task below': [
            () => call('Read', { file_path: inTree('src/a.txt') }),
            () => call('Edit', { file_path: inTree('src/a.txt'), old_string: 'a', new_string: 'aa' }),
            () => write(inTree('docs/new.txt')),
            () => write(inTree('outside.txt')),
            () => write(join(user, 'src/new.txt')),
            () => bash(`${tryAll.join('; ')}; true`),
            prove,
            () => say('I changed a'),
          ],
          'failed these checks': [() => bash('rm outside.txt; echo mended >> src/a.txt'), prove, () => say('Mended')],
          'requests changes': [
            () => write(inTree('outside.txt')),
            () => call(tool('run_ask'), { text: 'Which shade?' }),
            () => say('I wait'),
          ],
          'You asked': [() => bash('echo amber >> src/a.txt'), prove, () => say('Done in amber')],
        }),
      );
      const before = [git(user, 'rev-parse', 'HEAD'), git(user, 'status', '--porcelain')];
      expect(await (await server()).text('run_start', { filter: '1' })).toMatch(/^r1 queued 1 Mend a/);

      const checked = await becomes('r1', 'review');
      expect(checked.rounds?.map(({ why, summary }) => [why, summary])).toEqual([
        ['start', 'I changed a'],
        ['checks', 'Mended'],
      ]);
      expect(checked.result).toMatchObject({ paths: ['src/a.txt'], outside: [] });
      const [first] = model.asked('main');
      for (const told of [
        '1 - active Mend a',
        '> Whoever reads a knows',
        'a is mended',
        'scope: src/**',
        'must pass these checks: mended',
      ])
        expect(first?.prompt).toContain(told);
      expect(first?.prompt).toContain('Instructions of this repository (CLAUDE.md):\n> Say mended when you mend.');
      const worked = model.asked('main').find(({ prompt, step }) => prompt.includes('Do the task') && step === 7)!;
      const { results } = worked;
      expect(results.map(({ isError }) => isError)).toEqual([false, false, true, false, true, false, false]);
      expect(results[2]?.text).toMatch(/docs\/new\.txt(:| is) claimed by/);
      expect(worked.text).toContain('outside.txt is out of the scope of #1 Mend a (src/**)');
      for (const why of Object.values(FORBIDDEN)) expect(results[5]?.text).toContain(why);
      expect(model.asked('main').at(-1)?.prompt).toMatch(
        /^Your result failed these checks.*\nmended: it exited with 1/,
      );
      const { record } = await run<{ record: { acceptance: unknown } }>('task_info', { id: 1, format: 'json' });
      expect(record.acceptance).toMatchObject([{ met: { evidence: 'grep says so', actor: 'ai:claude-code#r1' } }]);

      await run('setting_set', { name: 'claims.outsideScope', value: 'deny' });
      const review = await person('review', 'r1');
      expect(review).toMatch(
        /claimed: "grep says so" \(ai:claude-code#r1\)[\s\S]*src\/a\.txt \| 3[\s\S]*check mended: passed/,
      );
      expect(review.replaceAll(/\s+/g, ' ')).toMatch(
        /next: backlog diff r1, then backlog request-changes r1 .*; backlog approve r1 --commit \w+ --missing outside\.txt --risk checkFiles approves it anyway/,
      );
      await person('run', 'request-changes', 'r1', 'Name the shade');
      await becomes('r1', 'asking');
      expect(model.asked('main').at(-1)?.prompt).toContain('"Name the shade"');
      expect(model.asked('main').at(-1)?.results[0]).toMatchObject({ isError: true, text: /out of the scope of #1/ });
      expect(plain(await person('runs'))).toMatch(/^r1 +asking +1 .*Mend a .*Which shade\?/m);
      await person('run', 'answer', 'r1', 'Amber');
      await becomes('r1', 'review');
      const { text, prompt } = model.asked('main').at(-1)!;
      expect(prompt).toContain('You asked: "Which shade?"\nThe answer: "Amber"');
      for (const said of [
        'Do the task below',
        'I changed a',
        'failed these checks',
        'Mended',
        'Name the shade',
        'I wait',
      ])
        expect(text).toContain(said);

      expect([git(user, 'rev-parse', 'HEAD'), git(user, 'status', '--porcelain')]).toEqual(before);
      // The first result had a file that the last one lacks, as its check wanted.
      await person('review', 'r1');
      await person('approve', 'r1', '--missing', 'outside.txt', ...CHECKED_FILE);
      const merged = await becomes('r1', 'merged');
      expect(readFileSync(join(user, 'src/a.txt'), 'utf8')).toBe('aa\nmended\namber\n');
      expect(git(user, 'rev-parse', 'HEAD')).toBe(merged.merged?.commit);
      expect(git(user, 'status', '--porcelain')).toBe('');
      expect(opened.store.state.get('task', merged.task)).toMatchObject({ status: 'completed' });
      const asked = model.asked('main').length;
      expect((await now('r1')).usage).toMatchObject({ turns: asked, input: 10 * asked, output: 10 * asked });
      expect(merged.usage?.costUsd).toBeGreaterThan(0);
    });

    soak(
      'resolves the conflict of its result with the target, then what is red on the merged tree, after one request for changes each',
      async () => {
        const { model, run, task, user, becomes, until, person, server } = await claudeRuns(version, plugin);
        const agree =
          'if grep -q strict docs/b.txt && grep -q agent src/a.txt && ! grep -q agreed src/a.txt; then echo they differ; exit 1; fi';
        await run('setting_set', { name: 'checks.agree', value: `${agree}; echo 1 passed` });
        await task({ description: 'Change a', scope: 'src/**', checks: 'agree' });
        model.main(
          byPrompt({
            'Make it agree': [() => bash('echo agreed >> src/a.txt; cat docs/b.txt'), () => say('They agree')],
            'Keep both': [
              () => bash("sed -i '/^<<<<<<<\\|^=======\\|^>>>>>>>/d' src/a.txt"),
              () => say('Both are there'),
            ],
            'Do the task below': [() => bash('echo agent > src/a.txt'), () => say('I changed a')],
          }),
        );
        await (await server()).text('run_start', { filter: '1' });
        await becomes('r1', 'review');
        writeFileSync(join(user, 'src/a.txt'), 'person\n');
        git(user, 'commit', '-q', '-a', '-m', 'Of the person');
        await person('approve', 'r1', ...CHECKED_FILE);
        await until('r1', ({ state, waits }) => state === 'review' && waits?.why === 'conflict');
        expect((await person('review', 'r1')).replaceAll(/\s+/g, ' ')).toContain(
          'next: backlog request-changes r1 --note "Fix it" merges the target branch and sends conflicts',
        );
        await person('run', 'request-changes', 'r1', 'Keep both');
        await until('r1', ({ state, rounds }) => state === 'review' && rounds?.length === 2);
        const told = () => model.asked('main').at(-1)!;
        for (const words of ['could not merge your result into main', '- src/a.txt (contents)', '"Keep both"'])
          expect(told().prompt).toContain(words);

        writeFileSync(join(user, 'docs/b.txt'), 'strict\n');
        git(user, 'commit', '-q', '-a', '-m', 'Of the person, strict');
        await person('review', 'r1');
        await person('approve', 'r1', ...CHECKED_FILE);
        await until('r1', ({ state, waits }) => state === 'review' && waits?.why === 'red');
        await person('run', 'request-changes', 'r1', 'Make it agree');
        const again = await until('r1', ({ state, rounds }) => state === 'review' && rounds?.length === 3);
        expect(again.checks).toMatchObject([{ name: 'agree', ok: true }]);
        for (const words of ['they differ', '"Make it agree"']) expect(told().prompt).toContain(words);
        expect(told().last?.text, 'the target is in its tree').toContain('strict');
        await person('review', 'r1');
        await person('approve', 'r1', ...CHECKED_FILE);
        await becomes('r1', 'merged');
        expect(readFileSync(join(user, 'src/a.txt'), 'utf8')).toBe('agent\nperson\nagreed\n');
      },
    );

    soak(
      'hears an answer at work, is stopped in the middle of a turn, and goes on in the same conversation',
      async () => {
        const { model, task, inTree, becomes, until, person, session, processes, user } = await claudeRuns(
          version,
          plugin,
        );
        await task({ description: 'Mend a', scope: 'src/**' });
        model.main(
          byPrompt({
            'Do the task below': [
              () => bash('echo one >> src/a.txt'),
              () => call(tool('run_ask'), { text: 'Which shade?' }),
              () => bash('while ! [ -e go ]; do sleep 0.02; done; rm go; echo gone'),
              () => bash('setsid sh -c "echo > begun; exec sleep 600" & sleep 600'),
            ],
            'edit for me': [() => write(join(user, 'src/new.txt'))],
            'was interrupted': [() => bash('rm begun; echo two >> src/a.txt'), () => say('Done')],
          }),
        );
        await person('run', '1');
        await until('r1', () => model.asked('main').length === 3);
        const { denials, code } = await session('edit for me');
        expect({ denials, code }).toMatchObject({ code: 0 });
        const refused = model.asked('main').find(({ prompt, step }) => prompt.includes('edit for me') && step === 1);
        expect(refused?.last).toMatchObject({
          isError: true,
          text: /src\/new\.txt is claimed by run r1 for #1 Mend a/,
        });
        expect(existsSync(join(user, 'src/new.txt'))).toBe(false);

        await person('run', 'answer', 'r1', 'Amber');
        await person('run', 'message', 'r1', 'Not the red one');
        writeFileSync(inTree('go'), '');
        await until('r1', () => existsSync(inTree('begun')));
        expect(model.asked('main').at(-1)).toMatchObject({ step: 3, text: /gone[\s\S]*Amber[\s\S]*Not the red one/ });
        expect(processes('BACKLOG_RUN=r1').length).toBeGreaterThan(2);
        const begun = performance.now();
        expect(await person('run', 'stop', 'r1')).toMatch(/^r1 stopped \(asked\)/);
        expect(performance.now() - begun).toBeLessThan(patience(5_000));
        expect(processes('BACKLOG_RUN=r1')).toEqual([]);
        const stopped = await becomes('r1', 'stopped');
        const asked = () => model.asked('main').filter(({ prompt }) => !prompt.includes('edit for me')).length;
        expect(stopped.usage).toMatchObject({ turns: asked(), input: 10 * asked() });

        await person('run', 'resume', 'r1');
        const { usage, result, rounds } = await becomes('r1', 'review');
        expect(rounds?.map(({ why, outcome }) => [why, outcome])).toEqual([
          ['start', 'asked'],
          ['resume', 'done'],
        ]);
        expect(usage).toMatchObject({ turns: asked(), input: 10 * asked() });
        expect(result?.paths).toEqual(['src/a.txt']);
        expect(model.asked('main').at(-1)?.text).toMatch(
          /Do the task below[\s\S]*Amber[\s\S]*was interrupted \(stopped by human:/,
        );
      },
    );

    soak(
      'is killed with its supervisor, and goes on in the same conversation; what it used is known all the same',
      async () => {
        const { model, task, inTree, becomes, now, until, person, processes, opened } = await claudeRuns(
          version,
          plugin,
        );
        await task({ description: 'Mend a', scope: 'src/**' });
        model.main(
          byPrompt({
            'Do the task below': [() => bash('echo one >> src/a.txt'), () => bash('echo > begun; sleep 600')],
            'was interrupted': [() => bash('rm begun'), () => say('Done')],
          }),
        );
        await person('run', '1');
        await until('r1', () => existsSync(inTree('begun')));
        const { supervisor, process: agent } = await now('r1');
        await killProcesses([supervisor!, agent!]);
        expect(plain(await person('runs'))).toMatch(/^r1 +interrupted.*supervisor/m);
        expect(processes('BACKLOG_RUN=r1')).toEqual([]);
        expect((await now('r1')).supervisor).toBeUndefined();
        expect(Array.from(opened.store.state.all('claim'))).toEqual([]);
        await person('run', 'resume', 'r1');
        const { usage, rounds } = await becomes('r1', 'review');
        expect(model.asked('main').at(-1)?.text).toMatch(/Do the task below[\s\S]*was interrupted \(its supervisor/);
        expect(rounds?.map(({ why, outcome }) => [why, outcome])).toEqual([
          ['start', 'crashed'],
          ['resume', 'done'],
        ]);
        const asked = model.asked('main').length;
        expect(usage).toMatchObject({ turns: asked, input: 10 * asked });
      },
    );

    soak('says why it went no further: account used up, no login, turns used up; and goes on when it may', async () => {
      const until = new Date(Math.ceil(Date.now() / 1_000 + 3_600) * 1_000).toISOString().replace('.000', '');
      const { model, run, task, becomes, person } = await claudeRuns(version, plugin, {
        CLAUDE_CODE_OAUTH_TOKEN: 'sk-ant-oat01-dummy',
      });
      await task({ description: 'Mend a', scope: 'src/**' });
      await run('setting_set', { name: 'runs.turns', value: 3 });
      const failing = async (script: Parameters<typeof model.main>[0], ...words: string[]) => {
        model.main(script);
        await person('run', ...words);
        return (await becomes('r1', 'failed')).reason;
      };
      expect(await failing(() => usedUp(until), '1')).toMatchObject({ code: 'rate_limited', until });
      expect(await failing(() => fail(401), 'resume', 'r1')).toMatchObject({ code: 'unauthenticated' });
      expect(await failing(() => bash('echo more >> src/a.txt'), 'resume', 'r1')).toMatchObject({ code: 'turn_limit' });
      model.main(() => say('Done'));
      await person('run', 'resume', 'r1');
      await becomes('r1', 'review');
      expect(model.asked('main').at(-1)?.text).toMatch(/Do the task below[\s\S]*used up/);
    });
  },
  { only: 'soak' },
);

/** Evidence is about one result: the next one needs it again. */
function prove({ text }: Turn) {
  const criterion = /^- \[(\w+)\]/m.exec(text)?.[1];
  return call(tool('task_annotate'), { id: 1, criterion, text: 'grep says so' });
}
