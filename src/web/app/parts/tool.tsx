/** A small button for an action that also has a key. Its text may be a symbol. */
export function Tool({ title, keys, text, run }: { title: string; keys: string; text: string; run(): void }) {
  return (
    <button type="button" class="button small" title={`${title} (${keys})`} aria-label={title} onClick={run}>
      {text}
    </button>
  );
}
