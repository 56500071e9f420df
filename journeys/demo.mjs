// A demo centre of its own for each file of journeys: the built program on a free port with a new folder.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const binary = process.env.HEARTH_BINARY ?? 'target/debug/hearth';

/**
 * Starts `hearth demo` and waits up to a minute until it is healthy. With HEARTH_URL set, that running
 * centre is used instead. `printed()` is what it wrote on the terminal: the sign-ins stand there.
 */
export async function startDemo() {
  if (process.env.HEARTH_URL) {
    return { url: process.env.HEARTH_URL, printed: () => '', stop: async () => {} };
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'hearth-journey-'));
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(binary, ['demo', '--listen', address, '--data', folder]);
  let printed = '';
  child.stdout.on('data', (text) => { printed += text; });
  child.stderr.on('data', (text) => { printed += text; });
  child.once('error', (error) => { printed += error.message; });
  const stop = async () => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await Promise.race([once(child, 'exit'), pause(10_000).then(() => child.kill('SIGKILL'))]);
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await healthy(`http://${address}/healthz`, child);
  } catch (error) {
    await stop();
    throw new Error(`${error.message}\n${printed}`);
  }
  return { url: `http://${address}`, printed: () => printed, stop };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

async function healthy(url, child) {
  for (let tries = 0; tries < 600; tries += 1) {
    if (child.pid === undefined || child.exitCode !== null) throw new Error('hearth demo did not start');
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await pause(100);
  }
  throw new Error('hearth demo is not healthy after a minute');
}
