/** Milliseconds of processor time that some work of this process takes, which other programs on a busy machine do not make longer. */
export function processorMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
