import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Outputs } from '../../../sdk/calls.ts';
import { act } from '../../data/act.ts';
import { useRead } from '../../data/live.ts';
import { Button, LinkButton } from '../../parts/button.tsx';
import { FormDialog } from '../../parts/dialog.tsx';
import { DocumentBody } from '../../parts/document/body.tsx';
import { DocumentEditor } from '../../parts/document/editor.tsx';
import { type DocumentName, useVersions, WORKSPACE_OWNER } from '../../parts/document/named.ts';
import { Versions } from '../../parts/document/versions.tsx';
import { Empty } from '../../parts/empty.tsx';
import { SearchBox } from '../../parts/forms/search-box.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { TaskLink } from '../../parts/task/marks.tsx';
import { Ago } from '../../parts/units/when.tsx';
import { ViewHead } from '../../parts/view-head.tsx';
import { pressButton, useKeys } from '../../shell/keys/keys.ts';
import { go, goQuery, hrefOf, route } from '../../shell/route.ts';

/** A document. `id` is the number of its task. A document of the workspace has no `id`. */
type Found = Outputs['task_doc_search']['documents'][number];

const SHOWN = 200;

/** The documents of the workspace and its tasks. Name, search and compared versions are in the URL. */
export function DocumentsView() {
  const { query, rest } = route.value;
  const text = query.get('q') ?? '';
  const wide = matchMedia('(width > 900px)').matches;
  const { value, error, again } = useRead('task_doc_search', { limit: SHOWN, ...(text ? { text } : {}) });
  const naming = useSignal(false);
  const found = value.value?.documents;
  // Without a chosen document, a wide window shows the newest one.
  const newest = rest.length === 0 && wide ? [...(found ?? [])].sort((a, b) => (a.at < b.at ? 1 : -1))[0] : undefined;
  const [id, name] = newest ? [ownerOf(newest), newest.name] : rest;
  const at = found?.findIndex((one) => ownerOf(one) === id && one.name === name) ?? -1;
  const step = (by: number) => {
    const next = found?.[Math.min(Math.max(at + by, 0), found.length - 1)];
    if (next) go(hrefOf('documents', [ownerOf(next), next.name], { q: text }));
  };
  useDocumentKeys({ step, begin: () => (naming.value = true) });
  const none = found?.length === 0 && !text;
  const more = (value.value?.total ?? 0) - (found?.length ?? 0);
  return (
    <div class="documents flex-column">
      <ViewHead title="Documents">
        <SearchBox label="Find documents" placeholder="Find by name or text" text={text} />
        <Button onClick={() => (naming.value = true)}>New document</Button>
      </ViewHead>
      {error.value && <ProblemNote refusal={error.value} again={again} />}
      <div class={`documents-body rest ${none ? 'fill' : 'split is-first'} ${name || none ? 'has-one' : ''}`}>
        <nav class={none ? 'unseen' : 'documents-list aside'} aria-label="Documents">
          {found?.length === 0 && text && <p class="choice faint">No document matches.</p>}
          <ul>
            {found?.map((one) => (
              <DocumentRow
                key={`${ownerOf(one)}/${one.name}`}
                found={one}
                href={hrefOf('documents', [ownerOf(one), one.name], { q: text })}
                chosen={ownerOf(one) === id && one.name === name}
              />
            ))}
          </ul>
          {more > 0 && <p class="choice faint">{more.toLocaleString()} more. Search to find them.</p>}
        </nav>
        {id && name ? (
          <DocumentPage key={`${id}/${name}`} id={id} name={name} />
        ) : (
          <Empty icon="document" title={none ? 'No documents yet' : 'Choose a document'} first={none}>
            {none && (
              <>
                <p>
                  Plans, decisions and specs appear here. Agents read them. Documents of the workspace are for all
                  tasks.
                </p>
                <Button look="primary" onClick={() => (naming.value = true)}>
                  New document
                </Button>
              </>
            )}
          </Empty>
        )}
      </div>
      {naming.value && <NewDocument onClose={() => (naming.value = false)} />}
    </div>
  );
}

/** Returns the owner of a document in the form that the URL has. */
function ownerOf({ id }: Found): string {
  return id === undefined ? WORKSPACE_OWNER : String(id);
}

function useDocumentKeys({ step, begin }: { step(by: number): void; begin(): void }): void {
  useKeys('Documents', [
    ['j', 'Next document', () => step(1)],
    ['k', 'Previous document', () => step(-1)],
    ['e', 'Edit the document', () => pressButton('[data-edit-document]')],
    ['n', 'New document', begin],
  ]);
}

function DocumentRow({ found, href, chosen }: { found: Found; href: string; chosen: boolean }) {
  const { id, description, name, version, at, actor, snippet } = found;
  const ref = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (chosen) ref.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    <li>
      <a ref={ref} class="document-row choice stack" href={href} aria-current={chosen ? 'page' : undefined}>
        <span class="document-name line-text gap-6">
          <strong>{name}</strong>
          <span class="end rigid">
            <span class="facts">
              <span>v{version}</span>
              <span>{actor}</span>
              <Ago at={at} />
            </span>
          </span>
        </span>
        <span class="clip soft small">{id === undefined ? 'Workspace' : `#${id} ${description ?? ''}`}</span>
        {snippet && <span class="document-snippet faint small">{snippet}</span>}
      </a>
    </li>
  );
}

/** Asks for the name and the task of a new document. */
function NewDocument({ onClose }: { onClose(): void }) {
  const begin = (said: FormData) => {
    const task = String(said.get('task') ?? '')
      .replace(/^#/, '')
      .trim();
    go(hrefOf('documents', [task || WORKSPACE_OWNER, String(said.get('name'))], { edit: '1' }));
    onClose();
  };
  return (
    <FormDialog title="New document" action="Create" onSubmit={begin} onClose={onClose}>
      <label class="field-label">
        Name
        <input name="name" required pattern="[A-Za-z0-9][A-Za-z0-9._\-]{0,63}" placeholder="conventions" />
      </label>
      <p class="faint">Letters, digits, dots and dashes. Agents read the document by this name.</p>
      <label class="field-label">
        Task
        <input name="task" inputMode="numeric" pattern="#?[0-9]*" placeholder="empty for the workspace" />
      </label>
    </FormDialog>
  );
}

/** One document: text, author, versions and their differences. */
function DocumentPage({ id, name }: DocumentName) {
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
