import { connection } from '../../data/state.ts';

/** Warns that the page may show old data while the server is gone or the login is missing. */
export function Banner() {
  if (connection.value === 'lost')
    return (
      <div class="banner asks ruled" role="status">
        <strong>The board’s server is not there.</strong> What you see may be old. Start it with{' '}
        <code>backlog board</code>; this page goes on by itself.
      </div>
    );
  if (connection.value === 'locked')
    return (
      <div class="banner asks ruled" role="status">
        <strong>This browser is not logged in any more.</strong> Run <code>backlog board</code> in a terminal and open
        the link that it prints.
      </div>
    );
  return null;
}
