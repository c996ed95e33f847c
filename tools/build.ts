// Builds ahead of the first start what is built at one: the server's bundle, style sheets and scripts. Tells what each costs a visitor.
import path from 'node:path';
import { assetFiles } from '../src/web/assets.ts';
import { bundleFolder } from './bundle-folder.js';
import { bundleServer } from './bundle-server.ts';

const root = path.resolve(import.meta.dirname, '..');
if (!(await bundleServer(root, bundleFolder(root)))) process.exitCode = 1;

for (const [path, { body, br, gzip }] of assetFiles()) {
  const sizes = [body, gzip, br].map(bytes => String(bytes?.length ?? '-').padStart(8));
  console.log(`${sizes.join('')}  ${path}`);
}
console.log(`${['bytes', 'gzip', 'br'].map(word => word.padStart(8)).join('')}`);
