// Every refusal of the product. A code is permanent: it may be added, never renamed or removed,
// because error pages, clients and logs refer to it.

export type ErrorEntry = {
  /** HTTP status. */
  readonly status: number;
  /** What happened, as a sentence without the final stop. */
  readonly title: string;
  /** What the person can do now. */
  readonly advice: string;
  /** Whether the same request may succeed later. */
  readonly mayRetry: boolean;
};

const entry = (status: number, title: string, advice: string, mayRetry = false): ErrorEntry => ({
  status,
  title,
  advice,
  mayRetry,
});

export const errors = {
  internal: entry(
    500,
    'Something failed on our side',
    'Nothing you sent was accepted. Try again; if it happens again, send us the request number.',
    true,
  ),
  not_found: entry(
    404,
    'There is nothing here, or nothing that you may see',
    'Check the address. If it came from a mail, sign in with the address that the mail went to.',
  ),
  method_not_allowed: entry(
    405,
    'This address does not take that method',
    'See the list of methods in the Allow header.',
  ),
  invalid_input: entry(400, 'The request does not have the expected form', 'Check the named fields and send it again.'),
  too_large: entry(413, 'The request is larger than allowed', 'Send less at once; the limits stand beside the form.'),
  unsupported_media_type: entry(
    415,
    'The request body has a type that is not accepted here',
    'Send the content type that the documentation names.',
  ),
  not_acceptable: entry(
    406,
    'The answer cannot be given in a form that the Accept header asks for',
    'Ask for the media type that the documentation names, without parameters other than profile.',
  ),
  precondition_required: entry(
    428,
    'This change needs an If-Match header',
    'Read what you want to change, then send the ETag of that answer in If-Match.',
  ),
  precondition_failed: entry(
    412,
    'It was changed since you read it',
    'Read it again, and repeat the change if it is still right.',
    true,
  ),
  idempotency_key_reused: entry(
    422,
    'This Idempotency-Key came with another body before',
    'Use a new key for another report; repeat a request with exactly the same body.',
  ),
  report_incomplete: entry(
    422,
    'Something is missing in the report, or does not fit',
    'Change what the error names, and send it again. Nothing was stored.',
  ),
  move_refused: entry(
    422,
    'The report cannot be changed in this way now',
    'Change what the error names, and send it again. Nothing was changed.',
  ),
  work_required: entry(
    403,
    'Many reports came from this network, so this one needs a proof of work',
    'Solve the ALTCHA challenge in meta and send the same request with the solution in meta.altcha, or wait until notBefore and send meta.ticket.',
    true,
  ),
  intake_paused: entry(
    503,
    'New reports are not taken in at the moment',
    'Come back when the pause is over. What is being exploited, puts people at risk or would be P1 is taken in all the same: say so in the report.',
    true,
  ),
  keys_unavailable: entry(
    503,
    'The keys that open what is kept here cannot be reached at the moment',
    'Try again in some minutes. Nothing was lost.',
    true,
  ),
  rate_limited: entry(
    429,
    'Too many requests in a short time',
    'Wait as long as the Retry-After header says, then try again.',
    true,
  ),
  cross_site: entry(403, 'The form was not sent from this site', 'Open the page on this site and send the form again.'),
  https_required: entry(403, 'This service answers over HTTPS only', 'Use the https address.'),
  sign_in_required: entry(401, 'You need to sign in for this', 'Sign in, then open the page again.'),
  invitation_required: entry(
    401,
    'This page opens with the link in your invitation',
    'Open the newest mail about the case and follow its link. If the mail is gone, ask for a new link with your address.',
  ),
  address_unproven: entry(
    401,
    'This page opens once you have proved your e-mail address',
    'Open “Documents on request” in the trust center, and enter the code that is mailed to you.',
  ),
  sign_in_failed: entry(403, 'The sign-in did not succeed', 'Ask for a new link, or use another way to sign in.'),
  link_expired: entry(410, 'This link is no longer valid', 'Links work once and for a short time. Ask for a new one.'),
  last_admin: entry(409, 'This is the last admin', 'Make someone else an admin first, then repeat the step.'),
  last_factor: entry(
    409,
    'This is your only second factor',
    'Add another passkey or authenticator app first; staff need at least one.',
  ),
  fresh_sign_in_required: entry(
    403,
    'This needs a sign-in from the last few minutes',
    'Sign in again, then repeat the step.',
  ),
  not_allowed: entry(403, 'Your role does not allow this', 'Ask an admin of your organization.'),
  conflict: entry(
    409,
    'Someone changed this at the same time',
    'Look at the present state, then repeat the step if it is still right.',
    true,
  ),
  last_owner: entry(409, 'An organization needs at least one owner', 'Make somebody else an owner first.'),
  too_many_secrets: entry(
    409,
    'The application has as many secrets as it may',
    'Revoke one that is no longer used first.',
  ),
  already_done: entry(409, 'This has already been done', 'There is nothing left to do here.'),
  file_too_large: entry(413, 'The file is larger than allowed', 'Send a smaller file, or split it.'),
  file_withheld: entry(
    403,
    'This file is withheld',
    'The virus scanner has found something in it, or has not looked at it yet. An admin can take it out of quarantine.',
    true,
  ),
  too_many_files: entry(413, 'More files than allowed', 'Send fewer files, or put them into one archive.'),
  token_invalid: entry(
    401,
    'The access token is unknown, expired or revoked',
    'Get a new token, or ask the owner for access again.',
  ),
  scope_missing: entry(
    403,
    'The token does not carry this permission',
    'Ask the car’s owner for it through Connect, or make an API token with the scope that is named.',
  ),
  vehicle_not_granted: entry(
    403,
    'The owner did not give access to this car',
    'Ask the owner for it through Connect, or list the cars that the token covers.',
  ),
  grant_paused: entry(
    403,
    'The owner has paused this access',
    'Keep your tokens: they work again when the owner resumes it. Asking the owner anew through Connect works too.',
    true,
  ),
  vehicle_fault: entry(
    409,
    'The car or its maker could not answer',
    'The vehicle API names the reason; some reasons pass by themselves.',
    true,
  ),
  sealed_data_broken: entry(
    500,
    'Stored data failed its integrity check',
    'The operator has been told. Nothing was shown that could not be verified.',
  ),
  outgoing_refused: entry(502, 'A connection to that address is not allowed', 'Use a public https address.'),
  outgoing_failed: entry(502, 'The other side did not answer properly', 'Try again later.', true),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errors;
