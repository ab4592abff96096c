import type { ComponentChildren } from 'preact';
import { act } from '../../data/act.ts';
import { Button, LinkButton } from '../../parts/button.tsx';
import { DocumentBody } from '../../parts/document/body.tsx';
import { DocumentEditor } from '../../parts/document/editor.tsx';
import { type DocumentName, useVersions, WORKSPACE_OWNER } from '../../parts/document/named.ts';
import { Versions } from '../../parts/document/versions.tsx';
import { TaskLink } from '../../parts/task/marks.tsx';
import { Ago } from '../../parts/units/when.tsx';
import { goQuery, hrefOf, route } from '../../shell/route.ts';

/** One document: text, author, versions and their differences. */
export function DocumentPage({ id, name }: DocumentName) {
  const { query } = route.value;
  const versions = useVersions({ id, name });
  const newest = versions?.[0];
  const has = newest !== undefined && !newest.deleted;
  const editing = query.get('edit') === '1' || (versions !== undefined && newest === undefined);
  const number = (key: string) => (query.get(key) ? Number(query.get(key)) : undefined);
  const edit = (on: boolean) => goQuery({ edit: on ? '1' : '' });
  return (
    <article class="document stack gap-10" aria-label={name}>
      <header class="line-text wrap">
        <a class="document-back on-narrow" href={hrefOf('documents', [], { q: query.get('q') ?? '' })}>
          All documents
        </a>
        <h2>{name}</h2>
        <span class="soft">{whose(id)}</span>
        <span class="flex end gap-8">
          {has && !editing && (
            <>
              <Button look="small" data-edit-document onClick={() => edit(true)}>
                Edit
              </Button>
              <LinkButton onClick={() => act('task_doc_delete', { id, name }, { done: `Deleted ${name}`, undo: true })}>
                Delete
              </LinkButton>
            </>
          )}
        </span>
      </header>
      {newest && (
        <p class="facts">
          <span>v{newest.version}</span>
          <span>
            {newest.deleted && 'deleted by '}
            {newest.actor}
          </span>
          <Ago at={newest.at} />
          {newest.note && <em>{newest.note}</em>}
        </p>
      )}
      {versions && editing ? (
        <DocumentEditor id={id} name={name} has={has} onClose={() => edit(false)} />
      ) : (
        has && <DocumentBody id={id} name={name} />
      )}
      {newest && (
        <Versions
          id={id}
          name={name}
          compared={{ from: number('from'), to: number('to') }}
          onCompare={({ from, to }) => goQuery({ from: from ? String(from) : '', to: to ? String(to) : '' })}
        />
      )}
    </article>
  );
}

/** Returns the owner of a document. The task in the URL may not exist. */
function whose(id: string): ComponentChildren {
  if (id === WORKSPACE_OWNER) return 'of the workspace';
  return /^\d+$/.test(id) ? <TaskLink id={Number(id)} /> : `of ${id}`;
}
