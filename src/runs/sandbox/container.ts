import type { Mount } from './plan.ts';

/** Variables that describe this machine, not the container. */
const OF_MACHINE = new Set(['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'PWD']);

/** Formats the arguments of a container: the same walls as those of bubblewrap. Values of variables are not in it. */
export function containerArgs(mounts: readonly Mount[], names: readonly string[], folder: string): string {
  return [
    ...mounts.flatMap((mount) => (mount.how === 'empty' ? [] : ['-v', `${mount.from}:${mount.at}:${mount.how}`])),
    ...names.filter((name) => !OF_MACHINE.has(name)).flatMap((name) => ['-e', name]),
    ...['-w', folder],
  ].join(' ');
}

/** The exit code of a container whose walls are missing. No usual program has it. */
const NO_WALL = 97;

/**
 * Looks from inside whether the walls of the container stand, before the program starts. A line of a person can mount
 * more than it should. `access` is `ro` or `rw`, `wall` is a file of Backlog beside the worktree.
 */
const LOOK = `access=$1 wall=$2; shift 2
refuse() { echo "$1 Use \\$BACKLOG_SANDBOX_ARGS in runs.container, without mounts of your own." >&2; exit ${NO_WALL}; }
if [ -e "$wall" ] && (: >> "$wall") 2>/dev/null; then
  refuse "The container can write Backlog's own files beside $PWD."
fi
if [ "$access" = ro ] && (: > .backlog-writes) 2>/dev/null; then
  rm -f .backlog-writes
  refuse "The container can write in $PWD, which its program may only read."
fi
exec "$@"`;

/** Builds the command that starts a program in a person's container. The shell expands the line's variables. */
export function containerCommand(
  line: string,
  program: readonly string[],
  { isReadOnly, wall }: { isReadOnly: boolean; wall: string },
): string[] {
  const access = isReadOnly ? 'ro' : 'rw';
  return ['/bin/sh', '-c', `exec ${line} "$@"`, 'sh', '/bin/sh', '-c', LOOK, 'sh', access, wall, ...program];
}
