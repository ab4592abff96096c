import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** What an agent of the tests starts in its container: shells, git, Node and the tools of the attacks. */
const PROGRAMS = [
  ...[
    'sh',
    'bash',
    'env',
    'ls',
    'cat',
    'cp',
    'mv',
    'rm',
    'mkdir',
    'ln',
    'chmod',
    'touch',
    'sleep',
    'sort',
    'wc',
    'uname',
  ],
  ...[
    'grep',
    'sed',
    'tr',
    'head',
    'tail',
    'tar',
    'dirname',
    'basename',
    'readlink',
    'setsid',
    'unshare',
    'nsenter',
    'id',
  ],
  ...['find', 'script', 'curl', 'perl', 'git', 'node'],
];

const GIT = '/usr/lib/git-core';

/**
 * Packs programs of this machine, with the libraries that they load, as the root folder of an image. So no test needs a
 * registry.
 * @returns the path of the archive
 */
export function packImage(folder: string): string {
  const root = join(folder, 'root');
  for (const name of ['usr/bin', 'usr/lib', 'usr/lib64', 'tmp', 'var/tmp', 'etc', 'root', 'proc', 'dev', 'sys', 'run'])
    mkdirSync(join(root, name), { recursive: true });
  for (const [name, to] of [
    ['bin', 'bin'],
    ['sbin', 'bin'],
    ['lib', 'lib'],
    ['lib64', 'lib64'],
  ] as const)
    symlinkSync(`usr/${to}`, join(root, name));
  for (const name of ['tmp', 'var/tmp']) chmodSync(join(root, name), 0o1777);
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
  writeFileSync(join(root, 'etc/group'), 'root:x:0:\n');
  const programs = PROGRAMS.map((name) => [name, realpathSync(pathOf(name))] as const);
  for (const [name, file] of programs) copyFileSync(file, join(root, 'usr/bin', name));
  if (existsSync(GIT)) cpSync(GIT, join(root, GIT), { recursive: true });
  for (const library of librariesOf(programs.map(([, file]) => file))) {
    const at = join(root, realpathSync(dirname(library)));
    mkdirSync(at, { recursive: true });
    copyFileSync(library, join(at, basename(library)));
  }
  const archive = join(folder, 'image.tar');
  const packed = spawnSync('tar', ['-C', root, '-cf', archive, '.'], { encoding: 'utf8' });
  if (packed.status !== 0) throw new Error(`tar: ${packed.stderr}`);
  return archive;
}

function pathOf(program: string): string {
  if (program === 'node') return process.execPath;
  const { stdout } = spawnSync('/bin/sh', ['-c', `command -v -- ${program}`], { encoding: 'utf8' });
  const path = stdout.trim();
  if (!path.startsWith('/')) throw new Error(`${program} is not installed`);
  return path;
}

function librariesOf(programs: readonly string[]): string[] {
  const { stdout } = spawnSync('ldd', programs, { encoding: 'utf8' });
  return [...new Set(stdout.match(/(?<=\s)\/[^\s:]+(?=\s\()/g) ?? [])];
}
