/** Facts about a folder with a project. The caller reads them, so that detection itself reads no file. */
export interface ProjectFiles {
  /** Names of the files and folders in it. */
  names: ReadonlySet<string>;
  /** Paths of ignored files and folders in it and below. A folder that is ignored as a whole is one path. */
  ignored: readonly string[];
  /** Returns the text of a file in it; undefined if the file is missing, too large or not readable. */
  text(name: string): string | undefined;
  /** Subfolders that may have projects of their own, with their paths. */
  below?: readonly { path: string; files: ProjectFiles }[];
}

/** Returns the first of these names that the folder has. */
export function firstOf({ names }: Pick<ProjectFiles, 'names'>, wanted: readonly string[]): string | undefined {
  return wanted.find((name) => names.has(name));
}

/** Checks whether one of these files contains a text that matches. */
export function contains(files: ProjectFiles, names: readonly string[], pattern: RegExp): boolean {
  return names.some((name) => pattern.test(files.text(name) ?? ''));
}

/** Parses a file with a JSON object. Returns an empty object for any other text. */
export function jsonIn(files: ProjectFiles, name: string): Readonly<Record<string, unknown>> {
  try {
    return tableIn(JSON.parse(files.text(name) ?? ''));
  } catch {
    return {};
  }
}

export function tableIn(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** Checks whether the folder itself has an ignored file or folder of that name. */
export function hasIgnored({ ignored }: Pick<ProjectFiles, 'ignored'>, name: string): boolean {
  return ignored.includes(name);
}
