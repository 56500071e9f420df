-- Calendars beside the office calendar, such as that of the schools; a day, and a closure, is one of a calendar.
create table foundation_calendar (
    code text primary key,
    name text not null,
    name_en text not null,
    added_at text not null,
    added_by text not null
);
create table foundation_calendar_day_new (
    calendar text not null default 'office',
    day text not null,
    off boolean not null,
    note text not null,
    primary key (calendar, day)
);
insert into foundation_calendar_day_new (calendar, day, off, note)
select 'office', day, off, note from foundation_calendar_day;
drop table foundation_calendar_day;
alter table foundation_calendar_day_new rename to foundation_calendar_day;
create table foundation_closure_new (
    calendar text not null default 'office',
    day text not null,
    reason text not null,
    added_at text not null,
    added_by text not null,
    primary key (calendar, day)
);
insert into foundation_closure_new (calendar, day, reason, added_at, added_by)
select 'office', day, reason, added_at, added_by from foundation_closure;
drop table foundation_closure;
alter table foundation_closure_new rename to foundation_closure;
