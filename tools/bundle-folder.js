// Where the bundle of the server's present sources is kept.
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/**
 * A folder for these sources, this place and this Node: of another date or size of any file, there is another.
 * @param {string} root the product's folder
 * @returns {string}
 */
export function bundleFolder(root) {
  const seen = createHash('sha256').update(`${process.version} ${root}`);
  /** @param {string} file */
  const look = file => {
    const { mtimeMs, size } = lstatSync(file);
    seen.update(`${file} ${mtimeMs} ${size}\n`);
  };
  for (const name of ['package.json', 'package-lock.json', 'tools/bundle-server.ts', 'tools/trace-to-sources.js'])
    look(path.join(root, name));
  for (const name of readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' }))
    if (/(?<!\.test)\.tsx?$/.test(name)) look(path.join(root, 'src', name));
  return path.join(root, 'node_modules/.cache/telltale-server', seen.digest('hex').slice(0, 32));
}
