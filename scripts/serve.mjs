// Serves a folder of static files on this machine only, as any web server would: `node scripts/serve.mjs [port]` shows
// the built Studio.
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
  '.csv': 'text/csv; charset=utf-8',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.png': 'image/png',
};

/** @returns {Promise<{ url: string, close: () => Promise<void> }>} once it listens; port 0 takes any free one */
export function serve(folder, port = 0) {
  const root = normalize(folder.endsWith(sep) ? folder : folder + sep);
  const server = createServer((request, response) => {
    const refuse = (status, text) => {
      response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
      response.end(text);
    };
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      refuse(405, 'only GET');
      return;
    }
    let path;
    try {
      path = normalize(join(root, decodeURIComponent(new URL(request.url, 'http://localhost').pathname)));
    } catch {
      refuse(400, 'bad address');
      return;
    }
    if (path.endsWith(sep)) path = join(path, 'index.html');
    const found = path.startsWith(root) && statSync(path, { throwIfNoEntry: false });
    if (!found || !found.isFile()) {
      refuse(404, 'not found');
      return;
    }
    response.writeHead(200, {
      'content-type': types[extname(path)] ?? 'application/octet-stream',
      'content-length': found.size,
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
    });
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    createReadStream(path)
      .on('error', () => response.destroy())
      .pipe(response);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () =>
      resolve({
        url: `http://localhost:${server.address().port}/`,
        close: () =>
          new Promise((done) => {
            server.closeAllConnections();
            server.close(() => done());
          }),
      }),
    );
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await serve(
    fileURLToPath(new URL('../studio/dist/', import.meta.url)),
    Number(process.argv[2] ?? 4173),
  );
  console.log(url);
}
