import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { git } from '../support/git.ts';
import { IS_SOAK } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';
import { ANSWERS } from './support/answers.ts';
import type { StreamEvent } from './support/claude.ts';
import { describeClients } from './support/describe-clients.ts';
import { call, say } from './support/reply.ts';
import { tempFolder } from './support/repo.ts';
import { ALL_TOOLS, meetingPoint, openWorkshop, steps, tool } from './support/workshop.ts';

const plugin = builtPlugin();
const SPEC = 'SPEC: swap the constructor';

describeClients('a session', (version) => {
  soak('begins with what is ready, in at most 1 KB', async () => {
    const shop = await openWorkshop(version, plugin);
    await shop.plan(...Array.from({ length: 60 }, (_, i) => ({ description: `Task ${i} ${'and more '.repeat(20)}` })));
    const { model, result } = await shop.play({ main: () => say('ok'), args: ['--include-hook-events'] });
    const summary = summaryIn(result.events);
    expect(summary).toContain('Backlog: 60 open (60 ready)');
    expect(summary).toMatch(ANSWERS.mostUrgent.text);
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(1_024);
    expect(model.asked('main')[0]?.text).toContain(summary);
  });

  test('has its task again after /compact, though the summary says nothing of it, and keeps it through /clear, under the new session id', async () => {
    const shop = await openWorkshop(version, plugin);
    await shop.plan({ description: 'Fix login', spec: SPEC, scope: ['src/auth/**'] }, { description: 'Another' });
    const { model } = await shop.play({
      main: (turn) => (turn.prompt === 'go' ? steps(call(tool('task_start'), { id: 1 }))(turn) : say('ok')),
      more: ['/compact', 'after the summary', '/clear', 'after the clear'],
      allowedTools: [ALL_TOOLS],
    });
    const after = model.asked('main').findLast(({ prompt }) => prompt === 'after the summary');
    expect(after?.text).toContain('A scripted summary.');
    expect(after?.text).toMatch(/1 - active Fix login/);
    expect(after?.text).toContain(SPEC);
    const cleared = model.asked('main').at(-1);
    expect(cleared?.prompt).toBe('after the clear');
    expect(cleared?.text).toMatch(/Your active tasks.*1 - active Fix login/s);
  });

  soak('that is resumed takes up again what its end put down, and is told', async () => {
    const shop = await openWorkshop(version, plugin);
    await shop.plan({ description: 'Another' }, { description: 'Fix login', spec: SPEC });
    const first = await shop.play({ main: steps(call(tool('task_start'), { id: 2 })), allowedTools: [ALL_TOOLS] });
    expect(await shop.cli('task', 'info', '2')).toMatchObject({
      record: { handoff: { note: expect.stringContaining('ended') } },
    });
    const again = await shop.play({
      main: steps(call(tool('claim_list'))),
      allowedTools: [ALL_TOOLS],
      resume: first.result.session,
    });
    const [begin, held] = again.model.asked('main');
    expect(begin?.text).toMatch(/Your active tasks:\n- 2 - active Fix login.*SPEC: swap the constructor/s);
    expect(begin?.text).not.toContain('without a note');
    expect(held?.last?.text).toMatch(ANSWERS.ownClaim.text);
  });

  soak(
    'keeps others, in the same folder, a subfolder and a linked worktree, out of its files, by holder and task, until it is done',
    async () => {
      const shop = await openWorkshop(version, plugin, { files: { 'src/auth/login.ts': '// login\n' } });
      await shop.plan({ description: 'Fix login', scope: ['src/auth/**'] });
      // A subfolder is for the client what its repository is: a soak has one more session for it.
      const folders = [shop.cwd, ...(IS_SOAK ? [join(shop.cwd, 'src')] : []), await linkedWorktree(shop.cwd)];
      const started = meetingPoint(1 + folders.length);
      const tried = meetingPoint(1 + folders.length);
      const completed = meetingPoint(1 + folders.length);
      const holder = shop.play({
        main: async ({ step }) => {
          if (step === 0) return call(tool('task_next'));
          if (step === 1) await Promise.all([started(), tried()]);
          if (step === 1) return call(tool('task_done'), { id: 1 });
          await completed();
          return say('done');
        },
        allowedTools: [ALL_TOOLS],
      });
      const others = folders.map(async (folder, n) => {
        const file = join(folder.replace(/\/src$/, ''), `src/auth/new-${n}.ts`);
        return shop.play({
          cwd: folder,
          home: await tempFolder(),
          main: async ({ step }) => {
            if (step === 0) await started();
            if (step === 1) await Promise.all([tried(), completed()]);
            return step < 2 ? call('Write', { file_path: file, content: '// new\n' }) : say('done');
          },
          allowedTools: ['Write'],
          args: ['--add-dir', shop.cwd],
        });
      });
      const { result } = await holder;
      for (const [n, { model }] of (await Promise.all(others)).entries()) {
        const [refused, allowed] = model.asked('main').at(-1)?.results ?? [];
        expect(refused, folders[n]).toMatchObject({
          isError: true,
          text: expect.stringContaining(`src/auth/new-${n}.ts is claimed by`),
        });
        expect(refused?.text).toMatch(/claimed by another Claude Code session here \(since \d\d:\d\d, session /);
        expect(refused?.text).toContain(`session ${result.session.slice(0, 8)})`);
        expect(allowed, folders[n]).toMatchObject({ isError: false });
      }
    },
  );

  soak('runs the CLI in its shell, which signs with the session', async () => {
    const shop = await openWorkshop(version, plugin);
    const { result, model } = await shop.play({
      main: steps(call('Bash', { command: 'backlog task add "From the shell" --json', description: 'Add a task' })),
      allowedTools: ['Bash(backlog *)'],
    });
    expect(JSON.parse(model.asked('main')[1]?.last?.text ?? '')).toMatchObject({
      id: 1,
      description: 'From the shell',
    });
    expect(await shop.cli('task', 'history', '1')).toMatchObject({
      commits: [{ actor: { kind: 'ai', name: 'claude-code', session: result.session } }],
    });
  });

  soak('that ends puts nothing down silently: its task is free for the next one', async () => {
    const shop = await openWorkshop(version, plugin);
    await shop.plan({ description: 'Fix login' });
    await shop.play({ main: steps(call(tool('task_next'))), allowedTools: [ALL_TOOLS] });
    expect(await shop.cli('claim', 'list')).toMatchObject({ claims: [] });
    const second = await shop.play({ main: steps(call(tool('task_next'))), allowedTools: [ALL_TOOLS] });
    expect(second.model.asked('main')[1]?.last?.text).toMatch(/^Started and claimed for you\.\n.*Fix login/);
  });

  soak('that is killed leaves what was acknowledged', async () => {
    const shop = await openWorkshop(version, plugin);
    await shop.plan({ description: 'Fix login' });
    const killed = await shop.play({
      main: steps(call(tool('task_next'))),
      allowedTools: [ALL_TOOLS],
      killAtStep: 1,
    });
    expect(killed.result.code).toBe(null);
    // Its server outlives it for a moment, and may say farewell for it.
    const { commits } = await shop.cli<{ commits: { command: string }[] }>('task', 'history', '1');
    expect(commits.map(({ command }) => command)).toContain('task_next');
  });
});

async function linkedWorktree(repo: string): Promise<string> {
  const folder = join(await tempFolder(), 'linked');
  git(repo, 'worktree', 'add', '--quiet', folder);
  return folder;
}

/** What the first prompt's hook said, by the client's own report. */
function summaryIn(events: StreamEvent[]): string {
  const response = events.find(
    ({ subtype, hook_event }) => subtype === 'hook_response' && hook_event === 'UserPromptSubmit',
  );
  const { hookSpecificOutput } = JSON.parse(String(response?.stdout)) as {
    hookSpecificOutput: { additionalContext: string };
  };
  return hookSpecificOutput.additionalContext;
}
