// Kinds of vulnerabilities in mobile apps.

import type { GroupRow } from './row.ts';

export const mobileCategories: readonly GroupRow[] = [
  [
    'mobile_storage',
    'Mobile: what the app keeps',
    [
      ['shared_storage', 'Secrets where other apps can read', 3, '922 312', 'LLLNUHNN'],
      ['private_storage', 'Secrets unencrypted in the app’s own folder', 4, '312', 'PHNNULNN'],
      ['backup', 'Secrets in the device’s backup', 4, '530 312', 'PHNNULNN'],
      ['log', 'Secrets in the device’s log', 4, '532', 'LHLNULNN'],
      ['clipboard_or_keyboard', 'Secrets in clipboard or keyboard cache', 4, '200', 'LHLRULNN'],
      ['screenshot', 'Secrets in the picture of the task switcher', 5, '200', 'PHNRULNN'],
    ],
  ],
  [
    'mobile_platform',
    'Mobile: doors to other apps',
    [
      [
        'exported_component',
        'Exported component',
        [
          ['sensitive', 'Gives data or actions away', 2, '926', 'LLNNUHHN'],
          ['minor', 'Gives little away', 4, '926', 'LHNRULNN'],
        ],
      ],
      [
        'deep_link',
        'Deep link',
        [
          ['takes_over', 'Hands a token to another app', 2, '939 940', 'NLNRUHHN'],
          ['acts', 'Acts without asking', 3, '939', 'NLNRUNLN'],
        ],
      ],
      [
        'web_view',
        'Web view',
        [
          ['bridge', 'Web pages reach the app’s functions', 2, '749 79', 'NLNRUHHN'],
          ['files', 'Web pages read local files', 3, '200 79', 'NLNRUHNN'],
          ['any_page', 'Any page is shown as the app’s own', 4, '939', 'NHNRUNLN'],
        ],
      ],
      ['content_provider', 'Content provider answers any app', 3, '926 89', 'LLLNUHLN'],
      ['pending_intent', 'Intent can be redirected', 3, '927', 'LLLNUHLN'],
      ['overlay', 'Another app draws over the screen', 4, '1021', 'LHLRUNLN'],
      ['push_message', 'Push messages carry secrets', 4, '200', 'PHNNULNN'],
    ],
  ],
  [
    'mobile_network',
    'Mobile: the way to the server',
    [
      ['certificate_unchecked', 'Certificate is not checked', 2, '295', 'AHNNUHHN'],
      ['clear_text', 'Secrets travel unencrypted', 3, '319', 'ALNRUHNN'],
      ['no_pinning', 'No pinning of certificates', 5, '295', 'PHNRULNN'],
    ],
  ],
  [
    'mobile_sign_in',
    'Mobile: signing in on the device',
    [
      ['biometric_bypass', 'Biometrics are asked but not needed', 3, '287 603', 'PLNNUHLN'],
      ['app_lock_bypass', 'App lock can be passed by', 4, '287', 'PHNNULLN'],
      ['token_after_sign_out', 'Token stays after signing out', 4, '613', 'PHNNULNN'],
    ],
  ],
  [
    'mobile_code',
    'Mobile: the app itself',
    [
      [
        'embedded_secret',
        'Secret in the app',
        [
          ['server_access', 'Opens the server for everyone’s data', 1, '798 321', 'NLNNUHHN'],
          ['limited_key', 'Key with few rights', 4, '798', 'NHNNULNN'],
        ],
      ],
      ['code_from_elsewhere', 'Loads code that others can replace', 2, '494 829', 'NHNRUHHH'],
      ['debuggable', 'Released in debug mode', 4, '489', 'PHNNULLN'],
      ['tampering_undetected', 'Changed app or rooted device goes unnoticed', 5, '693', 'PHNNUNLN'],
      ['readable_code', 'Code is easy to read', 5, '656', 'PHNNULNN'],
    ],
  ],
];
