import { INSIDE, type Mount, type SandboxPlan } from './plan.ts';

type Contained = Extract<SandboxPlan, { how: 'bwrap' }>;

/**
 * Builds the command line that starts a program under a plan of bubblewrap. Pure.
 * @param folder the program's working folder
 */
export function bwrapArgs(plan: Contained, program: readonly string[], folder: string): string[] {
  const { bwrap, mounts, shared } = plan;
  return [
    bwrap,
    // With its own processes, the program can't read the environment of others. All of them end with their supervisor.
    ...['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try', '--die-with-parent'],
    ...(shared ? [] : ['--unshare-net']),
    // Root's rights would undo the mounts.
    ...['--cap-drop', 'ALL'],
    ...['--proc', '/proc', '--dev', '/dev'],
    ...mounts.flatMap(mountArgs),
    ...['--remount-ro', '/'],
    ...['--chdir', folder],
    '--',
    ...withForwards(plan, program),
  ];
}

function mountArgs(mount: Mount): string[] {
  if (mount.how === 'empty') return ['--tmpfs', mount.at];
  return [mount.how === 'ro' ? '--ro-bind' : '--bind', mount.from, mount.at];
}

/** Waits until each forward listens, because the program may connect at once. At most for two seconds. */
const FORWARDING = `socat=$1; shift
while [ "$1" != -- ]; do
  "$socat" "TCP-LISTEN:$1,bind=127.0.0.1,fork,reuseaddr" "UNIX-CONNECT:$2" >/dev/null 2>&1 &
  n=0
  until [ $n -ge 100 ] || "$socat" /dev/null "TCP:127.0.0.1:$1" 2>/dev/null; do n=$((n+1)); sleep 0.02; done
  shift 2
done
shift
exec "$@"`;

/** Puts the forwards of a closed network before the program. */
function withForwards({ forwards, socat }: Contained, program: readonly string[]): string[] {
  if (forwards.length === 0) return [...program];
  const ports = forwards.flatMap(({ port, socket }) => [String(port), `${INSIDE.sockets}/${socket}`]);
  return ['/bin/sh', '-c', FORWARDING, 'sh', socat!, ...ports, '--', ...program];
}
