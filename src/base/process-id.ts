/** Identifies a process. Boot and start time distinguish it from a later process with the same pid. */
export interface ProcessId {
  host: string;
  /** The machine's id, because hosts can share a name. Records of earlier versions lack this field. */
  machine?: string | undefined;
  boot: string;
  pid: number;
  /** Start time in the platform's own format. Use it only to compare processes. */
  start: string;
  /** The Linux pid namespace of `pid`. Records of earlier versions lack this field. */
  namespace?: string | undefined;
}

export function sameProcess(a: ProcessId, b: ProcessId): boolean {
  const sameNamespace = !a.namespace || !b.namespace || a.namespace === b.namespace;
  const sameMachine = !a.machine || !b.machine || a.machine === b.machine;
  return (
    a.pid === b.pid && a.start === b.start && a.boot === b.boot && a.host === b.host && sameMachine && sameNamespace
  );
}
