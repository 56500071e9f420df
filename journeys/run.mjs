// Runs the journeys, two files at a time: node journeys/run.mjs [FILE]...
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const all = readdirSync(here).filter((name) => /\.(journey|test)\.mjs$/.test(name)).sort();
const asked = process.argv.slice(2).map((name) => path.basename(name));
const files = (asked.length > 0 ? asked : all).map((name) => path.join(here, name));

run({ files, concurrency: 2 })
  .on('test:fail', () => { process.exitCode = 1; })
  .compose(new spec())
  .pipe(process.stdout);
