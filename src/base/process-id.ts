/** Identifies a process. Boot and start time distinguish it from a later process with the same pid. */
export interface ProcessId {
  host: string;
  boot: string;
  pid: number;
  /** Start time as the platform reports it. Only compared for equality. */
  start: string;
  /** The pid namespace of `pid` (Linux). Records of earlier versions lack it. */
  namespace?: string | undefined;
}

export function sameProcess(a: ProcessId, b: ProcessId): boolean {
  const sameNamespace = !a.namespace || !b.namespace || a.namespace === b.namespace;
  return a.pid === b.pid && a.start === b.start && a.boot === b.boot && a.host === b.host && sameNamespace;
}
