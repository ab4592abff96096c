import { clip } from '../../base/clip.ts';

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

/** Maximum length of a rule, in characters. The name of a test is one. */
const RULE = 200;

/** Returns the name of a rule as findings and {@link Looked} have it. */
export const ruleName = (text: string): string => clip(text, RULE);

/** How much a finding matters, the worst first. */
export const LEVELS = ['high', 'medium', 'low'] as const;
export type Level = (typeof LEVELS)[number];

/** What a report of a tool says. */
export interface Report {
  /** The name of the tool, which identifies its findings: `ESLint`. */
  tool: string;
  findings: readonly Finding[];
  /**
   * Where the tool looked. A finding there that the report lacks is gone. A place is left out if the tool failed or gave up
   * there, or if the report is cut there.
   */
  looked: Looked;
}

/** Everywhere, in the named files as the report names them, or for the named rules. */
type Looked = 'everywhere' | { files: readonly string[] } | { rules: ReadonlySet<string> };

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
