// Notes in which language a report is written, so that it can be answered in it.
import { system } from '../../core/actor.ts';
import { subscriber } from '../../core/work/subscriber.ts';
import { readReport } from '../report-store.ts';
import { guessLanguage } from './language.ts';
import { saveLanguage } from './language-store.ts';

export const noteLanguageWhenSubmitted = subscriber({
  name: 'note-language-when-report-submitted',
  event: 'report.submitted',
  handle: async (kernel, { report }) => {
    const { content } = await readReport(kernel, system('language'), report);
    const language = guessLanguage([content.title, content.description, content.steps, content.impact].join('\n'));
    if (language !== null) await saveLanguage(kernel, report, language);
  },
});
