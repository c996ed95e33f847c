-- Whether a known issue that is imported again says something new, without opening what was imported before.
alter table reports.commitment add column content_hash bytea not null;
select core.classify('reports.commitment', $$
  issue        public
  source       public: what it was imported from
  source_hash  hashed: keyed hash of the id that it has there, so that importing twice makes one issue
  content_hash hashed: keyed hash of what was imported last
  commitment   hashed: SHA-256 of what was imported together with a secret nonce, as the audit log says it
  opening      sealed: what was imported with the nonce: whoever is shown it can check the commitment
  entry        public: the audit entry
  at           public
$$);
