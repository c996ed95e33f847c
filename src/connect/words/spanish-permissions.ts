// What each permission means, in Spanish.
import type { PermissionWords } from './permission-words.ts';

export const spanishPermissions: PermissionWords = {
  read_vehicle_info: ['Saber la marca, el modelo y el año de tu coche', 'por ejemplo Chevrolet Volt, 2016'],
  read_vin: ['Leer el número de bastidor (VIN) de tu coche', 'por ejemplo 1G1RC6S50GU100204'],
  read_odometer: ['Ver la distancia total que ha recorrido tu coche', 'por ejemplo 12.345 km'],
  read_location: ['Ver dónde está tu coche', 'por ejemplo un punto en el mapa, con pocos metros de error'],
  read_battery: ['Ver la batería de tracción: carga, autonomía y capacidad', 'por ejemplo 78 % y 310 km de autonomía'],
  read_charge: ['Ver si tu coche se está cargando y cómo', 'por ejemplo enchufado, carga a 7 kW, límite 80 %'],
  read_charge_locations: [
    'Ver los lugares donde has cargado y sus ajustes',
    'por ejemplo tu domicilio y sus horas de carga',
  ],
  read_charge_records: ['Ver tus cargas y lo que costaron', 'por ejemplo 23 kWh el 4 de mayo por 9,20 EUR'],
  read_charge_events: ['Saber cuándo empieza y termina la carga', 'por ejemplo «carga terminada a las 03:12»'],
  read_fuel: ['Ver cuánto combustible hay en el depósito', 'por ejemplo 31 litros y 480 km de autonomía'],
  read_engine_oil: ['Ver cuánto durará aún el aceite del motor', 'por ejemplo le queda el 65 % de su vida'],
  read_tires: ['Ver la presión de tus neumáticos', 'por ejemplo 232 kPa delante a la izquierda'],
  read_security: [
    'Ver si las puertas, las ventanas y el maletero están abiertos o cerrados con llave',
    'por ejemplo cerrado, ventana izquierda abierta',
  ],
  read_diagnostics: [
    'Ver los avisos y los códigos de avería de tu coche',
    'por ejemplo aviso de presión de neumáticos, código P0455',
  ],
  read_alerts: ['Recibir los avisos que da tu coche', 'por ejemplo «poco líquido limpiaparabrisas»'],
  read_service_history: [
    'Ver cuándo estuvo tu coche en el taller y qué se hizo',
    'por ejemplo cambio de aceite el 10 de julio a los 50.000 km',
  ],
  read_speedometer: ['Ver a qué velocidad va tu coche', 'por ejemplo 84 km/h'],
  read_compass: ['Ver hacia dónde apunta tu coche', 'por ejemplo suroeste'],
  read_thermometer: ['Ver la temperatura dentro y fuera del coche', 'por ejemplo 23 °C dentro'],
  read_climate: ['Ver los ajustes de climatización de tu coche', 'por ejemplo 21 °C, luneta térmica encendida'],
  read_extended_vehicle_info: [
    'Ver cómo está configurado tu coche',
    'por ejemplo color, acabado, versión del software, apodo',
  ],
  read_user_profile: ['Ver tu perfil en el fabricante', 'por ejemplo tu correo y tu número de teléfono'],
  control_charge: ['Iniciar y parar la carga, y fijar límites y horas', 'por ejemplo parar la carga al 80 %'],
  control_security: ['Cerrar y abrir tu coche con llave', 'por ejemplo abrir las puertas desde cualquier lugar'],
  control_navigation: ['Enviar destinos a tu navegador', 'por ejemplo la ruta a un punto de carga'],
  control_climate: ['Ajustar la climatización de tu coche', 'por ejemplo calentarlo a 21 °C antes de salir'],
  control_trunk: ['Abrir el maletero y el maletero delantero', 'por ejemplo abrir el maletero para una entrega'],
  control_pin: [
    'Fijar o restablecer el PIN necesario para conducir',
    'por ejemplo un PIN nuevo antes del próximo viaje',
  ],
};
