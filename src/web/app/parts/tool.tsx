/** A small button that stands for a key; its text may be a mere sign. */
export function Tool({ title, keys, text, run }: { title: string; keys: string; text: string; run(): void }) {
  return (
    <button type="button" class="button small" title={`${title} (${keys})`} aria-label={title} onClick={run}>
      {text}
    </button>
  );
}
