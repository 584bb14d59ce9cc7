// Keeps the page of a phone at the door, so that it opens without network. The page holds no names; those are kept by scan-shelf.js.
// self.KEPT = { name, files } comes from the view: the page first, then its files by their present names.

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(self.KEPT.name).then((cache) => cache.addAll(self.KEPT.files)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("scan-") && name !== self.KEPT.name;
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.method !== "GET" || !self.KEPT.files.includes(pathname)) return; // calls to the server are never kept
  const kept = () => caches.match(pathname, { cacheName: self.KEPT.name });
  if (pathname === self.KEPT.files[0]) event.respondWith(fetch(event.request).catch(kept)); // the page: the newest there is
  else event.respondWith(kept().then((file) => file ?? fetch(event.request)));
});
