import { spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { makeOwnFolder } from '../../../store/index.ts';
import { usable } from '../../../work/workspace/home-files.ts';
import type { BoardHome } from './board-home.ts';
import { answers } from './find-board.ts';

const LOOK_MS = 50;

interface Spawned {
  /** The file with the server's output. */
  log: string;
  /** The server's error if it ended before it was ready. */
  failure?: { code: string; message: string; hint?: string };
}

interface Around {
  env: NodeJS.ProcessEnv;
  cwd: string;
  home: BoardHome;
}

/**
 * Starts a server that continues after this process, and waits until it answers or ends.
 * @param words the words after `serve`
 */
export async function spawnServer(words: readonly string[], { env, cwd, home }: Around): Promise<Spawned> {
  const log = join(home.folder, 'serve.log');
  const file = usable(home.folder, () => {
    makeOwnFolder(home.folder);
    return openSync(log, 'a', 0o600);
  });
  const { size } = fstatSync(file);
  const child = spawn(process.execPath, [process.argv[1]!, 'serve', '--foreground', '--json', ...words], {
    ...{ cwd, env: { ...env }, detached: true, stdio: ['ignore', file, file] },
  });
  closeSync(file);
  let over = false;
  const ended = new Promise<void>((done) => {
    const end = () => {
      over = true;
      done();
    };
    child.once('exit', end).once('error', end);
  });
  while (!over) {
    const running = home.running();
    if (running && running.process.pid === child.pid && (await answers(running, home.secret()))) {
      child.unref();
      return { log };
    }
    await Promise.race([ended, wait(LOOK_MS)]);
  }
  return { log, failure: failureIn(readFileSync(log).subarray(size).toString('utf8')) };
}

function failureIn(text: string): NonNullable<Spawned['failure']> {
  const lines = text.split('\n').filter((line) => line.startsWith('{"error":'));
  try {
    return (JSON.parse(lines.at(-1) ?? '') as { error: NonNullable<Spawned['failure']> }).error;
  } catch {
    const [reason = ''] = text.trim().split('\n', 1);
    return {
      code: 'store',
      message: `the server ended before it was ready: ${reason || 'it could not write its error to its log'}`,
      hint: 'To see its error: `backlog serve --foreground`',
    };
  }
}
