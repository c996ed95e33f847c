// Markdown from strangers, made harmless: no HTML, no images loaded, only plain links, headings below the page's own.
import MarkdownIt from 'markdown-it';

type MarkdownProps = {
  source: string;
  /** The level that `#` becomes; the page keeps the levels above. */
  topLevel?: 2 | 3 | 4 | 5 | undefined;
  /** `text`: addresses stay as they were typed and lead nowhere, for what somebody hostile may have written. */
  links?: 'open' | 'text' | undefined;
};

/** Markdown as a page shows it. Any text is safe input: it can neither load nor run nor frame anything. */
export function Markdown({ source, topLevel = 3, links = 'open' }: MarkdownProps) {
  const html = (links === 'open' ? renderer : linkless).render(source, { topLevel });
  // Raw HTML, because markdown-it with `html: false` has escaped all input; markdown.test.tsx attacks it.
  return <div class="prose" dangerouslySetInnerHTML={{ __html: html }} />;
}

const renderer = new MarkdownIt({ html: false, linkify: true, typographer: false });
const linkless = new MarkdownIt({ html: false, linkify: false, typographer: false }).disable([
  'link',
  'autolink',
  'image',
  'reference',
]);

// Autolinks need a scheme: "report.md" and "app.exe" in a report are names, not addresses.
renderer.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });

/** Only these three schemes; anything else, relative links included, stays text. */
renderer.validateLink = url => /^(https?:\/\/|mailto:)/i.test(url.trim());

renderer.renderer.rules['link_open'] = (tokens, index, options, _env, self) => {
  tokens[index]?.attrSet('rel', 'nofollow noreferrer noopener');
  return self.renderToken(tokens, index, options);
};

// An image would tell a stranger's server who reads and when.
renderer.renderer.rules['image'] = (tokens, index) => {
  const token = tokens[index];
  const { escapeHtml } = renderer.utils;
  const href = escapeHtml(String(token?.attrGet('src') ?? ''));
  const label = escapeHtml(token?.content ?? '');
  return `<a href="${href}" rel="nofollow noreferrer noopener">Image: ${label === '' ? href : label}</a>`;
};

for (const rule of ['heading_open', 'heading_close'] as const) {
  renderer.renderer.rules[rule] = (tokens, index, options, env, self) => {
    const token = tokens[index];
    if (token) token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + Number(env?.['topLevel']) - 1)}`;
    return self.renderToken(tokens, index, options);
  };
}

// Code and tables may be wider than the page: they scroll by keyboard too (WCAG 2.1.1).
const openRegion = (label: string) => `<div class="code-block" role="region" aria-label="${label}" tabindex="0">`;

renderer.renderer.rules['fence'] = renderer.renderer.rules['code_block'] = (tokens, index) =>
  `${openRegion('Code')}<pre><code>${renderer.utils.escapeHtml(tokens[index]?.content ?? '')}</code></pre></div>\n`;
renderer.renderer.rules['table_open'] = () =>
  '<div class="prose-table" role="region" aria-label="Table" tabindex="0"><table>';
renderer.renderer.rules['table_close'] = () => '</table></div>';

// markdown-it aligns table cells by a style attribute, which the content security policy refuses.
for (const rule of ['th_open', 'td_open'] as const) {
  renderer.renderer.rules[rule] = (tokens, index, options, _env, self) => {
    const token = tokens[index];
    if (token) token.attrs = null;
    return self.renderToken(tokens, index, options);
  };
}

// Both render alike; they differ in what they take for a link.
Object.assign(linkless.renderer.rules, renderer.renderer.rules);
