-- Analyses as they stood on a day, for a meeting of the staff, and what is to be improved.
create table petitions_report (
    id text primary key,
    title text not null,
    from_on text not null,
    to_on text not null,
    frozen_at text not null,
    frozen_by text not null,
    findings text not null,
    meeting_on text,
    decision text not null,
    figures text not null
);
create index petitions_report_frozen on petitions_report (frozen_at, id);
create table petitions_improvement (
    id text primary key,
    report_id text not null references petitions_report (id),
    what text not null,
    handler text not null,
    due_on text not null,
    state text not null,
    result text not null,
    added_by text not null,
    added_at text not null,
    changed_by text not null,
    changed_at text not null
);
create index petitions_improvement_of_report on petitions_improvement (report_id, id);
create index petitions_improvement_open on petitions_improvement (due_on, id)
    where state in ('proposed', 'agreed');
