// Looks again while work goes on, as the link beside it does by hand; not while the page is out of sight.

const INTERVAL = 2000;

export function wake(_element: HTMLElement): void {
  setInterval(() => {
    if (document.visibilityState === 'visible') location.reload();
  }, INTERVAL);
}
