/**
 * Returns the last lines of `npm test`. `leftOut` has the number of tests for each reason why this machine can't run
 * them.
 */
export function lastLines({ passed, failed, skipped, leftOut, soakFiles }) {
  const reasons = Object.entries(leftOut).sort(([, a], [, b]) => b - a);
  const sum = reasons.reduce((all, [, count]) => all + count, 0);
  const why = reasons.map(([reason, count]) => `${reason}: ${count}`).join(', ');
  const lacks = `This machine can't run ${sum} of the skipped tests (${why}). On Debian, .ci/run installs missing programs.\n`;
  const more = `\`npm run soak\` also runs the skipped tests, and ${soakFiles} more files.\n`;
  return `${sum > 0 ? lacks : ''}${more}${passed} passed, ${failed} failed, ${skipped} skipped\n`;
}
