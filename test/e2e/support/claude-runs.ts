import { join } from 'node:path';
import type { BuiltPlugin } from '../../support/built-plugin.ts';
import { type ClaudeRun, runClaude } from './claude.ts';
import { type ClientVersion, clientBinary } from './clients.ts';
import { type ClientField, clientField } from './run-field.ts';
import { type ScriptedModel, startModel } from './scripted-model.ts';

const FILES = { 'src/a.txt': 'a\n', 'docs/b.txt': 'b\n', 'CLAUDE.md': 'Say mended when you mend.\n' };

export interface ClaudeRuns extends ClientField {
  model: ScriptedModel;
  /** A session of the person in his checkout, beside the runs. */
  session(prompt: string, more?: Pick<ClaudeRun, 'allowedTools'>): ReturnType<typeof runClaude>;
  /** A file in the tree of the first run. */
  inTree(path: string): string;
}

/** A field in which Claude Code, whose model is scripted, is the agent: it may run any command, since that is not what the tests are about. */
export async function claudeRuns(
  version: ClientVersion,
  plugin: BuiltPlugin,
  login: Record<string, string> = { ANTHROPIC_API_KEY: 'sk-dummy-key-for-tests' },
): Promise<ClaudeRuns> {
  const model = await startModel();
  const field = await clientField(plugin, {
    files: FILES,
    env: { ANTHROPIC_BASE_URL: model.url, CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1', ...login },
  });
  await field.run('agent_update', { name: 'claude', binary: clientBinary(version), allow: ['Bash'] });
  return {
    ...field,
    model,
    session: (prompt, more = {}) =>
      runClaude({
        ...{ version, model, prompt, cwd: field.user, home: field.home, pluginDir: plugin.folder },
        ...more,
        env: { BACKLOG_DIR: field.store, ANTHROPIC_API_KEY: 'sk-dummy-key-for-tests' },
        args: ['--permission-mode', 'acceptEdits'],
      }),
    inTree: (path) => join(field.tree('r1'), path),
  };
}
