import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { addListener, callListeners, LINGER_MS, type Listeners, type Notifications } from './listen.ts';
import { nameFrom, type OwnSocket, openSocket, reach, removeDead, socketNames } from './relay-sockets.ts';

/** Time between two signs of life, in milliseconds. */
const BEAT_MS = 5_000;
/** Time after which a process looks again for older ones that began at the same time, in milliseconds. */
const SOON_MS = 250;
/** Time without a sign of life after which a process counts as stopped, in milliseconds. */
const SILENT_MS = 12_000;
/** Time for which nobody listens at such a process, in milliseconds. */
const AVOIDED_MS = 60_000;
const LONGEST_CHANNEL = 100;
/** What a process sends to those that listen to it. */
const SIGN = { changed: '\n', beat: '.' };

/** Returns the folder for the sockets of this machine's processes that use a database as the same user. */
export function relayFolder(home: string, database: string): string {
  return join(home, 'wake', createHash('sha256').update(`${hostname()}\0${database}`).digest('hex').slice(0, 12));
}

/**
 * Shares notifications among the processes of one user on this machine, so that the server has one connection for all of
 * them. Each process has a socket whose name begins with the time, and listens at the oldest process that answers; the
 * oldest one listens at the server. So a dead process needs no lock to be replaced, and listening never goes in a circle.
 * Only notifications pass, no data: what gets lost costs a follower the time until its next poll. A process that can't
 * have a socket listens at the server itself.
 */
export function shareNotifications(
  folder: string,
  server: Notifications,
  { now = Date.now, beatMs = BEAT_MS, silentMs = SILENT_MS } = {},
): Notifications {
  const listeners: Listeners = new Map();
  const sources = new Map<string, Source>();
  const silent = new Map<string, number>();
  let own: OwnSocket | undefined;
  let linger: NodeJS.Timeout | undefined;
  let beat: NodeJS.Timeout | undefined;

  const told = (channel: string) => callListeners(listeners, channel);
  const olderNames = (name: string) => {
    for (const [one, until] of silent) if (until < now()) silent.delete(one);
    return socketNames(folder).filter((other) => other < name && !silent.has(other));
  };

  /** Finds where to listen to a channel: at the oldest process, or at the server. */
  const attach = async (channel: string, source: Source): Promise<void> => {
    for (const name of olderNames(own?.name ?? nameFrom(now()))) {
      const socket = await reach(join(folder, name));
      if (source.isOver) return void socket?.destroy();
      if (!socket) continue;
      const leave = () => {
        source.end = undefined;
        look(channel, source);
      };
      socket.setTimeout(silentMs, () => {
        silent.set(name, now() + AVOIDED_MS);
        socket.destroy();
      });
      socket.on('data', (bytes) => bytes.includes(SIGN.changed) && told(channel));
      socket.on('close', leave);
      socket.write(`${channel}\n`);
      source.end?.();
      source.end = () => {
        socket.off('close', leave);
        socket.destroy();
      };
      source.isServer = false;
      return told(channel);
    }
    if (source.isServer) return;
    source.isServer = true;
    source.end = server.listen(channel, () => told(channel));
  };
  const look = (channel: string, source: Source) => {
    if (source.isOver || source.isLooking) return;
    source.isLooking = true;
    void attach(channel, source).finally(() => {
      source.isLooking = false;
    });
  };

  const add = (channel: string, changed: () => void) => {
    clearTimeout(linger);
    own ??= openSocket(folder, now, (socket) => serve(socket));
    if (!beat) setTimeout(lookAgain, SOON_MS).unref();
    beat ??= setInterval(onBeat, beatMs).unref();
    const end = addListener(listeners, channel, changed);
    if (!sources.has(channel)) {
      const source: Source = { isOver: false, isLooking: false, isServer: false, end: undefined };
      sources.set(channel, source);
      look(channel, source);
    }
    return () => {
      end();
      clearTimeout(linger);
      linger = setTimeout(endUnused, LINGER_MS).unref();
    };
  };

  const members = new Set<Socket>();
  /** Lets another process listen here. Who has not yet read the last sign needs no other one. */
  const serve = (socket: Socket) => {
    let text = '';
    let end: (() => void) | undefined;
    members.add(socket.unref());
    socket.on('error', () => {});
    socket.on('close', () => {
      members.delete(socket);
      end?.();
    });
    socket.on('data', (bytes) => {
      if (end) return;
      text += bytes.toString('latin1');
      if (text.length > LONGEST_CHANNEL) return void socket.destroy();
      if (!text.endsWith('\n')) return;
      socket.write(SIGN.beat);
      const channel = text.slice(0, -1);
      if (!/^\w+$/.test(channel)) return void socket.destroy();
      end = add(channel, () => socket.writableNeedDrain || socket.write(SIGN.changed));
    });
  };
  const onBeat = () => {
    for (const socket of members) if (!socket.writableNeedDrain) socket.write(SIGN.beat);
    lookAgain();
  };
  /** If an older process has appeared meanwhile, listens there instead of at the server. */
  const lookAgain = () => {
    const direct = [...sources].filter(([, { isServer }]) => isServer);
    if (direct.length > 0 && own) removeDead(folder, own.name);
    for (const [channel, source] of direct) look(channel, source);
  };
  const endUnused = () => {
    for (const [channel, source] of sources)
      if (!listeners.has(channel)) {
        endSource(source);
        sources.delete(channel);
      }
    if (sources.size === 0) stop();
  };
  const stop = () => {
    clearTimeout(linger);
    clearInterval(beat);
    beat = undefined;
    for (const source of sources.values()) endSource(source);
    sources.clear();
    own?.end();
    own = undefined;
    for (const socket of members) socket.destroy();
  };

  return {
    listen: add,
    async close() {
      stop();
      listeners.clear();
      await server.close();
    },
  };
}

/** Where this process listens to a channel. */
interface Source {
  isOver: boolean;
  isLooking: boolean;
  isServer: boolean;
  end: (() => void) | undefined;
}

function endSource(source: Source): void {
  source.isOver = true;
  source.end?.();
}
