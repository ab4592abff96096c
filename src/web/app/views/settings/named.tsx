import { nameFor, type Value } from './model.ts';

/** Sets it for a name that the reader says. */
export function Named({ pattern, set }: { pattern: string; set(to: Value, at: string): Promise<boolean> }) {
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const said = new FormData(form);
    if (await set(String(said.get('value')), nameFor(pattern, String(said.get('word')).trim()))) form.reset();
  };
  return (
    <form class="flex rest slim gap-6" onSubmit={save}>
      <input name="word" required aria-label={`Name for ${pattern}`} placeholder="name" />
      <input name="value" required aria-label={`Value for ${pattern}`} placeholder="value" inputMode="decimal" />
      <button type="submit" class="button small">
        Set
      </button>
    </form>
  );
}
