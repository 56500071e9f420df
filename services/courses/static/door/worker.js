// Keeps the check-in page for when there is no network: these files and nothing else. Whatever is personal
// goes past it. The centre fills in which files, and a version that changes with them.
const NAME = "door " + "LANGUAGE" + " " + "VERSION";
const FILES = ["FILES"];

addEventListener("install", (event) => {
  const fetched = FILES.map((file) => new Request(file, { cache: "reload", credentials: "omit" }));
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(fetched)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const isOld = (name) => name.startsWith("door " + "LANGUAGE" + " ") && name !== NAME;
  const drop = async () => {
    await Promise.all((await caches.keys()).filter(isOld).map((name) => caches.delete(name)));
    await clients.claim();
  };
  event.waitUntil(drop());
});

addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== location.origin || !FILES.includes(pathname)) return;
  const find = async () => (await (await caches.open(NAME)).match(pathname)) ?? fetch(event.request);
  event.respondWith(find());
});
