/** The facts about a person's machine that determine where clients keep their files. */
export interface Machine {
  home: string;
  env: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
}

/** Config scopes: `user` applies to this person's folders, `project` to everybody who works in the repository. */
export const SCOPES = ['user', 'project'] as const;
export type Scope = (typeof SCOPES)[number];

/** The command line that starts the Backlog server, and the variables added to the client's environment. */
export interface ServerLaunch {
  command: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
}

/** An MCP client that Backlog can be registered with by editing a file. */
export interface ClientProgram {
  name: string;
  title: string;
  /** Programs on the PATH. If one is found, the client is installed. */
  programs: readonly string[];
  /** A folder that the client creates. If the folder exists, the client has been used. */
  folder(machine: Machine): string;
  /** Format of the client's configuration file. */
  format: 'json' | 'toml';
  /** The possible files of each config scope; the first existing one is used. Paths of `project` start at its root. */
  files: { user(machine: Machine): readonly string[]; project?: readonly string[] };
  /** The key in the file that holds the table of MCP servers by name. */
  servers: string;
  /** Returns the entry for the Backlog server. */
  entry(launch: ServerLaunch): Readonly<Record<string, unknown>>;
  /** Extra arguments that pass the open folder to the server, for clients that start the server in another folder. */
  words?: readonly string[];
  /** The skill folders of the client, and the style in which skill texts are written for it. */
  skills: { style: 'claude' | 'shared'; user(machine: Machine): string; project: string };
  /** Returns a warning if the client already has the server in another way, which would list each tool twice. */
  twice?(machine: Machine): string | undefined;
  /** The default config scope. */
  scope: Scope;
  /** One sentence: the step that the person does after connecting. */
  next: string;
  /** Page of the client's maker that documents these facts. */
  source: string;
}
