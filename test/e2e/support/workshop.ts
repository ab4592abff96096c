import { join } from 'node:path';
import { present } from '../../../src/base/present.ts';
import { said } from '../../interfaces/cli/line.ts';
import type { BuiltPlugin } from '../../support/built-plugin.ts';
import { type Cast, startCast } from './cast.ts';
import { type ClaudePlace, type ClaudeResult, type ClaudeRun, runClaude } from './claude.ts';
import type { ClientVersion } from './clients.ts';
import { type Reply, say } from './reply.ts';
import { type Tree, tempFolder, tempRepo } from './repo.ts';
import type { Script, ScriptedModel } from './scripted-model.ts';

/** A tool of the plugin's server as the client names it. */
export function tool(name: string): string {
  return `mcp__plugin_backlog_tasks__${name}`;
}

/** Every tool of the plugin's server, for `allowedTools`. */
export const ALL_TOOLS = tool('*');

/** A session to play: what the model does, and what differs from a plain prompt. */
export interface Scene
  extends Cast,
    Partial<
      Pick<ClaudeRun, 'prompt' | 'pluginDir' | 'more' | 'interrupts' | 'allowedTools' | 'resume' | 'args' | 'env'>
    > {
  /** Another home than the workshop's, for a second user of the same queue. */
  home?: string;
  /** Another folder than the top of the repository. */
  cwd?: string;
}

export interface Played {
  result: ClaudeResult;
  model: ScriptedModel;
}

/** A repository, a user with the real client, and the queue of that repository. */
export interface Workshop extends ClaudePlace {
  env: Record<string, string>;
  play(scene: Scene): Promise<Played>;
  /** Plays a session with another plugin, such as a broken one. */
  playWith(plugin: Pick<BuiltPlugin, 'folder'>, scene: Scene): Promise<Played>;
  /** What `backlog <words> --json` prints, as a script would run it, in this process. */
  /** Rejects with an error that has the exit `code` and the `stdout`, if the command fails. */
  cli<T>(...words: string[]): Promise<T>;
  /** Stores tasks; the workspace exists from then on. */
  plan(...rows: Row[]): Promise<void>;
}

export interface Row {
  description: string;
  ref?: string;
  depends?: string[];
  scope?: string[];
  acceptance?: string[];
  spec?: string;
}

/**
 * Opens a workshop for one test. `installed` leaves the plugin to what is installed in the home. Hooks may take longer than
 * those of the plugin, as on a busy machine, unless the test is `aboutLimits`.
 */
export async function openWorkshop(
  version: ClientVersion,
  plugin: BuiltPlugin,
  options: { files?: Tree; installed?: boolean; aboutLimits?: boolean } = {},
): Promise<Workshop> {
  const cwd = await tempRepo(options.files);
  const home = await tempFolder();
  const env = { BACKLOG_HOME: join(home, 'backlog'), TZ: 'UTC' };

  const playIn = async (pluginDir: string | undefined, scene: Scene): Promise<Played> => {
    const { model, kill } = await startCast(scene);
    const run = { prompt: 'go', home, kill, ...scene, env: { ...env, ...scene.env } };
    return { model, result: await runClaude({ cwd, ...present({ pluginDir }), ...run, version, model }) };
  };
  const usual = options.aboutLimits ? plugin.folder : plugin.patient;
  const play: Workshop['play'] = (scene) => playIn(options.installed ? undefined : usual, scene);
  const playWith: Workshop['playWith'] = ({ folder }, scene) => playIn(folder, scene);
  const cli = async <T>(...words: string[]): Promise<T> => {
    const clean = { PATH: String(process.env.PATH), HOME: home, ...env };
    const { code, out, err } = await said([...words, '--json'], { env: clean, cwd });
    if (code !== 0)
      throw Object.assign(new Error(`backlog ${words.join(' ')}: exit ${code}: ${err}`), { code, stdout: out });
    return JSON.parse(out) as T;
  };
  const plan: Workshop['plan'] = async (...rows) => {
    await cli('task', 'import', JSON.stringify(rows));
  };
  return { version, cwd, home, env, play, playWith, cli, plan };
}

/** One reply per step, then `done`. */
export function steps(...replies: Reply[]): Script {
  return (turn) => replies[turn.step] ?? say('done');
}

/** Lets everybody through as soon as `count` have come. */
export function meetingPoint(count: number): () => Promise<void> {
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  let come = 0;
  return () => {
    come += 1;
    if (come === count) open();
    return opened;
  };
}
