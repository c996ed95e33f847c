// The one form by which somebody writes in a case: who reads it is chosen first, and everybody is the first choice.
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { type Option, RadioGroup, Select } from '../../web/ui/choice.tsx';
import { DraftSent, Form, FormErrors, TextArea } from '../../web/ui/form.tsx';
import type { CaseView } from '../cases/load-case.ts';
import { longestText } from '../cases/take-part.ts';
import { type PageState, shownIn } from './form-state.ts';

type WriterProps = {
  view: CaseView;
  state: PageState;
  action: string;
  /** Who may be told alone, beside everybody. */
  audiences: readonly Option[];
  /** For the audience that is one party: which. */
  parties?: readonly Option[];
};

export function CaseWriter({ view, state, action, audiences, parties = [] }: WriterProps) {
  const { me, messages, vulnerabilities, found } = view;
  const written = messages.filter(({ participant }) => participant === me.id).length;
  const draft = (count: number): string => `case-${found.id}-${me.id}-${count}`;
  const shown = shownIn(state, 'message');
  return (
    <>
      <DraftSent name={draft(written - 1)} />
      <Form
        action={action}
        scope="message"
        label="Write a message"
        draft={draft(written)}
        {...shown}
        values={shown.values ?? { audience: 'everyone' }}
      >
        <FormErrors kept="Your text was kept." />
        <RadioGroup
          name="audience"
          label="Who reads it"
          look="inline"
          options={[{ value: 'everyone', label: 'Everybody in the case' }, ...audiences]}
        />
        {parties.length > 0 && (
          <Select
            name="partner"
            label="Which party, if only one"
            placeholder="Choose a party"
            width="medium"
            options={parties}
          />
        )}
        {vulnerabilities.length > 1 && (
          <Select
            name="vulnerability"
            label="About"
            placeholder="The whole case"
            options={vulnerabilities.map(({ id, title }) => ({ value: id, label: title }))}
          />
        )}
        <TextArea name="text" label="Message" hint="Markdown works." rows={4} maxLength={longestText} required />
        <ButtonRow>
          <Button kind="primary" icon="send">
            Send message
          </Button>
        </ButtonRow>
      </Form>
    </>
  );
}
