// Notes in which language reports are written, so that they can be answered in it.
import { system } from '../../core/actor.ts';
import { subscriber } from '../../core/work/subscriber.ts';
import { readReports } from '../report-store.ts';
import { guessLanguage } from './language.ts';
import { saveLanguages } from './language-store.ts';

export const noteLanguageWhenSubmitted = subscriber({
  name: 'note-language-when-report-submitted',
  event: 'report.submitted',
  handleAll: async (kernel, deliveries) => {
    const ids = deliveries.map(({ payload }) => payload.report);
    const found = new Map<string, string>();
    for (const { id, content } of await readReports(kernel, system('language'), ids)) {
      const language = guessLanguage([content.title, content.description, content.steps, content.impact].join('\n'));
      if (language !== null) found.set(id, language);
    }
    await saveLanguages(kernel, found);
  },
});
