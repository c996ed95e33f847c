-- Searches by state and reason have an index to walk, newest first.
create index report_state on reports.report (state, close_reason, submitted_at desc, id desc);
