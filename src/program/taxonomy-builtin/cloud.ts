// Kinds of vulnerabilities in cloud accounts, networks, build pipelines, cryptography and native code.

import type { GroupRow } from './row.ts';

export const cloudCategories: readonly GroupRow[] = [
  [
    'cloud_storage',
    'Cloud: storage',
    [
      ['public_read', 'Private data readable by anyone', 1, '732 284', 'NLNNUHLN'],
      ['public_write', 'Files replaceable by anyone', 1, '732', 'NLNNUNHH'],
      ['listing', 'Names listed, contents harmless', 4, '548', 'NHNNULNN'],
      ['shared_snapshot', 'Disk or database snapshot is public', 1, '732', 'NLNNUHLN'],
      ['signed_link', 'Signed link is too broad or too long', 3, '863 613', 'NHNNUHNN'],
    ],
  ],
  [
    'cloud_identity',
    'Cloud: identities and rights',
    [
      [
        'key_leaked',
        'Long-lived key is public',
        [
          ['privileged', 'With wide rights', 1, '798 522', 'NLNNCHHH'],
          ['limited', 'With few rights', 3, '798 522', 'NLNNULNN'],
        ],
      ],
      ['role_too_wide', 'Role may more than it needs', 3, '250 269', 'NLHNUHLN'],
      ['role_escalation', 'Role can give itself more', 2, '269', 'NLLNUHHH'],
      ['foreign_trust', 'Another customer can borrow the role', 2, '441 863', 'NHNNCHHN'],
      ['pipeline_trust', 'Any repository can borrow the role', 1, '345 863', 'NLNNCHHH'],
    ],
  ],
  [
    'cloud_compute',
    'Cloud: containers and functions',
    [
      ['container_escape', 'Leaves its container', 1, '250 653', 'NLLNCHHH'],
      [
        'control_plane',
        'Control plane open',
        [
          ['without_account', 'Without signing in', 1, '306', 'NLNNCHHH'],
          ['read_only', 'For reading only', 2, '306', 'NLNNUHNN'],
        ],
      ],
      ['metadata_service', 'Metadata service reachable from the workload', 3, '918 668', 'NHLNUHLN'],
      ['secrets_in_environment', 'Secrets in images or environment', 3, '526 538', 'NLLNUHNN'],
      ['shared_host_namespace', 'Workload shares the host’s resources', 3, '250 668', 'LHHNCHHH'],
    ],
  ],
  [
    'exposed_services',
    'Services open to the Internet',
    [
      ['database', 'Database without a password', 1, '306', 'NLNNUHHH'],
      [
        'message_broker',
        'Message broker',
        [
          ['publishes', 'Takes messages from anyone', 1, '306', 'NLNNUHHH'],
          ['subscribes', 'Shows messages to anyone', 2, '306', 'NLNNUHNN'],
        ],
      ],
      ['administration', 'Administration without a password', 1, '306', 'NLNNUHHH'],
      ['administration_guarded', 'Administration with a password', 5, '749', 'NHNNULNN'],
      ['monitoring', 'Monitoring and metrics', 4, '200', 'NHNNULNN'],
      [
        'known_vulnerability',
        'Software with a known vulnerability',
        [
          ['exploitable', 'Shown to be exploitable here', 1, '1395', 'NLNNUHHH'],
          ['version_only', 'Concluded from the version', 5, '1395', 'NHNNULNN'],
        ],
      ],
    ],
  ],
  [
    'supply_chain',
    'Building and delivering',
    [
      ['package_name', 'Package name can be taken by outsiders', 1, '427 829', 'NLNNCHHH'],
      ['pipeline_injection', 'Outsider’s text runs in the pipeline', 1, '94 77', 'NLNNCHHN'],
      ['unpinned_step', 'Pipeline step can be changed by others', 3, '829 494', 'NHNRUHHN'],
      ['artifact_unsigned', 'Artifact is installed without a signature', 3, '345 494', 'NHNRUHHN'],
      ['update_channel', 'Update can be replaced on its way', 2, '494 295', 'NHNNUHHH'],
      ['repository_write', 'Outsider can write to the repository', 1, '284', 'NLNNCHHH'],
      ['vulnerable_dependency', 'Dependency with a known, reachable vulnerability', 3, '1395', 'NHNNULLL'],
    ],
  ],
  [
    'cryptography',
    'Cryptography',
    [
      [
        'transport',
        'Transport encryption',
        [
          ['certificate_unchecked', 'Server trusts any certificate', 2, '295', 'NHNNUHHN'],
          ['absent', 'Sensitive pages without encryption', 3, '319', 'AHNNUHLN'],
          ['old_versions', 'Old protocol versions or ciphers', 5, '326 327', 'NHNRULNN'],
        ],
      ],
      ['password_storage', 'Passwords stored weakly', 3, '916 759', 'NLHNUHNN'],
      ['predictable_random', 'Secrets from predictable numbers', 2, '338 330', 'NLNNUHLN'],
      ['embedded_key', 'Same key in every copy', 2, '321', 'NLNNUHLN'],
      ['unauthenticated_encryption', 'Ciphertext can be changed unnoticed', 3, '353 649', 'NHNNULHN'],
      ['padding_oracle', 'Errors tell about the plain text', 3, '209 649', 'NHNNUHNN'],
      ['nonce_reuse', 'Number used twice', 3, '323', 'NHNNUHLN'],
      ['timing', 'Time of an answer tells a secret', 3, '208', 'NHNNUHNN'],
    ],
  ],
  [
    'memory_safety',
    'Native code',
    [
      ['remote_code', 'Runs code from the network', 1, '787 416', 'NLNNUHHH'],
      ['local_escalation', 'Raises rights on the system', 2, '787 416 269', 'LLLNUHHH'],
      ['out_of_bounds_read', 'Reads beyond its memory', 2, '125', 'NLNNUHNN'],
      ['crash_remote', 'Crashes from the network', 2, '476 617', 'NLNNUNNH'],
      ['crash_local', 'Crashes on a local file', 4, '476 674', 'LHNRUNNL'],
      ['integer', 'Wrong arithmetic', 3, '190', 'NHNNULLH'],
    ],
  ],
  [
    'privacy',
    'Personal data',
    [
      ['visible_to_anyone', 'Visible to anyone', 1, '359 200', 'NLNNUHLN'],
      ['visible_to_third_parties', 'Sent to third parties unasked', 3, '359', 'NLNNULNN'],
      ['in_addresses', 'In addresses and referrers', 4, '598', 'NHNRULNN'],
      ['kept_after_deletion', 'Kept after the person had it deleted', 3, '459 212', 'NLHNUHNN'],
      ['pseudonym_reversible', 'Pseudonyms lead back to people', 3, '359 204', 'NHNNUHNN'],
    ],
  ],
];
