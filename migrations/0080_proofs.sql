-- What was proven, each as a signed record: backups made, restore drills, canary scans.
create table core.proof (
  id     text primary key,
  kind   text not null check (kind in ('backup', 'restore-drill', 'canary-scan')),
  at     timestamptz not null,
  ok     boolean not null,
  record jsonb not null
);
create index proof_kind on core.proof (kind, at desc);
select core.classify('core.proof', $$
  id     public: opaque id
  kind   public
  at     public: when it was done
  ok     public: whether everything was as it should be
  record public: what was found, in counts and hashes, signed (Ed25519)
$$);
select core.moves($$
  core.proof left: tells of this server and its disks
$$);
