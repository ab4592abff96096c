import { entryText } from '../../../../domain/scope-text.ts';
import { visible } from '../text/visible.tsx';

/** Shows the files of a claim. An empty scope claims nothing. */
export function ScopeView({ of }: { of: Parameters<typeof entryText>[0][] }) {
  if (of.length === 0) return <>no files</>;
  return (
    <>
      {of.map((entry, at) => (
        <code key={entryText(entry)}>
          {at > 0 && ' '}
          {visible(entryText(entry))}
        </code>
      ))}
    </>
  );
}
