import { execFile } from 'node:child_process';

/**
 * Reports to systemd that the server is ready (sd_notify(3)), by systemd's own program, since Node has no datagram
 * sockets of the file system. Does nothing for a service that expects no report.
 */
export function notifyReady(env: NodeJS.ProcessEnv, err: (text: string) => void): void {
  if (!env.NOTIFY_SOCKET) return;
  execFile('systemd-notify', ['--ready'], { env: { ...env } }, (error) => {
    if (error) err(`backlog: can't report to systemd that the server is ready: ${error.message.trim()}`);
  });
}
