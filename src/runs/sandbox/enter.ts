import { mkdirSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:net';
import { dirname, join } from 'node:path';
import { BROKER_TOKEN_VARIABLE, BROKER_VARIABLE } from '../../domain/runs/sandbox.ts';
import type { Approved } from '../../work/config/approval.ts';
import type { ProcessLaunch } from '../providers/provider.ts';
import { type Broker, type BrokerOptions, startBroker } from './broker.ts';
import { sandboxMachine } from './machine.ts';
import { type Forward, INSIDE, type Mount, planSandbox, type SandboxNeeds, type SandboxPlan } from './plan.ts';
import { startProxy, startRelay } from './proxy.ts';
import type { SandboxRules } from './rules.ts';
import { makeSocketFolder } from './socket-folder.ts';

/** A start that may be contained. */
export interface SandboxStart extends Omit<SandboxNeeds, 'sockets'> {
  rules: Approved<SandboxRules>;
  /** Environment in which programs are found: PATH and HOME. */
  env: NodeJS.ProcessEnv;
  /** The way to the queue, for agents. */
  broker?: Pick<BrokerOptions, 'server' | 'env' | 'tools'>;
  /** Receives a word for what was denied, such as `network evil.example:443`. */
  denied: (what: string) => void;
  /** Receives sentences about what is narrower than the settings. */
  narrowed?: (text: string) => void;
}

/** A launch inside its sandbox, and the way to end what serves it. */
export interface Entered {
  launch: ProcessLaunch;
  leave(): void;
}

/** A start that this machine can't contain. */
export interface NotContained {
  why: string;
  hint: string;
}

/** Prepares the start of a program under its rules: the sockets, the proxy, the broker and the command line. */
export async function enterSandbox(launch: ProcessLaunch, start: SandboxStart): Promise<Entered | NotContained> {
  const { rules } = start;
  const { sockets, remove } = makeSocketFolder();
  const open: (Server | Broker)[] = [];
  const leave = (): void => {
    for (const one of open) one.close();
    remove();
  };
  const temp = join(dirname(start.folder), 'tmp');
  for (const made of [temp, start.settings?.folder]) if (made) mkdirSync(made, { recursive: true, mode: 0o700 });
  try {
    const plan = planSandbox(rules, { ...start, sockets }, await sandboxMachine(launch.file, start.env, start.folder));
    if (plan.how === 'refused' || plan.how === 'open') {
      leave();
      return plan.how === 'open' ? { launch, leave: () => undefined } : plan;
    }
    if (plan.how === 'bwrap') open.push(...(await serve(plan, sockets, start)));
    const broker = start.broker && (await brokerOf(start, start.broker, sockets));
    if (broker) open.push(broker);
    const inside = plan.how === 'bwrap' ? INSIDE.sockets : sockets;
    const env = {
      ...without(launch.env, plan.withheld),
      ...(broker ? { [BROKER_VARIABLE]: join(inside, QUEUE_SOCKET), [BROKER_TOKEN_VARIABLE]: broker.token } : {}),
      ...(plan.how === 'bwrap' ? proxyEnv(plan) : {}),
      TMPDIR: temp,
    };
    for (const text of plan.narrowed) start.narrowed?.(text);
    if (plan.how === 'container')
      Object.assign(env, { BACKLOG_SANDBOX_ARGS: containerArgs(plan.mounts, Object.keys(env), start.folder) });
    const [file = '', ...args] = commandLine(plan, launch, start);
    return { launch: { ...launch, file, args, env }, leave };
  } catch (error) {
    leave();
    throw error;
  }
}

const QUEUE_SOCKET = 'queue.sock';

function commandLine(
  plan: Extract<SandboxPlan, { how: 'bwrap' | 'container' }>,
  { file, args }: ProcessLaunch,
  { folder, readOnly: isReadOnly = false }: SandboxStart,
): string[] {
  const program = [file, ...args];
  if (plan.how === 'bwrap') return bwrapArgs(plan, program, folder);
  const wall = join(dirname(folder), 'wall');
  writeFileSync(wall, '', { mode: 0o600 });
  return containerCommand(plan.line, program, { isReadOnly, wall });
}

async function serve(
  { domains, forwards }: { domains: readonly string[]; forwards: readonly Forward[] },
  sockets: string,
  { denied }: Pick<SandboxStart, 'denied'>,
): Promise<Server[]> {
  return Promise.all(
    forwards.map(({ socket, service }) =>
      service === undefined
        ? startProxy(join(sockets, socket), domains, (target) => denied(`network ${target}`))
        : startRelay(join(sockets, socket), service),
    ),
  );
}

function brokerOf(
  { folder, denied }: SandboxStart,
  { server, env, tools }: NonNullable<SandboxStart['broker']>,
  sockets: string,
): Promise<Broker> {
  const told = (text: string): void => denied(`queue: ${text}`);
  return startBroker({ socket: join(sockets, QUEUE_SOCKET), server, env, tools, cwd: folder, denied: told });
}

/** Variables that make programs use the proxy. Services inside the sandbox stay reachable without it. */
function proxyEnv({ shared, domains }: { shared: boolean; domains: readonly string[] }): Record<string, string> {
  if (shared) return {};
  if (domains.length === 0) return Object.fromEntries(PROXIES.map((name) => [name, '']));
  const proxy = `http://127.0.0.1:${INSIDE.proxyPort}`;
  const local = 'localhost,127.0.0.1,::1';
  return { ...Object.fromEntries(PROXIES.map((name) => [name, proxy])), NO_PROXY: local, no_proxy: local };
}

const PROXIES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy'];

function without(env: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name)));
}

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
    ...prepared(plan, program),
  ];
}

