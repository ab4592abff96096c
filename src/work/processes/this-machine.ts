import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { lazy } from '../../base/lazy.ts';
import { sha256 } from '../../store/index.ts';

export const localHost = lazy(hostname);

/** Files with an identity that the operating system gives a machine at its installation (machine-id(5)). */
const FILES = ['/etc/machine-id', '/var/lib/dbus/machine-id'];

/**
 * Returns an identity of this machine that survives a reboot and another network. Without one of the operating system,
 * it is the host's name. It is hashed, because machine-id(5) asks programs not to show the original.
 */
export const thisMachine = lazy(() => sha256(`backlog ${systemId() ?? localHost()}`).slice(0, 16));

function systemId(): string | undefined {
  for (const file of FILES) {
    try {
      const text = readFileSync(file, 'utf8').trim();
      if (/^[0-9a-f]{32}$/.test(text)) return text;
    } catch {
      // This system doesn't have the file.
    }
  }
  return undefined;
}
