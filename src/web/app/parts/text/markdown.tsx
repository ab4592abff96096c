import { useEffect, useRef } from 'preact/hooks';
import { colourBlocks } from '../code/blocks.ts';
import { guardNodes } from './foreign-text.ts';

/** Markdown of others, laid out; until the code for that is there, and where it fails, the text as it is. */
export function Markdown({ text }: { text: string }) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let gone = false;
    let stop: (() => void) | undefined;
    ref.current!.textContent = text;
    guardNodes(ref.current!);
    import('./sanitise.ts')
      .then(({ markdownFragment }) => {
        if (gone || !ref.current) return;
        ref.current.replaceChildren(...(markdownFragment(text)?.childNodes ?? asWritten(text)));
        guardNodes(ref.current);
        stop = colourBlocks(ref.current);
      })
      .catch(() => undefined);
    return () => {
      gone = true;
      stop?.();
    };
  }, [text]);
  return <div class="markdown" ref={ref} />;
}

/** A text that is too long to be laid out. */
function asWritten(text: string): Node[] {
  const word = document.createElement('small');
  word.textContent = 'This text is too long to be laid out: it is shown as it was written.';
  const body = document.createElement('pre');
  body.textContent = text;
  return [word, body];
}
