import { ScrollRegion } from '../scroll-region.tsx';
import { visible } from './visible.tsx';

/** A unified diff as coloured lines. The file header before the first hunk is left out. */
export function DiffText({ text }: { text: string }) {
  const lines = text.split('\n');
  const shown = lines.slice(
    Math.max(
      0,
      lines.findIndex((line) => line.startsWith('@@ ')),
    ),
  );
  return <DiffLines lines={shown} />;
}

/** Lines as they are, with those that begin with `+` or `-` in colour. */
export function DiffLines({ lines }: { lines: readonly string[] }) {
  return (
    <ScrollRegion as="pre" class="diff" label="Difference">
      {lines.map((line, i) => (
        <span key={i} class={`diff-line ${CLASSES[line.charAt(0)] ?? ''}`}>
          {visible(line) || ' '}
        </span>
      ))}
    </ScrollRegion>
  );
}

const CLASSES: Readonly<Record<string, string>> = { '+': 'is-added', '-': 'is-removed', '@': 'faint' };
