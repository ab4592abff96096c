/**
 * What every answer says to a browser: nothing but our own files runs, nothing leaves this machine, nobody frames us, and markup
 * is made only by the policies of that name in the app.
 */
const SAFETY: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    ...['script-src', 'style-src', 'connect-src', 'font-src', 'manifest-src', 'worker-src'].map(
      (what) => `${what} 'self'`,
    ),
    "img-src 'self' data: blob:",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types backlog dompurify',
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
};

export function withSafety(response: Response): Response {
  for (const [name, value] of Object.entries(SAFETY)) response.headers.set(name, value);
  return response;
}
