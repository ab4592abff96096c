/** The facts about a person's machine that determine where clients keep their files. */
export interface Machine {
  home: string;
  env: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
}

/** Config scopes: `user` applies to this person, `project` to everybody who works in the repository. */
export const SCOPES = ['user', 'project'] as const;
export type Scope = (typeof SCOPES)[number];

/** The command line that starts the Backlog server, and its environment variables in the client's file. */
export interface ServerLaunch {
  command: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
}

/** An MCP client that `backlog connect` supports by editing the client's file. */
export interface ClientProgram {
  name: string;
  title: string;
  /** Names of the client's programs. If one of them is on the PATH, the client is installed. */
  programs: readonly string[];
  /** Returns a folder that the client creates. If the folder exists, the client has been used. */
  folder(machine: Machine): string;
  /** Format of the client's configuration file. */
  format: 'json' | 'toml';
  /**
   * The possible files of each config scope, of which the first existing one is used. Paths of `project` are relative
   * to the project's top folder.
   */
  files: { user(machine: Machine): readonly string[]; project?: readonly string[] };
  /** The key of the table of MCP servers in the configuration file. */
  servers: string;
  entry(launch: ServerLaunch): Readonly<Record<string, unknown>>;
  /** Further arguments that pass the open folder to the server, for clients that start the server in another folder. */
  words?: readonly string[];
  /** The client's folders for skills, and the style of skill texts for this client. */
  skills: { style: 'claude' | 'shared'; user(machine: Machine): string; project: string };
  /** The client's files with a command for its status line, and the key. Absent for clients without one. */
  statusLine?: { files: ClientProgram['files']; key: string };
  /** Whether the client ignores a file with comments or superfluous commas, in this format. */
  strict?: true;
  /** Returns a warning if the client already has the server in another way, because it would list each tool twice. */
  twice?(machine: Machine): string | undefined;
  /** The default config scope. */
  scope: Scope;
  /** A sentence with the person's next step after connecting. */
  next: string;
  /** Web page of the client's maker that describes these facts. */
  source: string;
}
