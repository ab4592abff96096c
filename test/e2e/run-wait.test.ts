import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { unless } from '../support/needs.ts';
import { whyNoPerson } from './support/at-review.ts';
import { call, say } from './support/reply.ts';
import { clientField } from './support/run-field.ts';
import { startModel } from './support/scripted-model.ts';
import { sitAtClaude } from './support/tmux.ts';
import { tool } from './support/workshop.ts';

const plugin = builtPlugin();

/** Writes when a file exists beside the queue. */
const PATIENT = `
import { existsSync, writeFileSync } from 'node:fs';
while (!existsSync(process.env.BACKLOG_DIR + '/../go')) await new Promise((go) => setTimeout(go, 20));
writeFileSync('src/a.txt', 'mended');
`;

test(
  'the newest client waits for a run in the background, goes on in the conversation, and its model hears of the review',
  unless(whyNoPerson('new')),
  async () => {
    const field = await clientField(plugin);
    await field.agent('patient', PATIENT);
    const run = await field.start(await field.task({ description: 'Fix login', scope: 'src/**' }), 'patient');
    await field.becomes(run, 'running');
    const model = await startModel();
    model.main(({ prompt, step, last, text }) => {
      if (prompt.includes('wait for the run') && step === 0) return call(tool('run_wait'), { run });
      // The answer of the tool stays the last one when the client tells of the task's end.
      if (text.includes(`${run} review`)) return say('Heard of the review.');
      return say(last?.text.includes('background') ? 'It waits in the background.' : 'Nothing to do.');
    });
    const conversation = await sitAtClaude({
      ...{ version: 'new', model, cwd: field.user, home: field.home, pluginDir: plugin.folder },
      env: { ...field.env, MCP_CONNECTION_NONBLOCKING: '0', MCP_CONNECT_TIMEOUT_MS: '60000' },
      args: ['--permission-mode', 'default', '--allowedTools', tool('run_wait')],
    });
    await conversation.shows(/for shortcuts|to cycle|for agents/);
    conversation.say('wait for the run');
    await conversation.shows(/It waits in the background\./);
    expect((await field.now(run)).state).toBe('running');
    writeFileSync(join(field.store, '../go'), '');
    await field.becomes(run, 'review');
    await conversation.shows(/MCP task .* completed/);
    await conversation.shows(/Heard of the review\./);
  },
);
