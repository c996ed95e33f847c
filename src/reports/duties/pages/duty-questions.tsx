// The questions whose answers begin duties, for the page of duties and for confirming a report.
import { RadioGroup } from '../../../web/ui/choice.tsx';
import { type DutyQuestion, dutyQuestions } from '../duty.ts';
import { questionWords } from '../duty-words.ts';

/** Radio buttons without a preset, since each has to be answered. `without` leaves out what is asked elsewhere. */
export function DutyQuestions({ without }: { without?: DutyQuestion }) {
  return (
    <>
      {dutyQuestions
        .filter(name => name !== without)
        .map(name => (
          <RadioGroup
            key={name}
            name={name}
            label={questionWords[name].asks}
            hint={questionWords[name].hint}
            look="inline"
            required
            options={[
              { value: 'yes', label: 'Yes' },
              { value: 'no', label: 'No' },
              { value: 'unknown', label: 'Not clear yet' },
            ]}
          />
        ))}
    </>
  );
}
