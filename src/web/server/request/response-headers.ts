/**
 * Security headers of every response. They make browsers run only the board's own files, send no data to other sites,
 * and refuse to show the board in frames. Only the app's named policies can create markup.
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
    'trusted-types backlog',
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
