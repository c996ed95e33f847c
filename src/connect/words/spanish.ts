// Connect in Spanish.
import type { Words } from './english.ts';

export const spanish: Words = {
  skip: 'Ir al contenido',
  language: 'Idioma',
  exit: 'Cancelar y volver',
  backTo: app => `Volver a ${app}`,
  back: 'Atrás',
  step: (at, of) => `Paso ${at} de ${of}`,
  required: 'obligatorio',
  marks: {
    test: {
      title: 'Modo de prueba',
      text: 'No interviene ningún coche real ni ninguna cuenta real del fabricante. Sirve cualquier correo y cualquier contraseña.',
    },
    simulated: {
      title: 'Coches simulados',
      text: 'No interviene ningún coche real. Usa el correo y la contraseña de tu coche simulado.',
    },
    sandbox: {
      title: 'Un entorno aislado para investigar la seguridad',
      text: 'Esta aplicación solo llega a coches simulados, y solo en nombre de su dueño simulado. No se le puede dar ningún coche real.',
    },
  },
  preamble: {
    title: app => `${app} quiere conectarse a tu coche`,
    by: operator => `${operator} está entre el fabricante y la aplicación, y solo pasa lo que tú permites.`,
    choose: 'Eliges la marca de tu coche.',
    signIn: app => `Inicias sesión con el fabricante. ${app} nunca ve tu contraseña.`,
    decide: app => `Lees lo que pide ${app} y dices sí o no a cada cosa.`,
    takeBack: 'Puedes retirarlo cuando quieras.',
    policy: operator => `Política de privacidad para usuarios de ${operator}`,
    country: '¿Dónde está matriculado tu coche?',
    proceed: 'Continuar',
    again: (app, since) =>
      `Se lo permitiste a ${app} el ${since}, y no pide nada nuevo. Si continúas, sigue valiendo lo que permitiste.`,
    review: 'Leer y decidir de nuevo',
  },
  again: {
    title: app => `${app} te pide que inicies sesión otra vez`,
    why: app =>
      `El fabricante de tu coche pide de vez en cuando que inicies sesión de nuevo. Hasta entonces ${app} no llega a tu coche.`,
    stays: 'Lo que permitiste sigue igual. No se pide nada nuevo.',
  },
  email: {
    title: 'Primero, ¿quién eres?',
    why: operator =>
      `Lo que permites se guarda en tu propia cuenta en ${operator}, donde ves cada lectura y retiras permisos. La cuenta se crea en la primera visita.`,
    address: 'Correo electrónico',
    send: 'Enviarme un enlace',
    wrong: 'Escribe un correo electrónico, por ejemplo olivia@example.com.',
    sentTitle: 'Mira tu correo',
    sent: minutes =>
      `Hay un enlace en camino. Ábrelo en este dispositivo antes de ${minutes} minutos, vuelve luego a esta ventana y continúa.`,
    opened: 'Ya he abierto el enlace',
    notYet: 'Todavía no hemos visto que abrieras el enlace. Tiene que abrirse en este navegador.',
    otherWay: 'Iniciar sesión de otra manera',
    again: 'Usar otro correo',
    done: 'Has iniciado sesión',
    doneText: 'Vuelve a la ventana de la que vienes y continúa allí. También puedes seguir aquí.',
    here: 'Seguir aquí',
  },
  brands: {
    title: '¿De qué marca es tu coche?',
    search: 'Buscar marcas',
    find: 'Buscar',
    none: asked => `Ninguna marca se llama «${asked}».`,
    all: 'Ver todas las marcas',
    missing: '¿No está tu marca? Entonces todavía no se puede conectar.',
  },
  login: {
    title: brand => `Iniciar sesión con ${brand}`,
    username: 'Correo electrónico',
    password: 'Contraseña',
    signIn: 'Iniciar sesión',
    away: (brand, host) =>
      `Pasas a la página de inicio de sesión de ${brand}, en ${host}, y vuelves aquí. Nunca vemos tu contraseña.`,
    go: brand => `Continuar a ${brand}`,
    otherBrand: 'Elegir otra marca',
    empty: 'Escribe ambas cosas: el correo y la contraseña.',
    wrong:
      'No ha funcionado: el fabricante no conoce este correo con esta contraseña. Comprueba ambos e inténtalo otra vez.',
    locked: brand =>
      `${brand} necesita antes algo de ti: inicia sesión en su aplicación o en su web, haz lo que te pida y vuelve a intentarlo.`,
    permission: brand =>
      `Esta cuenta de ${brand} no puede compartir el coche. Inicia sesión como dueño del coche, o pídeselo al dueño.`,
    later: brand => `${brand} no responde ahora mismo. No se ha perdido nada; inténtalo dentro de unos minutos.`,
    returned: brand => `El inicio de sesión con ${brand} no se terminó. No se ha compartido nada.`,
  },
  grant: {
    title: (app, car) => `¿Permitir que ${app} use tu ${car}?`,
    car: 'coche',
    which: '¿Qué coche?',
    whichMany: '¿Qué coches?',
    see: app => `Lo que ${app} quiere ver`,
    act: app => `Lo que ${app} quiere hacer`,
    optional: 'Lo opcional lo activas tú como quieras.',
    exactness: {
      title: '¿Con qué exactitud puede ver dónde está tu coche?',
      precise: 'El lugar exacto',
      coarse: 'A un kilómetro aproximadamente',
    },
    howLongTitle: 'Durante cuánto tiempo',
    howLong: app =>
      `Un año como máximo, o hasta que lo retires, lo que puedes hacer cuando quieras. Termina antes si ${app} no lo usa durante 60 días.`,
    accountSync: app =>
      `Si más adelante se añade un coche a tu cuenta del fabricante, ${app} sabrá que existe. Se te preguntará antes de que reciba nada de ese coche.`,
    dataTitle: 'Qué pasa con los datos',
    ownerPolicy: operator => `Política de privacidad para usuarios de ${operator}`,
    appPolicy: app => `Política de privacidad de ${app}`,
    appPolicyNote: 'qué pasa cuando la aplicación ya ha recibido los datos',
    version: version => `Versión ${version}`,
    allow: 'Permitir',
    deny: 'No permitir',
    belongs: (app, organization, operator) =>
      `${app} dice pertenecer a ${organization}. ${operator} no lo ha comprobado.`,
    unchecked: (app, operator) => `${operator} no ha comprobado quién está detrás de ${app}.`,
    signedInAs: name => `Has iniciado sesión como ${name}.`,
    accountAt: brand => `Estos son los coches de la cuenta de ${brand} con la que has iniciado sesión.`,
    otherCar: 'Usar un coche de otra cuenta',
    sensitive: 'Delicado',
    required: 'Obligatorio',
    wrong: 'Falta algo',
    kept: 'Se ha conservado lo que elegiste.',
    noCar: 'Elige al menos un coche.',
    oneCar: 'Elige un coche.',
    nothing: 'Activa al menos una cosa, o no permitas el acceso.',
    lacksRequired: 'La aplicación necesita todo lo obligatorio. Si es demasiado, no permitas el acceso.',
    changed: 'Algo ha cambiado en esta página desde que la abriste. Léela otra vez, por favor.',
  },
  key: {
    title: 'Falta un paso para las órdenes',
    allowed: app => `${app} puede hacer lo que permitiste. La lectura funciona desde ahora.`,
    why: operator =>
      `Tu coche solo acepta órdenes de llaves que has emparejado con él. Empareja la llave de ${operator}, por la que pasan todas las órdenes; puedes quitarla en el coche cuando quieras.`,
    how: 'En el teléfono, la página siguiente abre la aplicación del fabricante. En un ordenador muestra un código para tu teléfono.',
    pair: 'Emparejar la llave',
  },
  problems: {
    incompatible: {
      title: 'Este coche no se puede conectar',
      text: brand =>
        `Este coche de ${brand} no puede compartir datos, o no los que se piden. No se ha compartido nada.`,
    },
    share: app => `Decir a ${app} qué coche es`,
    shareHint: 'Marca, modelo, año y número de bastidor, para que puedan ayudarte. Nada más.',
    noVehicles: {
      title: 'No hay ningún coche en esta cuenta',
      text: brand => `No hemos encontrado ningún coche en tu cuenta de ${brand}. No se ha compartido nada.`,
    },
    notThisCar: {
      title: 'Es otro coche',
      text: vin => `La cuenta no tiene el coche que se pidió, cuyo número de bastidor termina en ${vin}.`,
    },
    notYours: {
      title: 'Este coche está en otra cuenta',
      text: 'Has iniciado sesión aquí, pero no con la cuenta que tiene este coche. No se ha cambiado nada.',
    },
    subscription: {
      title: 'Los servicios conectados del coche no están activos',
      text: brand =>
        `${brand} solo comparte datos mientras sus servicios conectados están activos. Renuévalos en la aplicación de ${brand} y vuelve a intentarlo.`,
    },
    unreachable: {
      title: 'El fabricante no responde',
      text: brand => `No se ha podido llegar a ${brand}. No se ha compartido nada. Inténtalo dentro de unos minutos.`,
    },
    noMakers: {
      title: 'Aquí todavía no se puede conectar ningún coche',
      text: 'No hay ningún fabricante configurado en este servidor, así que no hay nada que elegir. No se ha compartido nada; la aplicación lo sabrá.',
    },
    sandbox: {
      title: 'Esta aplicación no puede tener tu coche',
      text: 'Esta cuenta no tiene ningún coche de ese entorno.',
    },
    otherAccount: 'Usar otra cuenta',
    retry: 'Volver a intentarlo',
  },
  stopped: {
    over: {
      title: 'Esta solicitud ha terminado',
      text: 'Ha caducado, ya se respondió o se empezó en otro navegador. Si la respondió, su respuesta vale. Si no, no se ha compartido nada: vuelva a la aplicación y empiece de nuevo.',
    },
    link: {
      title: 'No se puede responder a esta solicitud',
      text: 'El enlace que le ha traído aquí no está bien configurado. No se ha compartido nada. Vuelva a la aplicación; sus autores pueden arreglarlo.',
    },
    soon: {
      title: 'Demasiados intentos en poco tiempo',
      text: 'Espere un minuto y vuelva a abrir esta página. Lo que ha hecho hasta ahora se conserva.',
    },
    fault: {
      title: 'Algo ha fallado por nuestra parte',
      text: 'Lo que ha decidido hasta ahora se conserva. Espere un momento y recargue esta página. Si vuelve a ocurrir, indíquenos este número.',
    },
    broken: {
      title: 'No ha funcionado',
      text: 'No se ha compartido nada. Vuelva a la aplicación y empiece de nuevo. Si vuelve a ocurrir, indíquenos este número.',
    },
    number: 'Número de la solicitud:',
    makers: 'Para los autores de la aplicación',
    code: 'Código de error',
    detail: 'Qué falla',
  },
  popup: {
    title: 'Aquí has terminado',
    text: 'La respuesta va a la página de la que vienes, y esta ventana se cierra sola. Si no, ciérrala.',
    unknown:
      'La página que abrió esta ventana no está registrada para la aplicación, así que no se le ha comunicado nada. Puedes cerrar esta ventana.',
  },
  sensitivity: { low: 'Baja', medium: 'Media', high: 'Alta' },
  mail: {
    givenSubject: operator => `Has permitido que una aplicación use tu coche (${operator})`,
    given: 'Acabas de permitir que una aplicación use tu coche. Los detalles, y tu recibo firmado:',
    endedSubject: operator => `Una aplicación ya no puede usar tu coche (${operator})`,
    ended: 'El permiso de una aplicación para usar tu coche ha terminado. Los detalles, y tu recibo firmado:',
    unusedSubject: operator => `Una aplicación que no se usa está en pausa (${operator})`,
    unused:
      'Nadie ha usado un acceso a tu coche durante mucho tiempo, así que está en pausa. Puedes reanudarlo; si no haces nada, termina:',
    endingSubject: operator => `El acceso de una aplicación a tu coche termina pronto (${operator})`,
    ending: 'Un acceso a tu coche termina por sí solo en unos días. Cuándo, y cómo alargarlo si quieres:',
    notYou: 'Si no fuiste tú, abre la página y retira el permiso: termina al momento.',
  },
};
