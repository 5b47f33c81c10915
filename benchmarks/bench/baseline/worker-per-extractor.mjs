// The plan that stocktake replaced: a worker thread for each extractor, one less at a time than there are processors,
// each of which loads the whole project into ts-morph for itself.
//
//   node worker-per-extractor.mjs ROOT LISTING OUT

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

const NAMES = ['components', 'hooks', 'schemas', 'types', 'forms', 'validationServices', 'callGraph'];
const HEAP_OF_A_WORKER = 8000; // MB

if (isMainThread) {
  await runAll(process.argv[2], process.argv[3], process.argv[4]);
} else {
  parentPort.postMessage(await runOne(workerData));
}

async function runAll(root, listing, out) {
  const waiting = [...NAMES];
  const results = [];
  const slots = Math.max(1, os.cpus().length - 1);
  async function work() {
    while (waiting.length > 0) results.push(await inWorker({ name: waiting.shift(), root, listing, out }));
  }
  await Promise.all(Array.from({ length: slots }, work));
  console.log(JSON.stringify(results));
}

function inWorker(task) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(fileURLToPath(import.meta.url), {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_OF_A_WORKER },
    });
    worker.on('message', resolve);
    worker.on('error', reject);
    worker.on('exit', (code) => (code === 0 ? undefined : reject(new Error(`${task.name}: exit ${code}`))));
  });
}

async function runOne({ name, root, listing, out }) {
  const { Project, ts } = await import('ts-morph');
  const { extract } = await import('./extractors.mjs');
  const project = new Project({
    skipAddingFilesFromTsConfig: true,
    skipFileDependencyResolution: true,
    compilerOptions: { allowJs: true, jsx: ts.JsxEmit.ReactJSX, esModuleInterop: true },
  });
  for (const file of fs.readFileSync(listing, 'utf8').split('\n').filter(Boolean)) project.addSourceFileAtPath(file);
  const items = [];
  for (const sourceFile of project.getSourceFiles()) {
    const file = path.relative(root, sourceFile.getFilePath());
    for (const item of extract[name](sourceFile)) items.push({ file, ...item });
  }
  fs.writeFileSync(path.join(out, `${name}.json`), JSON.stringify(items, null, 2));
  return { name, items: items.length, memoryUsedMB: Math.round(process.memoryUsage().heapUsed / 1e6) };
}
