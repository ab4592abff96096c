export function List() {
  return <p>List</p>;
}
