import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

/**
 * Nothing comes from elsewhere, nothing is evaluated but WebAssembly, nothing may post; the only frame is the
 * notebook's sandbox, which has a policy of its own.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/**
 * Puts the policy into the page and writes a service worker that keeps every built file, so that the page works
 * offline.
 */
export function offline(): Plugin {
  return {
    name: 'offline',
    apply: 'build',
    transformIndexHtml: (html) =>
      html.replace(
        '<meta charset="utf-8">',
        `<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="${policy}">`,
      ),
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const files = [
          './',
          './theme.js',
          './manifest.webmanifest',
          './icon.svg',
          './sandbox.html',
          ...Object.keys(bundle)
            .filter((f) => !f.endsWith('.html'))
            .map((f) => `./${f}`),
        ];
        const hash = createHash('sha256');
        for (const [name, file] of Object.entries(bundle)) {
          hash.update(name).update(file.type === 'chunk' ? file.code : file.source);
        }
        this.emitFile({ type: 'asset', fileName: 'sw.js', source: worker(hash.digest('hex').slice(0, 16), files) });
      },
    },
  };
}

/** Everything from the store; what is not there, from the network. A new version takes over at the next start. */
const worker = (
  version: string,
  files: readonly string[],
): string => `const name = 'gradsheet-${version}', files = ${JSON.stringify(files)};
self.addEventListener('install', (e) => e.waitUntil(caches.open(name).then((c) => c.addAll(files)).then(() => self.skipWaiting())));
self.addEventListener('activate', (e) => e.waitUntil(caches.keys().then((all) => Promise.all(all.filter((k) => k.startsWith('gradsheet-') && k !== name).map((k) => caches.delete(k)))).then(() => self.clients.claim())));
self.addEventListener('fetch', (e) => {
  if (e.request.method !== 'GET' || new URL(e.request.url).origin !== location.origin) return;
  e.respondWith(caches.match(e.request, { ignoreSearch: true }).then((kept) => kept ?? (e.request.mode === 'navigate' ? caches.match('./').then((page) => page ?? fetch(e.request)) : fetch(e.request))));
});
`;
