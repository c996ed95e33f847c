// What each permission means, in French.
import type { PermissionWords } from './permission-words.ts';

export const frenchPermissions: PermissionWords = {
  read_vehicle_info: ['Connaître la marque, le modèle et l’année de votre voiture', 'par exemple Chevrolet Volt, 2016'],
  read_vin: ['Lire le numéro de châssis (VIN) de votre voiture', 'par exemple 1G1RC6S50GU100204'],
  read_odometer: ['Voir la distance totale parcourue par votre voiture', 'par exemple 12 345 km'],
  read_location: ['Voir où se trouve votre voiture', 'par exemple un point sur la carte, à quelques mètres près'],
  read_battery: [
    'Voir votre batterie de traction : charge, autonomie et capacité',
    'par exemple 78 % et 310 km d’autonomie',
  ],
  read_charge: ['Voir si et comment votre voiture se recharge', 'par exemple branchée, recharge à 7 kW, limite 80 %'],
  read_charge_locations: [
    'Voir les lieux où vous avez rechargé, et leurs réglages',
    'par exemple votre adresse et ses heures de recharge',
  ],
  read_charge_records: ['Voir vos recharges et leur coût', 'par exemple 23 kWh le 4 mai pour 9,20 EUR'],
  read_charge_events: ['Être averti du début et de la fin de la recharge', 'par exemple « recharge terminée à 03:12 »'],
  read_fuel: ['Voir combien de carburant reste dans le réservoir', 'par exemple 31 litres et 480 km d’autonomie'],
  read_engine_oil: [
    'Voir combien de temps l’huile moteur tiendra encore',
    'par exemple 65 % de sa durée de vie restante',
  ],
  read_tires: ['Voir la pression de vos pneus', 'par exemple 232 kPa à l’avant gauche'],
  read_security: [
    'Voir si les portes, les vitres et le coffre sont ouverts ou verrouillés',
    'par exemple verrouillée, vitre gauche ouverte',
  ],
  read_diagnostics: [
    'Voir les alertes et les codes d’erreur de votre voiture',
    'par exemple alerte de pression des pneus, code P0455',
  ],
  read_alerts: ['Recevoir les alertes de votre voiture', 'par exemple « lave-glace bas »'],
  read_service_history: [
    'Voir quand votre voiture était au garage, et ce qui a été fait',
    'par exemple vidange le 10 juillet à 50 000 km',
  ],
  read_speedometer: ['Voir à quelle vitesse roule votre voiture', 'par exemple 84 km/h'],
  read_compass: ['Voir dans quelle direction est tournée votre voiture', 'par exemple sud-ouest'],
  read_thermometer: ['Voir la température dans la voiture et dehors', 'par exemple 23 °C à l’intérieur'],
  read_climate: [
    'Voir les réglages de climatisation de votre voiture',
    'par exemple 21 °C, dégivrage arrière en marche',
  ],
  read_extended_vehicle_info: [
    'Voir comment votre voiture est configurée',
    'par exemple couleur, finition, version du logiciel, surnom',
  ],
  read_user_profile: [
    'Voir votre profil chez le constructeur',
    'par exemple votre adresse e-mail et votre numéro de téléphone',
  ],
  control_charge: [
    'Lancer et arrêter la recharge, régler limites et horaires',
    'par exemple arrêter la recharge à 80 %',
  ],
  control_security: ['Verrouiller et déverrouiller votre voiture', 'par exemple ouvrir les portes d’où que l’on soit'],
  control_navigation: [
    'Envoyer des destinations à votre système de navigation',
    'par exemple l’itinéraire vers une borne de recharge',
  ],
  control_climate: ['Régler la climatisation de votre voiture', 'par exemple la chauffer à 21 °C avant le départ'],
  control_trunk: ['Ouvrir le coffre et le coffre avant', 'par exemple ouvrir le coffre pour une livraison'],
  control_pin: [
    'Définir ou réinitialiser le code nécessaire pour conduire',
    'par exemple un nouveau code avant le prochain trajet',
  ],
};
