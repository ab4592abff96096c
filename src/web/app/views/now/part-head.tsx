/** The heading of a part of the page, with the number of its rows. */
export function PartHead({ title, total = 0 }: { title: string; total: number | undefined }) {
  return (
    <h2 class="part-head">
      {title} <span class="count">{total.toLocaleString()}</span>
    </h2>
  );
}
