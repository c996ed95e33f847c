// Connect in German.
import type { Words } from './english.ts';

export const german: Words = {
  skip: 'Zum Inhalt springen',
  language: 'Sprache',
  exit: 'Abbrechen und zurück',
  backTo: app => `Zurück zu ${app}`,
  back: 'Zurück',
  step: (at, of) => `Schritt ${at} von ${of}`,
  required: 'erforderlich',
  marks: {
    test: {
      title: 'Testmodus',
      text: 'Hier ist kein echtes Auto und kein echtes Herstellerkonto im Spiel. Jede E-Mail-Adresse und jedes Passwort geht.',
    },
    simulated: {
      title: 'Simulierte Autos',
      text: 'Hier ist kein echtes Auto im Spiel. Verwenden Sie E-Mail-Adresse und Passwort Ihres simulierten Autos.',
    },
    sandbox: {
      title: 'Eine Sandbox für Sicherheitsforschung',
      text: 'Diese App erreicht nur simulierte Autos, und nur für deren simulierten Besitzer. Ein echtes Auto kann ihr nicht gegeben werden.',
    },
  },
  preamble: {
    title: app => `${app} möchte sich mit Ihrem Auto verbinden`,
    by: operator => `${operator} steht zwischen Hersteller und App und gibt nur weiter, was Sie erlauben.`,
    choose: 'Sie wählen die Marke Ihres Autos.',
    signIn: app => `Sie melden sich beim Hersteller an. ${app} sieht Ihr Passwort nie.`,
    decide: app => `Sie lesen, worum ${app} bittet, und sagen zu jedem Teil Ja oder Nein.`,
    takeBack: 'Sie können es jederzeit zurücknehmen.',
    policy: operator => `Datenschutzerklärung für Fahrzeughalter von ${operator}`,
    country: 'Wo ist Ihr Auto zugelassen?',
    proceed: 'Weiter',
    again: (app, since) =>
      `Sie haben ${app} das am ${since} erlaubt, und es wird um nichts Neues gebeten. Wenn Sie weitergehen, gilt weiter, was Sie erlaubt haben.`,
    review: 'Noch einmal lesen und entscheiden',
  },
  again: {
    title: app => `${app} bittet Sie, sich noch einmal anzumelden`,
    why: app =>
      `Der Hersteller Ihres Autos möchte von Zeit zu Zeit, dass Sie sich neu anmelden. Bis dahin erreicht ${app} Ihr Auto nicht.`,
    stays: 'Was Sie erlaubt haben, bleibt, wie es ist. Um Neues wird nicht gebeten.',
  },
  email: {
    title: 'Zuerst: Wer sind Sie?',
    why: operator =>
      `Was Sie erlauben, steht in Ihrem eigenen Konto bei ${operator}. Dort sehen Sie jeden Zugriff und nehmen Erlaubnisse zurück. Beim ersten Besuch wird das Konto angelegt.`,
    address: 'E-Mail-Adresse',
    send: 'Link zusenden',
    wrong: 'Geben Sie eine E-Mail-Adresse ein, zum Beispiel olivia@example.com.',
    sentTitle: 'Sehen Sie in Ihre E-Mails',
    sent: minutes =>
      `Ein Link ist unterwegs. Öffnen Sie ihn innerhalb von ${minutes} Minuten auf diesem Gerät, kommen Sie dann in dieses Fenster zurück und gehen Sie weiter.`,
    opened: 'Ich habe den Link geöffnet',
    notYet:
      'Wir haben noch nicht gesehen, dass Sie den Link geöffnet haben. Er muss in diesem Browser geöffnet werden.',
    otherWay: 'Auf andere Weise anmelden',
    again: 'Andere Adresse verwenden',
    done: 'Sie sind angemeldet',
    doneText: 'Gehen Sie zurück in das Fenster, aus dem Sie kamen, und dort weiter. Sie können auch hier weitergehen.',
    here: 'Hier weitergehen',
  },
  brands: {
    title: 'Welche Marke ist Ihr Auto?',
    search: 'Marken suchen',
    find: 'Suchen',
    none: asked => `Keine Marke heißt „${asked}“.`,
    all: 'Alle Marken zeigen',
    missing: 'Ihre Marke ist nicht dabei? Dann kann sie noch nicht verbunden werden.',
  },
  login: {
    title: brand => `Bei ${brand} anmelden`,
    username: 'E-Mail-Adresse',
    password: 'Passwort',
    signIn: 'Anmelden',
    away: (brand, host) =>
      `Sie gehen weiter zur eigenen Anmeldeseite von ${brand} auf ${host} und kommen hierher zurück. Wir sehen Ihr Passwort nie.`,
    go: brand => `Weiter zu ${brand}`,
    otherBrand: 'Andere Marke wählen',
    empty: 'Geben Sie beides ein, die E-Mail-Adresse und das Passwort.',
    wrong:
      'Das hat nicht geklappt: Der Hersteller kennt diese E-Mail-Adresse mit diesem Passwort nicht. Prüfen Sie beides und versuchen Sie es noch einmal.',
    locked: brand =>
      `${brand} will zuerst etwas von Ihnen: Melden Sie sich in der App oder auf der Website des Herstellers an, tun Sie, was dort verlangt wird, und versuchen Sie es dann noch einmal.`,
    permission: brand =>
      `Dieses ${brand}-Konto darf das Auto nicht teilen. Melden Sie sich als Besitzer des Autos an, oder bitten Sie ihn darum.`,
    later: brand =>
      `${brand} antwortet gerade nicht. Es ist nichts verloren; versuchen Sie es in einigen Minuten noch einmal.`,
    returned: brand => `Die Anmeldung bei ${brand} wurde nicht abgeschlossen. Es wurde nichts geteilt.`,
  },
  grant: {
    title: (app, car) => `Darf ${app} Ihr Auto nutzen: ${car}?`,
    car: 'Auto',
    which: 'Welches Auto?',
    whichMany: 'Welche Autos?',
    see: app => `Was ${app} sehen möchte`,
    act: app => `Was ${app} tun möchte`,
    optional: 'Was nicht erforderlich ist, schalten Sie ein oder aus, wie Sie möchten.',
    exactness: {
      title: 'Wie genau darf sie sehen, wo Ihr Auto ist?',
      precise: 'Der genaue Ort',
      coarse: 'Auf etwa einen Kilometer',
    },
    howLongTitle: 'Wie lange',
    howLong: app =>
      `Höchstens ein Jahr, oder bis Sie es zurücknehmen; das geht jederzeit. Es endet früher, wenn ${app} es 60 Tage lang nicht nutzt.`,
    accountSync: app =>
      `Kommt später ein Auto in Ihr Herstellerkonto, erfährt ${app}, dass es da ist. Bevor ${app} etwas von diesem Auto bekommt, werden Sie gefragt.`,
    dataTitle: 'Was mit den Daten geschieht',
    ownerPolicy: operator => `Datenschutzerklärung für Fahrzeughalter von ${operator}`,
    appPolicy: app => `Datenschutzerklärung von ${app}`,
    appPolicyNote: 'was geschieht, nachdem die App die Daten bekommen hat',
    version: version => `Fassung ${version}`,
    allow: 'Erlauben',
    deny: 'Nicht erlauben',
    belongs: (app, organization, operator) =>
      `${app} gehört nach eigenen Angaben zu ${organization}. ${operator} hat das nicht geprüft.`,
    unchecked: (app, operator) => `${operator} hat nicht geprüft, wer hinter ${app} steht.`,
    signedInAs: name => `Sie sind angemeldet als ${name}.`,
    accountAt: brand => `Das sind die Autos des ${brand}-Kontos, bei dem Sie sich angemeldet haben.`,
    otherCar: 'Auto aus einem anderen Konto verwenden',
    sensitive: 'Heikel',
    required: 'Erforderlich',
    wrong: 'Es fehlt noch etwas',
    kept: 'Was Sie eingestellt haben, wurde behalten.',
    noCar: 'Wählen Sie mindestens ein Auto.',
    oneCar: 'Wählen Sie ein Auto.',
    nothing: 'Schalten Sie mindestens einen Teil ein, oder erlauben Sie den Zugriff nicht.',
    lacksRequired: 'Die App braucht alle erforderlichen Teile. Ist das zu viel, erlauben Sie den Zugriff nicht.',
    changed: 'Auf dieser Seite hat sich etwas geändert, seit Sie sie geöffnet haben. Bitte lesen Sie sie noch einmal.',
  },
  key: {
    title: 'Für Befehle fehlt noch ein Schritt',
    allowed: app => `${app} darf, was Sie erlaubt haben. Lesen geht ab jetzt.`,
    why: operator =>
      `Ihr Auto nimmt Befehle nur von Schlüsseln an, die Sie mit ihm gekoppelt haben. Koppeln Sie den Schlüssel von ${operator}, über den alle Befehle laufen; Sie können ihn im Auto jederzeit entfernen.`,
    how: 'Auf dem Telefon öffnet die nächste Seite die App des Herstellers. Am Computer zeigt sie einen Code für Ihr Telefon.',
    pair: 'Schlüssel koppeln',
  },
  problems: {
    incompatible: {
      title: 'Dieses Auto kann nicht verbunden werden',
      text: brand =>
        `Dieses Auto von ${brand} kann keine Daten teilen, oder nicht die, um die gebeten wurde. Es wurde nichts geteilt.`,
    },
    share: app => `${app} sagen, welches Auto es ist`,
    shareHint: 'Marke, Modell, Baujahr und Fahrgestellnummer, damit man Ihnen dort helfen kann. Sonst nichts.',
    noVehicles: {
      title: 'In diesem Konto ist kein Auto',
      text: brand => `In Ihrem ${brand}-Konto haben wir kein Auto gefunden. Es wurde nichts geteilt.`,
    },
    notThisCar: {
      title: 'Das ist ein anderes Auto',
      text: vin => `Das Konto hat das gewünschte Auto nicht; dessen Fahrgestellnummer endet auf ${vin}.`,
    },
    notYours: {
      title: 'Dieses Auto gehört zu einem anderen Konto',
      text: 'Sie sind hier angemeldet, aber nicht mit dem Konto, zu dem dieses Auto gehört. Es wurde nichts geändert.',
    },
    subscription: {
      title: 'Die Online-Dienste des Autos sind nicht aktiv',
      text: brand =>
        `${brand} teilt Daten nur, solange die Online-Dienste aktiv sind. Verlängern Sie sie in der App von ${brand}, und versuchen Sie es dann noch einmal.`,
    },
    unreachable: {
      title: 'Der Hersteller antwortet nicht',
      text: brand =>
        `${brand} war nicht zu erreichen. Es wurde nichts geteilt. Versuchen Sie es in einigen Minuten noch einmal.`,
    },
    noMakers: {
      title: 'Hier kann noch kein Auto verbunden werden',
      text: 'Auf diesem Server ist kein Hersteller eingerichtet, es gibt also nichts auszuwählen. Es wurde nichts geteilt; die App erfährt davon.',
    },
    sandbox: {
      title: 'Diese App kann Ihr Auto nicht bekommen',
      text: 'Dieses Konto hat kein Auto aus der Sandbox.',
    },
    otherAccount: 'Anderes Konto verwenden',
    retry: 'Noch einmal versuchen',
  },
  stopped: {
    over: {
      title: 'Diese Anfrage ist beendet',
      text: 'Sie ist abgelaufen, wurde schon beantwortet oder in einem anderen Browser begonnen. Haben Sie geantwortet, gilt Ihre Antwort. Sonst wurde nichts geteilt: Gehen Sie zur App zurück und beginnen Sie von vorn.',
    },
    link: {
      title: 'Diese Anfrage kann nicht beantwortet werden',
      text: 'Der Link, der Sie hierher geführt hat, ist nicht richtig eingerichtet. Es wurde nichts geteilt. Gehen Sie zur App zurück; wer sie anbietet, kann das richten.',
    },
    soon: {
      title: 'Zu viele Versuche in kurzer Zeit',
      text: 'Warten Sie eine Minute und öffnen Sie diese Seite dann erneut. Was Sie bisher getan haben, bleibt erhalten.',
    },
    fault: {
      title: 'Bei uns ist etwas fehlgeschlagen',
      text: 'Was Sie bisher entschieden haben, bleibt erhalten. Warten Sie einen Moment und laden Sie diese Seite dann neu. Wenn es wieder geschieht, nennen Sie uns diese Nummer.',
    },
    broken: {
      title: 'Das hat nicht geklappt',
      text: 'Es wurde nichts geteilt. Gehen Sie zur App zurück und beginnen Sie von vorn. Wenn es wieder geschieht, nennen Sie uns diese Nummer.',
    },
    number: 'Nummer der Anfrage:',
    makers: 'Für die Anbieter der App',
    code: 'Fehlercode',
    detail: 'Was nicht stimmt',
  },
  popup: {
    title: 'Hier sind Sie fertig',
    text: 'Die Antwort geht an die Seite, von der Sie kamen, und dieses Fenster schließt sich von selbst. Wenn nicht, schließen Sie es.',
    unknown:
      'Die Seite, die dieses Fenster geöffnet hat, ist für die App nicht eingetragen; ihr wurde nichts mitgeteilt. Sie können dieses Fenster schließen.',
  },
  sensitivity: { low: 'Gering', medium: 'Mittel', high: 'Hoch' },
  mail: {
    givenSubject: operator => `Sie haben einer App erlaubt, Ihr Auto zu nutzen (${operator})`,
    given: 'Sie haben gerade einer App erlaubt, Ihr Auto zu nutzen. Was genau, und Ihr signierter Beleg:',
    endedSubject: operator => `Eine App darf Ihr Auto nicht mehr nutzen (${operator})`,
    ended: 'Die Erlaubnis einer App, Ihr Auto zu nutzen, ist beendet. Wann, und Ihr signierter Beleg:',
    unusedSubject: operator => `Eine App, die niemand nutzt, ruht (${operator})`,
    unused:
      'Ein Zugriff auf Ihr Auto wurde lange nicht genutzt und ruht deshalb. Sie können ihn fortsetzen; tun Sie nichts, endet er:',
    endingSubject: operator => `Der Zugriff einer App auf Ihr Auto endet bald (${operator})`,
    ending:
      'Ein Zugriff auf Ihr Auto endet in wenigen Tagen von selbst. Wann, und wie Sie ihn weiterlaufen lassen, wenn Sie möchten:',
    notYou: 'Waren Sie das nicht, öffnen Sie die Seite und nehmen Sie die Erlaubnis zurück: Sie endet sofort.',
  },
};
