// The component that other sites use: <telltale-report> shows the report form in a frame once the frame has spoken.
// Until then, and for good where frames are refused, the link inside the element is what people see.

const script = document.currentScript;
const source = script instanceof HTMLScriptElement ? script.src : '';

class TelltaleReport extends HTMLElement {
  #frame: HTMLIFrameElement | undefined;

  connectedCallback(): void {
    if (this.#frame) return;
    const link = this.querySelector('a');
    const base = source || (link?.href ? `${link.href}/` : '');
    if (!URL.canParse('embed', base)) return;
    const address = new URL('embed', base);
    address.searchParams.set('host', location.origin);
    const scheme = getComputedStyle(this).colorScheme;
    const theme = this.getAttribute('theme') ?? themeOf(scheme);
    if (theme) address.searchParams.set('theme', theme);

    const frame = document.createElement('iframe');
    frame.src = address.href;
    frame.title = this.getAttribute('label') ?? link?.textContent?.trim() ?? 'Report a vulnerability';
    frame.allow = 'clipboard-write';
    // It must be laid out to know its height, and must not be seen before it has one.
    Object.assign(frame.style, {
      width: '100%',
      height: '1px',
      border: '0',
      position: 'absolute',
      visibility: 'hidden',
    });
    // Browsers hand the scheme of the frame's element on to its content.
    frame.style.colorScheme = theme ?? scheme;
    this.#frame = frame;
    this.style.display = 'block';
    this.style.position = 'relative';

    let isShown = false;
    window.addEventListener('message', ({ origin, source: from, data }: MessageEvent<unknown>) => {
      if (origin !== address.origin || from !== frame.contentWindow) return;
      const height = heightIn(data);
      if (height === undefined) return;
      frame.style.height = `${height}px`;
      if (isShown) return;
      isShown = true;
      frame.style.position = 'static';
      frame.style.visibility = 'visible';
      for (const child of this.children) if (child !== frame) child.setAttribute('hidden', '');
    });
    // The answer to a sent form begins at its top, which may have been scrolled out of sight.
    frame.addEventListener('load', () => {
      if (isShown) this.scrollIntoView({ block: 'nearest' });
    });
    this.append(frame);
  }
}

/** A page that says nothing about its colors is light; one that has both follows the system, and so does the frame. */
function themeOf(scheme: string): 'light' | 'dark' | undefined {
  const isDark = scheme.includes('dark');
  if (isDark && scheme.includes('light')) return undefined;
  return isDark ? 'dark' : 'light';
}

/** Whole pixels within reason, out of a message of ours. */
function heightIn(data: unknown): number | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { type, height } = data as { type?: unknown; height?: unknown };
  if (type !== 'telltale-report' || typeof height !== 'number' || !Number.isFinite(height)) return undefined;
  return Math.min(20_000, Math.max(0, Math.ceil(height)));
}

if (!customElements.get('telltale-report')) customElements.define('telltale-report', TelltaleReport);
