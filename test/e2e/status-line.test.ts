import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { FOR_SOAK, unless, WITHOUT_TMUX } from '../support/needs.ts';
import { type ClientVersion, whyLeftOut } from './support/clients.ts';
import { call, say } from './support/reply.ts';
import { startModel } from './support/scripted-model.ts';
import { atTerminal } from './support/terminal.ts';
import { sitAtClaude } from './support/tmux.ts';
import { ALL_TOOLS, openWorkshop, tool } from './support/workshop.ts';

const plugin = builtPlugin();
/** The client refuses a file with comments. */
const SETTINGS = `{\n    "statusLine": { "type": "command",  "command": "echo 'My own line'" }\n}`;

describe.each(['new', 'old'] satisfies ClientVersion[])('the status line in Claude Code, %s', (version) => {
  const reason = FOR_SOAK ?? whyLeftOut(version) ?? WITHOUT_TMUX;

  test('follows the queue and the session', unless(reason), async () => {
    const shop = await openWorkshop(version, plugin);
    await shop.plan({ description: 'Fix login' }, { description: 'Write the changelog' });
    const settings = join(shop.home, '.claude/settings.json');
    mkdirSync(join(shop.home, '.claude'));
    writeFileSync(settings, SETTINGS);
    const env = { ...shop.env, HOME: shop.home, PATH: String(process.env.PATH), TERM: 'xterm', USER: 'ada' };
    const connect = async (...flags: string[]) => {
      const words = [join(plugin.folder, 'bin/backlog'), 'connect', 'claude', '--status-line', '--yes', ...flags];
      return atTerminal(words, { cwd: shop.cwd, env });
    };
    expect((await connect()).screen).toContain('--chain');
    expect(await connect('--chain')).toMatchObject({ code: 0, screen: expect.stringContaining('shows Backlog') });

    const model = await startModel();
    model.main(({ prompt, step }) =>
      prompt.trim() === 'begin' && step === 0 ? call(tool('task_start'), { id: 1 }) : say('Begun.'),
    );
    const args = ['--permission-mode', 'acceptEdits', '--allowedTools', ALL_TOOLS];
    const conversation = await sitAtClaude({ ...shop, model, pluginDir: plugin.folder, args });
    await conversation.shows(/My own line\n +2 ready/);
    await shop.cli('add', 'Another');
    await conversation.shows(/My own line\n +3 ready/);
    conversation.say('begin');
    const screen = await conversation.shows(/#1 Fix login · 2 ready/);
    expect(screen).toContain('My own line');

    expect(await connect('--remove')).toMatchObject({ code: 0 });
    expect(readFileSync(settings, 'utf8')).toBe(SETTINGS);
  });
});
