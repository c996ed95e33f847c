-- The program's OpenPGP keys: one in force, the former ones for what was encrypted or signed with them.
create table program.openpgp_key (
  id          text primary key,
  fingerprint text not null unique,
  address     text not null,
  custody     text not null check (custody in ('server', 'team')),
  state       text not null check (state in ('current', 'former', 'revoked')),
  public_key  text not null,
  private_key bytea,
  revocation  bytea,
  created_at  timestamptz not null,
  expires_at  timestamptz,
  ended_at    timestamptz,
  made_by     text not null,
  told_days   smallint,
  check ((custody = 'server') = (private_key is not null)),
  check ((state = 'current') = (ended_at is null))
);
create unique index openpgp_key_current on program.openpgp_key (state) where state = 'current';
select core.classify('program.openpgp_key', $$
  id          public
  fingerprint public
  address     public: the published contact that the key is for
  custody     public: whether this server can open what is encrypted to it
  state       public
  public_key  public: armored
  private_key sealed: armored; only where this server keeps it
  revocation  sealed: revocation certificate, until an admin has taken it
  created_at  public
  expires_at  public
  ended_at    public: when another took its place, or it was revoked
  made_by     public: opaque id of the admin
  told_days   public: the last alarm before its end that admins were mailed, in days
$$);
