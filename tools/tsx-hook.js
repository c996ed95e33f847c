// Lets Node load `.tsx` pages as they are: Node strips types from `.ts` itself but knows no JSX (decisions/0001).
import { readFileSync } from 'node:fs';
import { enableCompileCache, registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transform } from 'sucrase';

// Node keeps compiled code and stripped types there: a second start loads about a quarter faster.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/node', import.meta.url)));

const options = {
  transforms: ['typescript', 'jsx'],
  jsxRuntime: 'automatic',
  jsxImportSource: 'preact',
  production: true,
  preserveDynamicImport: true,
  disableESTransforms: true,
};

registerHooks({
  load(url, context, nextLoad) {
    if (!url.startsWith('file:') || !url.endsWith('.tsx')) return nextLoad(url, context);
    const path = fileURLToPath(url);
    // Every line stays where it is, so stack traces are right without a source map.
    const { code } = transform(readFileSync(path, 'utf8'), { ...options, filePath: path });
    return { format: 'module', source: code, shortCircuit: true };
  },
});
