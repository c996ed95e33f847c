// Applies a filter as soon as it is picked by hand. By keyboard, where arrows run through the choices, the button does it.

export function wake(form: HTMLElement): void {
  if (!(form instanceof HTMLFormElement)) return;
  let byHand = false;
  form.addEventListener('pointerdown', () => {
    byHand = true;
  });
  form.addEventListener('keydown', () => {
    byHand = false;
  });
  form.addEventListener('change', () => {
    if (byHand) form.requestSubmit();
  });
}
