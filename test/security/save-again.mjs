// node save-again.mjs DIST FOLDER FROM TIMES: saves one model again and again, each time with other numbers.
const [, , dist, folder, from, times] = process.argv;
const { readModelFolder, writeModelFolder } = await import(`${dist}/node/index.js`);
const model = await readModelFolder(folder);
for (let i = Number(from); i < Number(from) + Number(times); i++) {
  const state = Object.fromEntries(Object.entries(model.state).map(([name, values]) => [name, values.map(() => i)]));
  const saved = { ...model, state, settings: { ...model.settings, i } };
  await writeModelFolder(folder, saved, { replace: true, others: { 'history.csv': String(i) } });
}
