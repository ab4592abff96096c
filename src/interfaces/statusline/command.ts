import { isatty } from 'node:tty';
import { pluginFolder } from '../../runs/supervisor/start-supervisor.ts';
import type { Streams } from '../cli/io.ts';
import { refreshBy } from './refresh-glance.ts';
import { statusLineText } from './status-line.ts';
import type { StatusLineWords } from './status-line-words.ts';

/**
 * Runs `backlog statusline` within the command line, for a line with flags that choose a queue. These have priority over
 * the client's folder.
 * @returns the exit code
 */
export async function statusLineCommand(asked: StatusLineWords, streams: Streams): Promise<number> {
  const { cwd, env } = streams;
  const input = isatty(0) ? '' : await streams.stdin();
  const startRefresh = refreshBy(`${pluginFolder().folder}/dist/statusline.cjs`);
  const text = await statusLineText(asked, { input, folder: cwd, cwd, env, now: Date.now(), startRefresh });
  if (text !== undefined) streams.out(text);
  return 0;
}
