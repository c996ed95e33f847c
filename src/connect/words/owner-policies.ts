// The End User Privacy Policy: what the operator of this platform promises to car owners, in each language of Connect.
// A change of any of it is a new version.

type Section = { readonly title: string; readonly text: string };

export const POLICY_VERSION = '2026-11-26.2';

export const ownerPolicies = {
  en: [
    {
      title: 'You decide',
      text: 'An app gets data of your car only after you have allowed it here, and only the kinds of data that you allowed. You can say no, and you can take a yes back at any time, in one step, without giving a reason. From that moment the app gets nothing more.',
    },
    {
      title: 'What we keep',
      text: 'Your name and e-mail address, which cars are yours, how we reach them at their maker, what you allowed to whom, and a list of every read. Of what an app read we keep the last values for one day, encrypted, to give the same app the same values while your car’s maker does not answer; never where your car is, how it moves, or whether it is locked. Of a car that reports to us by itself we keep the last values for a week, encrypted too.',
    },
    {
      title: 'How we keep it',
      text: 'Your name, your address, the way to your car and what you were shown when you allowed something are encrypted with a key that is yours alone. When your account is erased, that key is destroyed, and what it encrypted can never be read again.',
    },
    {
      title: 'Who else gets it',
      text: 'The apps that you allowed, and nobody else. We do not sell data, we show no advertising, and we build no profiles. What an app does with the data it received is told in the app’s own policy, which is linked wherever you are asked.',
    },
    {
      title: 'What you can see',
      text: 'Every read by every app: when it was, which kind of data, which car, and whether it was refused. You can look at it at any time and take it with you.',
    },
    {
      title: 'How long',
      text: 'A permission ends by itself after a year, and sooner when the app does not use it for 60 days. Then the app has to ask you again.',
    },
  ],
  de: [
    {
      title: 'Sie entscheiden',
      text: 'Eine App bekommt Daten Ihres Autos erst, nachdem Sie es hier erlaubt haben, und nur die Arten von Daten, die Sie erlaubt haben. Sie können Nein sagen, und Sie können ein Ja jederzeit zurücknehmen, in einem Schritt und ohne Grund. Von da an bekommt die App nichts mehr.',
    },
    {
      title: 'Was wir aufbewahren',
      text: 'Ihren Namen und Ihre E-Mail-Adresse, welche Autos Ihre sind, wie wir sie beim Hersteller erreichen, was Sie wem erlaubt haben, und eine Liste jedes Zugriffs. Von dem, was eine App gelesen hat, bewahren wir die letzten Werte einen Tag lang verschlüsselt auf, um derselben App dieselben Werte zu geben, solange der Hersteller nicht antwortet; nie, wo Ihr Auto ist, wie es sich bewegt oder ob es verriegelt ist. Von einem Auto, das sich von selbst bei uns meldet, bewahren wir die letzten Werte eine Woche lang auf, ebenfalls verschlüsselt.',
    },
    {
      title: 'Wie wir es aufbewahren',
      text: 'Ihr Name, Ihre Adresse, der Weg zu Ihrem Auto und was Ihnen gezeigt wurde, als Sie etwas erlaubten, sind mit einem Schlüssel verschlüsselt, der nur für Sie da ist. Wird Ihr Konto gelöscht, wird dieser Schlüssel zerstört, und was er verschlüsselt hat, kann niemand mehr lesen.',
    },
    {
      title: 'Wer es sonst bekommt',
      text: 'Die Apps, denen Sie es erlaubt haben, und sonst niemand. Wir verkaufen keine Daten, zeigen keine Werbung und legen keine Profile an. Was eine App mit den erhaltenen Daten macht, steht in ihrer eigenen Datenschutzerklärung; sie ist überall verlinkt, wo Sie gefragt werden.',
    },
    {
      title: 'Was Sie sehen können',
      text: 'Jeden Zugriff jeder App: wann er war, welche Art von Daten, welches Auto, und ob er abgelehnt wurde. Sie können das jederzeit ansehen und mitnehmen.',
    },
    {
      title: 'Wie lange',
      text: 'Eine Erlaubnis endet von selbst nach einem Jahr, und früher, wenn die App sie 60 Tage lang nicht nutzt. Dann muss die App Sie wieder fragen.',
    },
  ],
  fr: [
    {
      title: 'C’est vous qui décidez',
      text: 'Une application n’obtient des données de votre voiture qu’après votre autorisation ici, et seulement les types de données que vous avez autorisés. Vous pouvez dire non, et revenir sur un oui à tout moment, en une étape et sans donner de raison. Dès cet instant, l’application n’obtient plus rien.',
    },
    {
      title: 'Ce que nous conservons',
      text: 'Votre nom et votre adresse e-mail, quelles voitures sont les vôtres, comment nous les joignons chez leur constructeur, ce que vous avez autorisé et à qui, et la liste de chaque lecture. De ce qu’une application a lu, nous conservons les dernières valeurs pendant un jour, chiffrées, pour redonner les mêmes valeurs à la même application tant que le constructeur ne répond pas ; jamais où se trouve votre voiture, comment elle se déplace ni si elle est verrouillée. D’une voiture qui nous informe d’elle-même, nous conservons les dernières valeurs pendant une semaine, chiffrées elles aussi.',
    },
    {
      title: 'Comment nous le conservons',
      text: 'Votre nom, votre adresse, l’accès à votre voiture et ce qui vous a été montré lors d’une autorisation sont chiffrés avec une clé qui n’appartient qu’à vous. Quand votre compte est effacé, cette clé est détruite, et ce qu’elle chiffrait ne peut plus jamais être lu.',
    },
    {
      title: 'Qui d’autre les reçoit',
      text: 'Les applications que vous avez autorisées, et personne d’autre. Nous ne vendons pas de données, n’affichons pas de publicité et n’établissons pas de profils. Ce qu’une application fait des données reçues figure dans sa propre politique, dont le lien est donné partout où l’on vous demande votre accord.',
    },
    {
      title: 'Ce que vous pouvez voir',
      text: 'Chaque lecture par chaque application : quand, quel type de données, quelle voiture, et si elle a été refusée. Vous pouvez le consulter à tout moment et l’emporter.',
    },
    {
      title: 'Combien de temps',
      text: 'Une autorisation prend fin d’elle-même après un an, et plus tôt si l’application ne s’en sert pas pendant 60 jours. L’application doit alors vous redemander.',
    },
  ],
  es: [
    {
      title: 'Tú decides',
      text: 'Una aplicación solo recibe datos de tu coche después de que lo permitas aquí, y solo los tipos de datos que permitiste. Puedes decir que no, y retirar un sí cuando quieras, en un paso y sin dar razones. Desde ese momento la aplicación no recibe nada más.',
    },
    {
      title: 'Qué guardamos',
      text: 'Tu nombre y tu correo, qué coches son tuyos, cómo llegamos a ellos en su fabricante, qué permitiste a quién, y una lista de cada lectura. De lo que una aplicación ha leído guardamos los últimos valores durante un día, cifrados, para dar los mismos valores a la misma aplicación mientras el fabricante no responde; nunca dónde está tu coche, cómo se mueve ni si está cerrado. De un coche que nos informa por sí mismo guardamos los últimos valores durante una semana, también cifrados.',
    },
    {
      title: 'Cómo lo guardamos',
      text: 'Tu nombre, tu dirección, el acceso a tu coche y lo que se te mostró al permitir algo están cifrados con una clave que es solo tuya. Cuando se borra tu cuenta, esa clave se destruye, y lo que cifraba ya no se puede leer nunca más.',
    },
    {
      title: 'Quién más los recibe',
      text: 'Las aplicaciones que permitiste, y nadie más. No vendemos datos, no mostramos publicidad y no hacemos perfiles. Lo que una aplicación hace con los datos recibidos está en su propia política, enlazada en todos los lugares donde se te pregunta.',
    },
    {
      title: 'Qué puedes ver',
      text: 'Cada lectura de cada aplicación: cuándo fue, qué tipo de datos, qué coche, y si se rechazó. Puedes mirarlo cuando quieras y llevártelo.',
    },
    {
      title: 'Cuánto tiempo',
      text: 'Un permiso termina solo después de un año, y antes si la aplicación no lo usa durante 60 días. Entonces la aplicación tiene que volver a preguntarte.',
    },
  ],
} as const satisfies Record<string, readonly Section[]>;
