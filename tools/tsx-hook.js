// Lets Node load `.tsx` pages as they are: Node strips types from `.ts` itself but knows no JSX (decisions/0001).
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'oxc-transform';

registerHooks({
  load(url, context, nextLoad) {
    if (!url.startsWith('file:') || !url.endsWith('.tsx')) return nextLoad(url, context);
    const path = fileURLToPath(url);
    const { code, map, errors } = transformSync(path, readFileSync(path, 'utf8'), {
      jsx: { runtime: 'automatic', importSource: 'preact', development: false },
      typescript: { onlyRemoveTypeImports: true },
      sourcemap: true,
    });
    if (errors.length > 0) throw new SyntaxError(`${path}: ${errors[0]?.message}`);
    const mapUrl = map
      ? `\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`
      : '';
    return { format: 'module', source: code + mapUrl, shortCircuit: true };
  },
});
