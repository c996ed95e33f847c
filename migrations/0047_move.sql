-- What of each table goes along when a whole program moves to another installation (src/core/move).

-- Says it for many tables in one place, as SQL comments on them. A line is: table, then one of
--   carried [where CONDITION]  its rows go along as they are, or those of them
--   apart: how                 goes along by code of its own
--   rebuilt: from what         is made anew there
--   left: why                  stays
create function core.moves(lines text) returns void language plpgsql as $$
declare
  line text;
  part text[];
begin
  foreach line in array string_to_array(lines, E'\n') loop
    continue when btrim(line) = '';
    part := regexp_match(btrim(line), '^([\w."]+)\s+(carried(?: where .+)?|(?:apart|rebuilt|left): .+)$');
    if part is null then
      raise exception 'core.moves: cannot read "%"', line;
    end if;
    execute format('comment on table %s is %L', part[1]::regclass, 'moves, ' || part[2]);
  end loop;
end $$;

select core.moves($$
  core.audit_checkpoint         carried
  core.audit_entry              carried
  core.audit_node               carried
  core.file                     carried where purpose <> 'program-archive'
  core.data_key                 apart: those that sealed what goes along, wrapped anew
  core.delivery                 left: what was to be sent is sent by the old installation
  core.delivery_lane            left: what was to be sent is sent by the old installation
  core.delivery_try             left: what was to be sent is sent by the old installation
  core.event                    left: was told of in the old installation
  core.installation             left: facts about one installation
  core.mail                     left: sent mails are kept for 30 days where they were sent
  core.rate_bucket              left: counts requests of minutes
  core.search_document          rebuilt: from reports and known issues, by a job
  core.search_fresh             rebuilt: from reports and known issues, by a job
  core.search_generation        rebuilt: from reports and known issues, by a job
  core.search_posting           rebuilt: from reports and known issues, by a job

  accounts.person               carried where staff_role is not null or id in (select reporter from reports.report) or (sandbox is null and id not in (select owner from vehicles.vehicle) and id not in (select person from developers.member))
  accounts.api_token            left: belongs to an address; make new ones
  accounts.challenge            left: lives for minutes
  accounts.half_sign_in         left: lives for minutes
  accounts.invitation           left: names the old address; invite again
  accounts.link                 left: names the old address
  accounts.passkey              left: belongs to the old address; people sign in by mail and add new ones
  accounts.recovery_code        left: people sign in by mail and set up new ones
  accounts.session              left: belongs to the old address
  accounts.totp                 left: people sign in by mail and set up a new one

  program.openpgp_key           carried
  program.policy_version        carried
  program.response_figure       carried
  program.scope_version         carried
  program.settings_version      carried
  program.taxonomy_choice       carried
  program.taxonomy_release      carried

  reports.absence               carried
  reports.api_submission        left: remembers repeated requests for a day
  reports.assigned_by_rule      carried
  reports.assignment_rules      carried
  reports.attachment            carried
  reports.blocker               carried
  reports.bulk_change           carried
  reports.bulk_item             carried
  reports.canned_reply          carried
  reports.clock_warning         carried
  reports.commitment            carried
  reports.draft                 carried
  reports.drill                 carried
  reports.duplicate_hint        carried
  reports.duty_event            carried
  reports.duty_subject          carried
  reports.embed_origin          carried
  reports.exploit_list          carried
  reports.exploit_prediction    carried
  reports.file_check            carried
  reports.intake_count          left: counts senders of hours
  reports.intake_pause          carried
  reports.intake_setting        carried
  reports.intake_tally          carried
  reports.issue                 carried
  reports.issue_report          carried
  reports.issue_word            carried
  reports.known_exploited       carried
  reports.known_import          carried
  reports.known_match           carried
  reports.label                 carried
  reports.mail                  carried
  reports.message               carried
  reports.opened_text           carried
  reports.receipt               carried
  reports.receipt_session       left: belongs to the old address; the receipt code opens the report again
  reports.redaction             carried
  reports.redaction_request     carried
  reports.reply_address         carried
  reports.report                carried
  reports.retest                carried
  reports.retest_ask            carried
  reports.retest_check          carried
  reports.saved_view            carried
  reports.seen                  carried
  reports.spent_work            left: remembers solved challenges for two days
  reports.timeline_entry        carried
  reports.weighing              carried

  advisories.advisory_draft     carried
  advisories.advisory_edition   carried
  advisories.case_entry         carried
  advisories.case_message       carried
  advisories.case_visit         carried
  advisories.coordination_case  carried
  advisories.csaf_document      carried
  advisories.cve_assignment     carried
  advisories.embargo_answer     carried
  advisories.embargo_proposal   carried
  advisories.participant        carried
  advisories.participant_link   carried
  advisories.participant_session left: belongs to the old address; the mailed link opens the case again
  advisories.participant_status carried
  advisories.published_advisory carried
  advisories.signing_key        carried
  advisories.vulnerability      carried

  record.contact_test           carried
  record.edition                carried
  record.line                   carried
  record.publication            carried

  trackers.link                 carried
  trackers.receiver             carried
  trackers.reconciliation       carried
  trackers.signing_secret       carried
  trackers.ticket_comment       carried
  trackers.tracker              carried

  research.sandbox              left: its cars and its app stay

  developers.application        left: no part of the program
  developers.credential         left: no part of the program
  developers.invitation         left: no part of the program
  developers.member             left: no part of the program
  developers.organization       left: no part of the program
  vehicles.connection           left: no part of the program
  vehicles.read_event           left: no part of the program
  vehicles.vehicle              left: no part of the program
  connect.access_token          left: no part of the program
  connect.artifact              left: no part of the program
  connect."grant"               left: no part of the program
$$);
