// The report form with what stands above it: a pause, the preview, the check. The same on our page and in a frame.
import type { Kernel } from '../../core/kernel.ts';
import { type CurrentProgram, usableKey } from '../../program/index.ts';
import { currentIntake } from '../abuse/intake-store.ts';
import type { Pause } from '../abuse/pause.ts';
import { PauseNote } from '../abuse/pause-note.tsx';
import { SubmitForm } from '../pages/submit-form.tsx';
import { Checked, Preview } from '../pages/submit-preview.tsx';
import type { FormState } from './take-form.ts';

type FormBodyProps = {
  readonly state: FormState;
  readonly program: CurrentProgram;
  readonly publicUrl: string;
  /** Where the form goes. */
  readonly action: string;
  readonly isSignedIn: boolean;
  readonly isFramed: boolean;
  readonly hasKey: boolean;
  readonly pause: Pause | null;
};

/** What the form needs to know beside what was sent. */
export async function loadFormBody(
  kernel: Kernel,
  program: CurrentProgram,
  known: Pick<FormBodyProps, 'state' | 'action' | 'isSignedIn' | 'isFramed'>,
): Promise<FormBodyProps> {
  const [key, { pause }] = await Promise.all([usableKey(kernel), currentIntake(kernel)]);
  return { ...known, program, publicUrl: kernel.config.publicUrl, hasKey: key !== undefined, pause };
}

/** The status that says what became of the form (RFC 9110 §15). */
export const statusOf = ({ wants, faults = [] }: FormState): number =>
  wants === 'end of pause' ? 503 : wants === 'errors' || wants === 'work' || faults.length > 0 ? 422 : 200;

/** The form, and above it what was asked for. */
export function FormBody({ state, program, publicUrl, pause, ...props }: FormBodyProps) {
  const { token, files, form, inClaims = [[]], wants, work } = state;
  return (
    <>
      {pause && <PauseNote pause={pause} />}
      {wants === 'check' && form && <Checked publicUrl={publicUrl} program={program} form={form} files={files} />}
      {wants === 'preview' && form && <Preview publicUrl={publicUrl} program={program} form={form} files={files} />}
      <SubmitForm
        {...props}
        program={program}
        form={form}
        errors={errorsOf(state)}
        token={token}
        files={files}
        claims={inClaims.map(ids => files.filter(({ file }) => ids.includes(file)))}
        work={work}
      />
    </>
  );
}

function errorsOf({ wants, form, faults = [] }: FormState): Readonly<Record<string, string | undefined>> {
  // Who only wants to see the score is not told what else is missing.
  const shown =
    wants === 'score' || wants === 'check'
      ? { vector: form?.errors['vector'], from: form?.errors['from'] }
      : form?.errors;
  return {
    ...shown,
    ...(faults.length > 0 && { evidence: faults.map(({ sentence }) => sentence).join(' ') }),
    ...(wants === 'end of pause' && {
      urgency:
        'New reports are paused, and this one does not say that it is urgent. If it is, tick why and send it again.',
    }),
  };
}
