// The kit page's forms: every field empty, filled, wrong and disabled.
import { Button, ButtonLink, ButtonRow } from '../ui/button.tsx';
import { Section } from '../ui/card.tsx';
import { Checkbox, CheckboxGroup, FileInput, RadioGroup, Select } from '../ui/choice.tsx';
import { Field, Form, FormErrors, TextArea } from '../ui/form.tsx';
import { PasskeyButton } from '../ui/passkey-button.tsx';
import { ScopeAnswer, ScopeCheck } from '../ui/scope-check.tsx';

const exposures = [
  { value: 'reads', label: 'Reads data it should not', hint: 'Locations, trips, names, tokens.' },
  { value: 'acts', label: 'Does something it should not', hint: 'Unlocks, starts or stops a car.' },
  { value: 'stops', label: 'Stops others from working' },
];

/** Buttons of every kind. */
export function KitButtons() {
  return (
    <Section id="buttons" title="Buttons">
      <ButtonRow>
        <Button kind="primary" icon="send" type="button">
          Send report
        </Button>
        <Button type="button">Save draft</Button>
        <Button kind="danger" type="button">
          Revoke access
        </Button>
        <ButtonLink href="#buttons" icon="download">
          Download receipt (4 kB)
        </ButtonLink>
        <Button type="button" disabled>
          Publish advisory
        </Button>
        <Button size="small" type="button" icon="pause" keyShortcut="p">
          Pause
        </Button>
      </ButtonRow>
      <ButtonRow even>
        <Button kind="primary" size="large" type="button">
          Allow
        </Button>
        <Button size="large" type="button">
          Don't allow
        </Button>
      </ButtonRow>
    </Section>
  );
}

/** Fields in every state. */
export function KitForms() {
  return (
    <Section id="forms" title="Forms" intro={<p>A form that came back with errors keeps what was typed.</p>}>
      <Form
        action="#forms"
        method="get"
        label="Report"
        draft="kit"
        guarded
        values={{
          email: 'maya@example',
          title: 'Odometer of another owner readable by changing the vehicle id',
          severity: 'acts',
          effects: ['reads', 'stops'],
        }}
        errors={{
          email: 'Enter an e-mail address with a domain, such as maya@example.com.',
          severity: 'Choose the answer that is closest; it can be changed later.',
        }}
      >
        <FormErrors kept="Your text and two files were kept." />
        <Field name="title" label="Title" hint="One line that names the weakness." required autocomplete="off" />
        <Field name="email" label="E-mail" type="email" autocomplete="email" width="medium" />
        <Field name="code" label="Code" mono width="short" autocomplete="one-time-code" inputMode="numeric" />
        <Field name="fixed" label="Program" value="Smartcar disclosure program" disabled />
        <Select
          name="target"
          label="Target"
          placeholder="Choose a target"
          required
          options={[
            { label: 'API', options: [{ value: 'api', label: 'api.smartcar.com' }] },
            { label: 'Sites', options: [{ value: 'connect', label: 'connect.smartcar.com' }] },
          ]}
        />
        <RadioGroup name="severity" label="What does the weakness do?" look="cards" required options={exposures} />
        <RadioGroup
          name="contact"
          label="May we write to you?"
          look="inline"
          value="yes"
          options={[
            { value: 'yes', label: 'Yes' },
            { value: 'no', label: 'No' },
          ]}
        />
        <CheckboxGroup name="effects" label="Effects seen" options={exposures} />
        <TextArea name="steps" label="Steps" hint="Markdown works. Number the steps." rows={4} />
        <FileInput
          name="evidence"
          label="Evidence"
          hint="Up to 5 files of 10 MB: pictures, text, HAR, PCAP."
          multiple
          maxFiles={5}
          maxBytes={10_000_000}
        />
        <Checkbox name="credit" label="Name me in the advisory" hint="As you write it in your profile." checked />
        <Checkbox name="location" label="Location" hint="Like 52.52, 13.40. Optional." look="switch" checked />
        <Checkbox name="trips" label="Trips" look="switch" />
        <Checkbox name="terms" label="I read the rules" error="Tick this to send the report." required />
        <ButtonRow>
          <Button kind="primary">Send report</Button>
          <Button formNoValidate name="then" value="draft">
            Save draft
          </Button>
        </ButtonRow>
      </Form>
      <ScopeCheck action="#scope" value="https://api.smartcar.com/v2.0/vehicles">
        <ScopeAnswer verdict="in" target="api.smartcar.com">
          <p>Test with the simulated cars only.</p>
        </ScopeAnswer>
      </ScopeCheck>
      <PasskeyButton
        mode="authenticate"
        label="Sign in with a passkey"
        optionsHref="#passkey"
        verifyHref="#passkey"
        fallback="Passkeys need JavaScript. Ask for an e-mail link instead."
      />
    </Section>
  );
}
