/** Who made a change. Every commit carries one. */
export interface Actor {
  kind: 'human' | 'ai' | 'system';
  /** A user name, a client (`claude-code`) or a part of Backlog (`recurrence`). */
  name: string;
  /** The client's session id. */
  session?: string;
  /** The client's id of the subagent. */
  agent?: string;
  /** The subagent's type, as the client names it (`backlog:implementer`). */
  agentType?: string;
  /** The run (an attempt in a worktree) that acted. */
  run?: string;
}

/** `ai:claude-code/backlog:implementer#a46032`, `human:ada`, `system:recurrence`. */
export function formatActor(actor: Actor): string {
  const type = actor.agentType ? `/${actor.agentType}` : '';
  const agent = actor.agent ? `#${actor.agent}` : actor.run ? `#${actor.run}` : '';
  return `${actor.kind}:${actor.name}${type}${agent}`;
}

/** Are these the same individual? Undo takes back only what the same one did. */
export function sameActor(a: Actor, b: Actor): boolean {
  return a.kind === b.kind && a.name === b.name && a.session === b.session && a.agent === b.agent && a.run === b.run;
}
