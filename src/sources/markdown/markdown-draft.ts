import type { MarkdownPlan, TaskLines } from './markdown-plan.ts';
import type { Names } from './plan-fields.ts';

/** The lines of a text with their changes. */
export interface MarkdownDraft {
  /** The new lines instead of a line. */
  instead: Map<number, string[]>;
  /** New lines after a line. */
  after: Map<number, string[]>;
  lines: readonly string[];
  plan: MarkdownPlan;
  /** How a reference to a task is written. */
  names: Names;
  /** Whether tasks of this plan have numbers before their words. */
  numbered: boolean;
}

/** Adds lines to those of a position. */
export function put(lines: Map<number, string[]>, at: number, more: readonly string[]): void {
  lines.set(at, [...(lines.get(at) ?? []), ...more]);
}

/** Returns the indentation of a line. */
export const spaceOf = (line: string) => /^\s*/.exec(line)![0].replace(/\r$/, '');

/** Returns the indentation of the lines below a task. */
export function linesBelow({ lines }: MarkdownDraft, own: TaskLines): string {
  const space = spaceOf(lines[own.head]!);
  return space + (space.includes('\t') ? '\t' : '  ');
}

export const indented = (lines: readonly string[], space: string) => lines.map((line) => space + line);
