// Kinds of vulnerabilities in APIs, authorization servers and the messages between services.

import type { GroupRow } from './row.ts';

export const apiCategories: readonly GroupRow[] = [
  [
    'delegated_access',
    'OAuth and OpenID Connect',
    [
      [
        'redirect_address',
        'Redirect address',
        [
          ['any_host', 'Any host is accepted', 1, '601 863', 'NLNRCHHN'],
          ['same_host', 'Another path of the same host is accepted', 3, '601', 'NHNRUHLN'],
        ],
      ],
      ['state_missing', 'Answer is not tied to the browser that asked', 3, '352', 'NLNRULLN'],
      ['code_challenge_skipped', 'Code exchange works without its challenge', 3, '345', 'NHNRUHLN'],
      ['code_reuse', 'Authorization code works twice', 4, '294', 'NHNRULLN'],
      ['scope_escalation', 'More is granted than was agreed', 2, '863 266', 'NLLNUHHN'],
      ['consent_skipped', 'Consent can be skipped or hidden', 2, '862 1021', 'NLNRUHHN'],
      ['revocation_ignored', 'Access goes on after it was revoked', 3, '613', 'NLLNUHNN'],
      ['refresh_token_kept', 'Old refresh token still works after rotation', 4, '613', 'NHLNULLN'],
      ['client_secret_exposed', 'Client secret is public', 3, '522 798', 'NHNNUHLN'],
      ['account_linking', 'Foreign identity is linked to the account', 2, '287', 'NLNRUHHN'],
      ['issuer_mix_up', 'Answers of two issuers are confused', 3, '346', 'NHNRUHHN'],
    ],
  ],
  [
    'signed_tokens',
    'Signed tokens',
    [
      ['signature_unchecked', 'Signature is not checked', 1, '347', 'NLNNUHHN'],
      ['algorithm_confusion', 'Algorithm is chosen by the attacker', 1, '347 327', 'NLNNUHHN'],
      ['guessable_key', 'Signing key can be guessed', 1, '521 326', 'NLNNUHHN'],
      ['key_from_token', 'Key is fetched from where the token says', 1, '345 918', 'NLNNUHHN'],
      ['audience_unchecked', 'Token for another service is accepted', 2, '345', 'NLLNUHLN'],
      ['no_expiry', 'Token never expires', 4, '613', 'NHLNULLN'],
    ],
  ],
  [
    'api_data',
    'What an API takes and gives',
    [
      ['excessive_data', 'Answers hold more than the caller needs', 3, '213', 'NLLNULNN'],
      ['personal_data_in_excess', 'Answers hold other people’s personal data', 2, '213 359', 'NLLNUHNN'],
      ['mass_assignment', 'Caller sets fields such as role or owner', 2, '915', 'NLLNUHHN'],
      ['no_page_limit', 'Any number of records at once', 4, '770', 'NHLNUNNL'],
      ['forgotten_version', 'Old version without today’s checks', 2, '862 912', 'NLNNUHNN'],
      ['undocumented_endpoint', 'Internal endpoint reachable from outside', 3, '912 749', 'NLNNULLN'],
      ['idempotency', 'Same key, different request', 4, '837', 'NHLNUNLN'],
    ],
  ],
  [
    'api_limits',
    'Limits of an API',
    [
      ['bypassed_by_header', 'Limit is escaped by a header', 4, '348 770', 'NHNNUNLL'],
      ['missing_on_sensitive', 'No limit where secrets can be tried', 3, '307', 'NHNNUHNN'],
      ['missing_elsewhere', 'No limit where little can be gained', 5, '770', 'NHNNUNNL'],
    ],
  ],
  [
    'query_language',
    'GraphQL and other query languages',
    [
      ['field_authorization', 'Fields are not protected one by one', 2, '862', 'NLLNUHNN'],
      ['batched_guessing', 'Many guesses in one request', 3, '307 799', 'NHNNUHNN'],
      ['depth', 'Queries of any depth', 3, '674 770', 'NLNNUNNL'],
      ['introspection', 'Schema is readable', 5, '200', 'NHNNULNN'],
    ],
  ],
  [
    'webhooks',
    'Calls to other systems',
    [
      ['signature_unchecked', 'Incoming call is believed without a signature', 2, '345 347', 'NLNNUNHN'],
      ['replay', 'Old call is accepted again', 4, '294', 'NHNNUNLN'],
      ['reaches_inside', 'Address may point inside', 2, '918', 'NLLNCHNN'],
      ['secret_exposed', 'Signing secret is shown or logged', 3, '532 522', 'NHLNUNHN'],
    ],
  ],
  [
    'assistants',
    'Language models and assistants',
    [
      [
        'instructions_from_content',
        'Content gives orders',
        [
          ['acts', 'Assistant acts for the attacker', 2, '1427 77', 'NLNRCHHN'],
          ['leaks', 'Assistant gives away other people’s data', 2, '1427 200', 'NLNRCHNN'],
          ['says', 'Assistant only says odd things', 5, '1427', 'NHNRUNLN'],
        ],
      ],
      ['answer_executed', 'Answer is run or shown unchecked', 2, '1426 79', 'NLNRCHLN'],
      ['training_data', 'Data of others comes out of the model', 3, '200', 'NHLNUHNN'],
      ['tenant_memory', 'Memory or index is shared between customers', 1, '653 639', 'NLLNCHHN'],
      ['unbounded_cost', 'Costs without limit', 3, '770', 'NLLNUNNL'],
      ['prompt_visible', 'Instructions to the model are visible', 5, '200', 'NHLNULNN'],
    ],
  ],
];
