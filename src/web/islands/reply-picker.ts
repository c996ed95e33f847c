// Puts a chosen reply into the text of its form at once, where the cursor was; the button for it is put away.

export function wake(picker: HTMLElement): void {
  const select = picker.querySelector('select');
  const text = picker.closest('form')?.querySelector<HTMLTextAreaElement>('textarea[name="text"]');
  const button = picker.querySelector<HTMLButtonElement>('button[name="insert"]');
  if (!select || !text) return;
  if (button) button.hidden = true;
  select.addEventListener('change', () => {
    const template = picker.querySelector<HTMLTemplateElement>(`template[data-reply="${CSS.escape(select.value)}"]`);
    const reply = template?.content.textContent ?? '';
    if (reply === '') return;
    const before = text.value.slice(0, text.selectionStart).trimEnd();
    const after = text.value.slice(text.selectionEnd).trimStart();
    text.value = [before, reply, after].filter(part => part !== '').join('\n\n');
    text.dispatchEvent(new Event('input', { bubbles: true }));
    select.value = '';
    text.focus();
  });
}
