import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { unless } from '../support/needs.ts';
import { whyNoPerson } from './support/at-review.ts';
import { waitInBackground } from './support/background-wait.ts';
import { clientField } from './support/run-field.ts';

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
    const { user: cwd, home, env } = field;
    const conversation = await waitInBackground(plugin, { cwd, home, env, run });
    expect((await field.now(run)).state).toBe('running');
    writeFileSync(join(field.store, '../go'), '');
    await field.becomes(run, 'review');
    await conversation.shows(/MCP task .* completed/);
    await conversation.shows(/Heard of the review\./);
  },
);
