// What each permission means, in German.
import type { PermissionWords } from './permission-words.ts';

export const germanPermissions: PermissionWords = {
  read_vehicle_info: ['Marke, Modell und Baujahr Ihres Autos erfahren', 'etwa Chevrolet Volt, 2016'],
  read_vin: ['Die Fahrgestellnummer (VIN) Ihres Autos lesen', 'etwa 1G1RC6S50GU100204'],
  read_odometer: ['Die Gesamtstrecke Ihres Autos sehen', 'etwa 12.345 km'],
  read_location: ['Sehen, wo Ihr Auto ist', 'etwa ein Punkt auf der Karte, auf wenige Meter genau'],
  read_battery: ['Die Antriebsbatterie sehen: Ladestand, Reichweite und Größe', 'etwa 78 % und 310 km Reichweite'],
  read_charge: ['Sehen, ob und wie Ihr Auto lädt', 'etwa eingesteckt, lädt mit 7 kW, Grenze 80 %'],
  read_charge_locations: [
    'Die Orte sehen, an denen Sie geladen haben, und ihre Einstellungen',
    'etwa Ihre Wohnadresse mit den Ladezeiten',
  ],
  read_charge_records: ['Ihre Ladevorgänge sehen und was sie kosteten', 'etwa 23 kWh am 4. Mai für 9,20 EUR'],
  read_charge_events: ['Erfahren, wann das Laden beginnt und endet', 'etwa „Laden um 03:12 Uhr beendet“'],
  read_fuel: ['Sehen, wie viel Kraftstoff im Tank ist', 'etwa 31 Liter und 480 km Reichweite'],
  read_engine_oil: ['Sehen, wie lange das Motoröl noch hält', 'etwa noch 65 % seiner Lebensdauer'],
  read_tires: ['Den Luftdruck Ihrer Reifen sehen', 'etwa 232 kPa vorne links'],
  read_security: [
    'Sehen, ob Türen, Fenster und Kofferraum offen oder verriegelt sind',
    'etwa verriegelt, linkes Fenster offen',
  ],
  read_diagnostics: ['Warnungen und Fehlercodes Ihres Autos sehen', 'etwa Reifendruckwarnung, Code P0455'],
  read_alerts: ['Meldungen bekommen, die Ihr Auto macht', 'etwa „Wischwasser niedrig“'],
  read_service_history: [
    'Sehen, wann Ihr Auto in der Werkstatt war und was gemacht wurde',
    'etwa Ölwechsel am 10. Juli bei 50.000 km',
  ],
  read_speedometer: ['Sehen, wie schnell Ihr Auto fährt', 'etwa 84 km/h'],
  read_compass: ['Sehen, in welche Richtung Ihr Auto steht', 'etwa Südwest'],
  read_thermometer: ['Die Temperatur im Auto und draußen sehen', 'etwa 23 °C innen'],
  read_climate: ['Die Einstellungen der Klimaanlage sehen', 'etwa 21 °C, Heckscheibenheizung an'],
  read_extended_vehicle_info: [
    'Sehen, wie Ihr Auto ausgestattet ist',
    'etwa Farbe, Ausstattung, Softwareversion, Spitzname',
  ],
  read_user_profile: ['Ihr Profil beim Hersteller sehen', 'etwa Ihre E-Mail-Adresse und Telefonnummer'],
  control_charge: ['Das Laden starten und stoppen, Grenzen und Zeiten setzen', 'etwa das Laden bei 80 % beenden'],
  control_security: ['Ihr Auto verriegeln und entriegeln', 'etwa die Türen von überall öffnen'],
  control_navigation: ['Ziele an Ihr Navigationssystem senden', 'etwa die Route zu einer Ladestation'],
  control_climate: ['Die Klimaanlage Ihres Autos einstellen', 'etwa vor der Abfahrt auf 21 °C heizen'],
  control_trunk: ['Kofferraum und vorderen Kofferraum öffnen', 'etwa den Kofferraum für eine Lieferung öffnen'],
  control_pin: [
    'Die PIN setzen oder zurücksetzen, die zum Fahren nötig ist',
    'etwa eine neue PIN vor der nächsten Fahrt',
  ],
};
