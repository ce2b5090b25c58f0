// The main job, from a fresh clone: installs, builds, and opens the Studio on this machine until Ctrl-C.
//   npm start              serves it, and opens a browser where there is a screen
//   npm start -- 8080      on this port, also without a terminal
//   npm start -- --check   proves that the page is served, and ends; so does a run without a terminal, as in CI
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { run, setup } from './setup.mjs';

const [asked] = process.argv.slice(2);
const usual = 4173;
if (asked !== undefined && asked !== '--check' && !/^\d{1,5}$/.test(asked)) {
  console.error('npm start takes only a port number or --check.');
  process.exit(2);
}
const port = asked === '--check' ? 0 : Number(asked ?? usual);
const watched = process.stdout.isTTY === true && !process.env.CI;
const stays = asked !== '--check' && (watched || asked !== undefined);

setup();
run(process.execPath, ['scripts/build.mjs']);
run(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '-c', 'studio/vite.config.ts', '--logLevel', 'error']);

const { serve } = await import('./serve.mjs');
const folder = fileURLToPath(new URL('../studio/dist/', import.meta.url));
const { url, close } = await serve(folder, port).catch((e) => {
  if (e.code !== 'EADDRINUSE') throw e;
  if (asked !== undefined) {
    console.error(`Port ${asked} is already in use. Choose another port, or leave it out.`);
    process.exit(1);
  }
  return serve(folder); // any free one
});
if (stays) {
  console.log(`\nThe Studio: ${url}   (press Ctrl-C to stop)\n學習台：${url}   （按 Ctrl-C 停止）`);
  if (watched) open(url);
} else {
  await check(url);
  await close();
}

/** Every file that the page names is there. */
async function check(url) {
  const get = async (path) => {
    const answer = await fetch(new URL(path, url));
    if (!answer.ok) {
      console.error(`${path} cannot be loaded: ${answer.status}`);
      process.exit(1);
    }
    return answer.text();
  };
  const page = await get('');
  const named = [...page.matchAll(/(?:src|href)="(\.\/[^"]+)"/g)].map(([, path]) => path);
  for (const path of named) await get(path);
  if (!page.includes('<div id="app">') || !named.some((path) => path.endsWith('.js'))) {
    console.error('The page is not the Studio.');
    process.exit(1);
  }
  console.log(
    `The Studio: ${url} serves its page and ${named.length} files.\n學習台：${url} 的網頁和 ${named.length} 個檔案都能正常載入。`,
  );
}

/** In the usual browser, where there is a screen; what goes wrong there is no matter, the address is printed. */
function open(url) {
  const [command, ...before] = { darwin: ['open'], win32: ['cmd', '/c', 'start', ''] }[process.platform] ?? [
    'xdg-open',
  ];
  if (command === 'xdg-open' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  spawn(command, [...before, url], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}
