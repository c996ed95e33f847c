// Builds the style sheet and scripts ahead of the first start and tells what each costs a visitor.
import { assetFiles } from '../src/web/assets.ts';

for (const [path, { body, br, gzip }] of assetFiles()) {
  const sizes = [body, gzip, br].map(bytes => String(bytes?.length ?? '-').padStart(8));
  console.log(`${sizes.join('')}  ${path}`);
}
console.log(`${['bytes', 'gzip', 'br'].map(word => word.padStart(8)).join('')}`);
