-- Files whose bytes are to be forgotten from a moment on: those that got no row by then, and those whose row is gone.
create table foundation_forgetting (
    file_id text primary key,
    due_at text not null
);
create index foundation_forgetting_due on foundation_forgetting (due_at, file_id);
-- Nobody of the house is reminded outside the office hours, whatever service reminds.
update foundation_setting set name = 'centre.office_hours' where name = 'petitions.office_hours';
