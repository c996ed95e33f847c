// The first segments of every path of the product, for the law that paths are written in the catalog only.
import { routes } from '../../src/catalog/routes.ts';

/** `/report`, `/triage`, `/.well-known` and so on; the root and the versioned vehicle paths are left out. */
export const catalogNames: readonly string[] = [
  ...new Set(
    Object.values(routes)
      .flatMap(module => Object.values(module))
      .map(({ path }) => `/${path.split('/')[1] ?? ''}`)
      .filter(path => path !== '/' && !path.includes(':')),
  ),
];
