import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { AT_TERMINAL } from '../../test/support/at-terminal.ts';
import type { Bench } from '../bench.ts';
import { environment } from '../environment.ts';
import type { BenchProject } from '../stores.ts';

/** Starts the board's server in its own process. @returns the link that logs in one browser */
export async function startServer(bench: Bench, { project, env }: Pick<BenchProject, 'project' | 'env'>) {
  const board = [process.execPath, join(bench.plugin, 'dist/cli.cjs'), 'board', '--no-open', '--json'];
  const [program = '', ...words] = [...AT_TERMINAL, ...board];
  const server = spawn(program, words, {
    cwd: project,
    env: { ...environment, ...env, USER: 'bench' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(server, 'close');
  const link = await linkSaid(server.stdout);
  return { link, ended, pid: server.pid!, stop: () => server.kill('SIGTERM') };
}

async function linkSaid(output: AsyncIterable<Buffer>): Promise<string> {
  let said = '';
  for await (const piece of output) {
    said += piece;
    const [, link] = /"link":\s*"([^"]+)"/.exec(said) ?? [];
    if (link !== undefined) return link;
  }
  throw new Error(`the board ended and said no link: ${said}`);
}
