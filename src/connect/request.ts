import type { ClientProgram, Scope } from './client.ts';
import type { ClientGround } from './client-files.ts';
import type { ServerStart } from './launch.ts';

/** The installed program that clients start, and the folders that the paths of their files begin with. */
export interface Installation extends ClientGround {
  started: ServerStart;
  /** The folder with the plugin's skills, and their version. */
  skills: { folder: string; version: string };
}

/** The arguments of `backlog connect`. */
export interface ConnectionRequest {
  client: ClientProgram;
  scope: Scope;
  /** Concerns the client's status line instead of the server and the skills. */
  statusLine?: boolean;
  /** Keeps the output of another program's status line above Backlog's. */
  chain?: boolean;
  /** Replaces the entry of another program. */
  force?: boolean;
  /** Leaves the skills unchanged. */
  bare?: boolean;
  toolsets?: string | undefined;
}
