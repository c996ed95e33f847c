-- When each key-encryption key came and went. The keys themselves lie in the keyring or with a key service.
create table core.key_epoch (
  provider     text not null,
  epoch        text not null,
  made_at      timestamptz not null,
  emptied_at   timestamptz,
  destroyed_at timestamptz,
  primary key (provider, epoch)
);
select core.classify('core.key_epoch', $$
  provider     public: which key provider holds it
  epoch        public: its id
  made_at      public
  emptied_at   public: since when it wraps no data key any more; backups from before may still need it
  destroyed_at public: since when nothing that it wrapped can be opened, in no backup either
$$);
select core.moves($$
  core.key_epoch left: belongs to the keyring of this server
$$);
