/** What a service of the system needs to know to start the orchestrator's process again. */
export interface RestartFacts {
  /** The night's id, and the folder of the queue, for people. */
  night: string;
  store: string;
  /** The program of the process with its arguments. */
  argv: readonly [string, ...string[]];
  cwd: string;
  /** Its environment. It holds no secrets, because it is written into a file. */
  env: Readonly<Record<string, string>>;
  log: string;
}

/** Seconds between two attempts of the system to start the process. One that isn't needed ends at once. */
const SECONDS = 60;

/** Variables that the service gets. A variable with a key of a provider is none of them. */
export const SERVICE_VARIABLES = [
  ...['PATH', 'HOME', 'LANG', 'TZ', 'XDG_CONFIG_HOME', 'XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS'],
  ...['BACKLOG_DIR', 'BACKLOG_HOME'],
] as const;

/**
 * Formats the units of a systemd user service that starts the process each minute. `KillMode=process`: the process's end
 * leaves runs at work. See systemd.service(5) and systemd.timer(5).
 */
export function systemdUnits({ night, store, argv, cwd, env, log }: RestartFacts): { service: string; timer: string } {
  const about = `Backlog starts the orchestrator of night ${night} again if it died (${plain(store)})`;
  const service = [
    ...['[Unit]', `Description=${about}`, `ConditionPathExists=${plain(argv.at(1) ?? argv[0])}`, ''],
    '[Service]',
    `WorkingDirectory=${plain(cwd)}`,
    ...Object.entries(env).map(([name, value]) => `Environment=${inQuotes(`${name}=${value}`)}`),
    `ExecStart=${argv.map((word) => inQuotes(word).replaceAll('$', '$$$$')).join(' ')}`,
    'KillMode=process',
    ...[`StandardOutput=append:${plain(log)}`, `StandardError=append:${plain(log)}`, ''],
  ].join('\n');
  const timer = [
    ...['[Unit]', `Description=${about}`, ''],
    ...['[Timer]', `OnActiveSec=${SECONDS}`, `OnUnitInactiveSec=${SECONDS}`, 'AccuracySec=1', ''],
    ...['[Install]', 'WantedBy=timers.target', ''],
  ].join('\n');
  return { service, timer };
}

/** Systemd reads `%` as the start of a name that it replaces. A line's end would begin another setting. */
const plain = (text: string): string => text.replaceAll('%', '%%').replaceAll(/[\r\n]/g, ' ');
const inQuotes = (text: string): string => `"${plain(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

/** Formats the property list of a launchd agent that does the same. See launchd.plist(5). */
export function launchdAgent(label: string, { argv, cwd, env, log }: RestartFacts): string {
  const dict = Object.entries(env).map(([name, value]) => `    <key>${xml(name)}</key><string>${xml(value)}</string>`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    ...['<plist version="1.0">', '<dict>'],
    `  <key>Label</key><string>${xml(label)}</string>`,
    `  <key>ProgramArguments</key><array>${argv.map((word) => `<string>${xml(word)}</string>`).join('')}</array>`,
    `  <key>WorkingDirectory</key><string>${xml(cwd)}</string>`,
    ...['  <key>EnvironmentVariables</key>', '  <dict>', ...dict, '  </dict>'],
    `  <key>StartInterval</key><integer>${SECONDS}</integer>`,
    '  <key>AbandonProcessGroup</key><true/>',
    `  <key>StandardOutPath</key><string>${xml(log)}</string>`,
    `  <key>StandardErrorPath</key><string>${xml(log)}</string>`,
    ...['</dict>', '</plist>', ''],
  ].join('\n');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const xml = (text: string): string => text.replaceAll(/[&<>]/g, (char) => ENTITIES[char]!);
