import { join } from 'node:path';
import { type Connected, connect } from '../../interfaces/mcp/connect.ts';
import { type Field, type FieldWish, field } from '../../runs/support/field.ts';
import type { BuiltPlugin } from '../../support/built-plugin.ts';
import { ENVIRONMENT } from '../../support/environment.ts';
import { clientHome } from './client-home.ts';
import { atTerminal } from './terminal.ts';

/** A field in which the clients are real: its runs are started by the built plugin's own doors, in the environment of a person. */
export interface ClientField extends Field {
  /** Stands for the person's home. */
  home: string;
  env: Record<string, string>;
  /** `backlog <words>` of the person at a terminal; what stood on the screen. A refusal fails the test. */
  person(...words: string[]): Promise<string>;
  /** The same, refused: what stood on the screen. */
  turnedAway(...words: string[]): Promise<string>;
  /** The plugin's MCP server, as a client of the person has it. */
  server(): Promise<Connected>;
}

export async function clientField(
  plugin: BuiltPlugin,
  { env = {}, files, root }: { env?: Record<string, string> } & Pick<FieldWish, 'files' | 'root'> = {},
): Promise<ClientField> {
  const home = clientHome();
  const base = await field({ supervisor: plugin.supervisor, ...(files && { files }), ...(root && { root }) });
  const all = {
    ...ENVIRONMENT,
    HOME: home,
    USER: 'ada',
    TZ: 'UTC',
    BACKLOG_DIR: base.store,
    CLAUDE_CONFIG_DIR: join(home, '.claude'),
    CODEX_HOME: join(home, 'codex'),
    ...env,
  };
  const type = (words: string[]) => atTerminal([process.execPath, plugin.cli, ...words], { cwd: base.user, env: all });
  return {
    ...base,
    home,
    env: all,
    async person(...words) {
      const { code, screen } = await type(words);
      if (code !== 0) throw new Error(`backlog ${words.join(' ')} ended with ${code}\n${screen}`);
      return screen;
    },
    async turnedAway(...words) {
      const { code, screen } = await type(words);
      if (code === 0) throw new Error(`backlog ${words.join(' ')} was not refused\n${screen}`);
      return screen;
    },
    server: () => connect(plugin.server, { project: base.user, home, env: all }),
  };
}
