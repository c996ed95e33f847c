-- A sandbox has two simulated owners, so that a researcher can try one against the other.

alter table research.sandbox add column other_owner text;
select core.classify('research.sandbox', $$
  other_owner public: opaque id of the second simulated owner; null for sandboxes from before there was one
$$);
