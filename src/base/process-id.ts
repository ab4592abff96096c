/** A process that can be told alive or dead: the boot and start time rule out a reused pid. */
export interface ProcessId {
  host: string;
  boot: string;
  pid: number;
  /** Start time of the process as the platform gives it; opaque, compared for equality. */
  start: string;
  /** The pid namespace in which `pid` counts (Linux). Earlier builds did not write it. */
  namespace?: string | undefined;
}

export function sameProcess(a: ProcessId, b: ProcessId): boolean {
  const sameNamespace = !a.namespace || !b.namespace || a.namespace === b.namespace;
  return a.pid === b.pid && a.start === b.start && a.boot === b.boot && a.host === b.host && sameNamespace;
}
