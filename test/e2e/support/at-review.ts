import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuiltPlugin } from '../../support/built-plugin.ts';
import { FOR_SOAK, WITHOUT_TMUX } from '../../support/needs.ts';
import { type ClientVersion, whyLeftOut } from './clients.ts';
import type { ToolResult } from './conversation.ts';
import { call, say } from './reply.ts';
import { clientField } from './run-field.ts';
import { startModel } from './scripted-model.ts';
import { type ClaudeConversation, type Conversation, sitAtClaude } from './tmux.ts';
import { tool } from './workshop.ts';

const FIXER = `import { appendFileSync } from 'node:fs'; appendFileSync('src/a.txt', 'mended\\n');`;

/** Why no person can sit at a client here; undefined if one can. */
export function whyNoPerson(version: ClientVersion | 'codex'): string | undefined {
  return FOR_SOAK ?? whyLeftOut(version) ?? WITHOUT_TMUX;
}

/**
 * A run in review, and the arguments with which a client's model approves its result.
 * @param of `check`: a command that the result must pass. `program`: the agent's work
 */
export async function inReview(
  plugin: BuiltPlugin,
  { check, program = FIXER }: { check?: string; program?: string } = {},
) {
  const field = await clientField(plugin);
  if (check !== undefined) await field.run('setting_set', { name: 'checks.mended', value: check });
  await field.agent('fixer', program);
  const id = await field.task({
    description: 'Fix login',
    scope: 'src/**',
    ...(check === undefined ? {} : { checks: 'mended' }),
  });
  const run = await field.start(id, 'fixer');
  const { result } = await field.becomes(run, 'review');
  return { field, run, approve: { run, verb: 'approve', commit: result!.commit } };
}

/** A person at the real client, with a run in review; `/backlog:review r1` calls approve, as the skill says. */
export async function reviewer(
  plugin: BuiltPlugin,
  version: ClientVersion,
  { settings = {} }: { settings?: object } = {},
) {
  const { field, run, approve } = await inReview(plugin);
  const config = join(field.home, '.claude');
  mkdirSync(config, { recursive: true });
  writeFileSync(join(config, 'settings.json'), JSON.stringify(settings));
  const model = await startModel();
  model.main(({ prompt, results, last }) => {
    if (!prompt.includes('# Review\n')) return say('Nothing to do.');
    // 2.1.197 doesn't wait for its servers at a terminal. It then names a tool that does.
    if (last?.text.includes('still connecting')) return call('WaitForMcpServers', {});
    const steps = [
      call(tool('run_show'), { run }),
      call(tool('run_diff'), { run }),
      call(tool('run_control'), approve),
    ];
    const own = results.filter((result) => result.tool.startsWith('mcp__') && !isTooEarly(result));
    return steps[own.length] ?? say(`Answered: ${last?.text.split('\n')[0]}`);
  });
  /** Opens the client, and asks for the review. */
  const sit = async (): Promise<ClaudeConversation> => {
    const conversation = await sitAtClaude({
      ...{ version, model, cwd: field.user, home: field.home, pluginDir: plugin.folder },
      env: field.env,
      args: ['--permission-mode', 'default'],
    });
    await conversation.shows(/for shortcuts|to cycle|for agents/);
    conversation.say(`/backlog:review ${run}`);
    return conversation;
  };
  /** The refusals that the model read, without those of a server that wasn't connected yet. */
  const refusals = () =>
    model
      .asked('main')
      .flatMap(({ results }) => results)
      .filter((result) => result.isError && !isTooEarly(result));
  return { field, run, model, sit, refusals };
}

function isTooEarly(result: ToolResult | undefined): boolean {
  return /No such tool available: mcp__plugin_backlog/.test(result?.text ?? '');
}

/**
 * Ticks the form's field and sends the form. The client leaves keys alone for a moment after it has opened a form. It may
 * close a form whose server is gone.
 */
export async function accept(conversation: Conversation): Promise<void> {
  const isOpen = /requests your input/;
  await conversation.pressUntil('Space', /☒|Answered:/, isOpen);
  await conversation.pressUntil('Down', /❯ Accept|Answered:/, isOpen);
  await conversation.pressUntil('Enter', /^(?!.*requests your input).*Answered:/s, isOpen);
}
