/** What of a person's machine says where clients keep their files. */
export interface Machine {
  home: string;
  env: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
}

/** Whose configuration: of this person everywhere, or of one repository for everybody who works in it. */
export const SCOPES = ['user', 'project'] as const;
export type Scope = (typeof SCOPES)[number];

/** The command line that starts our server, and what its environment has beside the client's. */
export interface ServerLaunch {
  command: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
}

/** A program agents run in that can be told of our server by a file. */
export interface ClientProgram {
  name: string;
  title: string;
  /** Programs on the PATH that say that it is installed. */
  programs: readonly string[];
  /** The folder that it makes for itself: there, it has been used. */
  folder(machine: Machine): string;
  /** How its file is written. */
  format: 'json' | 'toml';
  /** The file of each scope it has; of several the first that exists, else the first. Those of a project are from its root. */
  files: { user(machine: Machine): readonly string[]; project?: readonly string[] };
  /** The key of the file under which servers stand by their names. */
  servers: string;
  /** What stands there for ours. */
  entry(launch: ServerLaunch): Readonly<Record<string, unknown>>;
  /** Words that tell our server which folder is open, where the client does not start it there. */
  words?: readonly string[];
  /** Where it looks for skills, and in whose words they are written. */
  skills: { style: 'claude' | 'shared'; user(machine: Machine): string; project: string };
  /** Another way in which it has our server already, which would then be there twice. */
  twice?(machine: Machine): string | undefined;
  /** The scope that is meant when none is said. */
  scope: Scope;
  /** What the person does when it is connected, one sentence. */
  next: string;
  /** Where its maker says so. */
  source: string;
}
