import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, delimiter, dirname, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { clip } from '../../base/clip.ts';
import { isAtOrBelow } from '../../base/path-prefix.ts';
import { findProgram } from '../agents/find-program.ts';
import type { SandboxMachine } from './plan.ts';
import { traceArgs } from './trace.ts';

/** Folders of the home folder with compilers and interpreters. They contain no keys. */
const TOOLCHAINS = '.nvm .volta .nodenv .asdf .pyenv .rbenv .rustup .sdkman .bun/bin .deno/bin go/bin'.split(' ');

/** Maximum number of characters of bubblewrap's own complaint. */
const WHY = 200;

/** Gathers the facts for a plan. @param file the program that is started */
export async function sandboxMachine(file: string, env: NodeJS.ProcessEnv, cwd: string): Promise<SandboxMachine> {
  const find = (name: string) => findProgram(name, { path: env.PATH, cwd });
  const path = pathOutside(cwd, env.PATH);
  const [bwrap, socat, strace] = ['bwrap', 'socat', 'strace'].map((name) => findProgram(name, { path, cwd }));
  const home = env.HOME || homedir();
  const problem = bwrap === undefined ? undefined : await problemOf(bwrap);
  const tools = TOOLCHAINS.map((name) => join(home, name)).filter((folder) => existsSync(folder));
  return {
    platform: process.platform,
    home,
    isRoot: process.getuid?.() === 0,
    bwrap,
    socat,
    resolver: realOf(RESOLVER_FILE) ?? RESOLVER_FILE,
    problem,
    strace: problem === undefined ? await tracerOf(strace, bwrap) : undefined,
    programs: [...new Set([find(file), process.execPath].flatMap(installationOf).concat(foldersOf(env.PATH), tools))],
    exists: existsSync,
  };
}

/**
 * Returns the folders of PATH outside a worktree. What runs outside the sandbox must not come from what runs inside: a
 * copied virtual environment of the worktree is first in PATH, and its programs write there.
 */
function pathOutside(worktree: string, path = ''): string {
  const real = realOf(worktree) ?? worktree;
  const isInside = (folder: string) => isAtOrBelow(folder, worktree) || isAtOrBelow(realOf(folder) ?? folder, real);
  return path
    .split(delimiter)
    .filter((folder) => !isInside(folder))
    .join(delimiter);
}

const RESOLVER_FILE = '/etc/resolv.conf';

/** Checks whether this machine can contain programs and observe them. */
export async function canContain(cwd: string, env: NodeJS.ProcessEnv = process.env): Promise<boolean> {
  const { bwrap, problem, strace } = await sandboxMachine('sh', env, cwd);
  return bwrap !== undefined && problem === undefined && strace !== undefined;
}

/** Paths of bubblewrap and strace that worked in this process. What did not work can work after an installation. */
const working = new Set<string>();

/** A sandbox that is only tried. */
const TRIAL = [
  ...['--unshare-all', '--die-with-parent', '--ro-bind', '/', '/', '--proc', '/proc', '--dev', '/dev'],
  'true',
];

/** Tries bubblewrap until it works once. Containers can forbid it. */
async function problemOf(bwrap: string): Promise<string | undefined> {
  if (working.has(bwrap)) return undefined;
  try {
    await promisify(execFile)(bwrap, TRIAL, { timeout: 10_000, env: {} });
    working.add(bwrap);
    return undefined;
  } catch (error) {
    const { stderr = '', message } = error as { stderr?: string; message: string };
    return clip((stderr || message).trim().replace(/^bwrap: /, ''), WHY);
  }
}

/**
 * Tries strace with bubblewrap until they work once. Containers can forbid it, versions before 5.9 lack an option, and a
 * bubblewrap with rights of its own (setuid) loses them under an observer.
 */
async function tracerOf(strace: string | undefined, bwrap: string | undefined): Promise<string | undefined> {
  if (strace === undefined || bwrap === undefined || working.has(strace)) return strace;
  const [file = '', ...args] = [...traceArgs(strace, '/dev/null'), bwrap, ...TRIAL];
  const traced = await promisify(execFile)(file, args, { timeout: 10_000, env: {} }).catch(() => undefined);
  if (traced) working.add(strace);
  return traced && strace;
}

/** The folders of a program and of the file to which its link leads. */
function installationOf(program: string | undefined): string[] {
  if (program === undefined) return [];
  const real = realOf(program) ?? program;
  return [program, real, ...[program, real].map(dirname).flatMap(withLibraries)];
}

function foldersOf(path = ''): string[] {
  const folders = path.split(delimiter).filter((folder) => isAbsolute(folder) && existsSync(folder));
  return folders.flatMap((folder) => [folder, realOf(folder) ?? folder]).flatMap(withLibraries);
}

/** Parents of a `bin` folder that also contain keys and logins. */
const SHARED_PARENTS = new Set(['.local', '.cargo']);

/** What a program reads beside its `bin` folder. The last one is of Python's environments. */
const BESIDE = ['lib', 'lib64', 'libexec', 'share', 'pyvenv.cfg'];

/** A `bin` folder comes with the libraries beside it. The folder above can be a project with its secrets. */
function withLibraries(folder: string): string[] {
  const above = dirname(folder);
  const isInstallation = above !== '/' && basename(folder) === 'bin' && existsSync(join(above, 'lib'));
  return isInstallation && !SHARED_PARENTS.has(basename(above))
    ? [folder, ...BESIDE.map((name) => join(above, name)).filter((path) => existsSync(path))]
    : [folder];
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
