import type { CallMeta } from '../protocol/exchange.ts';

/** Facts about the turn that makes a call, as Codex 0.169.0 writes them into the call's metadata. No model can change them. */
interface CodexTurn {
  turn_id?: unknown;
  /** `exec` in `codex exec`, `user` for a prompt at a terminal. */
  turn_trigger?: unknown;
}

/** Checks whether `codex exec` makes a call. It has no person, and declines every form. */
export function isCodexExec(meta: CallMeta): boolean {
  return turnOf(meta)?.turn_trigger === 'exec';
}

/** Returns the id of the turn in which a person's prompt made Codex call a tool. */
export function codexPrompt(meta: CallMeta): string | undefined {
  const { turn_id: id, turn_trigger: trigger } = turnOf(meta) ?? {};
  return trigger === 'user' && typeof id === 'string' ? id : undefined;
}

function turnOf(meta: CallMeta): CodexTurn | undefined {
  const turn = meta?.['x-codex-turn-metadata'];
  return typeof turn === 'object' && turn !== null ? turn : undefined;
}
