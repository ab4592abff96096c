import type { BuiltPlugin } from '../../support/built-plugin.ts';
import { call, say } from './reply.ts';
import { startModel } from './scripted-model.ts';
import { type ClaudeConversation, sitAtClaude } from './tmux.ts';
import { tool } from './workshop.ts';

interface Place {
  cwd: string;
  home: string;
  env: Record<string, string>;
  /** The run to wait for. */
  run: string;
}

/**
 * A person whose client waits for a run in the background, and goes on in the conversation. Only the newest client can. Its
 * model says `Heard of the review.` at the end.
 */
export async function waitInBackground(plugin: BuiltPlugin, place: Place): Promise<ClaudeConversation> {
  const { run, ...where } = place;
  const model = await startModel();
  model.main(({ prompt, step, last, text }) => {
    if (prompt.includes('wait for the run') && step === 0) return call(tool('run_wait'), { run });
    // The answer of the tool stays the last one when the client tells of the task's end.
    if (text.includes(`${run} review`)) return say('Heard of the review.');
    return say(last?.text.includes('background') ? 'It waits in the background.' : 'Nothing to do.');
  });
  const conversation = await sitAtClaude({
    ...{ ...where, version: 'new', model, pluginDir: plugin.folder },
    args: ['--permission-mode', 'default', '--allowedTools', tool('run_wait')],
  });
  await conversation.shows(/for shortcuts|to cycle|for agents/);
  conversation.say('wait for the run');
  const screen = await conversation.shows(/It waits in the background\.|Nothing to do\./);
  if (screen.includes('It waits in the background.')) return conversation;
  // On a busy machine, the client takes a server that is late for one of the protocol's earlier version, without tasks.
  conversation.close();
  return waitInBackground(plugin, place);
}
