import { useEffect, useRef } from 'preact/hooks';

/** Markdown of others, laid out; until the code for that is there, and where it fails, the text as it is. */
export function Markdown({ text }: { text: string }) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let gone = false;
    void import('./sanitise.ts').then(({ markdownFragment }) => {
      if (!gone) ref.current?.replaceChildren(markdownFragment(text));
    });
    return () => {
      gone = true;
    };
  }, [text]);
  return <div class="markdown" ref={ref} />;
}
