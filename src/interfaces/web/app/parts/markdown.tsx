import { useEffect, useRef } from 'preact/hooks';
import { colourBlocks } from './code/blocks.ts';

/** Markdown of others, laid out; until the code for that is there, and where it fails, the text as it is. */
export function Markdown({ text }: { text: string }) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let gone = false;
    let stop: (() => void) | undefined;
    ref.current!.textContent = text;
    import('./sanitise.ts').then(
      ({ markdownFragment }) => {
        if (gone || !ref.current) return;
        ref.current.replaceChildren(markdownFragment(text));
        stop = colourBlocks(ref.current);
      },
      () => undefined,
    );
    return () => {
      gone = true;
      stop?.();
    };
  }, [text]);
  return <div class="markdown" ref={ref} />;
}
