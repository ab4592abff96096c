/** A unified diff as coloured lines; everything in it is text. */
export function DiffText({ text }: { text: string }) {
  const lines = text.split('\n').filter((line) => !/^(---|\+\+\+) /.test(line));
  return (
    <pre class="diff">
      {lines.map((line, i) => (
        <span key={i} class={`diff-line ${CLASSES[line.charAt(0)] ?? ''}`}>
          {line || ' '}
        </span>
      ))}
    </pre>
  );
}

const CLASSES: Readonly<Record<string, string>> = { '+': 'is-added', '-': 'is-removed', '@': 'is-place' };
