/** One thing that a tool reports. */
export interface Finding {
  /** The tool's rule: `no-unused-vars`, `CVE-2026-1`. */
  rule: string;
  /** The file as the report names it. Absent for a finding about the whole repository, such as a package. */
  path?: string | undefined;
  line?: number | undefined;
  /** What the tool says, in one line or several. */
  message: string;
  level: Level;
}

/** How much a finding matters, the worst first. */
export const LEVELS = ['high', 'medium', 'low'] as const;
export type Level = (typeof LEVELS)[number];

/** What a report of a tool says. */
export interface Report {
  /** The name of the tool, which identifies its findings: `ESLint`. */
  tool: string;
  findings: readonly Finding[];
  /**
   * Whether the tool looked at a place, so that a finding that the report lacks is gone: a file, or a rule without a file.
   */
  looked(place: { rule: string; path?: string | undefined }): boolean;
}

/** A format of reports. */
export interface ReportFormat {
  name: string;
  /** Name of the tool or the format, for texts. */
  title: string;
  /** @param value the report as JSON; undefined if the text is no JSON */
  detect(text: string, value: unknown): boolean;
  /**
   * Reads a report. An entry of another shape is left out.
   * @param below the smallest percentage of covered lines that is no finding
   */
  read(text: string, value: unknown, options: { below: number }): Report;
}

/** Returns a looked function for a report that names the files at which it looked. */
export function lookedAt(paths: Iterable<string>): Report['looked'] {
  const all = new Set(paths);
  return ({ path }) => path !== undefined && all.has(path);
}
