// Turns a page component into the text of a reply.
import type { VNode } from 'preact';
import { render } from 'preact-render-to-string';
import { asset } from './assets.ts';

/**
 * A page as a complete HTML document. The script that wakes islands is added only where an island is on the page,
 * so that plain pages stay plain.
 */
export function renderPage(page: VNode): string {
  const html = render(page);
  // Text is escaped, so neither mark can come from what people wrote.
  const script = html.includes(' data-island="') ? `<script type="module" src="${asset('islands.js')}"></script>` : '';
  return `<!doctype html>${html.replace('</head>', () => `${script}</head>`)}`;
}
