// Kinds of vulnerabilities in web applications and their servers.

import type { GroupRow } from './row.ts';

export const webCategories: readonly GroupRow[] = [
  [
    'injection',
    'Injection into an interpreter',
    [
      [
        'sql',
        'SQL',
        [
          ['read_write', 'Reads or changes the database', 1, '89', 'NLNNUHHH'],
          ['blind', 'Answers one bit at a time', 1, '89', 'NLNNUHHN'],
          ['signed_in', 'Only from an ordinary account', 2, '89', 'NLLNUHHN'],
        ],
      ],
      ['nosql', 'Query language of a document store', 2, '943', 'NLNNUHLN'],
      ['operating_system', 'Operating system command', 1, '78', 'NLNNUHHH'],
      ['template', 'Server-side template', 1, '1336', 'NLNNUHHH'],
      ['expression', 'Expression language', 1, '917', 'NLNNUHHH'],
      ['code', 'Program code evaluated by the server', 1, '94 95', 'NLNNUHHH'],
      ['ldap', 'LDAP filter', 2, '90', 'NLNNUHLN'],
      ['xpath', 'XPath or XQuery', 3, '643', 'NLNNULLN'],
      [
        'xml_entity',
        'XML external entity',
        [
          ['reads_files', 'Reads files or reaches inside', 2, '611', 'NLNNUHNL'],
          ['blind', 'Causes lookups only', 4, '611', 'NHNNULNN'],
        ],
      ],
      ['response_header', 'Line break into a response header', 3, '113', 'NLNRCLLN'],
      ['mail_header', 'Line break into a mail header', 4, '93', 'NHNNUNLN'],
      ['spreadsheet_formula', 'Formula in an exported spreadsheet', 4, '1236', 'NHLRULLN'],
      ['log_line', 'Forged line in a log', 4, '117', 'NHNNUNLN'],
    ],
  ],
  [
    'cross_site_scripting',
    'Script in another person’s browser',
    [
      [
        'stored',
        'Stored',
        [
          ['for_anyone', 'Runs for anyone who looks', 2, '79', 'NLLRCHHN'],
          ['for_staff', 'Runs for staff or administrators', 2, '79', 'NLNRCHHN'],
          ['for_oneself', 'Runs for its author only', 5, '79', 'NHHRUNLN'],
          ['privileged_author', 'Needs an administrator to plant it', 4, '79', 'NHHRCLLN'],
        ],
      ],
      ['reflected', 'Reflected', 3, '79', 'NLNRCLLN'],
      ['document_object', 'In the page’s own script', 3, '79', 'NLNRCLLN'],
      ['uploaded_file', 'In an uploaded file shown from the same origin', 3, '79 434', 'NLLRCLLN'],
      ['outdated_browser', 'In browsers nobody maintains', 5, '79', 'NHNRUNLN'],
    ],
  ],
  [
    'cross_origin',
    'Another site acts in a person’s name',
    [
      [
        'request_forgery',
        'Forged request',
        [
          ['account_takeover', 'Takes over the account', 2, '352', 'NLNRUHHN'],
          ['changes_state', 'Changes something that matters', 3, '352', 'NLNRUNHN'],
          ['harmless_action', 'Signs out or changes a preference', 5, '352', 'NHNRUNLN'],
        ],
      ],
      [
        'framing',
        'Clicks stolen through a frame',
        [
          ['sensitive_action', 'Confirms something that matters', 4, '1021', 'NHNRUNLN'],
          ['nothing_to_steal', 'A page without actions', 5, '1021', 'NHNRUNNN'],
        ],
      ],
      ['shared_answers', 'Answers readable by any site, with credentials', 2, '942', 'NLNRUHLN'],
      ['shared_public_answers', 'Answers readable by any site, without credentials', 5, '942', 'NHNRULNN'],
      ['window_messages', 'Messages between windows taken from anyone', 3, '346 940', 'NLNRCLLN'],
      ['web_socket', 'WebSocket opened by another site', 3, '1385', 'NLNRULHN'],
    ],
  ],
  [
    'server_side_request',
    'Requests made by the server for the attacker',
    [
      ['reads_inside', 'Reads internal services', 2, '918', 'NLNNCHNN'],
      ['cloud_credentials', 'Obtains credentials of the cloud instance', 1, '918', 'NLNNCHHN'],
      ['blind', 'Reaches internal services without seeing the answer', 3, '918', 'NLNNCLNN'],
      ['outside_only', 'Reaches only the public Internet', 5, '918', 'NHNNUNLN'],
    ],
  ],
  [
    'access_control',
    'Access control',
    [
      [
        'object_level',
        'Objects of other people',
        [
          ['reads_personal_data', 'Reads personal data by a guessable id', 2, '639 862', 'NLLNUHNN'],
          ['changes_data', 'Changes or deletes by a guessable id', 2, '639 862', 'NLLNUHHN'],
          ['unguessable_id', 'Needs an id that can’t be guessed', 4, '639', 'NHLNULNN'],
          ['nothing_sensitive', 'Shows nothing that matters', 4, '639', 'NHLNULNN'],
        ],
      ],
      [
        'function_level',
        'Functions of another role',
        [
          ['administration', 'Uses administration from an ordinary account', 1, '285 269', 'NLLNCHHH'],
          ['without_account', 'Uses a protected function without signing in', 1, '306', 'NLNNUHHN'],
          ['minor', 'Uses a function of little consequence', 4, '285', 'NHLNUNLN'],
        ],
      ],
      ['tenant_isolation', 'One organization sees another’s data', 1, '639 653', 'NLLNCHHN'],
      ['property_level', 'Fields that should be hidden or fixed', 3, '915 213', 'NLLNULLN'],
      [
        'path_traversal',
        'Files outside the folder',
        [
          ['read', 'Reads them', 2, '22', 'NLNNUHNN'],
          ['write', 'Writes them', 1, '22', 'NLNNUHHH'],
        ],
      ],
    ],
  ],
  [
    'authentication',
    'Signing in',
    [
      ['bypass', 'Signs in without credentials', 1, '287 288', 'NLNNUHHN'],
      ['default_credentials', 'Factory credentials still work', 1, '1392', 'NLNNUHHH'],
      [
        'second_factor',
        'Second factor',
        [
          ['skipped', 'Can be skipped', 2, '304 308', 'NLLNUHHN'],
          ['guessable', 'Can be guessed, attempts are not limited', 3, '307', 'NHLNUHLN'],
        ],
      ],
      [
        'password_reset',
        'Password reset',
        [
          ['link_to_attacker', 'Link leads to an attacker’s host', 2, '640', 'NLNRUHHN'],
          ['token_guessable', 'Token can be guessed', 1, '640 330', 'NLNNUHHN'],
          ['token_lives_on', 'Token works again or never expires', 4, '613 640', 'NHNRULLN'],
        ],
      ],
      ['unlimited_attempts', 'Passwords can be tried without limit', 3, '307', 'NHNNULLN'],
      ['account_enumeration', 'Tells whether an account exists', 4, '204', 'NHNNULNN'],
      ['weak_password_accepted', 'Weak passwords are accepted', 5, '521', 'NHNRULNN'],
      ['email_unverified', 'E-mail address is believed unverified', 3, '345', 'NLNNULLN'],
    ],
  ],
  [
    'session',
    'Sessions',
    [
      ['fixation', 'Attacker chooses the session id', 3, '384', 'NLNRULLN'],
      ['guessable', 'Session id can be guessed', 1, '330 340', 'NLNNUHHN'],
      ['lives_after_password_change', 'Lives on after the password is changed', 4, '613', 'NHLNULLN'],
      ['lives_after_sign_out', 'Lives on after signing out', 4, '613', 'NHLNULLN'],
      ['token_in_address', 'Token stands in the address', 4, '598', 'NHNRULNN'],
      ['cookie_flags', 'Session cookie without its flags', 4, '614 1004', 'NHNRULNN'],
    ],
  ],
  [
    'file_handling',
    'Files',
    [
      ['upload_runs', 'Upload runs on the server', 1, '434', 'NLLNCHHH'],
      ['upload_misleads', 'Upload passes as another type', 4, '434', 'NHLRUNLN'],
      [
        'inclusion',
        'Page includes a file of the attacker’s choice',
        [
          ['local', 'From the server', 2, '98', 'NLNNUHLN'],
          ['remote', 'From elsewhere', 1, '98', 'NLNNUHHH'],
        ],
      ],
      ['archive_escape', 'Archive unpacks outside its folder', 2, '22', 'NLLNUNHH'],
      ['archive_bomb', 'Archive grows without limit', 3, '409', 'NLLNUNNH'],
      ['metadata_kept', 'Pictures keep place and device of the sender', 4, '1230', 'NLLNULNN'],
    ],
  ],
  [
    'deserialization',
    'Objects from untrusted data',
    [
      ['code_execution', 'Runs code', 1, '502', 'NLNNUHHH'],
      ['object_tampering', 'Changes what the program trusts', 2, '502 1321', 'NLNNULHN'],
      ['prototype_pollution', 'Pollutes prototypes in the browser', 3, '1321', 'NLNRCLLN'],
    ],
  ],
  [
    'protocol',
    'HTTP between browser, cache and server',
    [
      ['request_smuggling', 'Requests smuggled past the front', 1, '444', 'NLNNCHHN'],
      ['cache_poisoning', 'Cache serves the attacker’s page', 2, '349 444', 'NLNNCLLL'],
      ['cache_deception', 'Cache keeps a person’s private page', 3, '524 525', 'NLNRUHNN'],
      ['host_header', 'Host header is believed', 4, '644', 'NHNRUNLN'],
      ['method_tampering', 'Another method escapes a rule', 3, '650', 'NLNNULLN'],
    ],
  ],
  [
    'browser_content',
    'What the browser is led to show',
    [
      [
        'open_redirect',
        'Redirect to any address',
        [
          ['leaks_token', 'Takes a token along', 2, '601', 'NLNRUHHN'],
          ['plain', 'Only moves the visitor', 4, '601', 'NHNRCNLN'],
        ],
      ],
      ['markup_injection', 'Markup without script', 4, '80', 'NHNRCNLN'],
      ['text_injection', 'Foreign text on the page', 5, '451', 'NHNRUNLN'],
      ['opener_abuse', 'Opened page turns its opener elsewhere', 5, '1022', 'NHNRUNLN'],
      ['storage_exposed', 'Secrets in the browser’s storage', 4, '922', 'NHNRULNN'],
      ['script_without_integrity', 'Third-party script without integrity check', 5, '353 829', 'NHNRUNLN'],
    ],
  ],
  [
    'information_exposure',
    'Things that should not be visible',
    [
      ['credentials', 'Credentials or keys in public files', 1, '200 798', 'NLNNUHHN'],
      ['source_code', 'Source code or repository', 2, '540 527', 'NLNNUHNN'],
      ['backup', 'Backup or dump', 2, '530', 'NLNNUHNN'],
      ['debug_interface', 'Debugging interface', 2, '489 215', 'NLNNUHLN'],
      ['error_details', 'Stack traces or queries in errors', 4, '209', 'NHNNULNN'],
      ['directory_listing', 'Directory listing', 4, '548', 'NHNNULNN'],
      ['internal_addresses', 'Internal names or addresses', 5, '200', 'NHNNULNN'],
      ['versions', 'Names and versions of software', 5, '200', 'NHNNULNN'],
    ],
  ],
  [
    'hardening',
    'Protection that is missing',
    [
      ['content_security_policy', 'No content security policy', 5, '693 1021', 'NHNRUNNN'],
      ['strict_transport', 'HTTPS is not enforced by the browser', 5, '319', 'NHNRULNN'],
      ['sender_policy', 'Mail in the domain’s name is not refused', 4, '290', 'NHNRUNLN'],
      ['dns_records', 'DNS protection records are missing', 5, '345', 'NHNRUNNN'],
      ['autocomplete', 'Browser may keep what was typed', 5, '525', 'PHNRULNN'],
    ],
  ],
  [
    'names_and_hosting',
    'Names that point elsewhere',
    [
      [
        'subdomain_takeover',
        'Abandoned subdomain can be claimed',
        [
          ['shares_cookies', 'Receives cookies or is trusted', 2, '350', 'NLNRCHHN'],
          ['plain', 'Shows the attacker’s page', 3, '350', 'NLNRCNLN'],
        ],
      ],
      ['expired_domain', 'Domain that is still used can be bought', 2, '672', 'NLNRCHLN'],
      ['zone_transfer', 'Zone can be listed by anyone', 4, '200', 'NHNNULNN'],
      ['broken_link', 'Link to a name anyone can take', 4, '672', 'NHNRUNLN'],
    ],
  ],
  [
    'business_rules',
    'Rules of the business',
    [
      ['race', 'Same thing done twice at once', 3, '362 367', 'NHLNUNHN'],
      ['price', 'Price or amount set by the buyer', 2, '472', 'NLNNUNHN'],
      ['step_skipped', 'Required step skipped', 3, '841', 'NLLNUNLN'],
      ['limit_exceeded', 'Quota, trial or voucher used beyond its limit', 3, '837', 'NLLNUNLN'],
      ['costly_messages', 'Text messages or mails sent without limit', 4, '799', 'NHNNUNLL'],
    ],
  ],
  [
    'availability',
    'Keeping others out',
    [
      ['single_request', 'One request stops the service', 2, '400', 'NLNNUNNH'],
      ['expensive_pattern', 'Pattern matching without end', 3, '1333', 'NLLNUNNH'],
      ['amplification', 'Small request, large work', 3, '405 770', 'NLNNUNNL'],
      ['account_lockout', 'Locks another person’s account', 4, '645', 'NHNNUNNL'],
      ['sheer_volume', 'Sheer volume of traffic', 5, '770', 'NHNNUNNL'],
    ],
  ],
];
