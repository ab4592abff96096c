import { useSignal } from '@preact/signals';
import { act } from '../../data/act.ts';
import { useRead } from '../../data/live.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { typed } from '../../parts/forms/typed-text.ts';
import { useSubmit } from '../../parts/forms/use-once.ts';
import { Icon } from '../../parts/icon.tsx';
import { MenuButton } from '../../parts/menu.tsx';
import { goQuery } from '../../shell/route.ts';

/** The menu of saved filters. The command line has the same saved filters. */
export function SavedViews({ filter }: { filter: string }) {
  const asked = useRead('view_list', {});
  const views = asked.value.value?.views ?? [];
  const missing = asked.value.value ? undefined : asked.error.value;
  const naming = useSignal(false);
  return (
    <>
      <MenuButton
        label="Saved filters"
        class="button"
        items={[
          ...(missing ? [{ title: 'Try again', note: missing.message, run: asked.again }] : []),
          ...views.map(({ name, filter: saved }) => ({
            title: `@${name}`,
            note: saved,
            run: () => goQuery({ filter: `@${name}` }, { replace: false }),
          })),
          {
            title: 'Save this filter …',
            disabled: filter === '',
            run: () => (naming.value = true),
          },
          ...views.map(({ name }) => ({
            title: `Delete @${name}`,
            run: () => void act('view_delete', { name }, { done: `Deleted @${name}`, undo: true }),
          })),
        ]}
      >
        <Icon name="flag" /> <span class="on-wide">Saved filters</span>
      </MenuButton>
      {naming.value && <NameDialog filter={filter} onClose={() => (naming.value = false)} />}
    </>
  );
}

function NameDialog({ filter, onClose }: { filter: string; onClose(): void }) {
  const name = useSignal('');
  const save = useSubmit(async () => {
    if (await act('view_set', { name: name.value, filter }, { done: `Saved as @${name.value}`, undo: true })) onClose();
  });
  return (
    <Dialog title="Save this filter" kind="line" onClose={onClose}>
      <form onSubmit={save}>
        <input
          class="line-input"
          aria-label="Name of the filter"
          placeholder="Name, for example mine"
          {...typed(name)}
        />
        <p class="line-help faint small">
          <code>@{name.value || 'name'}</code> then means <code>{filter}</code>, here and in the terminal.
        </p>
      </form>
    </Dialog>
  );
}
