// Serves a folder of static files on this machine only: `node scripts/serve.mjs [port]` shows the built Studio.
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream';
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

/** With every answer. The page frames its own sandbox; nobody else's page may frame it, or use its files. */
const headers = {
  'cache-control': 'no-cache',
  'content-security-policy': "frame-ancestors 'self'",
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

/** How long a client may take to say what it wants, and how long a connection may be silent: milliseconds. */
const PATIENCE = 10_000;

/**
 * Whatever a request holds, it is answered or its connection is closed; the process goes on.
 *
 * @returns {Promise<{ url: string, close: () => Promise<void> }>} once it listens; port 0 takes any free one
 */
export async function serve(folder, port = 0) {
  const root = await realpath(folder);
  const limits = { headersTimeout: PATIENCE, requestTimeout: PATIENCE, connectionsCheckingInterval: 1000 };
  const server = createServer(limits, (request, response) => {
    answer(root, server.address()?.port, request, response).catch(() => response.destroy());
  });
  server.setTimeout(PATIENCE);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      server.on('error', () => undefined); // a connection that could not be taken is that client's loss
      resolve({
        url: `http://localhost:${server.address().port}/`,
        close: () =>
          new Promise((done) => {
            server.closeAllConnections();
            server.close(() => done());
          }),
      });
    });
  });
}

async function answer(root, port, request, response) {
  const refuse = (status, text) => {
    response.writeHead(status, { ...headers, 'content-type': 'text/plain; charset=utf-8' });
    response.end(text);
  };
  // Another site's name may be made to lead here (DNS rebinding): it is no name of this server.
  if (!isOwn(request.headers.host, port)) return refuse(421, 'this server answers to localhost only');
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'only GET');
  const path = pathOf(request.url);
  if (path === null) return refuse(400, 'bad address');
  const file = await fileAt(root, path);
  if (file === null) return refuse(404, 'not found');
  response.writeHead(200, {
    ...headers,
    'content-type': types[extname(file.path)] ?? 'application/octet-stream',
    'content-length': file.size,
  });
  if (request.method === 'HEAD') return response.end();
  pipeline(createReadStream(file.path), response, () => undefined); // a file or a client that breaks off ends both
}

/** Browsers leave the port out where it is 80. */
const isOwn = (host, port) =>
  ['localhost', '127.0.0.1', '[::1]'].some((name) => host === `${name}:${port}` || (port === 80 && host === name));

/** The path that a request asks for, from the root of the folder; null if it is none. */
function pathOf(target) {
  const [path] = target.split('?');
  if (!path.startsWith('/')) return null;
  try {
    const decoded = decodeURIComponent(path);
    return decoded.includes('\0') ? null : decoded;
  } catch {
    return null; // % and no two digits after it
  }
}

/** The file with this path, if links do not lead it out of the folder; null if there is none, whatever the reason. */
async function fileAt(root, path) {
  try {
    const found = await realpath(join(root, path.endsWith('/') ? `${path}index.html` : path));
    if (!found.startsWith(root.endsWith(sep) ? root : root + sep)) return null;
    const is = await stat(found);
    return is.isFile() ? { path: found, size: is.size } : null;
  } catch {
    return null;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const studio = fileURLToPath(new URL('../studio/dist/', import.meta.url));
  const { url } = await serve(studio, Number(process.argv[2] ?? 4173));
  console.log(url);
}
