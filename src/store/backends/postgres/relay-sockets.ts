import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { errnoOf } from '../../../base/errno.ts';
import { makeOwnFolder } from '../../owner.ts';
import { isRunning } from '../../workspace/set-aside.ts';

/** Maximum length of a socket's path, in bytes. Longer ones are cut off on some systems. */
const LONGEST_PATH = 100;

/** Returns the beginning of a socket's name. Names sort as the times at which their processes began to listen. */
export function nameFrom(time: number): string {
  return String(time).padStart(14, '0');
}

/** The socket of a process. */
export interface OwnSocket {
  name: string;
  end(): void;
}

/** Opens a socket with a name of its own. Returns undefined if that isn't possible. */
export function openSocket(folder: string, now: () => number, accept: (socket: Socket) => void): OwnSocket | undefined {
  let [name, path] = ['', ''];
  let isLost = false;
  let server: Server | undefined;
  try {
    makeOwnFolder(folder);
    name = `${nameFrom(now())}-${process.pid}-${randomBytes(3).toString('hex')}`;
    path = join(folder, name);
    if (process.platform === 'win32' || Buffer.byteLength(path) > LONGEST_PATH) return undefined;
    server = createServer(accept).unref();
    server.on('error', () => {
      isLost = true;
    });
    server.listen(path);
  } catch {
    isLost = true;
  }
  if (isLost || !server?.listening) return undefined;
  return {
    name,
    end() {
      server.close();
      rmSync(path, { force: true });
    },
  };
}

/** Lists the sockets of a folder, the oldest first. */
export function socketNames(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** Connects to another process. Removes the socket of a dead one: no later process uses the same name. */
export function reach(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path).unref();
    socket.on('error', (error) => {
      if (errnoOf(error) === 'ECONNREFUSED') rmSync(path, { force: true });
      resolve(undefined);
    });
    socket.on('connect', () => resolve(socket));
  });
}

/** Removes the sockets of processes that were killed. Nobody connects to those that are younger. */
export function removeDead(folder: string, own: string): void {
  for (const name of socketNames(folder)) {
    const pid = Number(name.split('-')[1]);
    if (name === own || !Number.isInteger(pid) || isRunning(pid)) continue;
    rmSync(join(folder, name), { force: true });
  }
}
