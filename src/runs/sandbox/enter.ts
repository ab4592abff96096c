import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { BROKER_TOKEN_VARIABLE, BROKER_VARIABLE } from '../../domain/runs/sandbox.ts';
import type { Approved } from '../../work/config/approval.ts';
import type { ProcessLaunch } from '../providers/provider.ts';
import { type Broker, type BrokerOptions, startBroker } from './broker.ts';
import { bwrapArgs } from './bwrap.ts';
import { sandboxMachine } from './machine.ts';
import { type Forward, INSIDE, planSandbox, type SandboxNeeds, type SandboxPlan } from './plan.ts';
import { startProxy, startRelay } from './proxy.ts';
import type { SandboxRules } from './rules.ts';

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
  const sockets = mkdtempSync(join(tmpdir(), 'backlog-sandbox-'));
  const open: (Server | Broker)[] = [];
  const leave = (): void => {
    for (const one of open) one.close();
    rmSync(sockets, { recursive: true, force: true });
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
      ...(plan.how === 'bwrap' ? proxyEnv(plan) : plan.env),
      TMPDIR: temp,
    };
    for (const text of plan.narrowed) start.narrowed?.(text);
    const [file = '', ...args] = commandLine(plan, launch, start.folder);
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
  folder: string,
): string[] {
  if (plan.how === 'bwrap') return bwrapArgs(plan, [file, ...args], folder);
  return ['/bin/sh', '-c', `exec ${plan.line} "$@"`, 'sh', file, ...args];
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
