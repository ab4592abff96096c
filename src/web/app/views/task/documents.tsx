import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { LinkButton } from '../../parts/button.tsx';
import { DocumentBody } from '../../parts/document/body.tsx';
import { DocumentEditor, isUnsaved } from '../../parts/document/editor.tsx';
import { type DocumentName, SPEC_NAME } from '../../parts/document/named.ts';
import { type VersionPair, Versions } from '../../parts/document/versions.tsx';
import { panelOf, Tabs } from '../../parts/tabs.tsx';
import { Markdown } from '../../parts/text/markdown.tsx';
import { hrefOf } from '../../shell/route.ts';
import type { Info } from './answers.ts';

/** The specification and the other documents of a task, with their versions and differences. */
export function Documents({ info }: { info: Info }) {
  const { record, brief } = info;
  const names = [...new Set([SPEC_NAME, ...brief.docs])];
  const name = useSignal(SPEC_NAME);
  const editing = useSignal(isUnsaved({ id: record.uuid, name: SPEC_NAME }));
  const versions = useSignal(false);
  const compared = useSignal<VersionPair>({});
  const has = brief.docs.includes(name.value);
  const edit = useRef<HTMLButtonElement>(null);
  const close = () => {
    editing.value = false;
    requestAnimationFrame(() => edit.current?.focus());
  };
  const document = { id: record.uuid, name: name.value };
  return (
    <section aria-label="Documents">
      <header class="doc-head line-text gap-12">
        {names.length > 1 ? (
          <Tabs
            of="documents"
            label="Documents"
            tabs={names.map((each) => ({ name: each, title: each === SPEC_NAME ? 'Spec' : each }))}
            chosen={name.value}
            onChoose={(each) => {
              name.value = each;
              editing.value = isUnsaved({ id: record.uuid, name: each });
              compared.value = {};
            }}
          />
        ) : (
          <h2>Spec</h2>
        )}
        <span class="flex end gap-8">
          {has && (
            <LinkButton aria-expanded={versions.value} onClick={() => (versions.value = !versions.value)}>
              Versions
            </LinkButton>
          )}
          {has && (
            <a class="link-button" href={hrefOf('documents', [record.id, name.value])}>
              Open
            </a>
          )}
          {!editing.value && (
            <button
              ref={edit}
              type="button"
              class="link-button doc-edit"
              aria-label={`${has ? 'Edit' : 'Write'} the ${name.value === SPEC_NAME ? 'spec' : name.value}`}
              onClick={() => (editing.value = true)}
            >
              {has ? 'Edit' : 'Write'}
            </button>
          )}
        </span>
      </header>
      <div class="stack" {...(names.length > 1 ? panelOf('documents', name.value) : {})}>
        {brief.unreadable && name.value === SPEC_NAME && <p class="faint">{brief.unreadable}</p>}
        {editing.value ? (
          <DocumentEditor key={name.value} {...document} has={has} onClose={close} />
        ) : has ? (
          <Text document={document} spec={brief.spec} />
        ) : (
          <p class="faint">The spec describes how to do the task.</p>
        )}
      </div>
      {versions.value && has && (
        <Versions {...document} compared={compared.value} onCompare={(next) => (compared.value = next)} />
      )}
    </section>
  );
}

/** Maximum number of characters that are shown at first. A button shows the rest. */
const AT_ONCE = 20_000;

/** Shows a document. A specification of normal length was loaded with the task, so it isn't requested again. */
function Text({ document, spec }: { document: DocumentName; spec: string | null }) {
  if (document.name === SPEC_NAME && spec !== null && spec.length <= AT_ONCE) return <Markdown text={spec} />;
  return <DocumentBody {...document} />;
}
