-- Tells every process that a report has changed, so that open pages can say so. New reports are told of by a subscriber,
-- after their commit: a notice inside it would make those who send at the same moment wait for each other.
create function reports.tell_of_change() returns trigger language plpgsql as $$
begin
  perform pg_notify('telltale_reports', new.id);
  return null;
end $$;
create trigger report_tells_of_change after update on reports.report for each row
  when (old.revision is distinct from new.revision) execute function reports.tell_of_change();
