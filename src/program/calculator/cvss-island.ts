// Scores the calculator of a page while one chooses, by the very grammar and formula that the server uses.
import { scoreAnswers } from '../cvss.ts';
import { scoreParts } from './score-parts.ts';

/** Keeps the result beside the metrics up to date. */
export function wake(element: HTMLElement): void {
  const version = element.dataset['cvssVersion'] === '3.1' ? '3.1' : '4.0';
  const result = element.querySelector<HTMLElement>('.cvss-result');
  if (!result) return;
  const say = (part: string, text: string): void => {
    const place = result.querySelector(`.cvss-${part}`);
    if (place) place.textContent = text;
  };
  const update = (): void => {
    const answers = Object.fromEntries(
      [...element.querySelectorAll<HTMLInputElement>('input:checked')].map(({ name, value }) => [
        name.replace('metric.', ''),
        value,
      ]),
    );
    const scored = scoreAnswers(version, answers);
    result.dataset['severity'] = scored.ok ? scored.severity : 'open';
    say('score', scored.ok ? scored.score.toFixed(1) : '–');
    say('severity', scored.ok ? scored.severity : 'no score yet');
    say('said', scored.ok ? '' : scored.reason);
    say('vector', scored.ok ? scored.vector : '');
    result.querySelector('.cvss-parts')?.replaceChildren(
      ...(scored.ok ? scoreParts(scored) : []).map(({ name, score }) => {
        const part = document.createElement('span');
        part.textContent = `${name} ${score.toFixed(1)}`;
        return part;
      }),
    );
  };
  element.addEventListener('change', update);
  update();
}
