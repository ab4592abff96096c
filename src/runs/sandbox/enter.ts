import { mkdirSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:net';
import { dirname, join } from 'node:path';
import { present } from '../../base/present.ts';
import type { Observed } from '../../domain/runs/effects.ts';
import { BROKER_TOKEN_VARIABLE, BROKER_VARIABLE } from '../../domain/runs/sandbox.ts';
import type { Approved } from '../../work/config/approval.ts';
import type { ProcessLaunch } from '../providers/provider.ts';
import { type Broker, type BrokerOptions, startBroker } from './broker.ts';
import { containerArgs, containerCommand, engineEnv, mountedPath, removalOf } from './container.ts';
import { sandboxMachine } from './machine.ts';
import { observerOf } from './observer.ts';
import {
  type Forward,
  INSIDE,
  inHome,
  LIMITS,
  type Mount,
  planSandbox,
  RESOLVER,
  type SandboxNeeds,
  type SandboxPlan,
} from './plan.ts';
import { startProxy, startRelay } from './proxy.ts';
import type { SandboxRules } from './rules.ts';
import { callFilter } from './seccomp.ts';
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
  /** Set if its effects are observed, as far as this machine can. */
  observed?: {
    /** Folders of the person that count also in a folder for temporary files. */
    apart: readonly string[];
  };
}

/** A launch inside its sandbox, and the way to end what serves it. */
export interface Entered {
  launch: ProcessLaunch;
  /** Returns what the program did, or why that isn't known. Absent if it isn't observed. Call it before `leave`. */
  effects?(): Observed;
  /** Ends what serves it, and its container. Call it when the program has ended. */
  leave(): Promise<void>;
}

/** A start that this machine can't contain. */
export interface NotContained {
  why: string;
  hint: string;
}

/** Prepares the start of a program under its rules: the sockets, the proxy, the broker and the command line. */
export async function enterSandbox(launch: ProcessLaunch, start: SandboxStart): Promise<Entered | NotContained> {
  const { rules } = start;
  const { name, sockets, folder: own, remove, holds } = await makeSocketFolder();
  const open: (Server | Broker)[] = [];
  const leave = (): Promise<void> => {
    for (const one of open) one.close();
    return remove();
  };
  const temp = join(dirname(start.folder), 'tmp');
  for (const made of [temp, start.settings?.folder]) if (made) mkdirSync(made, { recursive: true, mode: 0o700 });
  try {
    const machine = await sandboxMachine(launch.file, start.env, start.folder);
    const plan = planSandbox(rules, { ...start, sockets }, machine);
    if (plan.how === 'refused' || plan.how === 'open') {
      await leave();
      return plan.how === 'open' ? { launch, leave: async () => undefined } : plan;
    }
    const reached = new Set<string>();
    if (plan.how === 'bwrap') {
      writeFileSync(join(sockets, RESOLVER.file), RESOLVER.text);
      open.push(...(await serve(plan, sockets, start, reached)));
    }
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
    if (plan.how === 'container') {
      const [names, { folder }] = [Object.keys(env), start];
      Object.assign(env, { BACKLOG_SANDBOX_ARGS: containerArgs(name, plan.mounts, { names, folder }) });
      const line = removalOf(plan.line, name);
      if (line !== undefined) holds({ line, env: engineEnv(env) });
    }
    const trace = join(own, 'trace');
    const filter = plan.how === 'bwrap' ? filterIn(own) : undefined;
    const observer = start.observed
      ? observerOf(plan, machine, {
          ...{ folder: start.folder, file: trace, reached, isFiltered: filter !== undefined },
          apart: [...start.observed.apart, ...inHome(rules.secrets, machine.home)],
        })
      : undefined;
    const line = [...(observer?.args ?? []), ...commandLine(plan, launch, start, filter !== undefined)];
    const [file = '', ...args] = filter === undefined ? line : withFilter(filter, line);
    const bounds = { folder: dirname(start.folder), over: start.denied, ...present({ trace: observer && trace }) };
    return {
      launch: { ...launch, file, args, env, ...(plan.how === 'bwrap' ? { bounds } : {}) },
      leave,
      ...(observer ? { effects: observer.effects } : {}),
    };
  } catch (error) {
    await leave();
    throw error;
  }
}

