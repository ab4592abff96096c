import { delimiter } from 'node:path';
import { isAtOrBelow } from '../../base/path-prefix.ts';
import { CONTAINER_ARGS, type Mount, NO_CORE } from './plan.ts';

/** Variables that describe this machine, not the container. */
const OF_MACHINE = new Set(['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'PWD']);

/**
 * Formats the arguments of a container: the same walls as those of bubblewrap, and a name by which it is removed. Values
 * of variables are not in it.
 */
export function containerArgs(
  name: string,
  mounts: readonly Mount[],
  { names, folder }: { names: readonly string[]; folder: string },
): string {
  return [
    // podman would wait ten seconds for a program that a removal ends.
    ...['--name', name, '--stop-timeout', '0'],
    ...mounts.flatMap((mount) => (mount.how === 'empty' ? [] : ['-v', `${mount.from}:${mount.at}:${mount.how}`])),
    ...names.filter((one) => !OF_MACHINE.has(one)).flatMap((one) => ['-e', one]),
    ...['-w', folder],
  ].join(' ');
}

/** The exit code of a container whose walls are missing. No usual program has it. */
const NO_WALL = 97;

/**
 * Looks from inside whether the walls of the container stand, before the program starts. A line of a person can mount
 * more than it should. `access` is `ro` or `rw`, `wall` is a file of Backlog beside the worktree. The third argument
 * comes after the container's own PATH.
 */
const LOOK = `${NO_CORE}; access=$1 wall=$2 PATH=$PATH$3; shift 3
refuse() { echo "$1" >&2; exit ${NO_WALL}; }
own='Use $BACKLOG_SANDBOX_ARGS in runs.container, without mounts of your own.'
if [ -e "$wall" ] && (: >> "$wall") 2>/dev/null; then
  refuse "The container can write Backlog's own files beside $PWD. $own"
fi
if [ "$access" = ro ] && (: > .backlog-writes) 2>/dev/null; then
  rm -f .backlog-writes
  refuse "The container can write in $PWD, which its program may only read. $own"
fi
# git refuses the folder of another user, and Backlog couldn't delete what that user writes.
user='Add this to runs.container: --user "$(id -u):$(id -g)"'
[ -O . ] || refuse "The container's user doesn't own $PWD. $user"
exec "$@"`;

/** Builds the command that starts a program in a person's container. The shell expands the line's variables, `env` sets them. */
export function containerCommand(
  line: string,
  program: readonly string[],
  { isReadOnly, wall, path }: { isReadOnly: boolean; wall: string; path: readonly string[] },
): string[] {
  const access = isReadOnly ? 'ro' : 'rw';
  const more = path.map((folder) => `${delimiter}${folder}`).join('');
  return ['/bin/sh', '-c', `exec env ${line} "$@"`, 'sh', '/bin/sh', '-c', LOOK, 'sh', access, wall, more, ...program];
}

/** Returns the folders of a PATH that the container has: that of the program `backlog`, for agents. */
export function mountedPath(path: string | undefined, mounts: readonly Mount[]): string[] {
  const folders = new Set((path ?? '').split(delimiter));
  return [...folders].filter((folder) => mounts.some(({ at }) => folder !== '' && isAtOrBelow(folder, at)));
}

/** Variables by which an engine's program finds its containers. Those with passwords are left out: they are on no disk. */
const OF_ENGINE = /^(?:PATH|HOME|XDG_\w+|(?:DOCKER|CONTAINERS?|CONTAINERD)_(?!AUTH)\w+)$/;

/** Returns the variables that the removal of a container needs. Another engine would not have the container. */
export const engineEnv = (env: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter(([name]) => OF_ENGINE.test(name)));

/** The words before `run`, such as `docker` or `sudo podman --remote`, if they need no shell to be understood. */
const ENGINE = /^((?:[\w./:=@%+,-]+\s+)+?)(?:container\s+)?run\s/;

/**
 * Returns the shell line that ends and removes a container; undefined if the person's line doesn't show its engine. The
 * program in front of a container is only a client of the engine: the container goes on after the client was killed.
 */
export function removalOf(line: string, name: string): string | undefined {
  const [, engine] = ENGINE.exec(line.trimStart()) ?? [];
  return engine && CONTAINER_ARGS.test(line) ? `exec env ${engine.trim()} rm --force ${name}` : undefined;
}
