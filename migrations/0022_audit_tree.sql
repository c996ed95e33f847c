-- The audit log is a hash tree as well as a chain: each link covers the root of the tree over all entries before it, so
-- that one earlier entry can be proven with some twenty hashes, and nothing between be shown.

alter table core.audit_entry add column tree bytea;
select core.classify('core.audit_entry', $$
  id        public
  at        public
  actor     public: opaque id of who acted
  action    public: what was done
  subject   public: opaque id of what it was done to
  details   public: opaque ids and plain facts, never a person's words
  seq       public: place in the chain
  prev_hash public: hash of the entry before
  hash      public: SHA-256 over prev_hash, tree and the canonical entry's SHA-256; without tree, over prev_hash and the entry
  tree      public: root of the hash tree (RFC 9162 section 2.1) over all entries before; none for entries of early versions
$$);

-- Roots of full subtrees of 256 entries and more; what is smaller is computed from the entries.
create table core.audit_node (
  height   smallint not null,
  position bigint not null,
  hash     bytea not null,
  primary key (height, position)
);
select core.classify('core.audit_node', $$
  height   public: it covers 2 to the power of this many entries
  position public: counted from 0 at its height
  hash     public
$$);
