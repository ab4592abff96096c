// Shows a fixed page if the server can't be reached. Caches only this page, because the board's data must always come
// from the server.
const CACHE = 'offline-mz2o6qmb';
const KEPT = ['/offline.html', '/offline.css'];

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(KEPT)));
  self.skipWaiting();
});

self.addEventListener('activate', (event) => {
  const others = (names) => names.filter((name) => name !== CACHE);
  event.waitUntil(caches.keys().then((names) => Promise.all(others(names).map((name) => caches.delete(name)))));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const kept = KEPT.includes(new URL(request.url).pathname);
  if (request.mode !== 'navigate' && !kept) return;
  event.respondWith(fetch(request).catch(() => caches.match(kept ? request : '/offline.html')));
});
