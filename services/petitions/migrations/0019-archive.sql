-- A case on which all is done is handed to the archive (歸檔) with its file number (檔號) and the years it is kept; how it
-- ended stays known. Years of 0 never end, and the day until which it is kept is empty then.
alter table petitions_case add column outcome text not null default '';
create table petitions_archive (
    case_id text primary key references petitions_case (id),
    file_number text not null,
    ended_at text not null,
    years bigint not null,
    kept_until text not null,
    archived_by text not null,
    archived_at text not null
);
create index petitions_archive_over on petitions_archive (kept_until, case_id) where years > 0;
alter table petitions_destruction_case add column file_number text not null default '';
create index petitions_case_to_archive on petitions_case (section, closed_at, id)
    where state in ('closed', 'transferred', 'not_processed', 'withdrawn', 'discarded');
drop index petitions_case_closed;
drop index petitions_case_closed_of_section;
drop index petitions_case_closed_of_joint;
create index petitions_case_closed on petitions_case ((state = 'archived'), closed_at, id) where closed_at is not null;
create index petitions_case_closed_of_section on petitions_case (section, (state = 'archived'), closed_at, id)
    where closed_at is not null;
create index petitions_case_closed_of_joint on petitions_case (joint, (state = 'archived'), closed_at, id)
    where closed_at is not null and joint <> '';
