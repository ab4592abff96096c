import { useSignal } from '@preact/signals';
import { act } from '../../data/act.ts';
import { useRead } from '../../data/live.ts';
import { CommandDialog } from '../../parts/forms/command-form.tsx';
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
      {naming.value && (
        <CommandDialog
          of="view_set"
          fields={{ name: { title: 'Name of the filter', hint: 'mine' } }}
          given={{ filter }}
          title="Save this filter"
          action="Save"
          done={({ name }) => `Saved as @${name}`}
          onClose={() => (naming.value = false)}
        >
          <p class="faint small">
            <code>@mine</code> then means <code>{filter}</code>, here and in the terminal.
          </p>
        </CommandDialog>
      )}
    </>
  );
}
