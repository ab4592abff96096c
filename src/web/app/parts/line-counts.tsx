/** Shows how many lines a change added and deleted: `+12 -3`. */
export function LineCounts({ of: { added, deleted } }: { of: { added: number; deleted: number } }) {
  return (
    <>
      <span class="good small">+{added}</span> <span class="bad small">-{deleted}</span>
    </>
  );
}
