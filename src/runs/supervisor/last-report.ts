import { readPlainText } from '../../work/paths/plain-file.ts';

/** Start of the line with which a supervisor reports in its log why it failed. */
export const reportStart = (pid: number): string => `supervisor ${pid}: `;

/** Returns the reason that a supervisor with this process id last wrote to its log; undefined if it wrote none. */
export function lastReport(log: string, pid: number): string | undefined {
  const lines = readPlainText(log)?.split('\n');
  return lines?.findLast((line) => line.startsWith(reportStart(pid)))?.slice(reportStart(pid).length);
}
