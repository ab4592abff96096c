import { useEffect, useRef } from 'preact/hooks';
import type { Outputs } from '../../../sdk/calls.ts';
import { Ago } from '../../parts/units/when.tsx';

/** A document; its number is its task's, without one it is the workspace's. */
export type Found = Outputs['task_doc_search']['documents'][number];

export function DocumentRow({ found, href, chosen }: { found: Found; href: string; chosen: boolean }) {
  const { id, description, name, version, at, snippet } = found;
  const ref = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (chosen) ref.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    <li>
      <a ref={ref} class="document-row stack" href={href} aria-current={chosen ? 'page' : undefined}>
        <span class="document-name line-text gap-6">
          <strong>{name}</strong>
          <span class="count">{version}</span>
          <Ago at={at} />
        </span>
        <span class="clip soft small">{id === undefined ? 'Workspace' : `#${id} ${description ?? ''}`}</span>
        {snippet && <span class="document-snippet small">{snippet}</span>}
      </a>
    </li>
  );
}
