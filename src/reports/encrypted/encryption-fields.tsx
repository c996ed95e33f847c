// The part of the intake form that offers encryption: by one tick where script runs, by pasting a message where not.
import { href, routes } from '../../catalog/routes.ts';
import { Disclosure } from '../../web/ui/card.tsx';
import { TextArea } from '../../web/ui/form.tsx';

/** Stands within the form; `hasKey` when there is a key to encrypt to. */
export function EncryptionFields({ hasKey, isUsed }: { readonly hasKey: boolean; readonly isUsed: boolean }) {
  if (!hasKey) return null;
  return (
    <div class="encryption" data-island="encrypt" data-key={href(routes.program.keyFile)}>
      <div class="encryption-choice" hidden>
        <div class="choice">
          <input id="encrypt-report" type="checkbox" data-encrypt aria-describedby="encrypt-report-hint" />
          <div>
            <label for="encrypt-report">Encrypt before sending</label>
            <p class="choice-hint" id="encrypt-report-hint">
              This browser encrypts description, steps, impact, claims and files to the team’s OpenPGP key. Title,
              target and severity stay readable for the server.
            </p>
          </div>
        </div>
        <p class="encryption-note" role="status" />
      </div>
      <Disclosure summary="I have encrypted my report already" open={isUsed}>
        <TextArea
          name="encrypted"
          label="Encrypted message"
          rows={5}
          hint="Armored OpenPGP, from BEGIN to END. It takes the place of the description. Attach encrypted files as .asc under Evidence."
        />
        <p class="field-hint">
          <a href={href(routes.program.key)}>Our key, and how to use it with GnuPG</a>
        </p>
      </Disclosure>
    </div>
  );
}
