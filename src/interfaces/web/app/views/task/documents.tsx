import { useSignal } from '@preact/signals';
import { act } from '../../data/act.ts';
import { useRead } from '../../data/live.ts';
import { DiffText } from '../../parts/diff-text.tsx';
import { Markdown } from '../../parts/markdown.tsx';
import { Ago } from '../../parts/when.tsx';
import type { Docs, Info } from './answers.ts';

const SPEC = 'spec';

/** The specification and the other documents of a task, with their versions and what changed between them. */
export function Documents({ info }: { info: Info }) {
  const { record, brief } = info;
  const names = [...new Set([SPEC, ...brief.docs])];
  const name = useSignal(SPEC);
  const editing = useSignal(false);
  const versions = useSignal(false);
  const has = brief.docs.includes(name.value);
  return (
    <section aria-label="Documents">
      <header class="doc-head">
        {names.length > 1 ? (
          <div role="tablist" aria-label="Documents" class="tabs">
            {names.map((each) => (
              <button
                key={each}
                type="button"
                role="tab"
                aria-selected={each === name.value}
                onClick={() => {
                  name.value = each;
                  editing.value = false;
                }}
              >
                {each === SPEC ? 'Specification' : each}
              </button>
            ))}
          </div>
        ) : (
          <h2>Specification</h2>
        )}
        <span class="doc-actions">
          {has && (
            <button
              type="button"
              class="link-button"
              aria-expanded={versions.value}
              onClick={() => {
                versions.value = !versions.value;
              }}
            >
              Versions
            </button>
          )}
          {!editing.value && (
            <button
              type="button"
              class="link-button"
              onClick={() => {
                editing.value = true;
              }}
            >
              {has ? 'Edit' : 'Write it'}
            </button>
          )}
        </span>
      </header>
      {brief.unreadable && name.value === SPEC && <p class="none">{brief.unreadable}</p>}
      {editing.value ? (
        <Editor key={name.value} id={record.uuid} name={name.value} has={has} onClose={() => (editing.value = false)} />
      ) : has ? (
        <Body id={record.uuid} name={name.value} />
      ) : (
        <p class="none">None yet. What should it do, and why?</p>
      )}
      {versions.value && has && <Versions id={record.uuid} name={name.value} />}
    </section>
  );
}

interface Named {
  id: string;
  name: string;
}

function useBody({ id, name }: Named, wanted = true) {
  return useRead<{ content: string; left: number }>('task_doc_read', wanted ? { id, name } : undefined, {
    kinds: ['doc'],
  }).value.value;
}

function Body(named: Named) {
  const body = useBody(named);
  if (!body) return null;
  return (
    <>
      <Markdown text={body.content} />
      {body.left > 0 && <p class="none">{body.left} more characters; the terminal shows all of it.</p>}
    </>
  );
}

function Editor({ id, name, has, onClose }: Named & { has: boolean; onClose(): void }) {
  const before = useBody({ id, name }, has);
  const text = useSignal<string | undefined>(undefined);
  const note = useSignal('');
  const save = async (event: Event) => {
    event.preventDefault();
    const content = text.value ?? before?.content ?? '';
    const input = { id, name, content, ...(note.value ? { note: note.value } : {}) };
    if (await act('task_doc_write', input, { done: 'A new version is written', undo: true })) onClose();
  };
  if (has && !before) return null;
  if (before && before.left > 0) return <p class="none">It is too long to be edited here: backlog doc write.</p>;
  return (
    <form class="doc-editor" onSubmit={save}>
      <textarea
        aria-label={`Text of ${name}`}
        rows={16}
        value={text.value ?? before?.content ?? ''}
        onInput={({ currentTarget }) => {
          text.value = currentTarget.value;
        }}
      />
      <div class="doc-save">
        <input
          aria-label="Why it changed"
          placeholder="Why it changed"
          value={note.value}
          onInput={({ currentTarget }) => {
            note.value = currentTarget.value;
          }}
        />
        <button type="button" class="button" onClick={onClose}>
          Leave it
        </button>
        <button type="submit" class="button primary">
          Save
        </button>
      </div>
    </form>
  );
}

function Versions(named: Named) {
  const rows = useRead<Docs>('task_doc_list', { ...named }, { kinds: ['doc'] }).value.value?.rows ?? [];
  const shown = useSignal<number | undefined>(undefined);
  const newest = Math.max(...rows.map(({ version }) => version));
  return (
    <ol class="versions">
      {[...rows]
        .sort((a, b) => b.version - a.version)
        .map(({ version, actor, at, note, deleted }) => (
          <li key={version}>
            <div class="version-line">
              <strong>{version}</strong> {actor} <Ago at={at} /> {deleted && 'deleted'} {note && <em>{note}</em>}
              <button
                type="button"
                class="link-button"
                aria-expanded={shown.value === version}
                onClick={() => {
                  shown.value = shown.value === version ? undefined : version;
                }}
              >
                What changed
              </button>
              {version < newest && (
                <button
                  type="button"
                  class="link-button"
                  onClick={() =>
                    act('task_doc_restore', { ...named, version }, { done: `Version ${version} is back`, undo: true })
                  }
                >
                  Bring back
                </button>
              )}
            </div>
            {shown.value === version && <Changed {...named} version={version} />}
          </li>
        ))}
    </ol>
  );
}

function Changed({ id, name, version }: Named & { version: number }) {
  const diff = useRead<{ content: string }>('task_doc_diff', { id, name, to: version }, { kinds: ['doc'] }).value.value;
  return diff ? <DiffText text={diff.content} /> : null;
}
