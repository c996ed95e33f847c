// Badges that other sites show: drawn anew from the dates each time, so that they lapse by themselves. Pure.

export type BadgeTone = 'good' | 'attention' | 'off';

export type Badge = { readonly label: string; readonly words: string; readonly tone: BadgeTone };

const colors: Readonly<Record<BadgeTone, string>> = { good: '#176b45', attention: '#8a5a00', off: '#5a6670' };

/** An SVG without script, style or anything from elsewhere; its title says the same in words. */
export function drawBadge({ label, words, tone }: Badge): string {
  const left = widthOf(label);
  const right = widthOf(words);
  const width = left + right;
  const title = xml(`${label}: ${words}`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="24" viewBox="0 0 ${width} 24" role="img" aria-label="${title}">
<title>${title}</title>
<rect width="${width}" height="24" rx="4" fill="#24313a"/>
<path d="M${left} 0h${right - 4}a4 4 0 0 1 4 4v16a4 4 0 0 1-4 4H${left}z" fill="${colors[tone]}"/>
<g fill="#ffffff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
<text x="10" y="16" textLength="${left - 20}" lengthAdjust="spacingAndGlyphs">${xml(label)}</text>
<text x="${left + 10}" y="16" textLength="${right - 20}" lengthAdjust="spacingAndGlyphs">${xml(words)}</text>
</g>
</svg>
`;
}

/** About what the text takes in this face; the text is stretched to it, so that it fits anywhere. */
const widthOf = (text: string): number => Math.round([...text].length * 6.7) + 20;

const marks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const xml = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\p{Cc}/gu, ' ')
    .replace(/[&<>"']/gu, mark => marks[mark] ?? '');
