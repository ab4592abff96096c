/** Checks whether only the author sees a comment: it was neither sent nor applied. */
export function isDraft({ sent, applied }: { sent?: unknown; applied?: unknown }): boolean {
  return sent === undefined && applied === undefined;
}
