// The Studio on this machine: installs, builds, serves it on localhost until Ctrl-C.
import { fileURLToPath } from 'node:url';
import { run, setup } from './setup.mjs';

setup();
run(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '-c', 'studio/vite.config.ts']);
const { serve } = await import('./serve.mjs');
const folder = fileURLToPath(new URL('../studio/dist/', import.meta.url)), asked = process.argv[2];
const { url } = await serve(folder, Number(asked ?? 4173)).catch((e) => { if (asked === undefined && e.code === 'EADDRINUSE') return serve(folder); throw e; });
console.log(`\nThe Studio: ${url}   (Ctrl-C ends it)\n學習台：${url}   （Ctrl-C 結束）`);
