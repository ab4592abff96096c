import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters as plain } from 'node:util';
import { expect, onTestFinished } from 'vitest';
import type { Run } from '../../src/domain/records.ts';
import { openWorkspace } from '../../src/work/workspace/open.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { killCarrying } from '../support/carrying.ts';
import { ENVIRONMENT } from '../support/environment.ts';
import { git } from '../support/git.ts';
import { unless } from '../support/needs.ts';
import { soak } from '../support/soak-test.ts';
import { byPrompt } from './support/by-prompt.ts';
import { runClaude } from './support/claude.ts';
import { clientBinary, whyLeftOut } from './support/clients.ts';
import { call, say } from './support/reply.ts';
import { tempFolder } from './support/repo.ts';
import { startModel } from './support/scripted-model.ts';
import { atTerminal, sitDown } from './support/terminal.ts';
import { tool } from './support/workshop.ts';

const plugin = builtPlugin();
const reason = whyLeftOut('new');
const bash = (command: string) => call('Bash', { command, description: 'x' });
const GREET = `console.log('hello');`;

const ROWS = [
  { ref: 'greet', description: 'Write the greeting', scope: ['src/**'], checks: ['greets'], acceptance: ['it greets'] },
  { description: 'Tell how to greet', scope: ['README.md'], depends: ['greet'] },
];

/** An empty repository, a person's home, and what the person has at hand: the client, and a terminal. */
async function desk() {
  const model = await startModel();
  const [repo, home] = [await tempFolder(), await tempFolder()];
  git(repo, 'init', '-q', '-b', 'main');
  writeFileSync(join(repo, 'README.md'), '# Greetings\n');
  git(repo, 'add', '-A');
  git(repo, 'commit', '-q', '-m', 'First');
  const env = {
    ...{ ...ENVIRONMENT, HOME: home, TZ: 'UTC', BACKLOG_HOME: join(home, 'backlog') },
    ...{ CLAUDE_CONFIG_DIR: join(home, '.claude'), ANTHROPIC_BASE_URL: model.url, ANTHROPIC_API_KEY: 'sk-dummy' },
    ...{ GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.invalid' },
  };
  onTestFinished(() => killCarrying(`HOME=${home}`));
  const backlog = (...words: string[]) => [process.execPath, plugin.cli, ...words];
  const terminal = async (...words: string[]) => {
    const { code, screen } = await atTerminal(backlog(...words), { cwd: repo, env });
    if (code !== 0) throw new Error(`backlog ${words.join(' ')} ended with ${code}\n${screen}`);
    return screen;
  };
  return {
    ...{ model, repo, terminal },
    watching: (...words: string[]) => sitDown(backlog(...words), { cwd: repo, env }),
    claude: (prompt: string) =>
      runClaude({ version: 'new', model, prompt, cwd: repo, home, pluginDir: plugin.folder, env }),
    /** Reads the queue until a run has a state. */
    async becomes(id: string, state: Run['state']) {
      const opened = await openWorkspace({ cwd: repo, env });
      onTestFinished(() => opened.close());
      const stateOf = async () => {
        await opened.store.refresh();
        return opened.store.state.get('run', id)?.state;
      };
      await expect.poll(stateOf).toBe(state);
    },
  };
}

soak(
  'from an empty repository: planned in the client, orchestrated, reviewed at a terminal, merged, the next one started by itself',
  unless(reason),
  async () => {
    const { model, repo, terminal, watching, claude, becomes } = await desk();
    model.main(
      byPrompt({
        '# Plan\n': [
          () => call(tool('task_list'), { filter: '/[Gg]reet/' }),
          () => call(tool('task_import'), { tasks: ROWS }),
          () => say('1 is ready, 2 waits for it'),
        ],
        'active Write the greeting': [
          () => bash(`mkdir -p src; echo "${GREET}" > src/greet.mjs; git add -A; git commit -qm "wip"`),
          ({ prompt }) =>
            call(tool('task_annotate'), { id: 1, criterion: /\[(\w{8})\]/.exec(prompt)?.[1], text: 'it said hello' }),
          () => say('It greets'),
        ],
        'active Tell how to greet': [() => bash('echo "node src/greet.mjs" >> README.md'), () => say('Told')],
      }),
    );
    await terminal('setting', 'set', 'checks.greets', 'node src/greet.mjs | grep hello && echo 1 passed');
    expect(await claude('/backlog:plan a program that greets')).toMatchObject({ code: 0, denials: [] });
    expect(await terminal('list')).toMatch(/1 .*ready.*Write the greeting[\s\S]*2 .*blocked.*Tell how to greet/);

    // Tasks that an agent added wait for a person before the orchestrator starts them.
    expect(await terminal('accept', '+PENDING')).toContain('Accepted');
    await terminal('agent', 'update', 'claude', '--binary', clientBinary('new'), '--allow', 'Bash');
    const orchestrator = watching('orchestrate');
    await becomes('r1', 'review');
    orchestrator.interrupt();
    expect((await orchestrator.ended).screen).toContain('The command continues in the background.');

    expect(await terminal('review', 'r1')).toMatch(
      /it greets: claimed: "it said hello"[\s\S]*check greets: passed[\s\S]*src\/greet\.mjs/,
    );
    expect(await terminal('run', 'diff', 'r1')).toContain(`+${GREET.replaceAll("'", "'")}`);
    expect(existsSync(join(repo, 'src'))).toBe(false);
    expect(plain(await terminal('approve', 'r1', '--watch'))).toMatch(/^r1 +merged/m);
    await becomes('r2', 'review');
    await terminal('approve', 'r2');
    await becomes('r2', 'merged');
    await terminal('orchestrator', 'stop');

    expect(readFileSync(join(repo, 'README.md'), 'utf8')).toBe('# Greetings\nnode src/greet.mjs\n');
    expect(readdirSync(join(repo, 'src'))).toEqual(['greet.mjs']);
    expect(git(repo, 'log', '--format=%s').split('\n')).toEqual(['Tell how to greet', 'Write the greeting', 'First']);
    expect(git(repo, 'status', '--porcelain')).toBe('');
    expect(await terminal('task', 'count', 'status:completed')).toContain('2');
  },
);
