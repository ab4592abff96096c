import { useEffect, useRef } from 'preact/hooks';
import { colourBlocks } from '../code/blocks.ts';
import { guardNodes } from './foreign-text.ts';

/** Renders untrusted Markdown. Shows the plain text until the renderer is loaded, or if it fails. */
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

/** Returns the plain text with a note, for a text that is too long to render. */
function asWritten(text: string): Node[] {
  const word = document.createElement('small');
  word.textContent = 'This text is too long to format. It is shown as plain text.';
  const body = document.createElement('pre');
  body.textContent = text;
  return [word, body];
}
