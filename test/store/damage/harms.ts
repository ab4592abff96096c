import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { openStore } from '../../../src/store/index.ts';
import type { Around, DoHarm } from './kind.ts';

// Ways to harm a file or a folder of a store. A path is that in the store.

export const FIRST = 'history/000000000000-000000000003.ndjson';
export const THIRD = 'history/000000000008-000000000011.ndjson';
export const FOURTH = 'history/000000000012-000000000015.ndjson';
export const CHECKPOINT = 'checkpoints/000000000020';
export const MANIFEST = `${CHECKPOINT}/_checkpoint.json`;
/** The file of a kind of records in the checkpoint. */
export const KIND = `${CHECKPOINT}/thing.json`;
export const log = (seq: number) => `log/${String(seq).padStart(12, '0')}.json`;

export const edit = (path: string, change: (text: string) => string) => (dir: string) =>
  writeFileSync(join(dir, path), change(readFileSync(join(dir, path), 'utf8')));
export const write = (path: string, text: string) => (dir: string) => {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), text);
};
export const remove = (path: string) => (dir: string) => rmSync(join(dir, path), { recursive: true });
export const aFolder = (path: string) => (dir: string) => [remove(path)(dir), mkdirSync(join(dir, path))];
export const aFile = (path: string) => (dir: string) => [remove(path)(dir), writeFileSync(join(dir, path), '')];
export const aSocket = (path: string) => (dir: string) => {
  remove(path)(dir);
  // The address of a socket has at most 107 bytes.
  spawnSync(process.execPath, ['-e', LISTEN, basename(path)], { cwd: dirname(join(dir, path)) });
};
/** A program that ends without deleting its socket. */
const LISTEN = `require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`;
export const forbid = (path: string) => (dir: string) => chmodSync(join(dir, path), 0);
export const copy = (seq: number, to: number) => (dir: string) => cpSync(join(dir, log(seq)), join(dir, log(to)));
export const swap = (one: number, other: number) => (dir: string) => {
  renameSync(join(dir, log(one)), join(dir, 'kept'));
  renameSync(join(dir, log(other)), join(dir, log(one)));
  renameSync(join(dir, 'kept'), join(dir, log(other)));
};
/** The same file of another store. */
export const from =
  (path: string) =>
  (dir: string, { other }: Around) =>
    cpSync(join(other, path), join(dir, path), { recursive: true });

export const half = (text: string) => text.slice(0, text.length / 2);
export const torn = (path: string) => edit(path, half);
export const cut = (bytes: number) => (path: string) => (dir: string) =>
  writeFileSync(join(dir, path), readFileSync(join(dir, path)).subarray(0, bytes));
/** The whole file as NULs, as some file systems leave it after a crash. */
export const nuls = (path: string) => (dir: string) =>
  writeFileSync(join(dir, path), Buffer.alloc(readFileSync(join(dir, path)).length));
/** Another hexadecimal digit at the end of the last sum in a text. */
export const otherSum = (text: string) =>
  text.replace(/(.)("\}\n?)$/, (_, digit, end) => `${digit === '0' ? '1' : '0'}${end}`);
export const lines = (change: (lines: string[]) => string[]) => (text: string) =>
  change(text.trimEnd().split('\n')).join('\n').concat('\n');

export const link = (path: string, to: string) => (dir: string) => [
  rmSync(join(dir, path), { recursive: true }),
  symlinkSync(to, join(dir, path)),
];
/** Moves something away, and leaves a link to it. */
export const linked = (path: string) => (dir: string) => {
  renameSync(join(dir, path), join(dirname(dir), 'moved'));
  symlinkSync(join(dirname(dir), 'moved'), join(dir, path));
};

export const all =
  (...harms: DoHarm[]): DoHarm =>
  async (dir, around) => {
    for (const harm of harms) await harm(dir, around);
  };
/** The only file of a folder. */
export const only = (path: string, harm: (path: string) => DoHarm) => (dir: string, around: Around) =>
  harm(`${path}/${readdirSync(join(dir, path))[0]}`)(dir, around);
/** The last commit, whatever number it has. */
export const atEnd =
  (harm: (path: string) => DoHarm): DoHarm =>
  (dir, around) =>
    harm(`log/${readdirSync(join(dir, 'log')).sort().at(-1)}`)(dir, around);
/** The file in the git folder that names the store. */
export const inMarker =
  (harm: (file: string, store: string) => unknown): DoHarm =>
  (dir, { common }) =>
    harm(join(common, 'backlog'), dir);

/** Another last change is remembered. */
export const remember = (seq: number, sum: string) => (dir: string) => {
  rmSync(join(dir, 'last'), { recursive: true });
  mkdirSync(join(dir, 'last'));
  writeFileSync(join(dir, 'last', `${String(seq).padStart(12, '0')}-${sum}`), '');
};
/** A checkpoint of the last commit. It replaces the one of change 20. */
export async function checkpointAtEnd(dir: string): Promise<void> {
  const store = await openStore({ dir });
  await store.maintain({ force: true });
  await store.close();
}
/** Cuts off each commit from the first one that fits. */
export function cutFrom(dir: string, fits: (text: string) => boolean): void {
  const names = readdirSync(join(dir, 'log')).sort();
  const first = names.findIndex((name) => fits(readFileSync(join(dir, 'log', name), 'utf8')));
  for (const name of names.slice(first)) torn(`log/${name}`)(dir);
}
