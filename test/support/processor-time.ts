/**
 * Returns the processor time of some work in this process, in milliseconds. Other programs on a busy machine don't
 * increase it.
 */
export function processorMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
