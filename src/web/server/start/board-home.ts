import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf } from '../../../base/errno.ts';
import { present } from '../../../base/present.ts';
import type { ProcessId } from '../../../base/process-id.ts';
import { boardFolder } from '../../../work/workspace/home.ts';
import { putIfAbsent, usable, writeWhole } from '../../../work/workspace/home-files.ts';

/** The note, a file in BACKLOG_HOME, that describes a person's running server to other processes. */
export interface Running {
  process: ProcessId;
  /** A random id, different for each start. */
  instance: string;
  /** Port of the server. The port is 0 until the server listens. */
  port: number;
  /** The address at which the server listens. `tls` is true if the server uses TLS. */
  address: string;
  tls: boolean;
  /** A sum of the server's certificate. Earlier versions didn't write it. */
  cert?: string;
  /** The header in which a proxy names people. */
  proxyHeader?: string;
  /** Origin of the links that the server prints. */
  origin: string;
  version: string;
  /** The command that started the server. Earlier versions didn't write it. */
  command?: 'board' | 'serve';
}

/** The board's files in BACKLOG_HOME. */
export interface BoardHome {
  folder: string;
  /**
   * Returns the secret that signs logins. The first call creates it. Every process that can read it can act as the
   * person.
   */
  secret(): string;
  running(): Running | undefined;
  /** The port of the last server that listened. */
  lastPort(): number | undefined;
  /** Writes the note about a server. @returns false if another note exists */
  claim(running: Running): boolean;
  /**
   * Replaces the note that this server wrote.
   * @returns false if another server has replaced the note, for example while the machine was asleep
   */
  update(running: Running): boolean;
  /** Removes an outdated note, unless another server has already replaced it. */
  discard(running: Running | undefined): void;
}

/** @throws BacklogError `store` if the folder cannot be written */
export function boardHome(env: NodeJS.ProcessEnv): BoardHome {
  const folder = boardFolder(env);
  const note = join(folder, 'server.json');
  const running = () => readNote(note);
  return {
    folder,
    secret: () => usable(folder, () => readSecret(folder)),
    running,
    lastPort: () => Number(readText(join(folder, 'port'))) || undefined,
    claim: (own) => usable(folder, () => putIfAbsent(note, JSON.stringify(own))),
    update: (own) =>
      usable(folder, () => {
        takeAway(note, isNoteOf(own));
        const taken = putIfAbsent(note, JSON.stringify(own));
        if (taken) writeWhole(join(folder, 'port'), `${own.port}\n`);
        return taken;
      }),
    discard: (old) => usable(folder, () => takeAway(note, isNoteOf(old))),
  };
}

/**
 * Reads the secret. Replaces an incomplete file, which a crash can leave, because anybody could sign a login with an
 * empty secret.
 */
function readSecret(folder: string): string {
  const file = join(folder, 'secret');
  for (;;) {
    const known = secretIn(file);
    if (known !== undefined) return known;
    takeAway(file, (aside) => secretIn(aside) === undefined);
    putIfAbsent(file, `${randomBytes(SECRET_BYTES).toString('base64url')}\n`);
  }
}

const SECRET_BYTES = 32;

function secretIn(file: string): string | undefined {
  const text = readText(file)?.trim() ?? '';
  return /^[\w-]+$/.test(text) && Buffer.from(text, 'base64url').length >= SECRET_BYTES ? text : undefined;
}

/** Reads a note. Returns undefined for an incomplete note, and for another program's file. */
function readNote(file: string): Running | undefined {
  try {
    const {
      process: own,
      instance,
      port,
      version,
      address,
      tls,
      origin,
      cert,
      command,
    } = JSON.parse(readText(file) ?? '') as Running;
    const whole = typeof own.pid === 'number' && typeof instance === 'string' && Number.isInteger(port);
    return whole
      ? { process: own, instance, port, version, address, tls, origin, ...present({ cert, command }) }
      : undefined;
  } catch {
    return undefined;
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

const isNoteOf = (of: Running | undefined) => (file: string) => readNote(file)?.instance === of?.instance;

/**
 * Removes a file after renaming it and checking its content. Without renaming it, a slow process could remove the new
 * file of a faster one.
 */
function takeAway(file: string, isOld: (aside: string) => boolean): void {
  const aside = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return;
    throw error;
  }
  if (!isOld(aside)) putBack(aside, file);
  unlinkSync(aside);
}

function putBack(aside: string, file: string): void {
  try {
    linkSync(aside, file);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
}
