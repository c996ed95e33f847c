-- An application's own connections, newest first, for its developers' page and for the management API: ended ones too.
create index grant_application_newest on connect."grant" (application, id desc);
