-- The tables themselves tell every process that what it knows of a grant's tokens no longer holds, in the transaction that
-- changes them: no code can forget it, and a change by hand in psql is heard as well. The payload is the grant's id, the key
-- of an application's own tokens, or `*` for all.

create function connect.tell_grant_changed() returns trigger language plpgsql as $$
begin
  perform pg_notify('connect_grant_changed', old.id);
  return null;
end $$;
create trigger tell_changed
  after update of owner, application, vehicles, scopes, expires_at, revoked_at, paused_at, is_coarse, family, sandbox
  on connect."grant" for each row
  when ((old.owner, old.application, old.vehicles, old.scopes, old.expires_at, old.revoked_at, old.paused_at, old.is_coarse,
         old.family, old.sandbox)
        is distinct from
        (new.owner, new.application, new.vehicles, new.scopes, new.expires_at, new.revoked_at, new.paused_at, new.is_coarse,
         new.family, new.sandbox))
  execute function connect.tell_grant_changed();
create trigger tell_removed after delete on connect."grant" for each row execute function connect.tell_grant_changed();

-- Of tokens that have run out nobody needs to hear when they are cleared away.
create function connect.tell_tokens_gone() returns trigger language plpgsql as $$
begin
  perform pg_notify('connect_grant_changed', grant_id)
     from (select distinct "grant" as grant_id from gone where expires_at > now()) as told;
  return null;
end $$;
create trigger tell_removed after delete on connect.access_token
  referencing old table as gone for each statement execute function connect.tell_tokens_gone();
create trigger tell_changed after update on connect.access_token
  referencing old table as gone for each statement execute function connect.tell_tokens_gone();

create function connect.tell_application_tokens_gone() returns trigger language plpgsql as $$
begin
  perform pg_notify('connect_grant_changed', 'application:' || application)
     from (select distinct application from gone) as told;
  return null;
end $$;
create trigger tell_removed after delete on connect.application_token
  referencing old table as gone for each statement execute function connect.tell_application_tokens_gone();
create trigger tell_changed after update on connect.application_token
  referencing old table as gone for each statement execute function connect.tell_application_tokens_gone();

create function connect.tell_all_changed() returns trigger language plpgsql as $$
begin
  perform pg_notify('connect_grant_changed', '*');
  return null;
end $$;
create trigger tell_emptied after truncate on connect."grant" for each statement execute function connect.tell_all_changed();
create trigger tell_emptied after truncate on connect.access_token for each statement execute function connect.tell_all_changed();
create trigger tell_emptied after truncate on connect.application_token for each statement execute function connect.tell_all_changed();
