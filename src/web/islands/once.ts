// A form is sent once, however often its button is pressed: a second one would do it again, or break off the answer.

/** So long it waits for its answer; then it may be that none comes. */
const REST_MS = 8000;

/** Lets be what the form's own scripts hold back: they run before. */
export function wake(form: HTMLElement): void {
  let sentAt = Number.NEGATIVE_INFINITY;
  form.addEventListener('submit', event => {
    if (event.defaultPrevented) return;
    if (performance.now() - sentAt < REST_MS) event.preventDefault();
    else sentAt = performance.now();
  });
  // Whoever comes back to the page may send it again.
  addEventListener('pageshow', () => {
    sentAt = Number.NEGATIVE_INFINITY;
  });
}
