import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { sha256 } from '../../store/index.ts';
import { openNight } from '../../work/night/current.ts';
import type { Context } from '../../work/workspace/context.ts';
import { launchdAgent, type RestartFacts, SERVICE_VARIABLES, systemdUnits } from './restart-units.ts';

/** The part of the system that starts a process again, and the words for people. */
interface Restarter {
  name: 'systemd' | 'launchd';
  /** The files of the service of a queue. */
  files(service: string): readonly string[];
  install(service: string, facts: RestartFacts): void;
  /** Ends the service. The process that it started continues. */
  remove(service: string): void;
}

/** How long a call of the system's program may take, in milliseconds. */
const CALL_MS = 5_000;

function call(program: string, ...args: string[]): boolean {
  const { status } = spawnSync(program, args, { timeout: CALL_MS, stdio: 'ignore' });
  return status === 0;
}

const systemctl = (...args: string[]): boolean => call('systemctl', '--user', ...args);

/** Writes a file that only its owner can read. */
function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { mode: 0o600 });
  chmodSync(file, 0o600);
}

const SYSTEMD: Restarter = {
  name: 'systemd',
  files(service) {
    const folder = join(process.env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'systemd', 'user');
    return ['service', 'timer'].map((kind) => join(folder, `${service}.${kind}`));
  },
  install(service, facts) {
    const units = systemdUnits(facts);
    const [ofService = '', ofTimer = ''] = this.files(service);
    write(ofService, units.service);
    write(ofTimer, units.timer);
    if (systemctl('daemon-reload') && systemctl('enable', '--now', `${service}.timer`)) return;
    this.remove(service);
    throw new Error(`systemd does not start ${service}.timer`);
  },
  remove(service) {
    systemctl('disable', '--now', `${service}.timer`);
    for (const file of this.files(service)) rmSync(file, { force: true });
    systemctl('daemon-reload');
  },
};

const LAUNCHD: Restarter = {
  name: 'launchd',
  files: (service) => [join(homedir(), 'Library', 'LaunchAgents', `${service}.plist`)],
  install(service, facts) {
    const [file = ''] = this.files(service);
    write(file, launchdAgent(service, facts));
    if (call('launchctl', 'bootstrap', domain(), file)) return;
    this.remove(service);
    throw new Error(`launchd does not start ${service}`);
  },
  remove(service) {
    for (const file of this.files(service)) rmSync(file, { force: true });
    call('launchctl', 'bootout', `${domain()}/${service}`);
  },
};

const domain = (): string => `gui/${process.getuid?.()}`;

/** Returns the part of this system that can start a process of this user again; undefined if there is none. */
function restarterHere(): Restarter | undefined {
  // Launchd reads the agents of the account's home folder, whatever HOME says.
  if (process.platform === 'darwin')
    return homedir() === userInfo().homedir && call('launchctl', 'print', domain()) ? LAUNCHD : undefined;
  // Without this folder, systemctl reaches no session of the user.
  const isSession = process.platform === 'linux' && Boolean(process.env.XDG_RUNTIME_DIR);
  return isSession && systemctl('show-environment') ? SYSTEMD : undefined;
}

/** Says what starts the orchestrator's process again if it dies in a night that begins now. */
export function restartText(): string {
  const name = restarterHere()?.name;
  return name === undefined
    ? "nothing of this system starts the orchestrator's process again if it dies: the next command that changes the queue does"
    : `if the orchestrator's process dies, ${name} starts it again within two minutes. Its service is removed at the end. It gets no keys from your environment`;
}

/** Name of the service of a queue. */
const serviceOf = ({ store }: Pick<Context, 'store'>): string => `backlog-night-${sha256(store.dir).slice(0, 12)}`;

/** The process that the system starts again: its program, folder and environment. */
export interface RestartedProcess {
  argv: readonly [string, ...string[]];
  cwd: string;
  env: NodeJS.ProcessEnv;
}

/**
 * Keeps the service of a queue as long as a night is open: installs it, or removes it with its files. A system that can't
 * do it is a diagnostic, because pages then say that nothing runs.
 * @param known the night whose service is installed; null if nobody looked yet
 * @returns the same after this call
 */
export function keepRestarted(
  context: Context,
  own: RestartedProcess,
  known: string | undefined | null,
): string | undefined {
  const { store } = context;
  const night = openNight(store.state)?.id;
  if (night === known) return known;
  try {
    if (night === undefined) removeRestart(context);
    else restarterHere()?.install(serviceOf(context), factsOf(context, own, night));
  } catch (error) {
    store.appendDiagnostic(`restart of the orchestrator: ${String(error)}`);
  }
  return night;
}

/** Checks whether the system has a service that starts the orchestrator's process again. */
export const hasRestart = (context: Pick<Context, 'store'>): boolean =>
  [SYSTEMD, LAUNCHD].some((one) => one.files(serviceOf(context)).some((file) => existsSync(file)));

/** Removes the service of a queue, if there are files of one. */
export function removeRestart(context: Pick<Context, 'store'>): void {
  const service = serviceOf(context);
  for (const one of [SYSTEMD, LAUNCHD]) if (one.files(service).some((file) => existsSync(file))) one.remove(service);
}

function factsOf({ store }: Context, { argv, cwd, env }: RestartedProcess, night: string): RestartFacts {
  const kept = SERVICE_VARIABLES.flatMap((name) => (env[name] ? [[name, env[name]] as const] : []));
  const log = join(store.dir, 'runs', 'schedule.log');
  return { night, store: store.dir, argv, cwd, env: { ...Object.fromEntries(kept), BACKLOG_DIR: store.dir }, log };
}
