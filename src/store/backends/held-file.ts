import type { HeldFile } from '../backend.ts';
import { mediumFailed } from '../failure.ts';
import type { FileCalls } from './calls.ts';

/** Number of bytes that one read gets. Callers read lists in sequence, so the next read is often served from memory. */
const WINDOW = 1 << 16;

/** Opens a file for reads of byte ranges. Its descriptor is closed when the returned object is garbage-collected. */
export function holdFile(calls: FileCalls, file: string): HeldFile {
  const fd = calls.open(file, 'r', 0o600);
  const window = { from: 0, to: 0, bytes: Buffer.of() };
  const readInto = (bytes: Buffer, from: number): Buffer => {
    try {
      return bytes.subarray(0, calls.readAt(fd, bytes, from));
    } catch (error) {
      throw mediumFailed('read', file, error);
    }
  };
  const moveWindow = (from: number) => {
    if (window.bytes.length === 0) window.bytes = Buffer.allocUnsafeSlow(WINDOW);
    window.to = window.from;
    window.to = from + readInto(window.bytes, from).length;
    window.from = from;
  };
  const held: HeldFile = {
    location: file,
    size: sizeOf(calls, fd),
    read(from, to) {
      if (to - from > WINDOW) return readInto(Buffer.allocUnsafeSlow(to - from), from);
      if (from < window.from || to > window.to) moveWindow(from);
      return window.bytes.subarray(from - window.from, Math.min(to, window.to) - window.from);
    },
  };
  unheld.register(held, { calls, fd });
  return held;
}

function sizeOf(calls: FileCalls, fd: number): number {
  try {
    return calls.size(fd);
  } catch (error) {
    calls.close(fd);
    throw error;
  }
}

const unheld = new FinalizationRegistry<{ calls: FileCalls; fd: number }>(({ calls, fd }) => calls.close(fd));
