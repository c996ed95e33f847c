// Says how many reports have changed since the page was made. Rows stay where they are until one asks to see the changes.

export function wake(note: HTMLElement): void {
  const { live } = note.dataset;
  const words = note.querySelector<HTMLElement>('[data-live-words]');
  const link = note.querySelector('a');
  if (!live || !words || !link) return;
  const isOne = live.includes('report=');
  const changed = new Set<string>();
  let source: EventSource | undefined;

  const hear = (event: MessageEvent<string>): void => {
    const { report } = JSON.parse(event.data) as { report: string };
    changed.add(report);
    const count = changed.size;
    words.textContent = isOne
      ? 'This report has changed.'
      : `${count} ${count === 1 ? 'report is new or has' : 'reports are new or have'} changed.`;
    link.href = location.href;
    link.hidden = false;
  };
  const open = (): void => {
    if (source || document.visibilityState !== 'visible') return;
    source = new EventSource(live);
    source.addEventListener('change', hear);
    source.addEventListener('over', close);
  };
  const close = (): void => {
    source?.close();
    source = undefined;
  };
  // A page out of sight holds no connection; browsers allow few of them.
  document.addEventListener('visibilitychange', () => (document.visibilityState === 'visible' ? open() : close()));
  globalThis.addEventListener('pagehide', close);
  open();
}