const QUEUE_SOCKET = 'queue.sock';

/** Writes the filter of system calls. @returns its path; undefined for a processor whose calls are unknown */
function filterIn(folder: string): string | undefined {
  const filter = callFilter(process.arch);
  if (filter === undefined) return undefined;
  const file = join(folder, 'calls');
  writeFileSync(file, filter, { mode: 0o600 });
  return file;
}

/** Opens the filter for bubblewrap. The contained program doesn't inherit it. */
const withFilter = (filter: string, line: readonly string[]): readonly string[] => [
  '/bin/sh',
  '-c',
  `exec ${FILTER}<"$0"; exec "$@"`,
  filter,
  ...line,
];

/** The descriptor with the filter. A shell knows only those of one digit, and 3 is for the question of the program. */
const FILTER = 9;

function commandLine(
  plan: Extract<SandboxPlan, { how: 'bwrap' | 'container' }>,
  { file, args, env }: ProcessLaunch,
  { folder, readOnly: isReadOnly = false }: SandboxStart,
  isFiltered: boolean,
): string[] {
  const program = [file, ...args];
  if (plan.how === 'bwrap') return bwrapArgs(plan, program, folder, isFiltered);
  const wall = join(dirname(folder), 'wall');
  writeFileSync(wall, '', { mode: 0o600 });
  return containerCommand(plan.line, program, { isReadOnly, wall, path: mountedPath(env.PATH, plan.mounts) });
}

async function serve(
  { domains, forwards }: { domains: readonly string[]; forwards: readonly Forward[] },
  sockets: string,
  { denied }: Pick<SandboxStart, 'denied'>,
  reached: Set<string>,
): Promise<Server[]> {
  return Promise.all(
    forwards.map(({ socket, service }) =>
      service === undefined
        ? startProxy(join(sockets, socket), domains, (target) => denied(`network ${target}`), {
            told: (target) => reached.add(target),
          })
        : startRelay(join(sockets, socket), service, () => reached.add(`localhost:${service}`)),
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
 * @param isFiltered whether the descriptor for the filter of system calls is open
 */
export function bwrapArgs(plan: Contained, program: readonly string[], folder: string, isFiltered = false): string[] {
  const { bwrap, mounts, shared } = plan;
  return [
    bwrap,
    ...(isFiltered ? ['--seccomp', String(FILTER)] : []),
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

/**
 * Asks the process that started bubblewrap. If that one died before bubblewrap was ready, no signal of its death came, and
 * nothing would end the program.
 */
const ASK = '{ echo >&3 && read -r go <&3 && [ "$go" = go ]; } || exit 1; exec 3>&-';

/** Waits until each forward listens, because the program may connect at once. At most for two seconds. */
const PREPARING = `${LIMITS}; socat=$1; shift
while [ "$1" != -- ]; do
  "$socat" "TCP-LISTEN:$1,bind=127.0.0.1,fork,reuseaddr" "UNIX-CONNECT:$2" >/dev/null 2>&1 3>&- &
  n=0
  until [ $n -ge 100 ] || "$socat" /dev/null "TCP:127.0.0.1:$1" 2>/dev/null; do n=$((n+1)); sleep 0.02; done
  shift 2
done
shift
${ASK}
exec "$@"`;

/** Puts its limits, and the forwards of a closed network, before the program. */
function prepared({ forwards, socat = '' }: Contained, program: readonly string[]): string[] {
  const ports = forwards.flatMap(({ port, socket }) => [String(port), `${INSIDE.sockets}/${socket}`]);
  return ['/bin/sh', '-c', PREPARING, 'sh', socat, ...ports, '--', ...program];
}
