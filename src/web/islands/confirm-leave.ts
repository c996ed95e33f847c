// Asks before a person leaves a form with unsent text.

/** Guards a form from the first change until it is sent. */
export function wake(form: HTMLElement): void {
  const ask = (event: Event) => event.preventDefault();
  form.addEventListener('input', () => addEventListener('beforeunload', ask));
  form.addEventListener('submit', () => removeEventListener('beforeunload', ask));
}
