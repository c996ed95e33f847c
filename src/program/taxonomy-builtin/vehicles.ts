// Kinds of vulnerabilities in vehicles, their units, radios, charging and the services behind them.

import type { GroupRow } from './row.ts';

export const vehicleCategories: readonly GroupRow[] = [
  [
    'vehicle_services',
    'Vehicle: services behind it',
    [
      [
        'foreign_command',
        'Command to someone else’s vehicle',
        [
          ['moves_or_opens', 'Opens, starts, stops or moves it', 1, '862 639', 'NLNNCHHH'],
          ['comfort', 'Lights, horn, climate or charging', 2, '862 639', 'NLLNUNHL'],
        ],
      ],
      [
        'foreign_data',
        'Data of someone else’s vehicle',
        [
          ['location', 'Where it is or was', 2, '862 359', 'NLLNUHNN'],
          ['readings', 'Technical readings', 3, '862', 'NLLNULNN'],
        ],
      ],
      ['claim_vehicle', 'Vehicle is claimed by knowing its number', 1, '287 639', 'NLNNCHHN'],
      ['previous_owner', 'Previous owner keeps access', 3, '613 281', 'NLLNUHNN'],
      ['revoked_access', 'Application reads on after it was revoked', 3, '613 281', 'NLLNUHNN'],
      ['command_replay', 'Old command works again', 3, '294', 'NHLNUNHL'],
      ['fleet_control', 'Many vehicles at once', 1, '285 862', 'NLLNCHHH'],
      ['number_enumeration', 'Vehicle numbers can be tried for existence', 4, '204', 'NHNNULNN'],
      ['odometer_falsified', 'Reported mileage can be changed', 3, '345', 'NLLNUNLN'],
    ],
  ],
  [
    'vehicle_telematics',
    'Vehicle: telematics unit',
    [
      ['remote_code', 'Runs code over the mobile network', 1, '787 94', 'NLNNCHHH'],
      ['private_network', 'Vehicles reach one another in the operator’s network', 2, '923 653', 'NHLNCHLH'],
      ['backend_unverified', 'Believes a false backend', 2, '295', 'NHNNUHHN'],
      ['text_message_command', 'Obeys text messages from anyone', 2, '290 306', 'NLNNUNHN'],
      ['network_downgrade', 'Falls back to an unprotected network', 4, '757', 'AHNNULLN'],
    ],
  ],
  [
    'vehicle_infotainment',
    'Vehicle: infotainment',
    [
      ['code_by_radio', 'Runs code by Bluetooth, Wi-Fi or broadcast', 2, '787 94', 'ALNNUHHH'],
      ['code_by_usb', 'Runs code from a USB device', 3, '94 434', 'PLNNUHHH'],
      ['reaches_vehicle_network', 'Reaches the vehicle network', 1, '653 923', 'ALNNCHHH'],
      ['unsigned_app', 'Takes apps or media without a signature', 3, '345 347', 'PLNNUHHL'],
      ['crash', 'Crashes or restarts while driving', 3, '400 20', 'ALNNUNNH'],
      ['other_drivers_data', 'Shows another driver’s data', 4, '359', 'PLNNULNN'],
      ['browser', 'Outdated browser', 3, '1395', 'NHNRULLL'],
    ],
  ],
  [
    'vehicle_keys',
    'Vehicle: entry and start',
    [
      ['relay', 'Signal of the key is relayed', 2, '294 290', 'ALNNUNHH'],
      ['replay', 'Recorded signal works again', 2, '294', 'ALNNUNHH'],
      [
        'key_clone',
        'Key can be copied',
        [
          ['by_radio', 'By listening', 2, '326 327', 'ALNNUHHN'],
          ['by_touch', 'With the key in hand', 4, '326 327', 'PHNNUNLN'],
        ],
      ],
      ['immobilizer', 'Immobilizer is passed by', 3, '287 303', 'PLNNUNHH'],
      [
        'phone_key',
        'Key in the phone',
        [
          ['sharing', 'Shared key can’t be taken back', 3, '613 281', 'ALLNUNHN'],
          ['distance', 'Distance is believed', 2, '290 346', 'ALNNUNHH'],
        ],
      ],
      ['new_key', 'New key is taught without authority', 3, '306', 'PLNNUNHH'],
      ['jamming', 'Locking is prevented by jamming', 4, '693', 'AHNNUNLN'],
    ],
  ],
  [
    'vehicle_network',
    'Vehicle: networks inside',
    [
      [
        'message_injection',
        'Messages to control units',
        [
          ['safety_relevant', 'Brakes, steering or drive obey', 2, '345 306', 'ALNNUNHH'],
          ['through_port', 'Only through the diagnostic port', 3, '345 306', 'PLNNUNHH'],
          ['comfort', 'Lights, windows or displays obey', 4, '345', 'PHNNUNLL'],
        ],
      ],
      ['reachable_wire', 'Network is reachable from outside the body', 3, '1263 306', 'PLNNUNHH'],
      ['gateway', 'Gateway lets through what it should stop', 2, '653 923', 'ALNNCNHH'],
      [
        'diagnostics',
        'Diagnostics',
        [
          ['unprotected', 'Protected service works without its key', 3, '306 288', 'PLNNUHHH'],
          ['weak_challenge', 'Challenge can be computed', 3, '330 327', 'PLNNUHHH'],
          ['while_driving', 'Service works while driving', 2, '754 693', 'ALNNUNHH'],
        ],
      ],
      ['flooding', 'Network is flooded', 3, '400', 'PLNNUNLH'],
      ['dongle', 'Dongle in the port is reachable by radio', 2, '306 287', 'ALNNUNHH'],
    ],
  ],
  [
    'vehicle_units',
    'Vehicle: control units',
    [
      [
        'update',
        'Firmware update',
        [
          ['unsigned', 'Takes unsigned firmware', 2, '347 494', 'ALNNUHHH'],
          ['rollback', 'Takes an older, vulnerable version', 3, '1328', 'PLNNUNHH'],
          ['interrupted', 'Is left unusable by an interruption', 4, '1277 754', 'PHNNUNNH'],
        ],
      ],
      ['secure_boot', 'Start-up check can be passed by', 3, '1326 693', 'PLNNUHHH'],
      ['debug_port', 'Debug port is open', 3, '1191 1299', 'PLNNUHHN'],
      [
        'key_extraction',
        'Keys come out',
        [
          ['fleet', 'Valid for many vehicles', 2, '321 1300', 'LLNNUHHN'],
          ['single', 'Valid for this one', 4, '522 1300', 'PHNNULLN'],
        ],
      ],
      ['fault_injection', 'Glitch passes a check', 4, '1247 1319', 'PHNNULLN'],
      ['battery_management', 'Battery limits can be changed', 2, '306 345', 'ALNNUNHH'],
      ['brake_or_steering', 'Brake or steering control can be changed', 1, '306 345', 'ALNNCNHH'],
      ['airbag_or_restraint', 'Restraint system can be set off or disabled', 2, '306 345', 'ALNNUNHH'],
    ],
  ],
  [
    'vehicle_sensors',
    'Vehicle: senses',
    [
      ['satellite_position', 'False position is believed', 3, '345 290', 'ALNNUNHN'],
      [
        'camera_or_lidar',
        'Camera, radar or lidar is deceived',
        [
          ['dangerous', 'Vehicle drives dangerously', 2, '1039 349', 'ALNNUNHH'],
          ['noticed', 'Driver is warned', 4, '1039', 'AHNNUNLN'],
        ],
      ],
      ['tyre_pressure', 'False tyre pressure is believed', 4, '345', 'AHNNUNLN'],
      ['v_to_x', 'False messages of other vehicles or roadside units are believed', 3, '345 347', 'ALNNUNHN'],
      ['tracking', 'Radio identifiers let anyone follow the vehicle', 4, '359 1230', 'AHNNULNN'],
    ],
  ],
  [
    'vehicle_charging',
    'Vehicle: charging',
    [
      ['contract_certificate', 'Charges on someone else’s contract', 3, '295 287', 'ALNNUNHN'],
      [
        'station_takeover',
        'Station can be taken over',
        [
          ['from_backend', 'Over the network', 1, '306 287', 'NLNNCNHH'],
          ['from_plug', 'From the plug', 3, '306', 'PLNNUNHH'],
        ],
      ],
      ['station_protocol', 'Station or backend believes anyone', 2, '306 345', 'NLNNUNHL'],
      ['card_clone', 'Card is believed by its number', 3, '290 287', 'PLNNUNHN'],
      ['stopped_remotely', 'Charging is stopped by radio', 4, '400', 'AHNNUNNL'],
      ['vehicle_from_plug', 'Vehicle is attacked through the plug', 3, '20 306', 'PLNNUHHH'],
    ],
  ],
  [
    'vehicle_privacy',
    'Vehicle: data about people',
    [
      ['left_after_reset', 'Data stays after a reset or sale', 3, '212 459', 'PLNNUHNN'],
      ['cabin_recording', 'Sound or pictures of the cabin', 2, '359 862', 'NLLNUHNN'],
      ['paired_phone', 'Contacts and messages of a paired phone', 3, '359 212', 'PLNNUHNN'],
      ['movement_profile', 'Movements can be pieced together', 2, '359 200', 'NLNNUHNN'],
    ],
  ],
];
