// Moves through a table by single keys, for those who read queues all day. Keys can be switched off (WCAG 2.2, 2.1.4).

const switchKey = 'telltale-single-keys';

/** Gives one table j, k, o, Enter, x and the page `/`, `?` and the letters of its buttons. */
export function wake(table: HTMLElement): void {
  const rows = [...table.querySelectorAll<HTMLElement>('tr[data-href]')];
  const help = document.getElementById('key-help');
  rememberSwitch(help?.querySelector<HTMLInputElement>('[data-keys-switch]') ?? null);

  const move = (step: 1 | -1) => {
    const next = rows[Math.min(rows.length - 1, Math.max(0, rows.indexOf(currentRow(rows) ?? table) + step))];
    next?.querySelector('a')?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  };
  const actions: Record<string, () => void> = {
    j: () => move(1),
    k: () => move(-1),
    o: () => currentRow(rows)?.querySelector('a')?.click(),
    x: () => currentRow(rows)?.querySelector<HTMLInputElement>('input[type=checkbox]')?.click(),
    '/': () => document.querySelector<HTMLInputElement>('[data-search]')?.focus(),
    '?': () => help?.togglePopover(),
  };

  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !isOn()) return;
    const action = actions[event.key] ?? pressInRow(rows, event.key) ?? pressButton(event.key);
    if (!action) return;
    event.preventDefault();
    action();
  });
}

/** The row the focus is in: focus is the only cursor, so that what is seen and what is spoken agree. */
function currentRow(rows: HTMLElement[]): HTMLElement | undefined {
  return rows.find(row => row.contains(document.activeElement));
}

/** What a letter does with the row one is in. */
function pressInRow(rows: HTMLElement[], key: string): (() => void) | undefined {
  if (!/^[a-z]$/.test(key)) return undefined;
  const button = currentRow(rows)?.querySelector<HTMLElement>(`[data-row-key="${key}"]`);
  return button ? () => button.click() : undefined;
}

function pressButton(key: string): (() => void) | undefined {
  if (!/^[a-z]$/.test(key)) return undefined;
  const button = document.querySelector<HTMLElement>(`[data-key="${key}"]`);
  return button ? () => button.click() : undefined;
}

function isTyping(target: EventTarget | null): boolean {
  const field = target instanceof HTMLElement ? target.closest('input, textarea, select, [contenteditable]') : null;
  return field !== null && !(field instanceof HTMLInputElement && ['checkbox', 'radio'].includes(field.type));
}

function isOn(): boolean {
  try {
    return localStorage.getItem(switchKey) !== 'off';
  } catch {
    return true;
  }
}

function rememberSwitch(box: HTMLInputElement | null): void {
  if (!box) return;
  box.checked = isOn();
  box.addEventListener('change', () => {
    try {
      localStorage.setItem(switchKey, box.checked ? 'on' : 'off');
    } catch {
      // Without storage the choice cannot be kept; keys stay as they are.
      box.checked = true;
    }
  });
}