function mountArgs(mount: Mount): string[] {
  if (mount.how === 'empty') return ['--tmpfs', mount.at];
  return [mount.how === 'ro' ? '--ro-bind' : '--bind', mount.from, mount.at];
}

/** Forbids core files: the program's secrets would be in one, and it in the result. */
const NO_CORE = 'ulimit -c 0 2>/dev/null';

/** Waits until each forward listens, because the program may connect at once. At most for two seconds. */
const PREPARING = `${NO_CORE}; socat=$1; shift
while [ "$1" != -- ]; do
  "$socat" "TCP-LISTEN:$1,bind=127.0.0.1,fork,reuseaddr" "UNIX-CONNECT:$2" >/dev/null 2>&1 &
  n=0
  until [ $n -ge 100 ] || "$socat" /dev/null "TCP:127.0.0.1:$1" 2>/dev/null; do n=$((n+1)); sleep 0.02; done
  shift 2
done
shift
exec "$@"`;

/** Puts its limits, and the forwards of a closed network, before the program. */
function prepared({ forwards, socat = '' }: Contained, program: readonly string[]): string[] {
  const ports = forwards.flatMap(({ port, socket }) => [String(port), `${INSIDE.sockets}/${socket}`]);
  return ['/bin/sh', '-c', PREPARING, 'sh', socat, ...ports, '--', ...program];
}

/** Variables that describe this machine, not the container. */
const OF_MACHINE = new Set(['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'PWD']);

/** Formats the arguments of a container: the same walls as those of bubblewrap. Values of variables are not in it. */
function containerArgs(mounts: readonly Mount[], names: readonly string[], folder: string): string {
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
const LOOK = `${NO_CORE}; access=$1 wall=$2; shift 2
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
function containerCommand(
  line: string,
  program: readonly string[],
  { isReadOnly, wall }: { isReadOnly: boolean; wall: string },
): string[] {
  const access = isReadOnly ? 'ro' : 'rw';
  return ['/bin/sh', '-c', `exec ${line} "$@"`, 'sh', '/bin/sh', '-c', LOOK, 'sh', access, wall, ...program];
}
