import type { ProjectFiles } from './files.ts';

/** The kinds of commands that detection finds, in the order in which checks run. A check has the name of its kind. */
export const CHECK_KINDS = ['test', 'lint', 'types', 'build'] as const;
export type Kind = (typeof CHECK_KINDS)[number];

/** A command for a shell, and the reason to propose it. */
export interface Step {
  command: string;
  /** The file that led to it, with the part that the command runs: `package.json: vitest run`. */
  from: string;
}

export interface FoundCheck extends Step {
  kind: Kind;
  /** True if the repository itself defines the command, such as a script of package.json. */
  declared: boolean;
}

/** A tool of a language: how its projects are recognised, tested and prepared. */
export interface Tool {
  name: string;
  /** Names of files. A project has at least one of them. */
  signs: readonly string[] | RegExp;
  checks(files: ProjectFiles): readonly FoundCheck[];
  /** Returns the command that installs the libraries; undefined if they are linked or none is needed. */
  setup?(files: ProjectFiles): Step | undefined;
  /** Ignored folders with installed libraries that worktrees can share. */
  links?(files: ProjectFiles): readonly string[];
}

/** Returns the first file of the project that {@link Tool.signs} names; undefined if the project does not use the tool. */
export function signOf({ signs }: Pick<Tool, 'signs'>, { names }: Pick<ProjectFiles, 'names'>): string | undefined {
  return Array.isArray(signs)
    ? (signs as readonly string[]).find((name) => names.has(name))
    : [...names].find((name) => (signs as RegExp).test(name));
}

/** Returns a check that follows from the presence of a tool. */
export function guessed(kind: Kind, command: string, from: string): FoundCheck {
  return { kind, command, from, declared: false };
}
